#pragma once

#include "app/config/runbookfile.h"

namespace quarterdeck {

/// All runbooks that can be run: the shipped ones, and those of the fleet's folder, which replace a shipped
/// one of the same id.
class RunbookCatalog
{
public:
    /// Reads every .yml and .yaml of the folder (may be empty or missing). I/O.
    static RunbookCatalog load(const QString &folder);

    [[nodiscard]] const QList<std::shared_ptr<const RunbookDefinition>> &runbooks() const
    {
        return m_runbooks;
    }
    /// Null when there is none.
    [[nodiscard]] std::shared_ptr<const RunbookDefinition> find(const QString &id) const;
    [[nodiscard]] const QList<ConfigProblem> &errors() const { return m_errors; }
    [[nodiscard]] const QList<ConfigProblem> &warnings() const { return m_warnings; }
    /// Differs when a file of the folder was changed.
    static QByteArray fingerprint(const QString &folder);

private:
    void add(const RunbookFile &file);

    QList<std::shared_ptr<const RunbookDefinition>> m_runbooks; ///< by id
    QList<ConfigProblem> m_errors;
    QList<ConfigProblem> m_warnings;
};

} // namespace quarterdeck
