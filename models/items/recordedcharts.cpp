#include "models/items/recordedcharts.h"

#include "models/fleet/knownsum.h"
#include "models/incidents/fleetmoment.h"

#include <QSet>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr qsizetype mostParts = 4; ///< whose quantiles are shown
constexpr ChartTone partTones[] = {ChartTone::Down, ChartTone::Degraded, ChartTone::Accent, ChartTone::Up};

/// Points of parts were taken in one turn and have one time.
QList<SignalPoint> sumOf(const QList<RecordedSeries> &series)
{
    struct Sum
    {
        double requests = noValue;
        double errors = noValue;
    };
    std::map<WallTime, Sum> sums;
    for (const RecordedSeries &one : series) {
        for (const SignalPoint &point : one.points) {
            Sum &sum = sums[point.at];
            addKnown(sum.requests, static_cast<double>(point.requestRate));
            addKnown(sum.errors,
                     static_cast<double>(point.requestRate) * static_cast<double>(point.errorRatio));
        }
    }
    QList<SignalPoint> points;
    points.reserve(static_cast<qsizetype>(sums.size()));
    for (const auto &[at, sum] : sums) {
        SignalPoint point{
            at, static_cast<float>(sum.requests), std::nanf(""), std::nanf(""), std::nanf(""), std::nanf("")};
        if (sum.requests > 0) {
            point.errorRatio = static_cast<float>(sum.errors / sum.requests);
        }
        points.append(point);
    }
    return points;
}

double highestP99(const RecordedSeries &series)
{
    double highest = -1;
    for (const SignalPoint &point : series.points) {
        highest = std::max(highest, std::isnan(point.p99) ? -1.0 : static_cast<double>(point.p99));
    }
    return highest;
}

/// The quantiles of several parts side by side: an average of them would be a number that nobody measured.
void showParts(ChartContent &latency, const ChartSubject &subject, const QList<RecordedSeries> &series,
               double quietRate)
{
    QList<const RecordedSeries *> parts;
    for (const RecordedSeries &one : series) {
        if (highestP99(one) >= 0) {
            parts.append(&one);
        }
    }
    std::stable_sort(parts.begin(), parts.end(), [](const RecordedSeries *a, const RecordedSeries *b) {
        return highestP99(*a) > highestP99(*b);
    });
    latency.lines.clear();
    for (const RecordedSeries *one : parts.mid(0, mostParts)) {
        ChartLine line;
        line.name = subject.service.isEmpty() ? one->subject.service : one->subject.cluster;
        line.tone = partTones[latency.lines.size()];
        line.gapAfter = recordedGapSeconds;
        for (const SignalPoint &point : one->points) {
            line.points.append({chartTime(point.at), static_cast<double>(point.p99),
                                static_cast<double>(point.requestRate) < quietRate});
        }
        latency.lines.append(line);
    }
    latency.title = parts.size() > mostParts ? u"Highest p99"_s : u"p99"_s;
}

/// From when to when somebody recorded.
QList<std::pair<double, double>> recordedStretches(const QList<SignalPoint> &fleet)
{
    QList<std::pair<double, double>> stretches;
    for (const SignalPoint &point : fleet) {
        const double at = chartTime(point.at);
        if (stretches.isEmpty() || at - stretches.last().second > recordedGapSeconds) {
            stretches.append({at, at});
        } else {
            stretches.last().second = at;
        }
    }
    return stretches;
}

QString recordedChange(const Event &event)
{
    const QString change = u"%1 → %2"_s.arg(event.from, event.to);
    return event.reason.isEmpty() ? change : u"%1 (%2)"_s.arg(change, event.reason);
}

} // namespace

QList<ChartSubject> recordedSeriesOf(const Fleet &fleet, const ChartSubject &subject)
{
    if (subject.isFleet()) {
        return {{}};
    }
    QList<ChartSubject> parts;
    QSet<std::pair<QString, QString>> seen;
    for (const Target &target : fleet.definition().targets) {
        if (subject.contains(target) && !seen.contains({target.cluster, target.service})) {
            seen.insert({target.cluster, target.service});
            parts.append({target.cluster, target.service});
        }
    }
    return parts;
}

QList<ChartContent> recordedCharts(const ChartSubject &subject, const ChartRecord &record,
                                   const PollSettings &poll)
{
    const double quietRate = quietRateOf(poll);
    const bool isOne = record.series.size() == 1;
    QList<ChartContent> charts = signalCharts(isOne ? record.series.first().points : sumOf(record.series),
                                              recordedGapSeconds, quietRate);
    if (!isOne) {
        showParts(charts[2], subject, record.series, quietRate);
    }
    for (ChartContent &chart : charts) {
        chart.kept = std::chrono::hours(24 * 365 * 100);
        chart.emptyText = u"nothing is recorded of this time"_s;
    }
    return charts;
}

QList<ChartContent> recordedCharts(const Instance &instance, const ChartRecord &record)
{
    ChartContent chart;
    chart.id = u"states"_s;
    chart.title = u"State"_s;
    chart.bandsOnly = true;
    chart.kept = std::chrono::hours(24 * 365 * 100);
    chart.emptyText =
        u"of one instance only states and breakers are recorded: its service has rates and latencies"_s;
    struct Turn
    {
        double at;
        State state;
    };
    QList<Turn> turns;
    constexpr double ever = std::numeric_limits<double>::lowest();
    for (const Event &event : record.changes) {
        const auto from = stateFromString(event.from);
        const auto to = stateFromString(event.to);
        if (event.kind != EventKind::State || !event.component.isEmpty() || !to) {
            continue;
        }
        if (turns.isEmpty() && from) {
            turns.append({ever, *from});
        }
        turns.append({chartTime(event.happened), *to});
        chart.marks.append({chartTime(event.happened), toneOf(*to), recordedChange(event)});
    }
    const ProbeStatus &page = instance.probe(ProbeKind::Metrics);
    if (turns.isEmpty() && page.last.source == ValueSource::Recorded && page.last.metrics) {
        turns.append({ever, instance.state});
    }
    for (const auto &[begin, end] : recordedStretches(record.fleet)) {
        for (qsizetype i = 0; i < turns.size(); ++i) {
            const double from = std::max(begin, turns[i].at);
            const double to = i + 1 < turns.size() ? std::min(end, turns[i + 1].at) : end;
            if (from < to) {
                chart.bands.append({from, to, toneOf(turns[i].state), toString(turns[i].state)});
            }
        }
    }
    return {chart};
}

} // namespace quarterdeck
