#include "models/incidents/incidentseen.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

void IncidentSeen::beginWith(qint64 lastEvent)
{
    if (m_floor < 0) {
        m_floor = lastEvent;
    }
}

qint64 IncidentSeen::seenUpTo(IncidentNumber number) const
{
    return std::max(m_floor, m_seen.value(number, -1));
}

void IncidentSeen::judge(IncidentNumber number)
{
    if (m_floor >= 0 && m_last.value(number) > seenUpTo(number)) {
        m_unseen.insert(number);
    } else {
        m_unseen.remove(number);
    }
}

void IncidentSeen::note(const IncidentChanges &changes, const QString &person)
{
    for (const Event &event : changes.events) {
        if (event.incident && event.source != person) {
            noteLast(event.incident, event.number);
        }
    }
    for (const Incident &incident : changes.incidents) {
        if (incident.state == IncidentState::Merged) {
            forget(incident.number);
        }
    }
}

void IncidentSeen::noteLast(IncidentNumber number, qint64 event)
{
    qint64 &last = m_last[number];
    last = std::max(last, event);
    judge(number);
}

bool IncidentSeen::markSeen(IncidentNumber number)
{
    const qint64 last = m_last.value(number);
    if (last <= seenUpTo(number)) {
        return false;
    }
    m_seen.insert(number, last);
    judge(number);
    return true;
}

void IncidentSeen::markAllSeen()
{
    for (const qint64 last : std::as_const(m_last)) {
        m_floor = std::max(m_floor, last);
    }
    m_seen.clear();
    m_unseen.clear();
}

void IncidentSeen::forget(IncidentNumber number)
{
    m_last.remove(number);
    m_seen.remove(number);
    m_unseen.remove(number);
}

QStringList IncidentSeen::toLines(const QString &store) const
{
    QList<std::pair<qint64, qint64>> kept;
    for (auto seen = m_seen.begin(); seen != m_seen.end(); ++seen) {
        if (seen.value() > m_floor) {
            kept.append({seen.key().value, seen.value()});
        }
    }
    std::sort(kept.begin(), kept.end(), std::greater<>());
    QStringList lines{u"%1\t%2"_s.arg(store).arg(m_floor)};
    for (const auto &[number, event] : kept.mid(0, mostKept)) {
        lines.append(u"%1\t%2"_s.arg(number).arg(event));
    }
    return lines;
}

void IncidentSeen::restore(const QStringList &lines, const QString &store)
{
    if (lines.isEmpty() || lines.first().section(u'\t', 0, 0) != store) {
        return;
    }
    bool fine = false;
    const qint64 floor = lines.first().section(u'\t', 1).toLongLong(&fine);
    if (!fine) {
        return;
    }
    m_floor = floor;
    for (const QString &line : lines.mid(1)) {
        m_seen.insert({line.section(u'\t', 0, 0).toLongLong()}, line.section(u'\t', 1).toLongLong());
    }
    for (auto last = m_last.begin(); last != m_last.end(); ++last) {
        judge(last.key());
    }
}

} // namespace quarterdeck
