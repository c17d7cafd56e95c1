#pragma once

#include "app/config/configuration.h"

namespace quarterdeck {

/// Collects everything that is wrong with a configuration, so that one reading reports all of it.
class ProblemList
{
public:
    /// Makes the configuration unusable as a whole.
    void addError(ConfigProblem problem);
    /// As bad, but only some targets are concerned: the rest of the fleet can still be watched.
    void addContainedError(ConfigProblem problem);
    void addWarning(ConfigProblem problem);

    [[nodiscard]] bool isUsable() const { return !m_isFatal; }
    /// In the order of the files' first mention, then of the lines.
    [[nodiscard]] QList<ConfigProblem> errors() const;
    [[nodiscard]] QList<ConfigProblem> warnings() const;

private:
    struct Bounded
    {
        QList<ConfigProblem> problems;
        qsizetype more = 0; ///< that were left out
        void add(ConfigProblem problem);
    };
    [[nodiscard]] QList<ConfigProblem> sorted(const Bounded &bounded, const QString &word) const;
    void mention(const QString &file);

    Bounded m_errors;
    Bounded m_warnings;
    QList<QString> m_files; ///< in the order of their first mention
    bool m_isFatal = false;
};

} // namespace quarterdeck
