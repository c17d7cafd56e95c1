#include "models/items/incidenttext.h"

#include "models/fleet/filtervalues.h"
#include "models/incidents/plaintext.h"
#include "models/items/formatter.h"

#include <QDateTime>
#include <QTimeZone>

#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using Milliseconds = std::chrono::milliseconds;

QDateTime utc(WallTime time)
{
    return QDateTime::fromMSecsSinceEpoch(std::chrono::floor<Milliseconds>(time.time_since_epoch()).count(),
                                          Qt::UTC);
}

QString zoneName(const QDateTime &local)
{
    const QString name = local.timeZoneAbbreviation();
    return name.isEmpty() ? u"local"_s : name;
}

QString after(WallTime from, WallTime to)
{
    const auto span = std::chrono::floor<Milliseconds>(to - from);
    return span.count() == 0 ? u"+ 0 s"_s : u"+ %1"_s.arg(spanText(span));
}

/// A step of the clock: how long after the start, and the time that one is measured by.
IncidentFigure step(const QString &id, const QString &title, const IncidentClock &clock,
                    std::optional<WallTime> at, const QString &measure,
                    std::optional<IncidentClock::Duration> took)
{
    IncidentFigure figure{id, title, format::missing(), u"not yet"_s, {}, IncidentFigure::Tone::Dim};
    if (at) {
        figure.value = after(clock.started, *at);
        figure.note = took ? u"%1 %2"_s.arg(measure, spanText(*took)) : QString();
        figure.hint = u"%1 at %2"_s.arg(title, bothTimes(*at));
        figure.tone = IncidentFigure::Tone::Usual;
    }
    return figure;
}

} // namespace

QString utcTime(WallTime time)
{
    return utc(time).toString(u"HH:mm:ss 'UTC'"_s);
}

QString localTime(WallTime time)
{
    const QDateTime local = utc(time).toLocalTime();
    return u"%1 %2"_s.arg(local.toString(u"HH:mm:ss"_s), zoneName(local));
}

QString bothTimes(WallTime time)
{
    const QDateTime local = utc(time).toLocalTime();
    const QString first = format::dateTime(time);
    return local.offsetFromUtc() == 0 ? first : u"%1 (%2 here)"_s.arg(first, localTime(time));
}

std::optional<WallTime> timeFromText(const QString &text, WallTime now)
{
    const QString typed = text.trimmed();
    if (typed.isEmpty()) {
        return now;
    }
    if (const auto full = wallTimeFromRfc3339(typed)) {
        return *full <= now ? full : std::nullopt;
    }
    if (typed.endsWith(u"ago"_s, Qt::CaseInsensitive)) {
        QString span = typed.chopped(3);
        span.remove(u' ').replace(u"minutes"_s, u"m"_s).replace(u"min"_s, u"m"_s);
        const std::optional<double> seconds = readDuration(span);
        if (!seconds || !(*seconds >= 0 && *seconds <= 366.0 * 86400)) {
            return std::nullopt;
        }
        return now - Milliseconds(std::llround(*seconds * 1000));
    }
    QString clock = typed;
    if (clock.endsWith(u"UTC"_s, Qt::CaseInsensitive)) {
        clock = clock.chopped(3).trimmed();
    }
    QTime time = QTime::fromString(clock, u"H:mm:ss"_s);
    if (!time.isValid()) {
        time = QTime::fromString(clock, u"H:mm"_s);
    }
    if (!time.isValid()) {
        return std::nullopt;
    }
    QDateTime at(utc(now).date(), time, Qt::UTC);
    if (at > utc(now)) {
        at = at.addDays(-1);
    }
    return WallTime(Milliseconds(at.toMSecsSinceEpoch()));
}

namespace {

QString lineOfEvent(const Event &event)
{
    switch (event.kind) {
    case EventKind::Note:
        return u"“%1”"_s.arg(event.reason);
    case EventKind::Acknowledgement:
        return event.reason.isEmpty() ? u"%1 %2"_s.arg(event.source, event.to)
                                      : u"%1 %2: “%3”"_s.arg(event.source, event.to, event.reason);
    case EventKind::Incident: {
        QString subject = event.subject;
        if (!subject.isEmpty()) {
            subject[0] = subject.at(0).toUpper();
        }
        return event.reason.isEmpty() ? u"%1 %2"_s.arg(subject, event.to)
                                      : u"%1 %2: %3"_s.arg(subject, event.to, event.reason);
    }
    case EventKind::Run:
    case EventKind::Step:
        return event.reason.isEmpty() ? u"%1 %2"_s.arg(event.subject, event.to)
                                      : u"%1 %2: %3"_s.arg(event.subject, event.to, event.reason);
    default: {
        Event shown = event;
        // "checkout/checkout-eu-07" of checkout: the job says nothing that is not said.
        if (!event.service.isEmpty() && shown.subject.startsWith(event.service + u'/')) {
            shown.subject.remove(0, event.service.size() + 1);
        }
        return shown.text();
    }
    }
}

} // namespace

QString eventLine(const Event &event)
{
    return plainText(lineOfEvent(event)).simplified();
}

QList<IncidentFigure> incidentFigures(const Incident &incident, WallTime now)
{
    using Tone = IncidentFigure::Tone;
    const IncidentClock &clock = incident.clock;
    QList<IncidentFigure> figures;
    const bool isUtcHere = utc(clock.started).toLocalTime().offsetFromUtc() == 0;
    figures.append({u"started"_s, u"Started"_s, utcTime(clock.started),
                    isUtcHere ? utc(clock.started).toString(u"yyyy-MM-dd"_s)
                              : u"%1 here"_s.arg(localTime(clock.started)),
                    u"Started at %1"_s.arg(bothTimes(clock.started)), Tone::Usual});
    figures.append(step(u"detected"_s, u"Detected"_s, clock, clock.detected, u"TTD"_s, clock.timeToDetect()));
    figures.append(step(u"acknowledged"_s, u"Acknowledged"_s, clock, clock.acknowledged, u"TTA"_s,
                        clock.timeToAcknowledge()));
    figures.append(
        step(u"mitigated"_s, u"Mitigated"_s, clock, clock.mitigated, u"TTM"_s, clock.timeToMitigate()));
    figures.append(
        step(u"resolved"_s, u"Resolved"_s, clock, clock.resolved, u"TTR"_s, clock.timeToResolve()));
    if (incident.rto) {
        const std::optional<bool> within = clock.isWithin(*incident.rto, now);
        const auto spent = std::chrono::floor<Milliseconds>(clock.mitigated.value_or(now) - clock.started);
        const Milliseconds objective = *incident.rto;
        figures.append(
            {u"rto"_s, u"RTO objective %1"_s.arg(format::duration(objective)),
             !within   ? u"%1 left"_s.arg(format::duration(objective - spent))
             : *within ? u"met"_s
                       : u"missed"_s,
             within ? u"by %1"_s.arg(spanText(spent > objective ? spent - objective : objective - spent))
                    : QString(),
             u"Back in service within %1 of the first sign"_s.arg(spanText(objective)),
             !within   ? Tone::Usual
             : *within ? Tone::Good
                       : Tone::Bad});
    }
    figures.append({u"instances"_s,
                    u"Instances touched"_s,
                    format::count(incident.instances.size()),
                    incident.clusters.size() > 1 ? u"%1 clusters"_s.arg(incident.clusters.size())
                                                 : incident.clusters.value(0),
                    {},
                    Tone::Usual});
    const double failed = incident.failedInAll();
    figures.append(
        {u"failed"_s, u"Requests failed"_s,
         std::isnan(failed) ? format::missing() : u"≈ %1"_s.arg(format::count(std::llround(failed))),
         std::isnan(failed) ? u"nobody counts"_s : u"from counters"_s,
         u"What the services themselves counted as failed since the first sign"_s,
         std::isnan(failed) ? Tone::Dim : Tone::Usual});
    figures.append({u"commander"_s,
                    u"Commander"_s,
                    incident.commander.isEmpty() ? format::missing() : incident.commander,
                    incident.commander.isEmpty() ? u"nobody named"_s : QString(),
                    {},
                    incident.commander.isEmpty() ? Tone::Dim : Tone::Usual});
    return figures;
}

QList<std::pair<QString, QString>> incidentFacts(const Incident &incident)
{
    QList<std::pair<QString, QString>> facts;
    facts.append({u"Rule"_s, u"%1: %2"_s.arg(toString(incident.rule), incident.ruleText)});
    facts.append({u"Services"_s, incident.services.join(u", "_s)});
    if (!incident.dependants.isEmpty()) {
        facts.append({u"Dependants not well"_s, incident.dependants.join(u", "_s)});
    }
    if (!incident.clusters.isEmpty()) {
        facts.append({u"Clusters"_s, incident.clusters.join(u", "_s)});
    }
    if (incident.acknowledgementStands) {
        QString text = u"by %1"_s.arg(incident.acknowledgedBy);
        if (!incident.acknowledgement.isEmpty()) {
            text += u": “%1”"_s.arg(incident.acknowledgement.simplified());
        }
        facts.append({u"Acknowledged"_s,
                      incident.clearsOnRecovery ? u"%1 (clears itself on recovery)"_s.arg(text) : text});
    }
    if (!incident.runs.isEmpty()) {
        QStringList runs;
        for (const qint64 run : incident.runs) {
            runs.append(u"run %1"_s.arg(run));
        }
        facts.append({u"Runs"_s, runs.join(u", "_s)});
    }
    if (incident.mergedInto) {
        facts.append({u"Merged"_s, u"into incident %1"_s.arg(incident.mergedInto.value)});
    }
    if (incident.pinned) {
        facts.append({u"Pinned"_s, u"kept for good, whatever the retention"_s});
    }
    for (auto &[name, value] : facts) {
        value = plainText(value);
    }
    return facts;
}

QString courseText(const Incident &incident, WallTime now)
{
    const IncidentClock &clock = incident.clock;
    switch (incident.state) {
    case IncidentState::Open:
        return u"open for %1"_s.arg(format::age(std::chrono::floor<Milliseconds>(now - clock.started)));
    case IncidentState::Mitigated:
        return u"mitigated after %1"_s.arg(spanText(clock.timeToMitigate().value_or(Milliseconds(0))));
    case IncidentState::Resolved:
        return u"resolved after %1%2"_s.arg(
            spanText(clock.timeToResolve().value_or(Milliseconds(0))),
            incident.resolvedBy.isEmpty() ? QString() : u" by %1"_s.arg(incident.resolvedBy));
    case IncidentState::Merged:
        return u"merged into %1"_s.arg(incident.mergedInto.value);
    }
    return {};
}

} // namespace quarterdeck
