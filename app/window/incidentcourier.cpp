#include "app/window/incidentcourier.h"

#include "app/recording/incidentorders.h"
#include "app/recording/recordtime.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// Empty: it was done.
QString deliver(const IncidentOrder &order, const QString &store)
{
    Database database;
    QString problem = database.open(store, Database::Access::ReadWrite);
    if (!problem.isEmpty()) {
        return problem;
    }
    const std::optional<QString> answer =
        IncidentOrders(database).ask(order, u"the other console"_s, recordTimeNow(),
                                     QDeadlineTimer(IncidentOrders::answeredWithin), &problem);
    return answer.value_or(problem);
}

} // namespace

IncidentCourier::IncidentCourier(const QString &store, QObject *parent) : QObject(parent), m_store(store)
{
    m_thread.setObjectName(u"courier"_s);
    m_there.moveToThread(&m_thread);
}

IncidentCourier::~IncidentCourier()
{
    m_thread.requestInterruption();
    m_thread.quit();
    m_thread.wait();
}

void IncidentCourier::send(const IncidentOrder &order)
{
    if (!m_thread.isRunning()) {
        m_thread.start();
    }
    QMetaObject::invokeMethod(&m_there, [this, order, store = m_store] {
        const QString problem = deliver(order, store);
        QMetaObject::invokeMethod(this, [this, order, problem] { Q_EMIT answered(order, problem); });
    });
}

} // namespace quarterdeck
