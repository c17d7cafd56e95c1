#pragma once

#include "models/signals/signalhistory.h"

#include <QByteArray>

namespace quarterdeck {

/// Points of a series in few bytes: each quantity as the difference to the point before (request rate to
/// 0.01, error ratio in steps of 1/65534, quantiles on a logarithmic scale to 0.1 %), then deflated. Time is
/// kept to the millisecond.
QByteArray packPoints(const QList<SignalPoint> &points);
/// Nothing where the bytes are not what packPoints() makes.
QList<SignalPoint> unpackPoints(const QByteArray &packed);

} // namespace quarterdeck
