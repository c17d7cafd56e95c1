#include "models/items/chartsource.h"

#include "models/items/grouping.h"
#include "models/items/instancetext.h"

#include <QSet>

#include <algorithm>
#include <limits>

namespace quarterdeck {

namespace {

/// One scrape may be late; a scrape that never came must show.
constexpr double gapIntervals = 1.75;
constexpr double stepSeconds = 10; ///< of the histories of groups

double secondsOf(std::chrono::milliseconds value)
{
    return std::chrono::duration<double>(value).count();
}

/// How the charts of one subject differ from another's.
struct Source
{
    QList<SignalPoint> points;
    double gapAfter = 0;
    double quietRate = 0; ///< below so many requests a second the ratios mean little
    std::chrono::seconds kept{0};
    QString keptText;
};

ChartLine lineOf(const Source &source, const QString &name, ChartTone tone, float SignalPoint::*value,
                 bool canBeQuiet)
{
    ChartLine line;
    line.name = name;
    line.tone = tone;
    line.gapAfter = source.gapAfter;
    line.points.reserve(source.points.size());
    for (const SignalPoint &point : source.points) {
        line.points.append({chartTime(point.at), static_cast<double>(point.*value),
                            canBeQuiet && static_cast<double>(point.requestRate) < source.quietRate});
    }
    return line;
}

ChartContent contentOf(const Source &source, const QString &id, const QString &title, ChartUnit unit)
{
    ChartContent content;
    content.id = id;
    content.title = title;
    content.unit = unit;
    content.kept = source.kept;
    content.keptText = source.keptText;
    return content;
}

QList<ChartContent> chartsOf(const Source &source)
{
    ChartContent rate =
        contentOf(source, QStringLiteral("rate"), QStringLiteral("Requests"), ChartUnit::PerSecond);
    rate.lines = {
        lineOf(source, QStringLiteral("requests"), ChartTone::Calm, &SignalPoint::requestRate, false)};
    rate.lines[0].filled = true;
    rate.lowestTop = 1;

    ChartContent errors =
        contentOf(source, QStringLiteral("errors"), QStringLiteral("Error rate"), ChartUnit::Ratio);
    errors.lines = {
        lineOf(source, QStringLiteral("errors"), ChartTone::Down, &SignalPoint::errorRatio, true)};
    errors.lines[0].filled = true;
    errors.lowestTop = 0.01;
    errors.highestTop = 1;

    ChartContent latency =
        contentOf(source, QStringLiteral("latency"), QStringLiteral("Latency"), ChartUnit::Seconds);
    latency.lines = {
        lineOf(source, QStringLiteral("p50"), ChartTone::Up, &SignalPoint::p50, true),
        lineOf(source, QStringLiteral("p95"), ChartTone::Degraded, &SignalPoint::p95, true),
        lineOf(source, QStringLiteral("p99"), ChartTone::Down, &SignalPoint::p99, true),
    };
    latency.lowestTop = 0.01;
    return {rate, errors, latency};
}

QList<ChartBand> stateBands(const Instance &instance)
{
    QList<ChartBand> bands;
    double until = std::numeric_limits<double>::infinity();
    for (const StateTransition &transition : instance.transitions) { // newest first
        const double from = chartTime(transition.happened);
        if (transition.to != State::Up) {
            bands.append({from, until, toneOf(transition.to), toString(transition.to)});
        }
        until = from;
    }
    return bands;
}

QString changeText(const StateTransition &transition)
{
    QString text = QStringLiteral("%1 → %2").arg(toString(transition.from), toString(transition.to));
    if (!transition.why.isEmpty()) {
        text += QStringLiteral(" (%1)").arg(transition.why);
    }
    return text;
}

} // namespace

double quietRateOf(const PollSettings &poll)
{
    return poll.minRequests / std::max(1.0, secondsOf(poll.signalWindow));
}

QList<ChartContent> signalCharts(const QList<SignalPoint> &points, double gapAfter, double quietRate)
{
    Source source;
    source.points = points;
    source.gapAfter = gapAfter;
    source.quietRate = quietRate;
    return chartsOf(source);
}

QString ChartSubject::name() const
{
    if (isFleet()) {
        return QStringLiteral("the fleet");
    }
    if (cluster.isEmpty() || service.isEmpty()) {
        return cluster + service;
    }
    return QStringLiteral("%1 · %2").arg(service, cluster);
}

QString ChartSubject::terms() const
{
    QStringList terms;
    if (!cluster.isEmpty()) {
        terms.append(groupFilterTerm(QStringLiteral("cluster"), cluster));
    }
    if (!service.isEmpty()) {
        terms.append(groupFilterTerm(QStringLiteral("service"), service));
    }
    return terms.join(QLatin1Char(' '));
}

bool ChartSubject::contains(const Target &target) const
{
    return (cluster.isEmpty() || target.cluster == cluster) &&
           (service.isEmpty() || target.service == service);
}

std::optional<ChartSubject> subjectOfFilter(const Fleet &fleet, const QString &filter)
{
    const QString text = filter.simplified();
    QSet<std::pair<QString, QString>> seen;
    for (const InstanceNumber number : fleet.order()) {
        const Target &target = fleet.instance(number)->target;
        if (seen.contains({target.cluster, target.service})) {
            continue;
        }
        seen.insert({target.cluster, target.service});
        const ChartSubject here{target.cluster, target.service};
        for (const ChartSubject &subject :
             {here, ChartSubject{target.cluster, {}}, ChartSubject{{}, target.service}}) {
            const QString terms = subject.terms();
            // Grouped by service first, the tree names the service first.
            const QString turned = ChartSubject{{}, subject.service}.terms() + QLatin1Char(' ') +
                                   ChartSubject{subject.cluster, {}}.terms();
            if (!terms.isEmpty() && (text == terms || text == turned)) {
                return subject;
            }
        }
    }
    return std::nullopt;
}

std::optional<WallTime> wallTimeAt(const Fleet &fleet, SteadyTime now)
{
    for (const InstanceNumber number : fleet.order()) {
        const Instance *instance = fleet.instance(number);
        const ProbeStatus *newest = nullptr;
        for (const ProbeStatus &probe : instance->probes) {
            const bool dated = probe.answered || probe.last.source == ValueSource::Recorded;
            if (dated && (!newest || probe.last.finished > newest->last.finished)) {
                newest = &probe;
            }
        }
        if (newest) {
            return newest->last.finishedWall +
                   std::chrono::duration_cast<WallTime::duration>(now - newest->last.finished);
        }
    }
    return std::nullopt;
}

QList<ChartContent> instanceCharts(const Instance &instance, const PollSettings &poll)
{
    Source source;
    source.points = instance.history.toList();
    source.gapAfter = gapIntervals * secondsOf(instance.target.interval);
    source.quietRate = quietRateOf(poll);
    source.kept = std::chrono::minutes(15);
    source.keptText = QStringLiteral("an instance is remembered for 15 min; its service for 6 h");
    QList<ChartContent> charts = chartsOf(source);
    const QList<ChartBand> bands = stateBands(instance);
    QList<ChartMark> marks;
    for (const StateTransition &transition : instance.transitions) {
        if (!transition.first) {
            marks.append({chartTime(transition.happened), toneOf(transition.to), changeText(transition)});
        }
    }
    for (ChartContent &chart : charts) {
        chart.bands = bands;
        chart.marks = marks;
    }
    if (const auto &policy = instance.target.policy) {
        if (policy->maxErrorRatio) {
            charts[1].threshold = *policy->maxErrorRatio;
            charts[1].thresholdText = QStringLiteral("limit");
        }
        if (policy->maxP99) {
            charts[2].threshold = secondsOf(*policy->maxP99);
            charts[2].thresholdText = QStringLiteral("limit of p99");
        }
    }
    return charts;
}

QList<ChartContent> subjectCharts(const Fleet &fleet, const ChartSubject &subject,
                                  const QList<ChartMark> &marks)
{
    const PollSettings &poll = fleet.definition().poll;
    Source source;
    if (const SignalHistory *history = fleet.groupHistory(subject.cluster, subject.service)) {
        source.points = history->toList();
    }
    source.gapAfter = gapIntervals * stepSeconds;
    source.quietRate = quietRateOf(poll);
    source.kept = std::chrono::hours(6);
    source.keptText = QStringLiteral("remembered for 6 h");
    QList<ChartContent> charts = chartsOf(source);
    for (ChartContent &chart : charts) {
        chart.marks = marks;
    }
    if (const ServiceSignals *service = fleet.service(subject.service); service && service->availability) {
        charts[1].threshold = 1 - *service->availability;
        charts[1].thresholdText = QStringLiteral("objective");
    }
    return charts;
}

QList<ChartMark> subjectMarks(const Fleet &fleet, const ChartSubject &subject, qsizetype most)
{
    QList<ChartMark> marks;
    for (const InstanceNumber number : fleet.order()) {
        const Instance *instance = fleet.instance(number);
        if (!subject.contains(instance->target)) {
            continue;
        }
        for (const StateTransition &transition : instance->transitions) {
            const auto isHard = [](State state) { return state == State::Down || state == State::NotReady; };
            if (!transition.first && (isHard(transition.to) || isHard(transition.from))) {
                marks.append({chartTime(transition.happened), toneOf(transition.to),
                              instanceName(instance->target) + QLatin1Char(' ') + changeText(transition)});
            }
        }
    }
    std::stable_sort(marks.begin(), marks.end(),
                     [](const ChartMark &a, const ChartMark &b) { return a.at > b.at; });
    if (marks.size() > most) {
        marks.resize(most);
    }
    return marks;
}

} // namespace quarterdeck
