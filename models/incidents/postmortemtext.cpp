#include "models/incidents/postmortemtext.h"

#include "models/incidents/plaintext.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using namespace std::chrono_literals;

QString afterText(std::optional<std::chrono::milliseconds> span, const QString &name)
{
    return span ? u"%1 (%2)"_s.arg(spanText(*span), name) : QString();
}

constexpr qsizetype firstChanges = 1000; ///< of a timeline
constexpr qsizetype lastChanges = 200;
constexpr qsizetype mostOfName = 200;
constexpr qsizetype mostOfText = 2000;

void print(QString &text, qsizetype most)
{
    text = shortened(plainText(text), most);
}

QString printedName(const QString &name)
{
    return shortened(plainText(name).simplified(), mostOfName);
}

QStringList printedNames(const QStringList &names)
{
    QStringList printed;
    for (const QString &name : names) {
        printed.append(printedName(name));
    }
    return printed;
}

QString percent(double ratio)
{
    return u"%1 %"_s.arg(ratio * 100, 0, 'f', ratio < 0.1 ? 2 : 1);
}

} // namespace

Postmortem printable(Postmortem facts)
{
    Incident &incident = facts.incident;
    for (QString *name : {&incident.title, &incident.fleet, &incident.acknowledgedBy, &incident.commander,
                          &incident.resolvedBy}) {
        *name = printedName(*name);
    }
    print(incident.ruleText, mostOfText);
    incident.acknowledgement = plainText(incident.acknowledgement);
    for (QStringList *names : {&incident.services, &incident.dependants, &incident.clusters}) {
        *names = printedNames(*names);
    }
    QMap<QString, double> failed;
    for (auto each = incident.failedRequests.cbegin(); each != incident.failedRequests.cend(); ++each) {
        failed.insert(printedName(each.key()), *each);
    }
    incident.failedRequests = failed;
    for (Event &event : facts.events) {
        for (QString *name :
             {&event.subject, &event.component, &event.service, &event.cluster, &event.source}) {
            *name = printedName(*name);
        }
        const bool isOfPeople = event.kind == EventKind::Note || event.kind == EventKind::Acknowledgement;
        print(event.reason, isOfPeople ? event.reason.size() : mostOfText);
        print(event.from, mostOfName);
        print(event.to, mostOfName);
    }
    for (ActionFact &action : facts.actions) {
        action.title = printedName(action.title);
        action.person = printedName(action.person);
        print(action.outcome, mostOfText);
    }
    for (SeriesFact &series : facts.errorRatios) {
        series.name = printedName(series.name);
    }
    return facts;
}

QString dateTimeText(WallTime time)
{
    const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

QString summaryText(const Postmortem &facts)
{
    const Incident &incident = facts.incident;
    QString text = u"%1. It opened by the rule \"%2\" and is %3."_s.arg(incident.title, incident.ruleText,
                                                                        toString(incident.state));
    if (!incident.services.isEmpty()) {
        text += u" Cause or first seen: %1."_s.arg(incident.services.first());
    }
    QStringList others = incident.services.mid(1) + incident.dependants;
    if (!others.isEmpty()) {
        text += u" Affected with it: %1."_s.arg(others.join(u", "_s));
    }
    return text;
}

QList<std::pair<QString, QString>> impactRows(const Postmortem &facts)
{
    const Incident &incident = facts.incident;
    QList<std::pair<QString, QString>> rows;
    if (!incident.fleet.isEmpty()) {
        rows.append({u"Fleet"_s, incident.fleet});
    }
    rows.append({u"Severity"_s, toString(incident.severity)});
    rows.append({u"Services"_s, (incident.services + incident.dependants).join(u", "_s)});
    rows.append({u"Clusters"_s, incident.clusters.join(u", "_s)});
    rows.append({u"Instances touched"_s, QString::number(incident.instances.size())});
    QStringList failed;
    for (auto each = incident.failedRequests.cbegin(); each != incident.failedRequests.cend(); ++each) {
        if (!std::isnan(*each)) {
            failed.append(u"%1: %2"_s.arg(each.key(), QString::number(*each, 'f', 0)));
        }
    }
    rows.append({u"Requests failed, by the services' own counters"_s,
                 failed.isEmpty() ? u"not counted by anybody"_s : failed.join(u", "_s)});
    if (incident.rto) {
        const std::optional<bool> within = incident.clock.isWithin(*incident.rto, facts.written);
        rows.append({u"RTO objective %1"_s.arg(spanText(*incident.rto)), !within   ? u"not decided yet"_s
                                                                         : *within ? u"met"_s
                                                                                   : u"missed"_s});
    }
    rows.append({u"Commander"_s, incident.commander.isEmpty() ? u"nobody named"_s : incident.commander});
    return rows;
}

QList<ClockRow> clockRows(const Postmortem &facts)
{
    const IncidentClock &clock = facts.incident.clock;
    const auto time = [](std::optional<WallTime> at) { return at ? dateTimeText(*at) : u"not yet"_s; };
    QString acknowledgedAfter = afterText(clock.timeToAcknowledge(), u"TTA, from detection"_s);
    if (!facts.incident.acknowledgedBy.isEmpty()) {
        acknowledgedAfter += u" by %1"_s.arg(facts.incident.acknowledgedBy);
    }
    return {{u"Started"_s, dateTimeText(clock.started), {}},
            {u"Detected"_s, dateTimeText(clock.detected), afterText(clock.timeToDetect(), u"TTD"_s)},
            {u"Acknowledged"_s, time(clock.acknowledged), acknowledgedAfter},
            {u"Mitigated"_s, time(clock.mitigated), afterText(clock.timeToMitigate(), u"TTM"_s)},
            {u"Resolved"_s, time(clock.resolved), afterText(clock.timeToResolve(), u"TTR"_s)}};
}

Timeline timelineOf(const Postmortem &facts)
{
    const auto isChange = [](const Event &event) {
        return event.kind == EventKind::State || event.kind == EventKind::Breaker;
    };
    const auto changes = std::count_if(facts.events.begin(), facts.events.end(), isChange);
    if (changes <= firstChanges + lastChanges) {
        return {facts.events, {}};
    }
    Timeline timeline;
    qsizetype seen = 0;
    for (const Event &event : facts.events) {
        seen += isChange(event) ? 1 : 0;
        if (!isChange(event) || event.pinned || seen <= firstChanges || seen > changes - lastChanges) {
            timeline.events.append(event);
        }
    }
    timeline.left =
        u"%1 more changes of instances and breakers, between the first %2 and the last %3, are in the "
        "CSV and the JSON."_s.arg(QString::number(facts.events.size() - timeline.events.size()),
                                  QString::number(firstChanges), QString::number(lastChanges));
    return timeline;
}

QString lateText(const Event &event)
{
    return event.recorded - event.happened > 1min ? u" (recorded %1)"_s.arg(dateTimeText(event.recorded))
                                                  : QString();
}

QString marksText(const Event &event)
{
    QStringList marks;
    if (event.inferred) {
        marks.append(u"inferred"_s);
    }
    if (event.pinned) {
        marks.append(u"pinned"_s);
    }
    return marks.isEmpty() ? QString() : u" (%1)"_s.arg(marks.join(u", "_s));
}

QString tookText(const ActionFact &action)
{
    return action.ended ? spanText(std::chrono::duration_cast<std::chrono::milliseconds>(*action.ended -
                                                                                         action.started))
                        : u"still going on"_s;
}

QString seriesText(const SeriesFact &series)
{
    double most = noValue;
    double first = noValue;
    double last = noValue;
    WallTime when;
    for (const auto &[at, value] : series.points) {
        if (std::isnan(value)) {
            continue;
        }
        first = std::isnan(first) ? value : first;
        last = value;
        if (!(most >= value)) {
            most = value;
            when = at;
        }
    }
    if (std::isnan(most)) {
        return u"Error ratio of %1: nothing known."_s.arg(series.name);
    }
    return u"Error ratio of %1: %2 at first, %3 at most (%4), %5 at last."_s.arg(
        series.name, percent(first), percent(most), dateTimeText(when), percent(last));
}

QStringList followUpTexts(const Postmortem &facts)
{
    QStringList found;
    for (const Event &event : facts.events) {
        if (event.kind == EventKind::Note) {
            for (const QString &line : event.reason.split(u'\n')) {
                const QString text = line.trimmed();
                for (const QString &mark :
                     {u"follow-up"_s, u"followup"_s, u"todo"_s, u"- [ ]"_s, u"* [ ]"_s}) {
                    if (text.startsWith(mark, Qt::CaseInsensitive)) {
                        QString rest = text.mid(mark.size()).trimmed();
                        rest.remove(0, rest.startsWith(u':') ? 1 : 0);
                        found.append(
                            u"%1 (%2, %3)"_s.arg(rest.trimmed(), event.source, dateTimeText(event.happened)));
                        break;
                    }
                }
            }
        } else if (event.pinned) {
            found.append(u"pinned: %1 (%2)"_s.arg(event.text(), dateTimeText(event.happened)));
        }
    }
    return found;
}

IncidentLanes lanesOfStory(const Postmortem &facts)
{
    IncidentLanes lanes = lanesOf(facts.incident, facts.events, facts.written);
    if (const auto mitigated = facts.incident.clock.mitigated) {
        WallTime last = *mitigated;
        for (const Event &event : facts.events) {
            const bool quietEnd = event.kind == EventKind::Incident && event.to == u"resolved";
            last = quietEnd ? last : std::max(last, event.happened);
        }
        WallTime first = facts.incident.clock.started;
        for (const Event &event : facts.events) {
            first = std::min(first, event.happened);
        }
        const auto room = std::max<WallTime::duration>(1min, (last - first) / 10);
        lanes.from = std::max(lanes.from, first - room);
        lanes.to = std::min(lanes.to, last + room);
    }
    return lanes;
}

QStringList peoplesHeadings()
{
    return {u"Causes"_s, u"What went well"_s, u"What went badly"_s, u"Lessons"_s};
}

} // namespace quarterdeck
