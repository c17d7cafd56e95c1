#pragma once

#include "models/fleet/fleet.h"
#include "models/items/chartcontent.h"

#include <optional>

namespace quarterdeck {

/// What a page of charts is about: a service in a cluster, a cluster (no service), a service (no cluster) or
/// the whole fleet (neither).
struct ChartSubject
{
    QString cluster;
    QString service;
    [[nodiscard]] bool isFleet() const { return cluster.isEmpty() && service.isEmpty(); }
    [[nodiscard]] QString name() const;  ///< "checkout · eu-west", "the fleet"
    [[nodiscard]] QString terms() const; ///< the filter that shows its instances
    [[nodiscard]] bool contains(const Target &target) const;
    bool operator==(const ChartSubject &) const = default;
};

/// The group whose instances a filter shows and no others: what a click in the tree sets. Nothing for any
/// other filter.
std::optional<ChartSubject> subjectOfFilter(const Fleet &fleet, const QString &filter);

/// The wall clock at a steady time, as the latest probes knew both; nothing before the first of them.
std::optional<WallTime> wallTimeAt(const Fleet &fleet, SteadyTime now);

/// Requests, errors and latencies of one instance, its states behind, its changes as marks. Ids "rate",
/// "errors", "latency".
QList<ChartContent> instanceCharts(const Instance &instance, const PollSettings &poll);

/// The same of a group; `marks` as subjectMarks() gives them.
QList<ChartContent> subjectCharts(const Fleet &fleet, const ChartSubject &subject,
                                  const QList<ChartMark> &marks);

/// The same of any points: lines break where two are further apart than `gapAfter` seconds, and are dim below
/// `quietRate` requests a second.
QList<ChartContent> signalCharts(const QList<SignalPoint> &points, double gapAfter, double quietRate);
double quietRateOf(const PollSettings &poll);

/// The instances of a group that went down, not ready or came back, as far as each remembers, newest first;
/// at most `most`.
QList<ChartMark> subjectMarks(const Fleet &fleet, const ChartSubject &subject, qsizetype most = 200);

} // namespace quarterdeck
