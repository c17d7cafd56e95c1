#include "app/window/incidentdesk.h"

#include "app/journal/chronicle.h"
#include "app/journal/person.h"

using namespace Qt::StringLiterals;

namespace quarterdeck {

IncidentDesk::IncidentDesk(Chronicle &chronicle, QObject *parent)
    : QObject(parent)
    , m_chronicle(chronicle)
    , m_person(thisPerson())
{
}

std::optional<Incident> IncidentDesk::before(IncidentNumber number)
{
    const Incident *incident = m_chronicle.book().incident(number);
    if (!incident) {
        Q_EMIT failed(
            u"incident %1 ended long ago: it can be read, and not be changed any more"_s.arg(number.value));
        return std::nullopt;
    }
    return *incident;
}

void IncidentDesk::act(IncidentNumber number, const QString &text, const Deed &deed, const Deed &back)
{
    if (!m_chronicle.isRecording()) {
        Q_EMIT failed(u"nothing was done: this console does not record"_s);
        return;
    }
    bool came = false;
    m_chronicle.act([&deed, &came](IncidentBook &book, WallTime now) {
        IncidentChanges changes = deed(book, now);
        came = !changes.isEmpty();
        return changes;
    });
    if (!came) {
        Q_EMIT failed(u"nothing was changed: it is so already, or cannot be now"_s);
        return;
    }
    if (back) {
        m_undo.append({number, text, back});
        if (m_undo.size() > mostUndo) {
            m_undo.removeFirst();
        }
    }
    Q_EMIT done(number, text, bool(back));
}

void IncidentDesk::carryOut(const IncidentEntry &deed)
{
    const IncidentNumber number = deed.incident;
    const std::optional<Incident> was = before(number);
    if (!was) {
        return;
    }
    const QString who = m_person;
    const QString name = QString::number(number.value);
    switch (deed.kind) {
    case IncidentEntry::Kind::Note:
        act(number, u"Note added to %1"_s.arg(name), [=](IncidentBook &book, WallTime now) {
            return book.addNote(number, who, deed.text, deed.happened, now);
        });
        break;
    case IncidentEntry::Kind::Acknowledge: {
        const Deed back = [=](IncidentBook &book, WallTime now) {
            return book.withdrawAcknowledgement(number, who, now);
        };
        act(
            number, u"You acknowledged %1"_s.arg(name),
            [=](IncidentBook &book, WallTime now) {
                return book.acknowledge(number, who, deed.text, deed.clearsOnRecovery, now);
            },
            was->acknowledgementStands ? Deed() : back);
        break;
    }
    case IncidentEntry::Kind::Resolve:
        act(
            number, u"Incident %1 resolved"_s.arg(name),
            [=](IncidentBook &book, WallTime now) { return book.resolve(number, who, deed.text, now); },
            [=](IncidentBook &book, WallTime now) { return book.reopen(number, who, now); });
        break;
    case IncidentEntry::Kind::Title:
        act(
            number, u"Title of %1 changed"_s.arg(name),
            [=](IncidentBook &book, WallTime now) { return book.setTitle(number, who, deed.text, now); },
            [=, title = was->title](IncidentBook &book, WallTime now) {
                return book.setTitle(number, who, title, now);
            });
        break;
    case IncidentEntry::Kind::Commander:
        act(
            number,
            deed.text.isEmpty() ? u"Nobody leads %1"_s.arg(name) : u"%1 leads %2"_s.arg(deed.text, name),
            [=](IncidentBook &book, WallTime now) { return book.setCommander(number, who, deed.text, now); },
            [=, commander = was->commander](IncidentBook &book, WallTime now) {
                return book.setCommander(number, who, commander, now);
            });
        break;
    case IncidentEntry::Kind::Link:
        act(
            number, u"Run %1 linked to %2"_s.arg(QString::number(deed.chosen), name),
            [=](IncidentBook &book, WallTime now) { return book.linkRun(number, who, deed.chosen, now); },
            [=](IncidentBook &book, WallTime now) { return book.unlinkRun(number, who, deed.chosen, now); });
        break;
    case IncidentEntry::Kind::Merge:
        act(number, u"Incident %1 went into %2"_s.arg(name, QString::number(deed.chosen)),
            [=](IncidentBook &book, WallTime now) { return book.merge(number, {deed.chosen}, who, now); });
        break;
    case IncidentEntry::Kind::Split:
        act(number, u"Split off %1: %2"_s.arg(name, deed.services.join(u", "_s)),
            [=](IncidentBook &book, WallTime now) { return book.split(number, deed.services, who, now); });
        break;
    case IncidentEntry::Kind::Snooze:
    case IncidentEntry::Kind::Quiet:
        break;
    }
}

void IncidentDesk::setSeverity(IncidentNumber number, Severity severity)
{
    if (const std::optional<Incident> was = before(number)) {
        const QString who = m_person;
        act(
            number, u"Severity of %1 is %2"_s.arg(QString::number(number.value), toString(severity)),
            [=](IncidentBook &book, WallTime now) { return book.setSeverity(number, who, severity, now); },
            [=, old = was->severity](IncidentBook &book, WallTime now) {
                return book.setSeverity(number, who, old, now);
            });
    }
}

void IncidentDesk::togglePinned(IncidentNumber number)
{
    if (const std::optional<Incident> was = before(number)) {
        const QString who = m_person;
        const bool pinned = !was->pinned;
        act(
            number,
            pinned ? u"Incident %1 pinned"_s.arg(number.value) : u"Incident %1 unpinned"_s.arg(number.value),
            [=](IncidentBook &book, WallTime now) { return book.setPinned(number, who, pinned, now); },
            [=](IncidentBook &book, WallTime now) { return book.setPinned(number, who, !pinned, now); });
    }
}

void IncidentDesk::togglePinned(const Event &event)
{
    const QString who = m_person;
    const bool pinned = !event.pinned;
    act(
        event.incident, pinned ? u"Event pinned"_s : u"Event unpinned"_s,
        [=](IncidentBook &book, WallTime now) { return book.pinEvent(event, who, pinned, now); },
        [=](IncidentBook &book, WallTime now) { return book.pinEvent(event, who, !pinned, now); });
}

void IncidentDesk::reopen(IncidentNumber number)
{
    if (before(number)) {
        const QString who = m_person;
        act(number, u"Incident %1 goes on"_s.arg(number.value),
            [=](IncidentBook &book, WallTime now) { return book.reopen(number, who, now); });
    }
}

void IncidentDesk::undo()
{
    if (m_undo.isEmpty()) {
        return;
    }
    const Undo last = m_undo.takeLast();
    act(last.number, u"Taken back: %1"_s.arg(last.text), last.deed);
}

} // namespace quarterdeck
