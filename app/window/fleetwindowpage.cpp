#include "app/window/fleetwindowpage.h"

#include "app/window/replaycontrol.h"
#include "models/items/chartsource.h"
#include "models/items/formatter.h"
#include "models/items/instancetext.h"
#include "widgets/filterline.h"
#include "widgets/fleet/fleetmap.h"
#include "widgets/fleet/fleetpage.h"
#include "widgets/fleet/fleettable.h"
#include "widgets/fleet/instancepanel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace quarterdeck {

FleetWindowPage::FleetWindowPage(FleetSession &session, ReplayControl &replay, Commands &commands,
                                 QObject *parent)
    : WindowPage(parent)
    , m_session(session)
    , m_replay(replay)
    , m_commands(commands)
    , m_page(new FleetPage(replay.shown(), [&replay] { return replay.steadyTime(); }))
    , m_details(new InstancePanel(replay.shown()))
{
    for (const CommandId id :
         {CommandId::RunRunbook, CommandId::ProbeNow, CommandId::CopyAddress, CommandId::CopyName}) {
        m_details->addAction(m_commands.action(id));
    }
    m_details->setRecord(&replay.recordedSignals());
    connect(&replay, &ReplayControl::shownChanged, this, &FleetWindowPage::show);
    connect(m_page, &FleetPage::filterTextChanged, this, &WindowPage::filterTextChanged);
    connect(m_page, &FleetPage::filterTextChanged, this, &FleetWindowPage::showSubject);
    connect(m_page, &FleetPage::currentChanged, this, &FleetWindowPage::pick);
    connect(m_page, &FleetPage::activated, this, &FleetWindowPage::goTo);
    connect(m_page, &FleetPage::menuWanted, this, &FleetWindowPage::showMenu);
}

QWidget *FleetWindowPage::widget() const
{
    return m_page;
}

QWidget *FleetWindowPage::details() const
{
    return m_details;
}

FilterLine *FleetWindowPage::filterLine() const
{
    return m_page->filterLine();
}

QString FleetWindowPage::count() const
{
    return format::count(fleet().size());
}

const Fleet &FleetWindowPage::fleet() const
{
    return m_replay.shown();
}

void FleetWindowPage::show(const FleetChanges &changes)
{
    const SteadyTime now = m_replay.steadyTime();
    m_page->apply(changes, now);
    m_details->apply(changes, now);
}

bool FleetWindowPage::run(CommandId command)
{
    const Instance *picked = fleet().instance(m_details->instance());
    switch (command) {
    case CommandId::ViewBoth:
        m_page->setView(FleetView::Both);
        return true;
    case CommandId::ViewMap:
        m_page->setView(FleetView::Map);
        return true;
    case CommandId::ViewTable:
        m_page->setView(FleetView::Table);
        return true;
    case CommandId::ZoomIn:
        m_page->map()->setCellSize(m_page->map()->cellSize() + 2);
        return true;
    case CommandId::ZoomOut:
        m_page->map()->setCellSize(m_page->map()->cellSize() - 2);
        return true;
    case CommandId::ZoomReset:
        m_page->map()->setCellSize(FleetMap::usualCell);
        return true;
    case CommandId::OnlyProblems:
        filterLine()->toggleTerm(QStringLiteral("!state"), QStringLiteral("up"));
        return true;
    case CommandId::NextProblem:
        stepProblem(1);
        return true;
    case CommandId::PreviousProblem:
        stepProblem(-1);
        return true;
    case CommandId::ProbeNow:
        m_session.poller().probeNow(m_details->instance());
        return true;
    case CommandId::RunRunbook: {
        const auto subject = subjectOfFilter(fleet(), filterLine()->text());
        Q_EMIT linkFollowed({CommandId::PageRunbooks,
                             {},
                             picked ? m_details->instance() : InstanceNumber(),
                             subject ? subject->service : QString()});
        return true;
    }
    case CommandId::CopyAddress:
        copy(picked ? instanceAddress(picked->target) : QString());
        return true;
    case CommandId::CopyName:
        copy(picked ? instanceName(picked->target) : QString());
        return true;
    default:
        return false;
    }
}

void FleetWindowPage::describe(CommandSituation &situation) const
{
    const RollUp &totals = fleet().total();
    situation.instancePicked = fleet().instance(m_details->instance()) != nullptr;
    situation.problemsExist = totals.of(State::Up) < totals.total;
}

void FleetWindowPage::follow(const PageLink &link)
{
    if (!link.filter.isEmpty()) {
        filterLine()->setFilterText(link.filter);
    }
    if (fleet().instance(link.instance)) {
        goTo(link.instance);
    }
}

bool FleetWindowPage::select(const QString &name)
{
    for (const InstanceNumber number : fleet().order()) {
        if (fleet().instance(number)->target.id.instance == name) {
            goTo(number);
            return true;
        }
    }
    return false;
}

void FleetWindowPage::shown()
{
    m_page->setFocus();
}

void FleetWindowPage::restoreLayout(const WindowSettings &from)
{
    m_page->restoreLayout(from.value(settings::fleetPage));
    filterLine()->setFilterText(from.value(settings::filter));
    m_detailsShown = from.value(settings::detailsShown);
}

void FleetWindowPage::saveLayout(WindowSettings &into) const
{
    into.set(settings::fleetPage, m_page->saveLayout());
    into.set(settings::filter, filterLine()->text());
    into.set(settings::detailsShown, m_detailsShown);
}

void FleetWindowPage::goTo(InstanceNumber number)
{
    m_page->setCurrent(number);
    pick(number);
    Q_EMIT detailsWanted();
}

void FleetWindowPage::showMostErrors(const QString &service)
{
    m_page->table()->sortBy(FleetColumn::ErrorRatio, Qt::DescendingOrder);
    filterLine()->setFilterText(ChartSubject{{}, service}.terms());
    showSubject(); // also when the filter was this one already
    Q_EMIT detailsWanted();
}

/// Whoever looks at a group, and at nothing else, sees its signals.
void FleetWindowPage::showSubject()
{
    if (const auto subject = subjectOfFilter(fleet(), filterLine()->text())) {
        m_details->setSubject(*subject, m_replay.steadyTime());
        Q_EMIT situationChanged();
    } else if (!fleet().instance(m_details->instance())) {
        m_details->setSubject({}, m_replay.steadyTime());
    }
}

void FleetWindowPage::pick(InstanceNumber number)
{
    m_details->setInstance(number, m_replay.steadyTime());
    if (!m_replay.isReplaying()) { // who looks at the past has not seen the present
        m_session.markSeen({number});
    }
    Q_EMIT situationChanged();
}

void FleetWindowPage::showMenu(InstanceNumber number, const QPoint &place)
{
    pick(number);
    auto *menu = new QMenu(m_page);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    m_commands.fillInstanceMenu(*menu);
    menu->popup(place);
}

void FleetWindowPage::stepProblem(int direction)
{
    FleetTableModel &rows = m_page->tableModel();
    const int count = rows.rowCount();
    int row = rows.rowOf(m_page->current());
    for (int step = 0; step < count; ++step) {
        row = row < 0 ? (direction > 0 ? 0 : count - 1) : (row + direction + count) % count;
        const InstanceNumber number = rows.numberAt(row);
        const Instance *instance = fleet().instance(number);
        if (instance && instance->state != State::Up) {
            m_page->setCurrent(number);
            pick(number);
            return;
        }
    }
}

void FleetWindowPage::copy(const QString &text) const
{
    if (!text.isEmpty()) {
        QGuiApplication::clipboard()->setText(text);
    }
}

} // namespace quarterdeck
