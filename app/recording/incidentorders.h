#pragma once

#include "app/recording/database.h"
#include "models/incidents/incidentorder.h"

namespace quarterdeck {

/// Where a process that does not record leaves what a person wants done to an incident, for the one that
/// does. Belongs to the thread of its connection.
class IncidentOrders
{
public:
    explicit IncidentOrders(Database &database) : m_database(database) {}

    /// The order's number; nothing and a problem when it cannot be left.
    std::optional<qint64> leave(const IncidentOrder &order, WallTime now, QString *problem);
    /// Empty: it was done. Else why not. Nothing while nobody has answered.
    [[nodiscard]] std::optional<QString> answer(qint64 number) const;
    /// Nobody is to do it any more; false when it was answered meanwhile.
    bool withdraw(qint64 number);

    struct Open
    {
        qint64 number = 0;
        IncidentOrder order;
    };
    /// In the order in which they were left. Not those older than `since`: whoever left them has gone.
    [[nodiscard]] QList<Open> open(WallTime since) const;

private:
    Database &m_database;
};

} // namespace quarterdeck
