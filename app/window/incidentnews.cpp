#include "app/window/incidentnews.h"

#include "widgets/clock.h"
#include "app/journal/chronicle.h"
#include "app/window/notifier.h"
#include "widgets/incidents/incidentbanner.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

qint64 secondsOf(WallTime time)
{
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

int localMinute(WallTime wall)
{
    const QTime time = QDateTime::fromSecsSinceEpoch(secondsOf(wall)).time();
    return time.hour() * 60 + time.minute();
}

} // namespace

IncidentNews::IncidentNews(Chronicle &chronicle, IncidentBanner &banner, Notifier &notifier,
                           WindowSettings &settings, QObject *parent)
    : QObject(parent)
    , m_chronicle(chronicle)
    , m_banner(banner)
    , m_notifier(notifier)
    , m_settings(settings)
    , m_quiet(QuietHours::fromText(settings.value(settings::quietHours)).value_or(QuietHours()))
{
    for (const QString &snoozed : settings.value(settings::snoozedIncidents)) {
        const WallTime until(std::chrono::seconds(snoozed.section(u'\t', 1).toLongLong()));
        if (until > wallNow()) {
            m_notices.snooze({snoozed.section(u'\t', 0, 0).toLongLong()}, until);
        }
    }
    connect(&chronicle, &Chronicle::changed, this, &IncidentNews::follow);
    connect(&banner, &IncidentBanner::snoozeWanted, this,
            [this](const QList<IncidentNumber> &incidents) { snooze(incidents, std::chrono::minutes(15)); });
}

void IncidentNews::follow(const IncidentChanges &changes)
{
    for (const Event &event : changes.events) {
        if (event.kind == EventKind::Incident || event.kind == EventKind::Acknowledgement) {
            const QString what = u"incident %1 %2"_s.arg(QString::number(event.incident.value), event.to);
            Q_EMIT line(event.reason.isEmpty() ? what : u"%1: %2"_s.arg(what, event.reason), event.happened);
        }
    }
    for (const IncidentNumber number : changes.opened) {
        const Incident *incident = m_chronicle.book().incident(number);
        // That the whole fleet is gone was told when the question of isolation was answered.
        if (incident && incident->rule != IncidentRule::FleetUnreachable) {
            m_notices.noteOpened(*incident, steadyNow());
        }
    }
}

void IncidentNews::tick(SteadyTime now, WallTime wall)
{
    const qsizetype snoozedBefore = m_notices.snoozed().size();
    const auto hours = m_quiet.isSet() && m_quiet.contains(localMinute(wall)) ? IncidentNotices::Hours::Quiet
                                                                              : IncidentNotices::Hours::Usual;
    if (const auto notice = m_notices.due(m_chronicle.book().active(), now, wall, hours)) {
        m_banner.tell(notice->title, notice->text, notice->incidents);
        if (notice->forDesktop) {
            m_notifier.notify(notice->title, notice->text);
        }
    }
    if (m_notices.snoozed().size() != snoozedBefore) {
        save();
        Q_EMIT snoozedChanged();
    }
}

void IncidentNews::snooze(const QList<IncidentNumber> &incidents, std::chrono::minutes span)
{
    for (const IncidentNumber number : incidents) {
        m_notices.snooze(number, wallNow() + span);
    }
    save();
    Q_EMIT snoozedChanged();
}

void IncidentNews::setQuietHours(const QuietHours &hours)
{
    m_quiet = hours;
    save();
}

void IncidentNews::save()
{
    QStringList lines;
    for (auto it = m_notices.snoozed().begin(); it != m_notices.snoozed().end(); ++it) {
        lines.append(u"%1\t%2"_s.arg(it.key().value).arg(secondsOf(it.value())));
    }
    m_settings.set(settings::snoozedIncidents, lines);
    m_settings.set(settings::quietHours, m_quiet.text());
}

} // namespace quarterdeck
