#pragma once

#include "models/breakers/breakerstate.h"

#include <QList>
#include <QMap>
#include <QString>

namespace quarterdeck {

/// How the series of a convention say the state.
enum class BreakerEncoding : quint8 {
    OneHot,      ///< a series per state, named by `stateLabel`; the one with value 1 is the state
    Number,      ///< one series; `map` says what its values mean
    Events,      ///< a counter per event, named by `stateLabel`; the last event to count is the state
    TimeInState, ///< ever-growing time per state, named by `stateLabel`; the one that grows is the state
    Transitions, ///< a counter per change, `fromLabel` and `stateLabel` (the state entered) name its ends
    ActiveCount, ///< how many members are cut off: 0 is closed, more is open
};

/// What a series beside the state series tells about the same breaker.
enum class BreakerFact : quint8 {
    FailureRate,  ///< gauge; times `scale` it is 0..1, negative means too few calls
    Threshold,    ///< gauge; times `scale` it is 0..1
    ForcedOpen,   ///< gauge; 1: the state is forced open, whatever the state series says
    ForcedClosed, ///< gauge; 1: forced closed
    Opened,       ///< counter of openings
    Refused,      ///< counter of calls that only an open or half-open breaker refuses
    Passed,       ///< counter of calls that only a closed breaker lets through without a change of state
    Closed,       ///< counter of closings; for ActiveCount: of members that came back
    CallsOk,   ///< counters of calls by cause; times `scale`, which may be negative where the library counts
    CallsSlow, ///< a call twice. `Passed` counts as CallsOk and `Refused` as CallsNotPermitted unless the
    CallsFailed, ///< rule has companions for these
    CallsTimedOut,
    CallsNotPermitted,
    SlowNow,   ///< gauge: slow calls in the library's own window
    OkNow,     ///< gauge: calls that went well in the library's own window; with FailedNow the failure rate
    FailedNow, ///< gauge: calls that failed in the library's own window
    Wait,      ///< gauge; times `scale` it is the seconds from open to half-open
    Bucket,    ///< histogram bucket of the calls' duration; times `scale` its bound is in seconds
    Quantile,  ///< quantile of the calls' duration; times `scale` it is in seconds
};

/// A series beside the state series. It belongs to the breaker that has the same labels, apart from those
/// named in `labels` and the rule's `ignoreLabels`.
struct BreakerCompanion
{
    BreakerFact fact = BreakerFact::Opened;
    QString metric;                ///< RE2, whole name
    QMap<QString, QString> labels; ///< label -> RE2, whole value
    double scale = 1.0;            ///< 0.01 for per cent
    bool operator==(const BreakerCompanion &) const = default;
};

/// One convention of naming and encoding breakers. `resources/breakers.yml` holds the built-in ones and
/// explains the written form.
struct BreakerRule
{
    QString id;                    ///< shown as the convention, e.g. "resilience4j"
    QString metric;                ///< RE2, whole name; its groups can be used as $1 in `name` and `needs`
    QMap<QString, QString> labels; ///< label -> RE2, whole value; an absent label is ""
    QString type;                  ///< "gauge", "counter", "stateset"...; empty: any. Untyped always passes
    QString help;                  ///< RE2, somewhere in HELP, without case; empty: any
    QList<QString> needs;          ///< metric names (with $1) that must be on the page too
    QList<QString> unless;         ///< metric names (with $1) that say it better: the rule yields to them
    BreakerEncoding encoding = BreakerEncoding::Number;
    QList<QString> nameLabels;   ///< the first that a series has names the breaker
    QString name;                ///< name when no label does, with $1; empty: the metric's name
    QString stateLabel;          ///< see BreakerEncoding; "$0" is the metric's name, as in a state set
    QString fromLabel;           ///< Transitions only
    QList<QString> ignoreLabels; ///< labels that differ within one breaker: their series are summed
    QMap<QString, BreakerState>
        map;                  ///< value ("0", "0.5", "more") or word -> state; words drop case, punctuation
    bool helpDecides = false; ///< Number: what HELP says of the values comes before `map`
    bool guarded = false;     ///< the words of `notBreakers` rule a series out
    QString hint;             ///< said instead of the ready-made snippet where no snippet could settle it
    QList<BreakerCompanion> companions;
    QString
        companionsOf; ///< id of a rule whose companions are this one's too; whoever reads the rules adds them
    bool operator==(const BreakerRule &) const = default;
};

/// What is limited, not broken: shown as saturation beside the breakers (Envoy's "circuit breakers").
struct SaturationRule
{
    QString id;
    QString metric;            ///< RE2, whole name; 1 means at the limit
    QList<QString> nameLabels; ///< as in BreakerRule
    QString limit;             ///< which limit, with $1: "$1 connections"
    bool operator==(const SaturationRule &) const = default;
};

/// Everything that says what is a breaker and what only sounds like one.
struct BreakerRules
{
    QList<BreakerRule> rules; ///< first match wins
    QList<SaturationRule> saturation;
    QList<QString>
        notBreakers; ///< words that, in name, HELP or label names, mark what is no software breaker
    bool operator==(const BreakerRules &) const = default;
};

} // namespace quarterdeck
