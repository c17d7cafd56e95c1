#include "app/cli/incidentdeed.h"

#include "app/recording/recordtime.h"
#include "app/cli/output.h"
#include "app/recording/eventreader.h"
#include "app/recording/storeclaim.h"

#include <QDeadlineTimer>
#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using namespace std::chrono_literals;

constexpr int exitDeedRefused = 1;
constexpr int endedKept = 200; ///< as the window's

int tellResult(const IncidentOrder &order, const QString &problem)
{
    if (!problem.isEmpty()) {
        printMessage(problem);
        return exitDeedRefused;
    }
    printData(
        u"incident %1: %2, recorded\n"_s.arg(QString::number(order.incident.value), toString(order.kind)));
    return 0;
}

/// Nobody records: this process is the console for a moment.
int carryOutHere(const IncidentOrder &order, const QString &store, Database &database)
{
    EventReader reader(database);
    QList<Incident> known = reader.incidentsToGoOnWith(endedKept);
    for (const qint64 number : {order.incident.value, order.other}) {
        const std::optional<Incident> named = reader.incident({number});
        if (named && std::none_of(known.begin(), known.end(), [number](const Incident &incident) {
                return incident.number.value == number;
            })) {
            known.append(*named);
        }
    }
    IncidentBook book;
    book.restore(known, reader.lastIncident(), reader.lastEvent());
    QString problem;
    RecordBatch batch;
    batch.changes.push_back(carryOut(order, book, recordTimeNow(), &problem));
    if (problem.isEmpty()) {
        const QString wrong = EventStore(database).write(batch);
        if (!wrong.isEmpty()) {
            printMessage(u"%1: %2"_s.arg(store, wrong));
            return exitCouldNot;
        }
    }
    return tellResult(order, problem);
}

int askWhoRecords(const IncidentOrder &order, const QString &holder, Database &database)
{
    QString problem;
    const std::optional<QString> answer = IncidentOrders(database).ask(
        order, holder, recordTimeNow(), QDeadlineTimer(IncidentOrders::answeredWithin), &problem);
    if (!answer) {
        printMessage(problem);
        return exitCouldNot;
    }
    return tellResult(order, *answer);
}

} // namespace

std::optional<IncidentOrder> incidentOrderOf(const QStringList &words, QString *problem)
{
    const std::optional<OrderKind> deed = orderKindFromString(words.value(0));
    bool fine = false;
    IncidentOrder order;
    order.incident = {words.value(1).toLongLong(&fine)};
    if (!deed || !fine || order.incident.value <= 0) {
        *problem = u"%1 wants the number of an incident"_s.arg(words.value(0));
        return std::nullopt;
    }
    order.kind = *deed;
    const QString rest = words.mid(2).join(u' ');
    const auto number = [&] {
        order.other = rest.toLongLong(&fine);
        if (!fine || order.other <= 0) {
            *problem = u"%1 wants a second number"_s.arg(words.first());
        }
    };
    switch (*deed) {
    case OrderKind::Acknowledge:
    case OrderKind::Resolve:
    case OrderKind::Commander: // of nobody's name: nobody
        order.text = rest;
        break;
    case OrderKind::Note:
    case OrderKind::Title:
    case OrderKind::Severity:
        order.text = rest;
        if (rest.trimmed().isEmpty()) {
            *problem = u"%1 wants a text"_s.arg(words.first());
        }
        break;
    case OrderKind::Pin:
    case OrderKind::Unpin:
    case OrderKind::Reopen:
    case OrderKind::Withdraw:
        if (!rest.isEmpty()) {
            *problem = u"%1 wants a number and nothing else"_s.arg(words.first());
        }
        break;
    case OrderKind::Link:
    case OrderKind::Unlink:
    case OrderKind::Merge:
        number();
        break;
    case OrderKind::Split:
        order.services = words.mid(2);
        if (order.services.isEmpty()) {
            *problem = u"split wants the services that leave"_s;
        }
        break;
    }
    return problem->isEmpty() ? std::optional(order) : std::nullopt;
}

int carryOutInStore(const IncidentOrder &order, const QString &store)
{
    if (!QFileInfo::exists(store)) {
        printMessage(u"%1 does not exist"_s.arg(store));
        return exitCouldNot;
    }
    StoreClaim claim;
    QString holder;
    const bool taken = claim.take(store, &holder);
    Database database;
    const QString problem = database.open(store, Database::Access::ReadWrite);
    if (!problem.isEmpty()) {
        printMessage(problem);
        return exitCouldNot;
    }
    return taken ? carryOutHere(order, store, database) : askWhoRecords(order, holder, database);
}

} // namespace quarterdeck
