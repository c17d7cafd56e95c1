#pragma once

#include <QList>
#include <QMap>
#include <QString>

#include <chrono>
#include <optional>

namespace quarterdeck {

/// The one normal form of all libraries' breaker states, worst first.
enum class BreakerState : quint8 {
    Open,
    ForcedOpen,
    HalfOpen,
    Unknown,
    ForcedClosed,
    Disabled,
    MetricsOnly,
    Closed,
};

/// One breaker of one instance as a scrape showed it.
struct BreakerReading
{
    QString name;
    QMap<QString, QString> labels; ///< what tells it from others of the same name
    BreakerState state = BreakerState::Unknown;
    QString raw;                       ///< the state as exposed, e.g. "half_open" or "2"
    QString convention;                ///< id of the convention that recognised it, e.g. "resilience4j"
    QString hint;                      ///< when unknown: how to declare the encoding
    std::optional<double> failureRate; ///< 0..1, as the library measures it
    std::optional<double> threshold;   ///< 0..1, the rate at which it opens
    bool operator==(const BreakerReading &) const = default;
};

QString toString(BreakerState state);

} // namespace quarterdeck
