#pragma once

#include "models/incidents/event.h"
#include "models/items/chartsource.h"

namespace quarterdeck {

/// Recorded signals of a service in a cluster; both empty: of the whole fleet.
struct RecordedSeries
{
    ChartSubject subject;
    QList<SignalPoint> points;
};

/// What the record has of a group, or of an instance, over a stretch of time.
struct ChartRecord
{
    QList<RecordedSeries> series; ///< of the group, or of its parts
    QList<Event> changes;         ///< of the instance, in order of time
    QList<SignalPoint> fleet;     ///< of the whole fleet: where there are none, nobody recorded
};

/// The record keeps a point of every series every 10 s; further apart, some are missing.
inline constexpr double recordedGapSeconds = 45;

/// Of which series a group is the sum: those that are recorded.
QList<ChartSubject> recordedSeriesOf(const Fleet &fleet, const ChartSubject &subject);

/// As subjectCharts() has them, of what is recorded. Rates are summed up; quantiles are those of each part,
/// of which the highest are shown.
QList<ChartContent> recordedCharts(const ChartSubject &subject, const ChartRecord &record,
                                   const PollSettings &poll);

/// One chart: the states of an instance as bands. Nothing else of an instance is recorded, which it says.
QList<ChartContent> recordedCharts(const Instance &instance, const ChartRecord &record);

} // namespace quarterdeck
