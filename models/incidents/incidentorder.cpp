#include "models/incidents/incidentorder.h"

#include <array>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr std::array deedWords{"ack",   "resolve", "note",  "title", "severity", "commander", "pin",
                               "unpin", "link",    "merge", "split", "reopen",   "withdraw",  "unlink"};

/// Why an order that changed nothing did not.
QString nothingCameOf(const IncidentOrder &order, const Incident &incident)
{
    switch (order.kind) {
    case OrderKind::Resolve:
        return u"it is %1 already"_s.arg(toString(incident.state));
    case OrderKind::Note:
        return u"a note wants a text"_s;
    case OrderKind::Merge:
        return u"incident %1 cannot take it in"_s.arg(order.other);
    case OrderKind::Split:
        return u"at least one of its services goes and one stays: %1"_s.arg(incident.services.join(u", "_s));
    default:
        return u"that is so already"_s;
    }
}

} // namespace

QString toString(OrderKind deed)
{
    return QLatin1String(deedWords[static_cast<std::size_t>(deed)]);
}

std::optional<OrderKind> orderKindFromString(const QString &word)
{
    for (std::size_t i = 0; i < deedWords.size(); ++i) {
        if (word == QLatin1String(deedWords[i])) {
            return static_cast<OrderKind>(i);
        }
    }
    return std::nullopt;
}

IncidentChanges carryOut(const IncidentOrder &order, IncidentBook &book, WallTime now, QString *problem)
{
    const Incident *incident = book.incident(order.incident);
    if (!incident) {
        *problem = u"no incident %1 can be changed: there is none, or it is over for long"_s.arg(
            order.incident.value);
        return {};
    }
    const Incident before = *incident;
    const auto apply = [&]() -> IncidentChanges {
        const IncidentNumber number = order.incident;
        switch (order.kind) {
        case OrderKind::Acknowledge:
            return book.acknowledge(number, order.person, order.text, order.clearsOnRecovery, now);
        case OrderKind::Resolve:
            return book.resolve(number, order.person, order.text, now);
        case OrderKind::Note:
            return book.addNote(number, order.person, order.text, order.happened.value_or(now), now);
        case OrderKind::Title:
            return book.setTitle(number, order.person, order.text, now);
        case OrderKind::Severity:
            if (const auto severity = severityFromString(order.text)) {
                return book.setSeverity(number, order.person, *severity, now);
            }
            *problem = u"a severity is critical, major or minor, not \"%1\""_s.arg(order.text);
            return {};
        case OrderKind::Commander:
            return book.setCommander(number, order.person, order.text, now);
        case OrderKind::Pin:
        case OrderKind::Unpin:
            return book.setPinned(number, order.person, order.kind == OrderKind::Pin, now);
        case OrderKind::Link:
            return book.linkRun(number, order.person, order.other, now);
        case OrderKind::Merge:
            return book.merge(number, {order.other}, order.person, now);
        case OrderKind::Split:
            return book.split(number, order.services, order.person, now);
        case OrderKind::Reopen:
            return book.reopen(number, order.person, now);
        case OrderKind::Withdraw:
            return book.withdrawAcknowledgement(number, order.person, now);
        case OrderKind::Unlink:
            return book.unlinkRun(number, order.person, order.other, now);
        }
        return {};
    };
    IncidentChanges changes = apply();
    if (changes.isEmpty() && problem->isEmpty()) {
        *problem =
            u"incident %1: %2"_s.arg(QString::number(order.incident.value), nothingCameOf(order, before));
    }
    return changes;
}

} // namespace quarterdeck
