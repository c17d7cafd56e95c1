#pragma once

#include "models/fleet/fleet.h"
#include "models/incidents/event.h"

#include <QAbstractListModel>

#include <deque>

namespace quarterdeck {

/// One line of the activity feed.
struct ActivityEvent
{
    enum class Kind : quint8 { Transition, Console };
    Kind kind = Kind::Transition;
    WallTime happened;
    InstanceNumber instance; ///< of a transition
    QString recorded;        ///< of a transition in the record: which instance, as InstanceId::toString()
    QString subject;         ///< the instance's name, kept although it may go; "console" for its own messages
    QString place;           ///< "checkout · eu-west"
    State from = State::Unknown;
    State to = State::Unknown;
    QString text; ///< why, or what the console has to say
    bool operator==(const ActivityEvent &) const = default;
};

/// As the record has it.
ActivityEvent activityOf(const Event &event);

/// What happened, newest first, at most `limit` lines: state changes of the fleet and the console's own news.
/// How an instance was found at first is not news, unless it was not up.
class EventLogModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    static constexpr int limit = 1000;
    enum Role {
        EventRole = Qt::UserRole, ///< const ActivityEvent *, valid during the call only
        NumberRole,
        StateRole,
        HappenedRole,
    };

    explicit EventLogModel(const Fleet &fleet, QObject *parent = nullptr);

    void apply(const FleetChanges &changes, SteadyTime now);
    void addConsoleMessage(const QString &text, WallTime happened);
    /// These and no others, newest first: rows that were there stay.
    void setEvents(const QList<ActivityEvent> &events);
    [[nodiscard]] const ActivityEvent &at(int row) const { return m_events[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void prepend(const QList<ActivityEvent> &newestFirst);
    void append(const QList<ActivityEvent> &events);
    void remove(int first, int last);
    [[nodiscard]] InstanceNumber numberOf(const ActivityEvent &event) const;

    const Fleet &m_fleet;
    std::deque<ActivityEvent> m_events;
};

} // namespace quarterdeck
