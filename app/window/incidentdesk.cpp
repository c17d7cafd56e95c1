#include "app/window/incidentdesk.h"

#include "app/journal/chronicle.h"
#include "app/journal/person.h"
#include "app/window/incidentcourier.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

IncidentDesk::IncidentDesk(Chronicle &chronicle, QObject *parent)
    : QObject(parent)
    , m_chronicle(chronicle)
    , m_courier(new IncidentCourier(chronicle.recorder().path(), this))
    , m_person(thisPerson())
{
    connect(m_courier, &IncidentCourier::answered, this,
            [this](const IncidentOrder &, const QString &problem) {
                conclude(m_sent.takeFirst(), problem); // they are answered in order
            });
}

IncidentOrder IncidentDesk::orderTo(const Incident &was, OrderKind kind, const QString &text) const
{
    IncidentOrder order;
    order.kind = kind;
    order.incident = was.number;
    order.person = m_person;
    order.text = text;
    return order;
}

/// Why nothing came of it; empty: it was done.
QString IncidentDesk::doHere(const Deed &deed)
{
    QString problem = u"nothing was done: the record is not open yet"_s;
    m_chronicle.act([&deed, &problem](IncidentBook &book, WallTime now) {
        problem.clear();
        IncidentChanges changes = deed(book, now, &problem);
        if (changes.isEmpty() && problem.isEmpty()) {
            problem = u"nothing was changed: it is so already, or cannot be now"_s;
        }
        return changes;
    });
    return problem;
}

void IncidentDesk::give(const Order &order)
{
    if (m_chronicle.isRecording()) {
        conclude(order, doHere([&order](IncidentBook &book, WallTime now, QString *problem) {
                     return quarterdeck::carryOut(order.order, book, now, problem);
                 }));
    } else if (m_chronicle.recorder().status().mode == RecordingStatus::Mode::Reading) {
        m_sent.append(order);
        m_courier->send(order.order);
        Q_EMIT sent(u"Asked the console that records: %1"_s.arg(order.text));
    } else {
        Q_EMIT failed(u"nothing was done: this console does not record"_s);
    }
}

void IncidentDesk::conclude(const Order &order, const QString &problem)
{
    if (!problem.isEmpty()) {
        Q_EMIT failed(problem);
        return;
    }
    if (order.back) {
        m_undo.append({order.order.incident, order.text, {}, order.back});
        if (m_undo.size() > mostUndo) {
            m_undo.removeFirst();
        }
    }
    Q_EMIT done(order.order.incident, order.text, order.back.has_value());
}

void IncidentDesk::carryOut(const Incident &was, const IncidentEntry &deed)
{
    const QString name = QString::number(was.number.value);
    Order made;
    switch (deed.kind) {
    case IncidentEntry::Kind::Note:
        made.text = u"Note added to %1"_s.arg(name);
        made.order = orderTo(was, OrderKind::Note, deed.text);
        made.order.happened = deed.happened;
        break;
    case IncidentEntry::Kind::Acknowledge:
        made.text = u"You acknowledged %1"_s.arg(name);
        made.order = orderTo(was, OrderKind::Acknowledge, deed.text);
        made.order.clearsOnRecovery = deed.clearsOnRecovery;
        if (!was.acknowledgementStands) {
            made.back = orderTo(was, OrderKind::Withdraw);
        }
        break;
    case IncidentEntry::Kind::Resolve:
        made.text = u"Incident %1 resolved"_s.arg(name);
        made.order = orderTo(was, OrderKind::Resolve, deed.text);
        made.back = orderTo(was, OrderKind::Reopen);
        break;
    case IncidentEntry::Kind::Title:
        made.text = u"Title of %1 changed"_s.arg(name);
        made.order = orderTo(was, OrderKind::Title, deed.text);
        made.back = orderTo(was, OrderKind::Title, was.title);
        break;
    case IncidentEntry::Kind::Commander:
        made.text =
            deed.text.isEmpty() ? u"Nobody leads %1"_s.arg(name) : u"%1 leads %2"_s.arg(deed.text, name);
        made.order = orderTo(was, OrderKind::Commander, deed.text);
        made.back = orderTo(was, OrderKind::Commander, was.commander);
        break;
    case IncidentEntry::Kind::Link:
        made.text = u"Run %1 linked to %2"_s.arg(QString::number(deed.chosen), name);
        made.order = orderTo(was, OrderKind::Link);
        made.order.other = deed.chosen;
        made.back = orderTo(was, OrderKind::Unlink);
        made.back->other = deed.chosen;
        break;
    case IncidentEntry::Kind::Merge:
        made.text = u"Incident %1 went into %2"_s.arg(name, QString::number(deed.chosen));
        made.order = orderTo(was, OrderKind::Merge);
        made.order.other = deed.chosen;
        break;
    case IncidentEntry::Kind::Split:
        made.text = u"Split off %1: %2"_s.arg(name, deed.services.join(u", "_s));
        made.order = orderTo(was, OrderKind::Split);
        made.order.services = deed.services;
        break;
    case IncidentEntry::Kind::Snooze:
    case IncidentEntry::Kind::Quiet:
        return;
    }
    give(made);
}

void IncidentDesk::setSeverity(const Incident &was, Severity severity)
{
    give({u"Severity of %1 is %2"_s.arg(QString::number(was.number.value), toString(severity)),
          orderTo(was, OrderKind::Severity, toString(severity)),
          orderTo(was, OrderKind::Severity, toString(was.severity))});
}

void IncidentDesk::togglePinned(const Incident &was)
{
    const OrderKind kind = was.pinned ? OrderKind::Unpin : OrderKind::Pin;
    give({was.pinned ? u"Incident %1 unpinned"_s.arg(was.number.value)
                     : u"Incident %1 pinned"_s.arg(was.number.value),
          orderTo(was, kind), orderTo(was, was.pinned ? OrderKind::Pin : OrderKind::Unpin)});
}

/// An event is in no book: only the console that records, and knows it, can change it.
void IncidentDesk::togglePinned(const Event &event)
{
    const auto pin = [who = m_person, event](bool pinned) {
        return [who, event, pinned](IncidentBook &book, WallTime now, QString *) {
            return book.pinEvent(event, who, pinned, now);
        };
    };
    if (!m_chronicle.isRecording()) {
        Q_EMIT failed(u"an event is pinned at the console that records"_s);
        return;
    }
    const QString problem = doHere(pin(!event.pinned));
    if (!problem.isEmpty()) {
        Q_EMIT failed(problem);
        return;
    }
    const QString text = event.pinned ? u"Event unpinned"_s : u"Event pinned"_s;
    m_undo.append({event.incident, text, pin(event.pinned), std::nullopt});
    Q_EMIT done(event.incident, text, true);
}

void IncidentDesk::reopen(const Incident &was)
{
    give({u"Incident %1 goes on"_s.arg(was.number.value), orderTo(was, OrderKind::Reopen), std::nullopt});
}

void IncidentDesk::undo()
{
    if (m_undo.isEmpty()) {
        return;
    }
    const Undo last = m_undo.takeLast();
    const QString text = u"Taken back: %1"_s.arg(last.text);
    if (last.order) {
        give({text, *last.order, std::nullopt});
    } else if (const QString problem = doHere(last.deed); problem.isEmpty()) {
        Q_EMIT done(last.number, text, false);
    } else {
        Q_EMIT failed(problem);
    }
}

} // namespace quarterdeck
