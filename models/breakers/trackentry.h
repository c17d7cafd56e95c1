#pragma once

#include "models/breakers/breakeridentity.h"
#include "models/breakers/breakerstate.h"

#include <cstdint>
#include <string>

namespace quarterdeck {

/// What is always the same of a breaker that was seen: shared by all instances whose pages show it alike.
struct TrackEntry
{
    std::size_t key = 0; ///< hash of rule, metric and identity
    std::uint32_t rule = 0;
    BreakerIdentity identity;
    QString name;
    QMap<QString, QString> labels;
    QMap<double, BreakerState> numbers; ///< what the rule's map and HELP say of the values
    bool moreIsMapped = true;           ///< the rule's `more` holds: HELP says nothing else
    QString series;                     ///< `series` of a reading whose state is unknown
    std::string metric;
    QString nameLabel;
    bool operator==(const TrackEntry &) const = default;
};

} // namespace quarterdeck
