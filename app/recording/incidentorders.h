#pragma once

#include "app/recording/database.h"
#include "models/incidents/incidentorder.h"

#include <QDeadlineTimer>

namespace quarterdeck {

/// Where a process that does not record leaves what a person wants done to an incident, for the one that
/// does. Belongs to the thread of its connection.
class IncidentOrders
{
public:
    static constexpr std::chrono::seconds answeredWithin{10}; ///< a console looks once a second

    explicit IncidentOrders(Database &database) : m_database(database) {}

    /// The order's number; nothing and a problem when it cannot be left.
    std::optional<qint64> leave(const IncidentOrder &order, WallTime now, QString *problem);
    /// Empty: it was done. Else why not. Nothing while nobody has answered.
    [[nodiscard]] std::optional<QString> answer(qint64 number) const;
    /// Leaves the order for `holder`, who records, and waits until it is answered as above, in this thread.
    /// Nothing and a problem: nobody did it until `until`, and nobody will.
    std::optional<QString> ask(const IncidentOrder &order, const QString &holder, WallTime now,
                               QDeadlineTimer until, QString *problem);
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
