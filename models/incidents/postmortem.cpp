#include "models/incidents/postmortem.h"

#include "models/incidents/csvtext.h"
#include "models/incidents/postmortemtext.h"

#include <QJsonArray>

#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// Text of the fleet in Markdown: every character that could mean something is escaped, and HTML too, since
/// Markdown lets it through.
QString md(const QString &text)
{
    QString safe;
    for (const QChar c : text.simplified()) {
        if (c == u'<') {
            safe += u"&lt;"_s;
        } else if (c == u'>') {
            safe += u"&gt;"_s;
        } else if (c == u'&') {
            safe += u"&amp;"_s;
        } else {
            if (u"\\`*_{}[]()#+!|~$"_s.contains(c)) {
                safe += u'\\';
            }
            safe += c;
        }
    }
    // What would be made a link without any sign around it.
    return safe.replace(u"://"_s, u"\\://"_s).replace(u"www."_s, u"www\\."_s, Qt::CaseInsensitive);
}

/// The same in a cell of a table, where a line of a person's note stays a line.
QString mdLines(const QString &text)
{
    QStringList lines;
    for (const QString &line : text.split(u'\n')) {
        lines.append(md(line));
    }
    return lines.join(u"<br>"_s);
}

QJsonValue timeOrNull(std::optional<WallTime> time)
{
    return time ? QJsonValue(rfc3339Text(*time)) : QJsonValue();
}

QJsonValue secondsOrNull(std::optional<std::chrono::milliseconds> value)
{
    return value ? QJsonValue(double(value->count()) / 1000.0) : QJsonValue();
}

} // namespace

QString postmortemMarkdown(const Postmortem &asRecorded)
{
    const Postmortem facts = printable(asRecorded);
    const Incident &incident = facts.incident;
    QString text = u"# Postmortem: incident %1, %2\n\n"_s.arg(incident.number.value).arg(md(incident.title));
    text += u"Written %1 by Quarterdeck. All times are UTC.\n\n"_s.arg(dateTimeText(facts.written));
    text += u"## Summary\n\n%1\n\n"_s.arg(md(summaryText(facts)));
    text += u"## Impact\n\n| | |\n|---|---|\n"_s;
    for (const auto &[name, value] : impactRows(facts)) {
        text += u"| %1 | %2 |\n"_s.arg(md(name), md(value));
    }
    text += u"\n## The clock\n\n| | time | after |\n|---|---|---|\n"_s;
    for (const ClockRow &row : clockRows(facts)) {
        text += u"| %1 | %2 | %3 |\n"_s.arg(md(row.name), md(row.time), md(row.after));
    }
    text += u"\n## Timeline\n\n| happened | kind | what | source |\n|---|---|---|---|\n"_s;
    const Timeline timeline = timelineOf(facts);
    for (const Event &event : timeline.events) {
        text += u"| %1 | %2 | %3 | %4 |\n"_s.arg(dateTimeText(event.happened) + lateText(event),
                                                 toString(event.kind),
                                                 mdLines(event.text() + marksText(event)), md(event.source));
    }
    text += timeline.left.isEmpty() ? QString() : u"\n%1\n"_s.arg(timeline.left);
    text += u"\n## Actions\n\n"_s;
    if (facts.actions.isEmpty()) {
        text += u"None are on record.\n"_s;
    } else {
        text += u"| run | what | who | started | took | outcome |\n|---|---|---|---|---|---|\n"_s;
        for (const ActionFact &action : facts.actions) {
            text += u"| %1 | %2 | %3 | %4 | %5 | %6 |\n"_s.arg(
                QString::number(action.run), md(action.title), md(action.person),
                dateTimeText(action.started), tookText(action), md(action.outcome));
        }
    }
    text += u"\n## Graphs\n\n"_s;
    for (const SeriesFact &series : facts.errorRatios) {
        text += u"%1\n\n"_s.arg(md(seriesText(series)));
    }
    if (facts.errorRatios.isEmpty()) {
        text += u"No error ratios are on record.\n\n"_s;
    }
    text += u"## Follow-ups\n\n"_s;
    for (const QString &followUp : followUpTexts(facts)) {
        text += u"- [ ] %1\n"_s.arg(md(followUp));
    }
    text += u"\n"_s;
    for (const QString &heading : peoplesHeadings()) {
        text += u"## %1\n\n\n"_s.arg(heading);
    }
    return text;
}

QString postmortemCsv(const Postmortem &facts)
{
    QString text = csvRow({u"happened"_s, u"recorded"_s, u"kind"_s, u"subject"_s, u"component"_s,
                           u"service"_s, u"cluster"_s, u"from"_s, u"to"_s, u"reason"_s, u"source"_s,
                           u"inferred"_s, u"pinned"_s, u"run"_s});
    for (const Event &event : facts.events) {
        text += csvRow({rfc3339Text(event.happened), rfc3339Text(event.recorded), toString(event.kind),
                        event.subject, event.component, event.service, event.cluster, event.from, event.to,
                        event.reason, event.source, event.inferred ? u"yes"_s : u"no"_s,
                        event.pinned ? u"yes"_s : u"no"_s,
                        event.run != 0 ? QString::number(event.run) : QString()});
    }
    return text;
}

QJsonObject incidentToJson(const Incident &incident)
{
    const IncidentClock &clock = incident.clock;
    QJsonObject failed;
    for (auto each = incident.failedRequests.cbegin(); each != incident.failedRequests.cend(); ++each) {
        failed.insert(each.key(), std::isnan(*each) ? QJsonValue() : QJsonValue(*each));
    }
    QJsonArray runs;
    for (const qint64 run : incident.runs) {
        runs.append(run);
    }
    const QStringList touched = incident.instances.keys();
    return {
        {u"id"_s, incident.number.value},
        {u"title"_s, incident.title},
        {u"severity"_s, toString(incident.severity)},
        {u"state"_s, toString(incident.state)},
        {u"rule"_s, incident.ruleText},
        {u"fleet"_s, incident.fleet.isEmpty() ? QJsonValue() : incident.fleet},
        {u"services"_s, QJsonArray::fromStringList(incident.services)},
        {u"dependants"_s, QJsonArray::fromStringList(incident.dependants)},
        {u"clusters"_s, QJsonArray::fromStringList(incident.clusters)},
        {u"instances"_s, incident.instances.size()},
        {u"touched"_s, QJsonArray::fromStringList(touched)},
        {u"started"_s, rfc3339Text(clock.started)},
        {u"detected"_s, rfc3339Text(clock.detected)},
        {u"acknowledged"_s, timeOrNull(clock.acknowledged)},
        {u"acknowledged_by"_s, incident.acknowledgedBy.isEmpty() ? QJsonValue() : incident.acknowledgedBy},
        {u"mitigated"_s, timeOrNull(clock.mitigated)},
        {u"resolved"_s, timeOrNull(clock.resolved)},
        {u"ttd_s"_s, secondsOrNull(clock.timeToDetect())},
        {u"tta_s"_s, secondsOrNull(clock.timeToAcknowledge())},
        {u"ttm_s"_s, secondsOrNull(clock.timeToMitigate())},
        {u"ttr_s"_s, secondsOrNull(clock.timeToResolve())},
        {u"rto_objective_s"_s, incident.rto ? QJsonValue(qint64(incident.rto->count())) : QJsonValue()},
        {u"commander"_s, incident.commander.isEmpty() ? QJsonValue() : incident.commander},
        {u"failed_requests"_s, failed},
        {u"pinned"_s, incident.pinned},
        {u"runs"_s, runs},
        {u"merged_into"_s, incident.mergedInto ? QJsonValue(incident.mergedInto.value) : QJsonValue()}};
}

QJsonObject eventToJson(const Event &event)
{
    return {{u"id"_s, event.number},
            {u"happened"_s, rfc3339Text(event.happened)},
            {u"recorded"_s, rfc3339Text(event.recorded)},
            {u"kind"_s, toString(event.kind)},
            {u"subject"_s, event.subject},
            {u"component"_s, event.component.isEmpty() ? QJsonValue() : event.component},
            {u"service"_s, event.service},
            {u"cluster"_s, event.cluster},
            {u"from"_s, event.from},
            {u"to"_s, event.to},
            {u"reason"_s, event.reason},
            {u"source"_s, event.source},
            {u"inferred"_s, event.inferred},
            {u"pinned"_s, event.pinned},
            {u"run"_s, event.run != 0 ? QJsonValue(event.run) : QJsonValue()}};
}

QJsonObject postmortemJson(const Postmortem &facts)
{
    QJsonObject object = incidentToJson(facts.incident);
    QJsonArray events;
    for (const Event &event : facts.events) {
        events.append(eventToJson(event));
    }
    object.insert(u"events"_s, events);
    QJsonArray actions;
    for (const ActionFact &action : facts.actions) {
        actions.append(QJsonObject{{u"run"_s, action.run},
                                   {u"title"_s, action.title},
                                   {u"person"_s, action.person},
                                   {u"outcome"_s, action.outcome},
                                   {u"started"_s, rfc3339Text(action.started)},
                                   {u"ended"_s, timeOrNull(action.ended)}});
    }
    object.insert(u"actions"_s, actions);
    QJsonArray ratios;
    for (const SeriesFact &series : facts.errorRatios) {
        QJsonArray points;
        for (const auto &[at, value] : series.points) {
            points.append(QJsonArray{rfc3339Text(at), std::isnan(value) ? QJsonValue() : QJsonValue(value)});
        }
        ratios.append(QJsonObject{{u"name"_s, series.name}, {u"points"_s, points}});
    }
    object.insert(u"error_ratios"_s, ratios);
    object.insert(u"follow_ups"_s, QJsonArray::fromStringList(followUpTexts(facts)));
    object.insert(u"written"_s, rfc3339Text(facts.written));
    return object;
}

} // namespace quarterdeck
