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
    QString series; ///< when unknown: the series as exposed, e.g. `circuit_breaker_state{service="a"}`
    /// Times it opened since the page before, 0 on the first page and after a restart.
    int openings = 0;
    /// Some of `openings` are told by counters only: it opened and left again between the two pages.
    bool inferred = false;
    bool operator==(const BreakerReading &) const = default;
};

/// A limit on concurrency as a scrape showed it: saturation, which is no failure breaker.
struct SaturationReading
{
    QString name;
    QMap<QString, QString> labels;
    QString limit;      ///< which limit, e.g. "rq_pending (default priority)"
    QString convention; ///< id of the rule
    bool atLimit = false;
    bool operator==(const SaturationReading &) const = default;
};

QString toString(BreakerState state);

} // namespace quarterdeck
