#include "app/recording/incidentorders.h"

#include "app/recording/recordtime.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

QString documentOf(const IncidentOrder &order)
{
    const QJsonObject object{
        {u"deed"_s, toString(order.kind)},
        {u"incident"_s, order.incident.value},
        {u"person"_s, order.person},
        {u"text"_s, order.text},
        {u"happened"_s, order.happened ? QJsonValue(toMilliseconds(*order.happened)) : QJsonValue()},
        {u"clears"_s, order.clearsOnRecovery},
        {u"other"_s, order.other},
        {u"services"_s, QJsonArray::fromStringList(order.services)}};
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

std::optional<IncidentOrder> orderOf(const QString &document)
{
    const QJsonObject object = QJsonDocument::fromJson(document.toUtf8()).object();
    const std::optional<OrderKind> deed = orderKindFromString(object.value(u"deed"_s).toString());
    if (!deed) {
        return std::nullopt; // of a later version
    }
    IncidentOrder order;
    order.kind = *deed;
    order.incident = {object.value(u"incident"_s).toInteger()};
    order.person = object.value(u"person"_s).toString();
    order.text = object.value(u"text"_s).toString();
    if (object.value(u"happened"_s).isDouble()) {
        order.happened = toWallTime(object.value(u"happened"_s).toInteger());
    }
    order.clearsOnRecovery = object.value(u"clears"_s).toBool();
    order.other = object.value(u"other"_s).toInteger();
    for (const QJsonValue &service : object.value(u"services"_s).toArray()) {
        order.services.append(service.toString());
    }
    return order;
}

} // namespace

std::optional<qint64> IncidentOrders::leave(const IncidentOrder &order, WallTime now, QString *problem)
{
    qint64 number = 0;
    *problem = m_database.write(Durability::Normal, [&]() -> QString {
        QString wrong;
        const auto added = m_database.run(u"INSERT INTO incident_orders(asked, document) VALUES(?,?)"_s,
                                          {toMilliseconds(now), documentOf(order)}, &wrong);
        number = added ? added->lastInsertId().toLongLong() : 0;
        return wrong;
    });
    return problem->isEmpty() ? std::optional(number) : std::nullopt;
}

std::optional<QString> IncidentOrders::answer(qint64 number) const
{
    QString problem;
    auto row = m_database.run(u"SELECT answer FROM incident_orders WHERE number=? AND answer IS NOT NULL"_s,
                              {number}, &problem);
    return row && row->next() ? std::optional(row->value(0).toString()) : std::nullopt;
}

std::optional<QString> IncidentOrders::ask(const IncidentOrder &order, const QString &holder, WallTime now,
                                           QDeadlineTimer until, QString *problem)
{
    const std::optional<qint64> number = leave(order, now, problem);
    if (!number) {
        return std::nullopt;
    }
    std::optional<QString> found = answer(*number);
    while (!found && !until.hasExpired() && !QThread::currentThread()->isInterruptionRequested()) {
        QThread::msleep(50);
        found = answer(*number);
    }
    if (!found && !withdraw(*number)) {
        found = answer(*number);
    }
    if (!found) {
        *problem = u"%1 records into this store and did not answer; nothing was done"_s.arg(holder);
    }
    return found;
}

bool IncidentOrders::withdraw(qint64 number)
{
    bool gone = false;
    m_database.write(Durability::Normal, [&]() -> QString {
        QString wrong;
        const auto deleted = m_database.run(
            u"DELETE FROM incident_orders WHERE number=? AND answer IS NULL"_s, {number}, &wrong);
        gone = deleted && deleted->numRowsAffected() == 1;
        return wrong;
    });
    return gone;
}

QList<IncidentOrders::Open> IncidentOrders::open(WallTime since) const
{
    QList<Open> found;
    QString problem;
    auto rows =
        m_database.run(u"SELECT number, document FROM incident_orders WHERE answer IS NULL AND asked>=? "
                       "ORDER BY number"_s,
                       {toMilliseconds(since)}, &problem);
    while (rows && rows->next()) {
        if (const auto order = orderOf(rows->value(1).toString())) {
            found.append({rows->value(0).toLongLong(), *order});
        }
    }
    return found;
}

} // namespace quarterdeck
