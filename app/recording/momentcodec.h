#pragma once

#include "app/recording/textpool.h"
#include "models/incidents/fleetmoment.h"

namespace quarterdeck {

// A keyframe of the replay: every instance with its breakers, texts as numbers, deflated.

QByteArray packMoment(const FleetMoment &moment, TextPool &texts, QString *problem);
/// Nothing where the bytes are not what packMoment() makes.
std::optional<FleetMoment> unpackMoment(const QByteArray &packed, WallTime at, TextPool &texts);

} // namespace quarterdeck
