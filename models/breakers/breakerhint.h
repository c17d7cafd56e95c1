#pragma once

#include "models/breakers/breakerrule.h"

#include <string>

namespace quarterdeck {

/// A rule for fleet.yml that settles what a series' values mean, ready to paste and adjust.
QString declarationSnippet(const BreakerRule &rule, const std::string &metric, const QString &nameLabel,
                           const QString &raw);

} // namespace quarterdeck
