#include "widgets/incidents/incidentforms.h"

#include "widgets/clock.h"
#include "models/incidents/incidentnotices.h"
#include "models/items/incidenttext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using Kind = IncidentEntry::Kind;

QLabel *makeLabel(const char *name, const char *tone, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setProperty("tone", QLatin1String(tone));
    return label;
}

QString nameOf(const Incident &incident)
{
    return QString::number(incident.number.value);
}

} // namespace

IncidentForms::IncidentForms(QWidget *parent)
    : QFrame(parent)
    , m_heading(makeLabel("formHeading", "heading", this))
    , m_text(new QPlainTextEdit(this))
    , m_line(new QLineEdit(this))
    , m_when(new QLineEdit(this))
    , m_clears(new QCheckBox(u"Clears itself when the signals are good again"_s, this))
    , m_choice(new QComboBox(this))
    , m_checks(new QWidget(this))
    , m_checkColumn(new QVBoxLayout(m_checks))
    , m_hint(makeLabel("formHint", "small", this))
    , m_wrong(makeLabel("formWrong", "error", this))
    , m_do(new QPushButton(this))
    , m_cancel(new QPushButton(u"Cancel"_s, this))
{
    setObjectName(u"incidentForm"_s);
    setProperty("panel", true);
    m_text->setObjectName(u"formText"_s);
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(92);
    m_line->setObjectName(u"formLine"_s);
    m_when->setObjectName(u"formWhen"_s);
    m_when->setPlaceholderText(u"now; or when it was: 14:05 (UTC), 10 min ago"_s);
    m_when->setAccessibleName(u"When it happened"_s);
    m_clears->setObjectName(u"formClears"_s);
    m_choice->setObjectName(u"formChoice"_s);
    m_checkColumn->setContentsMargins(0, 0, 0, 0);
    m_do->setObjectName(u"formDo"_s);
    m_do->setProperty("primary", true);
    m_cancel->setObjectName(u"formCancel"_s);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_hint, 1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_do);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 10, 14, 12);
    column->setSpacing(7);
    for (QWidget *part :
         {static_cast<QWidget *>(m_heading), static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_line),
          static_cast<QWidget *>(m_choice), m_checks, static_cast<QWidget *>(m_when),
          static_cast<QWidget *>(m_clears), static_cast<QWidget *>(m_wrong)}) {
        column->addWidget(part);
    }
    column->addLayout(buttons);
    for (QWidget *typed :
         {static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_line), static_cast<QWidget *>(m_when)}) {
        typed->installEventFilter(this);
    }
    connect(m_line, &QLineEdit::returnPressed, this, &IncidentForms::give);
    connect(m_when, &QLineEdit::returnPressed, this, &IncidentForms::give);
    connect(m_do, &QPushButton::clicked, this, &IncidentForms::give);
    connect(m_cancel, &QPushButton::clicked, this, &IncidentForms::close);
    hide();
}

void IncidentForms::begin(Kind kind, const Incident &incident, const QString &heading, const QString &verb,
                          const QString &hint)
{
    const bool again = isOpen() && m_deed.kind == kind && m_deed.incident == incident.number;
    m_deed = IncidentEntry();
    m_deed.kind = kind;
    m_deed.incident = incident.number;
    m_heading->setText(heading);
    m_do->setText(verb);
    m_hint->setText(hint);
    m_wrong->hide();
    for (QWidget *part :
         {static_cast<QWidget *>(m_text), static_cast<QWidget *>(m_line), static_cast<QWidget *>(m_choice),
          m_checks, static_cast<QWidget *>(m_when), static_cast<QWidget *>(m_clears)}) {
        part->hide();
    }
    if (!again) { // what was typed and not given stays when the same form is asked for again
        m_text->clear();
        m_line->clear();
        m_when->clear();
    }
    m_choice->clear();
    qDeleteAll(m_services);
    m_services.clear();
    m_do->setEnabled(true);
}

void IncidentForms::finish(QWidget *first)
{
    show();
    first->show();
    first->setFocus(Qt::ShortcutFocusReason);
}

void IncidentForms::askNote(const Incident &incident)
{
    begin(Kind::Note, incident, u"Note for incident %1"_s.arg(nameOf(incident)), u"Add note"_s,
          u"Markdown. Ctrl+Enter adds it, Escape closes."_s);
    m_text->setPlaceholderText(u"What you saw, thought or did"_s);
    m_text->setAccessibleName(u"Note"_s);
    m_when->show();
    finish(m_text);
}

void IncidentForms::askAcknowledge(const Incident &incident)
{
    begin(Kind::Acknowledge, incident,
          u"Acknowledge incident %1: others see that you are on it"_s.arg(nameOf(incident)),
          u"Acknowledge %1"_s.arg(nameOf(incident)), u"Enter acknowledges, Escape closes."_s);
    m_line->setPlaceholderText(u"Comment (may be empty)"_s);
    m_line->setAccessibleName(u"Comment"_s);
    m_clears->setChecked(incident.clearsOnRecovery);
    m_clears->show();
    finish(m_line);
}

void IncidentForms::askResolve(const Incident &incident)
{
    begin(Kind::Resolve, incident,
          incident.state == IncidentState::Open
              ? u"Resolve incident %1, although its signals are still bad"_s.arg(nameOf(incident))
              : u"Resolve incident %1"_s.arg(nameOf(incident)),
          u"Resolve %1"_s.arg(nameOf(incident)), u"Enter resolves, Escape closes."_s);
    m_line->setPlaceholderText(u"Why it is over (may be empty)"_s);
    m_line->setAccessibleName(u"Why it is over"_s);
    finish(m_line);
}

void IncidentForms::askTitle(const Incident &incident)
{
    begin(Kind::Title, incident, u"Title of incident %1"_s.arg(nameOf(incident)), u"Set title"_s,
          u"From then on it does not follow what is known."_s);
    m_line->setPlaceholderText(QString());
    m_line->setAccessibleName(u"Title"_s);
    m_line->setText(incident.title);
    m_line->selectAll();
    finish(m_line);
}

void IncidentForms::askCommander(const Incident &incident, const QString &person)
{
    begin(Kind::Commander, incident, u"Who leads incident %1"_s.arg(nameOf(incident)), u"Set commander"_s,
          u"Empty: nobody."_s);
    m_line->setPlaceholderText(u"Name"_s);
    m_line->setAccessibleName(u"Commander"_s);
    m_line->setText(incident.commander.isEmpty() ? person : incident.commander);
    m_line->selectAll();
    finish(m_line);
}

void IncidentForms::askRun(const Incident &incident, const QList<Choice> &runs)
{
    begin(Kind::Link, incident, u"A run that belongs to incident %1"_s.arg(nameOf(incident)), u"Link run"_s,
          runs.isEmpty() ? u"No other run is on record."_s : QString());
    for (const Choice &run : runs) {
        m_choice->addItem(run.text, run.value);
    }
    m_choice->setAccessibleName(u"Run"_s);
    m_do->setEnabled(!runs.isEmpty());
    finish(m_choice);
}

void IncidentForms::askMerge(const Incident &incident, const QList<Choice> &others)
{
    begin(Kind::Merge, incident,
          u"Incident %1 goes into another one, with its events"_s.arg(nameOf(incident)),
          u"Merge %1"_s.arg(nameOf(incident)),
          others.isEmpty() ? u"There is no other incident to merge it into."_s
                           : u"It cannot be taken back; what belongs elsewhere can be split off."_s);
    for (const Choice &other : others) {
        m_choice->addItem(other.text, other.value);
    }
    m_choice->setAccessibleName(u"Merge into"_s);
    m_do->setEnabled(!others.isEmpty());
    finish(m_choice);
}

void IncidentForms::askSplit(const Incident &incident)
{
    begin(Kind::Split, incident, u"Services that become an incident of their own"_s,
          u"Split %1"_s.arg(nameOf(incident)), u"At least one of the services it began with stays."_s);
    for (const QString &service : incident.services + incident.dependants) {
        auto *box = new QCheckBox(QString(service).replace(u'&', u"&&"_s), m_checks);
        box->setProperty("service", service);
        m_checkColumn->addWidget(box);
        m_services.append(box);
    }
    m_checks->show();
    finish(m_services.isEmpty() ? static_cast<QWidget *>(m_cancel) : m_services.first());
}

void IncidentForms::askSnooze(const Incident &incident)
{
    begin(Kind::Snooze, incident, u"No reminder of incident %1 on this console"_s.arg(nameOf(incident)),
          u"Snooze %1"_s.arg(nameOf(incident)), u"Other consoles go on to remind; nothing is recorded."_s);
    for (const int minutes : {15, 30, 60, 240}) {
        m_choice->addItem(minutes < 60 ? u"for %1 min"_s.arg(minutes) : u"for %1 h"_s.arg(minutes / 60),
                          minutes);
    }
    m_choice->addItem(u"no longer"_s, 0);
    m_choice->setAccessibleName(u"How long"_s);
    finish(m_choice);
}

void IncidentForms::askQuietHours(const QString &hours)
{
    begin(Kind::Quiet, Incident(), u"Quiet hours of this console, in local time"_s, u"Set quiet hours"_s,
          u"Nothing goes to the desktop then; the window says everything. Empty: none."_s);
    m_line->setPlaceholderText(u"22:00-07:00"_s);
    m_line->setAccessibleName(u"Quiet hours"_s);
    m_line->setText(hours);
    m_line->selectAll();
    finish(m_line);
}

void IncidentForms::close()
{
    if (isOpen()) {
        hide();
        m_text->clear();
        m_line->clear();
        m_when->clear();
        Q_EMIT closed();
    }
}

void IncidentForms::give()
{
    const auto wrong = [this](const QString &text, QWidget *where) {
        m_wrong->setText(text);
        m_wrong->show();
        where->setFocus();
    };
    if (!m_do->isEnabled() || !isOpen()) {
        return; // a line hands Enter on after it was given
    }
    switch (m_deed.kind) {
    case Kind::Note: {
        m_deed.text = m_text->toPlainText();
        if (m_deed.text.trimmed().isEmpty()) {
            wrong(u"The note is empty."_s, m_text);
            return;
        }
        const auto when = timeFromText(m_when->text(), recordNow());
        if (!when) {
            wrong(
                u"The time is not understood: write 14:05 or 14:05:30 (UTC), 10 min ago, or a full RFC 3339 "
                "time that is not in the future."_s,
                m_when);
            return;
        }
        m_deed.happened = *when;
        break;
    }
    case Kind::Title:
        m_deed.text = m_line->text().trimmed();
        if (m_deed.text.isEmpty()) {
            wrong(u"The title is empty."_s, m_line);
            return;
        }
        break;
    case Kind::Quiet:
        m_deed.text = m_line->text().trimmed();
        if (!QuietHours::fromText(m_deed.text)) {
            wrong(u"Write two times of the day: 22:00-07:00."_s, m_line);
            return;
        }
        break;
    case Kind::Acknowledge:
    case Kind::Resolve:
    case Kind::Commander:
        m_deed.text = m_line->text().trimmed();
        m_deed.clearsOnRecovery = m_clears->isChecked();
        break;
    case Kind::Link:
    case Kind::Merge:
    case Kind::Snooze:
        m_deed.chosen = m_choice->currentData().toLongLong();
        break;
    case Kind::Split:
        m_deed.services.clear();
        for (const QCheckBox *box : std::as_const(m_services)) {
            if (box->isChecked()) {
                m_deed.services.append(box->property("service").toString());
            }
        }
        if (m_deed.services.isEmpty() || m_deed.services.size() == m_services.size()) {
            wrong(u"Choose some of them, not all."_s, m_services.first());
            return;
        }
        break;
    }
    const IncidentEntry deed = m_deed;
    close();
    Q_EMIT given(deed);
}

bool IncidentForms::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            close();
            return true;
        }
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
            key->modifiers().testFlag(Qt::ControlModifier)) {
            give();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void IncidentForms::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        give();
    } else {
        QFrame::keyPressEvent(event);
    }
}

} // namespace quarterdeck
