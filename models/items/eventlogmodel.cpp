#include "models/items/eventlogmodel.h"

#include "models/items/formatter.h"
#include "models/items/instancetext.h"

namespace quarterdeck {

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
        return QVariant::fromValue(event.instance);
    case StateRole:
        return QVariant::fromValue(event.to);
    case HappenedRole:
        return QVariant::fromValue(event.happened);
    default:
        return {};
    }
}

} // namespace quarterdeck
