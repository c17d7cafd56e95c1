#include "models/incidents/incidentnotices.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr int minutesPerDay = 24 * 60;

QString heading(const Incident &incident)
{
    return u"%1 %2"_s.arg(QString::number(incident.number.value), incident.title);
}

QString clockText(int minute)
{
    return u"%1:%2"_s.arg(minute / 60, 2, 10, QLatin1Char('0')).arg(minute % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

bool QuietHours::contains(int minute) const
{
    return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

QString QuietHours::text() const
{
    return isSet() ? u"%1-%2"_s.arg(clockText(from), clockText(to)) : QString();
}

std::optional<QuietHours> QuietHours::fromText(const QString &text)
{
    static const QRegularExpression form(
        u"^\\s*(\\d{1,2}):(\\d{2})\\s*(?:-|–|to)\\s*(\\d{1,2}):(\\d{2})\\s*$"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (text.trimmed().isEmpty()) {
        return QuietHours();
    }
    if (!match.hasMatch() || match.captured(2).toInt() > 59 || match.captured(4).toInt() > 59) {
        return std::nullopt;
    }
    const QuietHours hours{match.captured(1).toInt() * 60 + match.captured(2).toInt(),
                           match.captured(3).toInt() * 60 + match.captured(4).toInt()};
    return hours.from < minutesPerDay && hours.to < minutesPerDay ? std::optional(hours) : std::nullopt;
}

void IncidentNotices::noteOpened(const Incident &incident, SteadyTime now)
{
    if (!m_firstOpened) {
        m_firstOpened = now;
    }
    m_opened.append({incident.number, u"%1 (%2)"_s.arg(heading(incident), incident.ruleText)});
    m_told.insert(incident.number, now);
}

void IncidentNotices::snooze(IncidentNumber number, WallTime until)
{
    m_snoozed.insert(number, until);
}

std::optional<IncidentNotices::Notice> IncidentNotices::due(const QList<Incident> &active, SteadyTime now,
                                                            WallTime wall, Hours hours)
{
    const bool quiet = hours == Hours::Quiet;
    const auto notice = [quiet](const QString &title, const QList<Opened> &of) {
        Notice made;
        made.title = title;
        QStringList lines;
        for (const Opened &one : of) {
            lines.append(one.text);
            made.incidents.append(one.number);
        }
        made.text = lines.join(u'\n');
        made.forDesktop = !quiet;
        return made;
    };
    const auto isOpen = [&active](IncidentNumber number) {
        return std::any_of(active.begin(), active.end(), [number](const Incident &incident) {
            return incident.number == number && incident.state == IncidentState::Open;
        });
    };
    m_snoozed.removeIf([&](QHash<IncidentNumber, WallTime>::iterator it) { return it.value() <= wall; });

    if (m_firstOpened && now - *m_firstOpened >= bundledFor) {
        const qsizetype count = m_opened.size();
        const Notice made =
            notice(count == 1 ? u"New incident"_s : u"%1 new incidents"_s.arg(count), m_opened);
        if (quiet) {
            m_heldBack += m_opened;
        }
        m_opened.clear();
        m_firstOpened.reset();
        return made;
    }
    if (!quiet && !m_heldBack.isEmpty()) {
        QList<Opened> stillOpen;
        std::copy_if(m_heldBack.begin(), m_heldBack.end(), std::back_inserter(stillOpen),
                     [&isOpen](const Opened &one) { return isOpen(one.number); });
        m_heldBack.clear();
        if (!stillOpen.isEmpty()) {
            for (const Opened &one : std::as_const(stillOpen)) {
                m_told.insert(one.number, now);
            }
            return notice(u"Opened in quiet hours, and still open"_s, stillOpen);
        }
    }
    QList<Opened> waiting;
    QHash<IncidentNumber, SteadyTime> told;
    for (const Incident &incident : active) {
        if (incident.state != IncidentState::Open) {
            continue;
        }
        // One that was open before this console started is not news, but it is reminded of.
        SteadyTime &last = *told.insert(incident.number, m_told.value(incident.number, now));
        if (!quiet && !incident.acknowledgementStands && !m_snoozed.contains(incident.number) &&
            now - last >= remindEvery) {
            last = now;
            waiting.append(
                {incident.number,
                 u"%1, for %2"_s.arg(heading(incident),
                                     spanText(std::chrono::duration_cast<std::chrono::milliseconds>(
                                         wall - incident.clock.started)))});
        }
    }
    m_told = told;
    if (waiting.isEmpty()) {
        return std::nullopt;
    }
    Notice made = notice(u"Still open, and nobody has acknowledged"_s, waiting);
    made.isReminder = true;
    return made;
}

} // namespace quarterdeck
