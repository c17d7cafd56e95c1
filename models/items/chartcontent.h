#pragma once

#include "models/breakers/breakerstate.h"
#include "models/fleet/instancestate.h"

#include <QList>
#include <QString>

#include <chrono>

namespace quarterdeck {

/// Seconds since the epoch of the wall clock; what charts count time in.
double chartTime(WallTime time);
WallTime wallTime(double chartTime);

/// What a line, band or mark means; the theme gives the colour.
enum class ChartTone : quint8 { Calm, Up, Degraded, NotReady, Down, Unknown, Accent, Dim };
ChartTone toneOf(State state);
ChartTone toneOf(BreakerState state);

/// What the values of a chart are: decides ticks and texts.
enum class ChartUnit : quint8 {
    PerSecond, ///< requests, calls
    Ratio,     ///< 0..1, shown in %
    Seconds,   ///< latencies, shown in ms or s
    Number,
};

/// A sample, or what is left of several that share a pixel: lowest and highest value at a time.
struct ChartPoint
{
    double at = 0; ///< chartTime()
    double low = noValue;
    double high = noValue;
    bool quiet = false; ///< too little traffic to mean much: drawn dim

    ChartPoint() = default;
    ChartPoint(double time, double value, bool lowTraffic = false)
        : at(time)
        , low(value)
        , high(value)
        , quiet(lowTraffic)
    {
    }
    ChartPoint(double time, double lowest, double highest, bool lowTraffic)
        : at(time)
        , low(lowest)
        , high(highest)
        , quiet(lowTraffic)
    {
    }
    [[nodiscard]] bool isMissing() const { return !(low <= high); }
    /// Missing equals missing.
    bool operator==(const ChartPoint &other) const;
};

/// One line of a chart. A missing value (NaN) breaks it, and so does a distance of more than `gapAfter`
/// seconds between two points: nothing is drawn where nothing was measured.
struct ChartLine
{
    QString name; ///< plain text; may come from the fleet
    ChartTone tone = ChartTone::Calm;
    QList<ChartPoint> points; ///< in order of time
    double gapAfter = 9;      ///< seconds
    bool filled = false;      ///< a tint between the line and the ground
    bool operator==(const ChartLine &) const = default;
};

/// A stretch of time in one state, drawn behind the lines.
struct ChartBand
{
    double from = 0;
    double to = 0; ///< +Inf: until now
    ChartTone tone = ChartTone::Down;
    QString text; ///< "down", "open"
    bool operator==(const ChartBand &) const = default;
};

/// An event: a vertical line that says what it was when the mouse is over it.
struct ChartMark
{
    double at = 0;
    ChartTone tone = ChartTone::Dim;
    QString text; ///< plain text
    bool operator==(const ChartMark &) const = default;
};

/// Everything that one chart shows.
struct ChartContent
{
    QString id;    ///< stable, for tests and settings: "errors"
    QString title; ///< "Error rate"
    ChartUnit unit = ChartUnit::Number;
    QList<ChartLine> lines;
    QList<ChartBand> bands;
    QList<ChartMark> marks; ///< in any order
    double threshold = noValue;
    QString thresholdText;              ///< "limit", "objective"
    double lowestTop = 0;               ///< the value axis reaches at least so high: noise is not drama
    double highestTop = noValue;        ///< and no higher
    std::chrono::seconds kept{15 * 60}; ///< how far back there is history at all
    QString keptText;       ///< said where the range reaches further: "one instance is kept for 15 min"
    QString emptyText;      ///< said where no line has a value; empty: "no data"
    bool bandsOnly = false; ///< bands are what it shows: they have their names, and there is no value axis
    bool operator==(const ChartContent &other) const;
};

} // namespace quarterdeck
