#include "widgets/breakers/breakerpanel.h"

#include "models/items/chartcontent.h"
#include "models/items/formatter.h"
#include "models/items/instancetext.h"
#include "widgets/breakers/breakerinstancestable.h"
#include "widgets/breakers/breakerpanelhead.h"
#include "widgets/breakers/breakertiletext.h"
#include "widgets/breakers/causebars.h"
#include "widgets/breakers/declarationbox.h"
#include "widgets/breakers/stateband.h"
#include "widgets/charts/chartstack.h"
#include "widgets/fleet/factlist.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

using namespace std::chrono;

namespace quarterdeck {

namespace {

constexpr qsizetype mostTransitions = 40;
constexpr qsizetype fewTransitions = 4; ///< so that the instances stay in sight
constexpr int mostMarks = 60;
constexpr int leastWidth = 340; // state, instance and time of the instances beside each other
constexpr minutes kept{15};

/// Both histories as one: coarse where it is old, fine for the last two minutes.
QList<ChartPoint> chartPoints(const BreakerBoard &board, BreakerTileId id, double now,
                              const std::function<ChartPoint(double, const BreakerPoint &)> &point)
{
    QList<ChartPoint> points;
    const auto add = [&](BreakerSpan span, double step, double from, double to) {
        const std::vector<BreakerPoint> history = board.history(id, span);
        for (std::size_t i = 0; i < history.size(); ++i) {
            const double at = now - step * static_cast<double>(history.size() - 1 - i);
            if (at >= from && at < to) {
                points.append(point(at, history[i]));
            }
        }
    };
    constexpr double fine = 120;
    add(BreakerSpan::FifteenMinutes, 15, now - 900, now - fine);
    add(BreakerSpan::TwoMinutes, 5, now - fine, now + 1);
    return points;
}

} // namespace

BreakerPanel::BreakerPanel(const BreakerBoard &board, QWidget *parent)
    : QFrame(parent)
    , m_board(board)
    , m_instances(board)
    , m_nothing(new QLabel(QStringLiteral("Pick a breaker to see the instances behind it."), this))
    , m_head(new BreakerPanelHead(this))
    , m_scroll(new QScrollArea(this))
    , m_declaration(new DeclarationBox)
    , m_table(new BreakerInstancesTable(m_instances))
    , m_causes(new CauseBars)
    , m_facts(new FactList(92))
    , m_charts(new ChartStack)
    , m_band(new StateBand)
    , m_transitions(new FactList(64))
    , m_allChanges(new QToolButton)
{
    setObjectName(QStringLiteral("breakerPanel"));
    setAccessibleName(QStringLiteral("Details of the breaker"));
    setProperty("bar", true);
    setMinimumWidth(leastWidth);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 12, 0, 0);
    column->setSpacing(10);
    m_nothing->setProperty("tone", QStringLiteral("dim"));
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignCenter);
    column->addWidget(m_nothing, 1);
    auto *headRow = new QVBoxLayout;
    headRow->setContentsMargins(0, 0, 12, 0);
    headRow->addWidget(m_head);
    column->addLayout(headRow);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    auto *content = new QWidget;
    content->setAutoFillBackground(false);
    m_cards = new QVBoxLayout(content);
    m_cards->setContentsMargins(0, 0, 12, 12);
    m_cards->setSpacing(10);
    m_cards->addWidget(m_declaration);
    // What one asks first: since when, how often, and where
    QFrame *states = addCard(QStringLiteral("Worst state, last 15 min"), QStringLiteral("bandCard"), m_band);
    states->layout()->addWidget(m_transitions);
    states->layout()->addWidget(m_allChanges);
    addCard(QStringLiteral("Instances"), QStringLiteral("instancesCard"), m_table);
    auto *causes = addCard(QStringLiteral("Calls by cause"), QStringLiteral("causesCard"), m_causes);
    m_causesTitle = causes->findChild<QLabel *>(QStringLiteral("cardTitle"));
    addCard({}, QStringLiteral("breakerChartsCard"), m_charts);
    addCard(QStringLiteral("Figures"), QStringLiteral("figuresCard"), m_facts);
    m_cards->addStretch(1);
    m_scroll->setWidget(content);
    column->addWidget(m_scroll, 100);
    m_transitions->setObjectName(QStringLiteral("changes"));
    m_transitions->setAccessibleName(QStringLiteral("Changes"));
    m_allChanges->setObjectName(QStringLiteral("allChanges"));
    connect(m_allChanges, &QToolButton::clicked, this, [this] {
        m_showsAllChanges = !m_showsAllChanges;
        refresh();
    });
    connect(m_table, &BreakerInstancesTable::instanceActivated, this, &BreakerPanel::instanceActivated);
    refresh();
}

QSize BreakerPanel::sizeHint() const
{
    return {380, 700};
}

QFrame *BreakerPanel::addCard(const QString &title, const QString &objectName, QWidget *content)
{
    auto *card = new QFrame;
    card->setObjectName(objectName);
    card->setProperty("card", true);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(10, 9, 10, 9);
    column->setSpacing(7);
    if (!title.isEmpty()) {
        auto *heading = new QLabel(title, card);
        heading->setObjectName(QStringLiteral("cardTitle"));
        heading->setProperty("tone", QStringLiteral("heading"));
        column->addWidget(heading);
        content->setAccessibleName(title);
    }
    column->addWidget(content);
    m_cards->addWidget(card);
    return card;
}

void BreakerPanel::apply(const BreakerChanges &changes, SteadyTime now, WallTime wall)
{
    const bool nextSecond =
        floor<seconds>(now.time_since_epoch()) != floor<seconds>(m_now.time_since_epoch());
    if (m_begun == WallTime{}) {
        m_begun = wall;
    }
    m_now = now;
    m_wall = wall;
    if (!isVisible()) {
        return;
    }
    const bool other = changes.changed.contains(tile()) || changes.removed.contains(tile());
    if (other || nextSecond) {
        m_instances.apply(changes, now);
    }
    const bool changedState = std::any_of(
        changes.transitions.begin(), changes.transitions.end(),
        [this](const BreakerTransition &transition) { return m_instances.rowOf(transition.instance) >= 0; });
    // Figures change with every poll of every instance: once a second is as often as one can read.
    if (nextSecond || changedState) {
        refresh();
    }
}

void BreakerPanel::setTile(BreakerTileId id, SteadyTime now, WallTime wall)
{
    const bool other = id != tile();
    m_now = now;
    m_wall = wall;
    if (other) {
        m_instances.setTile(id, now);
    }
    m_showsAllChanges = m_showsAllChanges && !other;
    refresh();
    if (other) {
        m_scroll->ensureVisible(0, 0);
    }
}

void BreakerPanel::showEvent(QShowEvent *event)
{
    QFrame::showEvent(event);
    m_instances.setTile(tile(), m_now); // polls were not followed while it was hidden
    refresh();
}

void BreakerPanel::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_cards) {
        refresh();
    }
}

void BreakerPanel::refresh()
{
    const BreakerTile *tile = m_board.tile(this->tile());
    m_nothing->setText(this->tile().value == 0
                           ? QStringLiteral("Pick a breaker to see the instances behind it.")
                           : QStringLiteral("This breaker is no longer there."));
    m_nothing->setVisible(!tile);
    m_head->setVisible(tile != nullptr);
    m_scroll->setVisible(tile != nullptr);
    if (!tile) {
        return;
    }
    m_head->setTile(*tile, m_now);
    const bool unknown = tile->of(BreakerState::Unknown) > 0;
    m_declaration->setVisible(unknown);
    if (unknown) {
        m_declaration->setDeclaration(tile->raw, tile->hint);
    }
    m_table->setTile(*tile);
    m_causes->setTile(*tile);
    m_causesTitle->setText(tile->window > 0s
                               ? QStringLiteral("Calls by cause, last %1").arg(format::duration(tile->window))
                               : QStringLiteral("Calls by cause"));
    QList<Fact> facts;
    const auto fact = [&facts](const QString &name, const QString &value) {
        Fact line;
        line.name = name;
        line.value = value;
        facts.append(line);
    };
    fact(QStringLiteral("Calls"), breakertext::calls(*tile));
    fact(QStringLiteral("Opens at"),
         std::isfinite(tile->threshold) ? breakertext::limit(tile->threshold) : QStringLiteral("not told"));
    fact(QStringLiteral("Failing"),
         tile->ratioSource == RatioSource::Calls
             ? QStringLiteral("%1 of the calls let through").arg(breakertext::ratio(tile->failureRatio))
         : tile->ratioSource == RatioSource::Library
             ? QStringLiteral("%1, as the library says").arg(breakertext::ratio(tile->failureRatio))
             : QStringLiteral("not told"));
    fact(QStringLiteral("p50, p99"),
         !tile->tellsLatency
             ? QStringLiteral("not told")
             : QStringLiteral("%1, %2%3")
                   .arg(breakertext::latency(*tile, tile->p50), breakertext::latency(*tile, tile->p99),
                        tile->latencyIsBound ? QStringLiteral(": the greatest of an instance") : QString()));
    fact(QStringLiteral("Trips"),
         tile->tripsLastDay > 0 ? breakertext::trips(*tile) : QStringLiteral("none seen"));
    m_facts->setFacts(facts);
    const QList<BreakerTransition> transitions = m_board.transitions(tile->id);
    refreshCharts(*tile, transitions);
    refreshTransitions(transitions);
}

void BreakerPanel::refreshCharts(const BreakerTile &tile, const QList<BreakerTransition> &transitions)
{
    const double now = chartTime(m_wall);
    const bool cut = transitions.size() >= BreakerBoard::keptTransitions;
    std::vector<StateStretch> stretches =
        stateStretches(m_board.members(tile.id), transitions, cut, m_begun, m_wall - kept, m_wall);
    QList<ChartBand> bands;
    for (const StateStretch &stretch : stretches) {
        if (stretch.known && stretch.state != BreakerState::Closed) {
            bands.append({chartTime(stretch.from), chartTime(stretch.to), toneOf(stretch.state),
                          toString(stretch.state)});
        }
    }
    QList<ChartMark> marks;
    for (const BreakerTransition &transition : transitions) {
        if (marks.size() >= mostMarks) {
            break;
        }
        marks.append({chartTime(transition.at), toneOf(transition.to),
                      QStringLiteral("%1 → %2").arg(toString(transition.from), toString(transition.to))});
    }
    ChartContent failing;
    failing.id = QStringLiteral("failing");
    failing.title = QStringLiteral("Failed or not permitted");
    failing.unit = ChartUnit::Ratio;
    failing.lowestTop = 0.05;
    failing.highestTop = 1;
    failing.threshold = tile.threshold;
    failing.thresholdText = QStringLiteral("opens");
    failing.keptText = QStringLiteral("a breaker is kept for 15 min");
    failing.bands = bands;
    failing.marks = marks;
    ChartLine ratio;
    ratio.name = QStringLiteral("failing");
    ratio.tone = toneOf(tile.state);
    ratio.filled = true;
    ratio.gapAfter = 20;
    ratio.points = chartPoints(m_board, tile.id, now, [](double at, const BreakerPoint &point) {
        return ChartPoint(at, static_cast<double>(point.low), static_cast<double>(point.high), false);
    });
    failing.lines.append(ratio);
    ChartContent calls;
    calls.id = QStringLiteral("calls");
    calls.title = QStringLiteral("Calls");
    calls.unit = ChartUnit::PerSecond;
    calls.lowestTop = 1;
    calls.keptText = failing.keptText;
    calls.bands = bands;
    ChartLine rate;
    rate.name = QStringLiteral("calls");
    rate.tone = ChartTone::Calm;
    rate.gapAfter = 20;
    rate.points = chartPoints(m_board, tile.id, now, [](double at, const BreakerPoint &point) {
        return ChartPoint(at, static_cast<double>(point.callsPerSecond));
    });
    calls.lines.append(rate);
    m_charts->setContents({failing, calls}, now);
    m_band->setStretches(std::move(stretches));
}

void BreakerPanel::refreshTransitions(const QList<BreakerTransition> &transitions)
{
    QList<Fact> facts;
    for (const BreakerTransition &transition : transitions) {
        if (facts.size() >= (m_showsAllChanges ? mostTransitions : fewTransitions)) {
            break;
        }
        const Instance *instance = m_board.fleet().instance(transition.instance);
        Fact fact;
        fact.name = format::clock(transition.at);
        fact.value = QStringLiteral("%1 → %2").arg(toString(transition.from), toString(transition.to));
        if (transition.inferred) {
            fact.value += QStringLiteral(" (inferred)");
        }
        fact.value += QStringLiteral(" · %1").arg(instance ? instanceName(instance->target)
                                                           : QStringLiteral("an instance that is gone"));
        facts.append(fact);
    }
    if (facts.isEmpty()) {
        Fact none;
        none.value = QStringLiteral("no change since %1").arg(format::clock(m_begun));
        none.valueColour = colours().dim;
        facts.append(none);
    } else if (m_showsAllChanges && transitions.size() > facts.size()) {
        Fact more;
        more.value = QStringLiteral("and %1 before").arg(transitions.size() - facts.size());
        more.valueColour = colours().dim;
        facts.append(more);
    }
    m_allChanges->setVisible(transitions.size() > fewTransitions);
    m_allChanges->setText(m_showsAllChanges ? QStringLiteral("Show the newest only")
                                            : QStringLiteral("Show all %1 changes").arg(transitions.size()));
    m_transitions->setFacts(facts);
}

} // namespace quarterdeck
