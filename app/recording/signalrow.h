#pragma once

#include "app/recording/recordtime.h"
#include "app/recording/signalcodec.h"

#include <QSqlQuery>
#include <QVariant>

#include <cmath>

namespace quarterdeck {

/// The point of the present row of "SELECT at, request_rate, error_ratio, p50, p95, p99 FROM signal_points";
/// NULL is "no data" and becomes NaN.
inline SignalPoint signalPointOf(const QSqlQuery &row)
{
    const auto number = [&row](int column) {
        const QVariant value = row.value(column);
        return value.isNull() ? std::nanf("") : value.toFloat();
    };
    return {toWallTime(row.value(0).toLongLong()), number(1), number(2), number(3), number(4), number(5)};
}

} // namespace quarterdeck
