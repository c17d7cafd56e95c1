#pragma once

#include "models/breakers/breakerrule.h"

#include <string>

namespace quarterdeck {

/// What is known of a breaker whose state cannot be told.
struct UndeclaredBreaker
{
    const BreakerRule *rule = nullptr;
    std::string metric;
    QString nameLabel; ///< the label that names it; empty when none does
    QString name;      ///< what names it then
    QMap<QString, QString> labels;
    QString raw;
    QMap<double, BreakerState> numbers; ///< what is known of its values: the rule's map, HELP
    QStringList words;                  ///< of a one-hot breaker: those that mean no state
};

/// The piece of fleet.yml that declares the breaker's encoding. Where a person has to say what a value means,
/// it has `breakerStateToFillIn`, which no configuration is accepted with: an example pasted unread would be
/// a guess.
QString declarationSnippet(const UndeclaredBreaker &breaker);

} // namespace quarterdeck
