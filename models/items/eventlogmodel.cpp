#include "models/items/eventlogmodel.h"

#include "models/incidents/fleetmoment.h"
#include "models/items/formatter.h"
#include "models/items/incidenttext.h"
#include "models/items/instancetext.h"

#include <algorithm>

namespace quarterdeck {

ActivityEvent activityOf(const Event &event)
{
    QStringList place;
    for (const QString &part : {event.service, event.cluster}) {
        if (!part.isEmpty()) {
            place.append(part);
        }
    }
    ActivityEvent line;
    line.happened = event.happened;
    line.place = place.join(QStringLiteral(" · "));
    const auto to = stateFromString(event.to);
    if (event.kind == EventKind::State && event.component.isEmpty() && to) {
        line.recorded = event.subject;
        line.subject = event.subject.section(QLatin1Char('/'), 1);
        line.from = stateFromString(event.from).value_or(State::Unknown);
        line.to = *to;
        line.text = event.reason;
        return line;
    }
    line.kind = ActivityEvent::Kind::Console;
    line.subject = line.place.isEmpty() ? toString(event.kind)
                                        : QStringLiteral("%1 · %2").arg(toString(event.kind), line.place);
    line.text = eventLine(event);
    return line;
}

EventLogModel::EventLogModel(const Fleet &fleet, QObject *parent) : QAbstractListModel(parent), m_fleet(fleet)
{
}

void EventLogModel::apply(const FleetChanges &changes, SteadyTime)
{
    QList<ActivityEvent> events;
    for (auto transition = changes.transitions.crbegin(); transition != changes.transitions.crend();
         ++transition) {
        if (transition->first && transition->to == State::Up) {
            continue;
        }
        const Instance *instance = m_fleet.instance(transition->instance);
        if (!instance) {
            continue;
        }
        ActivityEvent event;
        event.happened = transition->happened;
        event.instance = transition->instance;
        event.subject = instanceName(instance->target);
        event.place = QStringLiteral("%1 · %2").arg(instance->target.service, instance->target.cluster);
        event.from = transition->from;
        event.to = transition->to;
        event.text = transition->why;
        events.append(event);
        if (events.size() >= limit) {
            break;
        }
    }
    prepend(events);
}

void EventLogModel::addConsoleMessage(const QString &text, WallTime happened)
{
    ActivityEvent event;
    event.kind = ActivityEvent::Kind::Console;
    event.happened = happened;
    event.subject = QStringLiteral("console");
    event.text = text;
    prepend({event});
}

void EventLogModel::prepend(const QList<ActivityEvent> &newestFirst)
{
    if (newestFirst.isEmpty()) {
        return;
    }
    const int room = limit - static_cast<int>(newestFirst.size());
    if (static_cast<int>(m_events.size()) > room) {
        beginRemoveRows({}, room, static_cast<int>(m_events.size()) - 1);
        m_events.resize(static_cast<std::size_t>(room));
        endRemoveRows();
    }
    beginInsertRows({}, 0, static_cast<int>(newestFirst.size()) - 1);
    m_events.insert(m_events.begin(), newestFirst.cbegin(), newestFirst.cend());
    endInsertRows();
}

void EventLogModel::append(const QList<ActivityEvent> &events)
{
    if (!events.isEmpty()) {
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(events.size()) - 1);
        m_events.insert(m_events.end(), events.cbegin(), events.cend());
        endInsertRows();
    }
}

void EventLogModel::remove(int first, int last)
{
    if (first <= last) {
        beginRemoveRows({}, first, last);
        m_events.erase(m_events.begin() + first, m_events.begin() + last + 1);
        endRemoveRows();
    }
}

void EventLogModel::setEvents(const QList<ActivityEvent> &events)
{
    // Time goes on, and new ones come on top, or back, and those on top go.
    const auto common = [](const auto &from, const auto &in) {
        return from.empty() ? in.end() : std::find(in.begin(), in.end(), from.front());
    };
    const auto kept = common(m_events, events);
    if (kept != events.end()) {
        prepend(events.first(kept - events.begin()));
    } else {
        const auto again = common(events, m_events);
        remove(0, static_cast<int>(again - m_events.begin()) - 1);
    }
    qsizetype same = 0;
    while (same < events.size() && same < rowCount() && at(static_cast<int>(same)) == events[same]) {
        ++same;
    }
    remove(static_cast<int>(same), rowCount() - 1);
    append(events.mid(same));
}

/// Looked for when somebody wants to go there: most are never asked for.
InstanceNumber EventLogModel::numberOf(const ActivityEvent &event) const
{
    if (!event.recorded.isEmpty()) {
        for (const InstanceNumber number : m_fleet.order()) {
            if (m_fleet.instance(number)->target.id.toString() == event.recorded) {
                return number;
            }
        }
    }
    return event.instance;
}

int EventLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

QVariant EventLogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const ActivityEvent &event = at(index.row());
    const bool console = event.kind == ActivityEvent::Kind::Console;
    switch (role) {
    case Qt::DisplayRole:
        if (console) {
            return event.text;
        }
        return QStringLiteral("%1 %2 → %3%4")
            .arg(event.subject, toString(event.from), toString(event.to),
                 event.text.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(event.text));
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2").arg(format::clock(event.happened),
                                            data(index, Qt::DisplayRole).toString());
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2").arg(format::dateTime(event.happened),
                                            data(index, Qt::DisplayRole).toString());
    case EventRole:
        return QVariant::fromValue(&event);
    case NumberRole:
        return QVariant::fromValue(numberOf(event));
    case StateRole:
        return QVariant::fromValue(event.to);
    case HappenedRole:
        return QVariant::fromValue(event.happened);
    default:
        return {};
    }
}

} // namespace quarterdeck
