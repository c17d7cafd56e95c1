#include "widgets/commandpalette.h"

#include "widgets/commands.h"
#include "widgets/palettedelegate.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

#include <algorithm>

namespace quarterdeck {

CommandPalette::CommandPalette(const Fleet &fleet, Commands &commands, QWidget *window)
    : Overlay(window)
    , m_commands(commands)
    , m_model(fleet)
    , m_input(new QLineEdit(box()))
    , m_list(new QListView(box()))
    , m_nothing(new QLabel(QStringLiteral("Nothing matches"), box()))
{
    setObjectName(QStringLiteral("commandPalette"));
    setAccessibleName(QStringLiteral("Go to anything"));
    auto *column = new QVBoxLayout(box());
    column->setContentsMargins(8, 10, 8, 8);
    column->setSpacing(8);
    m_input->setObjectName(QStringLiteral("paletteInput"));
    m_input->setAccessibleName(QStringLiteral("What to go to or do"));
    setMoment({});
    m_input->installEventFilter(this);
    column->addWidget(m_input);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(QStringLiteral("Matches"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new PaletteDelegate(fleet, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    column->addWidget(m_list, 1);
    m_nothing->setProperty("tone", QStringLiteral("dim"));
    m_nothing->setAlignment(Qt::AlignCenter);
    column->addWidget(m_nothing, 1);
    setFocusProxy(m_input);
    connect(m_input, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, &CommandPalette::take);
}

void CommandPalette::apply(const FleetChanges &changes, SteadyTime now)
{
    m_model.apply(changes, now);
}

void CommandPalette::setRunbooks(const QList<PaletteEntry> &runbooks)
{
    m_model.setRunbooks(runbooks);
}

void CommandPalette::setIncidents(const QList<PaletteEntry> &incidents)
{
    m_model.setIncidents(incidents);
}

void CommandPalette::setMoment(const QString &moment)
{
    const QString what = QStringLiteral("Instance, service, cluster, runbook or command");
    m_input->setPlaceholderText(moment.isEmpty() ? what
                                                 : QStringLiteral("%1 · states as at %2").arg(what, moment));
}

QRect CommandPalette::boxIn(QSize window) const
{
    const int width = std::min(620, window.width() - 40);
    const int height = std::min(460, window.height() - 80);
    return {(window.width() - width) / 2, std::max(40, window.height() / 9), width, height};
}

void CommandPalette::aboutToOpen()
{
    QList<PaletteEntry> entries;
    for (const Command &command : commandTable()) {
        const QAction *action = m_commands.action(command.id);
        if (!action->isEnabled() || !action->isVisible() || command.id == CommandId::GoToAnything) {
            continue;
        }
        PaletteEntry entry;
        entry.kind = PaletteEntry::Kind::Command;
        entry.title = action->text().remove(QLatin1Char('&'));
        const QString why = m_refusal ? m_refusal(command.id) : QString();
        entry.detail = why.isEmpty() ? action->toolTip() : why;
        entry.keys = action->shortcut().toString(QKeySequence::NativeText);
        entry.command = int(command.id);
        entries.append(entry);
    }
    m_model.setCommands(entries);
    m_input->clear();
    search();
}

void CommandPalette::search()
{
    m_model.setQuery(m_input->text());
    const bool any = m_model.rowCount() > 0;
    m_list->setVisible(any);
    m_nothing->setVisible(!any);
    if (any) {
        m_list->setCurrentIndex(m_model.index(0));
    }
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_input && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const int rows = m_model.rowCount();
        const int row = m_list->currentIndex().row();
        const auto go = [&](int wanted) {
            if (rows > 0) {
                m_list->setCurrentIndex(m_model.index(std::clamp(wanted, 0, rows - 1)));
            }
            return true;
        };
        switch (key->key()) {
        case Qt::Key_Down:
            return go(row + 1 < rows ? row + 1 : 0);
        case Qt::Key_Up:
            return go(row > 0 ? row - 1 : rows - 1);
        case Qt::Key_PageDown:
            return go(row + 10);
        case Qt::Key_PageUp:
            return go(row - 10);
        case Qt::Key_Return:
        case Qt::Key_Enter:
            take(m_list->currentIndex());
            return true;
        case Qt::Key_Escape:
            dismiss();
            return true;
        default:
            break;
        }
    }
    return Overlay::eventFilter(watched, event);
}

void CommandPalette::take(const QModelIndex &index)
{
    if (!index.isValid()) {
        return;
    }
    const PaletteEntry entry = m_model.at(index.row());
    dismiss();
    switch (entry.kind) {
    case PaletteEntry::Kind::Command:
        m_commands.action(static_cast<CommandId>(entry.command))->trigger();
        break;
    case PaletteEntry::Kind::Cluster:
    case PaletteEntry::Kind::Service:
        Q_EMIT filterChosen(entry.filter);
        break;
    case PaletteEntry::Kind::Runbook:
        Q_EMIT runbookChosen(entry.runbook);
        break;
    case PaletteEntry::Kind::Incident:
        Q_EMIT incidentChosen(entry.incident);
        break;
    case PaletteEntry::Kind::Instance:
        Q_EMIT instanceChosen(entry.instance);
        break;
    }
}

} // namespace quarterdeck
