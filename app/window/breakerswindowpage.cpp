#include "app/window/breakerswindowpage.h"

#include "widgets/clock.h"
#include "app/window/replaycontrol.h"
#include "models/items/formatter.h"
#include "widgets/breakers/breakerpanel.h"
#include "widgets/breakers/breakerspage.h"
#include "widgets/filterline.h"

#include <algorithm>

namespace quarterdeck {

namespace {

constexpr qsizetype mostPerTurn = 400; ///< instances; some 5 ms with six breakers each
constexpr std::chrono::milliseconds turnDistance{1};
constexpr std::chrono::minutes goesOnFor{2};

} // namespace

BreakersWindowPage::BreakersWindowPage(const Fleet &present, const ReplayControl &replay, QObject *parent)
    : WindowPage(parent)
    , m_replay(replay)
    , m_present(present)
    , m_board(present)
    , m_page(new BreakersPage(m_board))
    , m_details(new BreakerPanel(m_board))
{
    m_board.mirror(m_present);
    connect(&replay, &ReplayControl::shownChanged, this, &BreakersWindowPage::showMoment);
    m_work.setSingleShot(true);
    m_work.setInterval(turnDistance);
    connect(&m_work, &QTimer::timeout, this, &BreakersWindowPage::work);
    connect(m_page, &BreakersPage::filterTextChanged, this, &WindowPage::filterTextChanged);
    connect(m_page, &BreakersPage::picked, this, &BreakersWindowPage::pick);
    connect(m_page, &BreakersPage::activated, this, [this](BreakerTileId id) {
        pick(id);
        m_details->setFocus();
    });
    connect(m_details, &BreakerPanel::instanceActivated, this, [this](InstanceNumber number) {
        Q_EMIT linkFollowed({CommandId::PageFleet, {}, number, {}});
    });
}

QWidget *BreakersWindowPage::widget() const
{
    return m_page;
}

QWidget *BreakersWindowPage::details() const
{
    return m_details;
}

FilterLine *BreakersWindowPage::filterLine() const
{
    return m_page->filterLine();
}

QString BreakersWindowPage::count() const
{
    return format::count(m_board.totals().tiles);
}

void BreakersWindowPage::apply(const FleetChanges &changes, SteadyTime now)
{
    if (changes.replaced) {
        m_waiting.clear();
        const WallTime wall = wallNow();
        showPresent(m_present.apply(changes, now, wall), now, wall);
        m_page->readLabels();
        return;
    }
    m_waiting += changes.changed;
    m_waiting += changes.pages;
    work();
}

/// Follows some of the instances that changed; the rest in turns of their own, so that none is long, also
/// when the pages of a whole fleet come at once.
void BreakersWindowPage::work()
{
    FleetChanges some;
    some.changed = m_waiting.mid(0, mostPerTurn);
    m_waiting.remove(0, some.changed.size());
    const SteadyTime now = steadyNow();
    const WallTime wall = wallNow();
    showPresent(m_present.apply(some, now, wall), now, wall);
    if (!m_waiting.isEmpty() && !m_work.isActive()) {
        m_work.start();
    }
}

void BreakersWindowPage::tick(SteadyTime now)
{
    const WallTime wall = wallNow();
    showPresent(m_present.tick(now, wall), now, wall);
    m_page->showTime();
}

void BreakersWindowPage::showPresent(const BreakerChanges &changes, SteadyTime now, WallTime wall)
{
    if (!m_past) {
        m_page->apply(changes, now, wall);
        m_details->apply(changes, now, wall);
    }
}

/// The board follows by difference, and so only onwards: for a moment before, or far from the last one, it is
/// made anew.
void BreakersWindowPage::showMoment(const FleetChanges &changes)
{
    if (!m_replay.isPastShown()) {
        if (m_past) {
            switchTo(m_present);
            m_past.reset();
        }
        return;
    }
    const WallTime moment = m_replay.wallTime();
    const bool goesOn = m_past && !changes.replaced && moment >= m_pastAt && moment - m_pastAt <= goesOnFor;
    m_pastAt = moment;
    if (goesOn) {
        show(m_past->apply(changes, m_replay.steadyTime(), moment));
        return;
    }
    auto board = std::make_unique<BreakerBoard>(m_replay.shown());
    FleetChanges everything;
    everything.replaced = true;
    board->apply(everything, m_replay.steadyTime(), moment);
    switchTo(*board);
    m_past = std::move(board);
}

void BreakersWindowPage::switchTo(const BreakerBoard &board)
{
    const auto allTiles = [this] {
        QList<BreakerTileId> all;
        for (int grouping = 0; grouping < breakerGroupingCount; ++grouping) {
            all += m_board.tiles(static_cast<BreakerGrouping>(grouping));
        }
        return all;
    };
    const BreakerTile *picked = m_board.tile(m_details->tile());
    const BreakerTile before = picked ? *picked : BreakerTile();
    BreakerChanges away;
    away.removed = allTiles();
    show(away);
    m_board.mirror(board);
    BreakerChanges come;
    come.added = allTiles();
    show(come);
    m_page->readLabels();
    BreakerTileId again; // what was looked at is looked at there too
    for (const BreakerTileId id : std::as_const(come.added)) {
        const BreakerTile *tile = picked ? m_board.tile(id) : nullptr;
        if (tile && tile->grouping == before.grouping && tile->name == before.name &&
            tile->service == before.service && tile->cluster == before.cluster) {
            again = id;
            break;
        }
    }
    m_page->view()->setCurrent(again);
    m_details->setTile(again, m_replay.steadyTime(), m_replay.wallTime());
}

void BreakersWindowPage::show(const BreakerChanges &changes)
{
    m_page->apply(changes, m_replay.steadyTime(), m_replay.wallTime());
    m_details->apply(changes, m_replay.steadyTime(), m_replay.wallTime());
}

bool BreakersWindowPage::run(CommandId command)
{
    switch (command) {
    case CommandId::BreakerLook:
        m_page->setLook(m_page->view()->look() == BreakerLook::Tiles ? BreakerLook::Table
                                                                     : BreakerLook::Tiles);
        return true;
    case CommandId::BreakerSpan:
        m_page->setSpan(m_page->view()->span() == BreakerSpan::TwoMinutes ? BreakerSpan::FifteenMinutes
                                                                          : BreakerSpan::TwoMinutes);
        return true;
    case CommandId::OnlyChanged:
        m_page->setOnlyRecent(!m_page->model().isOnlyRecent());
        return true;
    case CommandId::OnlyProblems:
        filterLine()->toggleTerm(QStringLiteral("!state"), QStringLiteral("closed"));
        return true;
    case CommandId::RunRunbook: {
        const BreakerTile *tile = m_board.tile(m_page->view()->current());
        Q_EMIT linkFollowed({CommandId::PageRunbooks, {}, {}, tile ? tile->service : QString()});
        return true;
    }
    case CommandId::NextProblem:
        m_page->stepProblem(1);
        return true;
    case CommandId::PreviousProblem:
        m_page->stepProblem(-1);
        return true;
    default:
        return false;
    }
}

void BreakersWindowPage::describe(CommandSituation &situation) const
{
    const BreakerTotals &totals = m_board.totals();
    situation.problemsExist = totals.tilesIn(BreakerState::Closed) < totals.tiles;
}

void BreakersWindowPage::follow(const PageLink &link)
{
    if (!link.filter.isEmpty()) {
        filterLine()->setFilterText(link.filter);
    }
    const BreakerTileId id = tileOf(link.instance, link.subject);
    if (id.value == 0) {
        return;
    }
    m_page->setGrouping(BreakerGrouping::Breaker);
    if (m_page->model().rowOf(id) < 0) {
        m_page->setOnlyRecent(false);
        filterLine()->clear();
    }
    m_page->view()->setCurrent(id);
    pick(id);
}

bool BreakersWindowPage::select(const QString &name)
{
    for (int row = 0; row < m_page->model().rowCount(); ++row) {
        const BreakerTile *tile = m_page->model().tile(row);
        if (tile && tile->name == name) {
            const BreakerTileId id = tile->id;
            m_page->view()->setCurrent(id);
            pick(id);
            return true;
        }
    }
    return false;
}

void BreakersWindowPage::shown()
{
    m_page->setFocus();
}

BreakerTileId BreakersWindowPage::tileOf(InstanceNumber instance, const QString &breaker) const
{
    const Instance *where = m_board.fleet().instance(instance);
    if (!where || breaker.isEmpty()) {
        return {};
    }
    for (const BreakerTileId id : m_board.tiles(BreakerGrouping::Breaker)) {
        const BreakerTile *tile = m_board.tile(id);
        if (!tile || tile->name != breaker || tile->service != where->target.service ||
            tile->cluster != where->target.cluster) {
            continue;
        }
        const std::vector<BreakerMember> members = m_board.members(id);
        if (std::any_of(members.begin(), members.end(),
                        [instance](const BreakerMember &member) { return member.instance == instance; })) {
            return id;
        }
    }
    return {};
}

void BreakersWindowPage::pick(BreakerTileId id)
{
    m_details->setTile(id, m_replay.steadyTime(), m_replay.wallTime());
    Q_EMIT detailsWanted();
}

void BreakersWindowPage::restoreLayout(const WindowSettings &from)
{
    m_page->restoreLayout(from.value(settings::breakersPage));
    filterLine()->setFilterText(from.value(settings::breakersFilter));
}

void BreakersWindowPage::saveLayout(WindowSettings &into) const
{
    into.set(settings::breakersPage, m_page->saveLayout());
    into.set(settings::breakersFilter, filterLine()->text());
}

} // namespace quarterdeck
