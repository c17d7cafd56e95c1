#include "models/items/incidenteventsmodel.h"

#include "models/items/formatter.h"
#include "models/items/incidenttext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

void IncidentEventsModel::setEvents(IncidentNumber incident, const QList<Event> &events)
{
    QList<Event> notYetRecorded;
    if (incident == m_incident) {
        const auto last = std::max_element(
            events.begin(), events.end(), [](const Event &a, const Event &b) { return a.number < b.number; });
        const qint64 recorded = last == events.end() ? 0 : last->number;
        std::copy_if(m_all.begin(), m_all.end(), std::back_inserter(notYetRecorded),
                     [recorded](const Event &event) { return event.number > recorded; });
    }
    m_incident = incident;
    m_all = events + notYetRecorded;
    std::stable_sort(m_all.begin(), m_all.end(), Event::isEarlier);
    m_numbers.clear();
    for (const Event &event : std::as_const(m_all)) {
        m_numbers.insert(event.number);
    }
    show();
}

void IncidentEventsModel::clear()
{
    setEvents({}, {});
}

void IncidentEventsModel::add(const IncidentChanges &changes)
{
    QList<Event> fresh;
    for (const Event &event : changes.events) {
        if (m_incident && event.incident == m_incident && !m_numbers.contains(event.number)) {
            m_numbers.insert(event.number);
            fresh.append(event);
        }
    }
    std::stable_sort(fresh.begin(), fresh.end(), Event::isEarlier);
    const bool goOn = fresh.isEmpty() || m_all.isEmpty() || !Event::isEarlier(fresh.first(), m_all.last());
    if (goOn && !fresh.isEmpty()) {
        append(fresh); // as nearly always: a storm costs what is new, not what there is
    }
    bool isNews = !goOn;
    if (!goOn) {
        m_all += fresh;
        std::stable_sort(m_all.begin(), m_all.end(), Event::isEarlier);
    }
    for (const auto &[number, pinned] : changes.pinned) {
        for (Event &event : m_all) {
            if (event.number == number) {
                event.pinned = pinned;
                isNews = true;
            }
        }
    }
    if (isNews) {
        show();
    }
}

void IncidentEventsModel::setFilterText(const QString &text)
{
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    show();
}

bool IncidentEventsModel::passes(const Event &event) const
{
    if (m_words.isEmpty()) {
        return true;
    }
    const QString text =
        QStringList{event.text(),    toString(event.kind), event.subject,
                    event.component, event.service,        event.cluster,
                    event.reason,    event.source,         event.pinned ? u"pinned"_s : QString()}
            .join(u' ');
    return std::all_of(m_words.begin(), m_words.end(),
                       [&text](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

void IncidentEventsModel::append(const QList<Event> &later)
{
    m_all += later;
    QList<Event> shown;
    std::copy_if(later.begin(), later.end(), std::back_inserter(shown),
                 [this](const Event &event) { return passes(event); });
    if (!shown.isEmpty()) {
        beginInsertRows({}, int(m_shown.size()), int(m_shown.size() + shown.size() - 1));
        m_shown += shown;
        endInsertRows();
    }
}

/// Both lists have one order: what is shown is merged with what shall be, in ranges.
void IncidentEventsModel::show()
{
    QList<Event> wanted;
    std::copy_if(m_all.begin(), m_all.end(), std::back_inserter(wanted),
                 [this](const Event &event) { return passes(event); });
    const auto isBefore = [](const Event &a, const Event &b) {
        return Event::isEarlier(a, b) || (!Event::isEarlier(b, a) && a.number < b.number);
    };
    for (qsizetype row = m_shown.size() - 1; row >= 0;) {
        const auto isWanted = [&](qsizetype at) {
            const auto place = std::lower_bound(wanted.begin(), wanted.end(), m_shown.at(at), isBefore);
            return place != wanted.end() && place->number == m_shown.at(at).number;
        };
        qsizetype first = row;
        while (first >= 0 && !isWanted(first)) {
            --first;
        }
        if (first < row) {
            beginRemoveRows({}, int(first + 1), int(row));
            m_shown.remove(first + 1, row - first);
            endRemoveRows();
        }
        row = first - 1;
    }
    for (qsizetype i = 0; i < wanted.size();) {
        if (i < m_shown.size() && m_shown.at(i).number == wanted.at(i).number) {
            if (!(m_shown.at(i) == wanted.at(i))) {
                m_shown[i] = wanted.at(i);
                Q_EMIT dataChanged(index(int(i)), index(int(i)));
            }
            ++i;
            continue;
        }
        qsizetype end = i;
        while (end < wanted.size() &&
               (i >= m_shown.size() || m_shown.at(i).number != wanted.at(end).number)) {
            ++end;
        }
        beginInsertRows({}, int(i), int(end - 1));
        m_shown.insert(i, end - i, Event());
        std::copy(wanted.begin() + i, wanted.begin() + end, m_shown.begin() + i);
        endInsertRows();
        i = end;
    }
}

void IncidentEventsModel::setSeenUpTo(qint64 event)
{
    if (event == m_seenUpTo) {
        return;
    }
    m_seenUpTo = event;
    if (!m_shown.isEmpty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {UnseenRole});
    }
}

int IncidentEventsModel::rowOf(qint64 event) const
{
    for (qsizetype row = 0; row < m_shown.size(); ++row) {
        if (m_shown.at(row).number == event) {
            return int(row);
        }
    }
    return -1;
}

qint64 IncidentEventsModel::lastNumber() const
{
    qint64 last = 0;
    for (const Event &event : m_all) {
        last = std::max(last, event.number);
    }
    return last;
}

int IncidentEventsModel::unseenCount() const
{
    return static_cast<int>(std::count_if(m_all.begin(), m_all.end(),
                                          [this](const Event &event) { return event.number > m_seenUpTo; }));
}

int IncidentEventsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant IncidentEventsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Event &event = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return eventLine(event);
    case Qt::ToolTipRole:
        return u"%1\n%2"_s.arg(bothTimes(event.happened), event.text());
    case Qt::AccessibleTextRole:
        return u"%1 UTC, %2, from %3%4"_s.arg(format::clock(event.happened), eventLine(event), event.source,
                                              event.number > m_seenUpTo ? u", new"_s : QString());
    case EventRole:
        return QVariant::fromValue(&event);
    case UnseenRole:
        return event.number > m_seenUpTo;
    default:
        return {};
    }
}

} // namespace quarterdeck
