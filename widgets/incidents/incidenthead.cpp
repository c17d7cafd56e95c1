#include "widgets/incidents/incidenthead.h"

#include "widgets/plainlabel.h"
#include "models/incidents/plaintext.h"
#include "models/items/incidenttext.h"
#include "widgets/incidents/incidentlooks.h"
#include "widgets/restyle.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr int leastButtons = 200;
constexpr int oneRowFrom = 860; ///< narrower, the buttons stand below the title

} // namespace

IncidentHead::IncidentHead(QWidget *parent)
    : QWidget(parent)
    , m_title(plainLabel("incidentTitle", this))
    , m_severity(new QToolButton(this))
    , m_state(plainLabel("incidentState", this))
    , m_snoozed(plainLabel("incidentSnoozed", this))
    , m_more(new QToolButton(this))
    , m_buttons(new QWidget(this))
    , m_why(plainLabel("incidentRights", this))
    , m_done(plainLabel("incidentDone", this))
    , m_undo(new QToolButton(this))
    , m_doneRow(new QWidget(this))
{
    setObjectName(u"incidentHead"_s);
    m_title->setProperty("tone", u"title"_s);
    m_title->setMinimumWidth(80);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_severity->setObjectName(u"incidentSeverity"_s);
    m_severity->setProperty("button", true);
    m_severity->setProperty("compact", true);
    m_severity->setPopupMode(QToolButton::InstantPopup);
    auto *severities = new QMenu(m_severity);
    for (const Severity severity : {Severity::Critical, Severity::Major, Severity::Minor}) {
        connect(severities->addAction(toString(severity)), &QAction::triggered, this,
                [this, severity] { Q_EMIT severityChosen(severity); });
    }
    m_severity->setMenu(severities);
    m_state->setProperty("chip", true);
    m_snoozed->setProperty("chip", true);

    m_note = addButton("incidentAddNote", u"Add note"_s, CommandId::AddNote);
    m_acknowledge = addButton("incidentAcknowledge", u"Acknowledge"_s, CommandId::Acknowledge);
    m_resolve = addButton("incidentResolve", u"Resolve"_s, CommandId::ResolveIncident);
    m_export = addButton("incidentExport", u"Export postmortem…"_s, CommandId::ExportPostmortem);
    m_more->setObjectName(u"incidentMore"_s);
    m_more->setProperty("button", true);
    m_more->setText(u"More ▾"_s);
    m_more->setAccessibleName(u"More to do with this incident"_s);
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setFocusPolicy(Qt::TabFocus);
    auto *menu = new QMenu(m_more);
    menu->setObjectName(u"incidentMoreMenu"_s);
    for (const auto &[button, id] :
         {std::pair{m_note, CommandId::AddNote}, std::pair{m_acknowledge, CommandId::Acknowledge},
          std::pair{m_resolve, CommandId::ResolveIncident},
          std::pair{m_export, CommandId::ExportPostmortem}}) {
        QAction *action = menu->addAction(QString::fromUtf8(commandOf(id).text));
        action->setData(int(id));
        connect(action, &QAction::triggered, this, [this, id = id] { Q_EMIT commandWanted(id); });
        m_alsoInMenu.append({button, action});
    }
    for (const CommandId id : {CommandId::EditTitle, CommandId::SetCommander, CommandId::PinIncident,
                               CommandId::LinkRun, CommandId::MergeIncident, CommandId::SplitIncident,
                               CommandId::ReopenIncident, CommandId::SnoozeIncident, CommandId::UndoDeed}) {
        QAction *action = menu->addAction(QString::fromUtf8(commandOf(id).text));
        action->setData(int(id));
        connect(action, &QAction::triggered, this, [this, id] { Q_EMIT commandWanted(id); });
    }
    m_more->setMenu(menu);

    m_row = new QBoxLayout(QBoxLayout::LeftToRight);
    m_row->setSpacing(8);
    auto *what = new QHBoxLayout;
    what->setSpacing(8);
    what->addWidget(m_title, 1);
    what->addWidget(m_severity);
    what->addWidget(m_state);
    what->addWidget(m_snoozed);
    m_row->addLayout(what, 1);
    m_buttons->setMinimumWidth(leastButtons); // see fitButtons()
    auto *row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (QWidget *button : {static_cast<QWidget *>(m_note), static_cast<QWidget *>(m_acknowledge),
                            static_cast<QWidget *>(m_resolve), static_cast<QWidget *>(m_export),
                            static_cast<QWidget *>(m_more)}) {
        row->addWidget(button);
    }
    row->addStretch(1);
    m_row->addWidget(m_buttons);
    m_why->setProperty("tone", u"error"_s);
    m_why->setWordWrap(true);
    m_why->hide();
    m_done->setProperty("tone", u"small"_s);
    m_undo->setObjectName(u"incidentUndo"_s);
    m_undo->setProperty("button", true);
    m_undo->setProperty("compact", true);
    m_undo->setText(u"Undo"_s);
    m_undo->setToolTip(u"Take it back (Ctrl+Z)"_s);
    connect(m_undo, &QToolButton::clicked, this, [this] { Q_EMIT commandWanted(CommandId::UndoDeed); });
    auto *done = new QHBoxLayout(m_doneRow);
    done->setContentsMargins(0, 0, 0, 0);
    done->addWidget(m_done);
    done->addWidget(m_undo);
    done->addStretch(1);
    m_doneRow->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(m_row);
    column->addWidget(m_why);
    column->addWidget(m_doneRow);
    connect(&Theme::instance(), &Theme::changed, this, &IncidentHead::updateButtons);
}

QPushButton *IncidentHead::addButton(const char *name, const QString &text, CommandId command)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(name));
    button->setFocusPolicy(Qt::TabFocus);
    const Command &row = commandOf(command);
    const QString keys = row.keys.isEmpty() ? QString() : u" (%1)"_s.arg(row.keys.first().toString());
    button->setToolTip(QString::fromUtf8(row.hint) + keys);
    connect(button, &QPushButton::clicked, this, [this, command] { Q_EMIT commandWanted(command); });
    return button;
}

void IncidentHead::setIncident(const Incident &incident, std::optional<WallTime> snoozed, WallTime now)
{
    m_incident = incident;
    m_heading =
        u"%1 %2"_s.arg(QString::number(incident.number.value), plainText(incident.title).simplified());
    m_state->setText(incident.isActive() ? courseText(incident, now) : toString(incident.state));
    m_state->setToolTip(courseText(incident, now));
    m_snoozed->setVisible(snoozed && *snoozed > now);
    if (snoozed) {
        m_snoozed->setText(u"snoozed here until %1"_s.arg(utcTime(*snoozed)));
        m_snoozed->setToolTip(u"This console does not remind of it until then; others do."_s);
    }
    showTitle();
    updateButtons();
}

void IncidentHead::setRights(Rights rights, const QString &why)
{
    m_rights = rights;
    m_why->setText(why);
    m_why->setVisible(!why.isEmpty());
    restyle(*m_why, "tone", rights == Rights::OtherRecords ? u"dim"_s : u"error"_s);
    updateButtons();
}

void IncidentHead::setDone(const QString &text, bool undoable)
{
    m_done->setText(text);
    m_undo->setVisible(undoable);
    m_doneRow->setVisible(!text.isEmpty());
}

void IncidentHead::updateButtons()
{
    const bool may = m_rights != Rights::ReadOnly;
    const bool merged = m_incident.state == IncidentState::Merged;
    for (QPushButton *button : {m_note, m_acknowledge, m_resolve}) {
        button->setEnabled(may && !merged);
    }
    m_resolve->setEnabled(may && m_incident.isActive());
    m_acknowledge->setText(m_incident.acknowledgementStands ? u"Acknowledged"_s : u"Acknowledge"_s);
    const bool urgent = m_incident.state == IncidentState::Open && !m_incident.acknowledgementStands;
    restyle(*m_acknowledge, "primary", urgent);
    m_severity->setEnabled(may);
    const IncidentLook severity = lookOf(m_incident.severity);
    m_severity->setText(toString(m_incident.severity));
    m_severity->setAccessibleName(u"Severity %1"_s.arg(m_severity->text()));
    m_severity->setToolTip(u"Choose the severity"_s);
    m_severity->setStyleSheet(u"QToolButton { color: %1; }"_s.arg(severity.colour.name()));
    m_state->setStyleSheet(u"color: %1;"_s.arg(lookOf(m_incident.state).colour.name()));
    for (QAction *action : m_more->menu()->actions()) {
        const auto id = static_cast<CommandId>(action->data().toInt());
        const bool isLocal = id == CommandId::SnoozeIncident;
        bool fits = may || isLocal;
        if (id == CommandId::ReopenIncident) {
            fits = may && m_incident.state == IncidentState::Resolved;
        } else if (id == CommandId::SplitIncident) {
            fits = may && m_incident.services.size() + m_incident.dependants.size() > 1;
        } else if (id == CommandId::PinIncident) {
            action->setText(m_incident.pinned ? u"Unpin the incident"_s : u"Pin the incident"_s);
        } else if (isLocal) {
            fits = m_incident.isActive();
        }
        action->setEnabled(fits);
    }
    for (const auto &[button, action] : std::as_const(m_alsoInMenu)) {
        action->setEnabled(button->isEnabled());
    }
    fitButtons();
}

/// Where it is narrow the last buttons stand in the menu instead: nothing is cut.
void IncidentHead::fitButtons()
{
    const bool isNarrow = m_row->direction() == QBoxLayout::TopToBottom;
    int room = width() - m_more->sizeHint().width();
    for (const auto &[button, action] : std::as_const(m_alsoInMenu)) {
        const bool offered = m_rights != Rights::ReadOnly || button == m_export;
        room -= offered ? button->sizeHint().width() + 8 : 0;
        const bool fits = !isNarrow || room >= 0;
        button->setVisible(offered && fits);
        action->setVisible(offered && !fits);
    }
}

void IncidentHead::showTitle()
{
    m_title->setText(m_title->fontMetrics().elidedText(m_heading, Qt::ElideRight, m_title->width()));
    m_title->setToolTip(u"<p>%1</p>"_s.arg(m_heading.toHtmlEscaped()));
    m_title->setAccessibleName(m_heading);
}

void IncidentHead::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_row->setDirection(width() < oneRowFrom ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    fitButtons();
    showTitle();
    QMetaObject::invokeMethod(this, &IncidentHead::showTitle, Qt::QueuedConnection); // the layout has run
}

} // namespace quarterdeck
