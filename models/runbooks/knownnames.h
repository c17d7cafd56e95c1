#pragma once

#include "models/runbooks/definitioncheck.h"

#include <QSet>

namespace quarterdeck {

/// Which names have a value at some point of a runbook, and what is wrong with one that has none.
class KnownNames
{
public:
    enum class As : quint8 { Value, Instance }; ///< an instance's parts (`NAME.url`) have values too

    void define(const QString &name, As what = As::Value);
    void defineLater(const QString &name) { m_later.insert(name); } ///< by some step
    void forget(const QString &name);
    /// `where` names what holds the place, for the message.
    [[nodiscard]] std::optional<DefinitionProblem> problemOf(const QString &name, SourcePlace at,
                                                             const QString &where) const;

private:
    QSet<QString> m_names;
    QSet<QString> m_instances;
    QSet<QString> m_later;
};

} // namespace quarterdeck
