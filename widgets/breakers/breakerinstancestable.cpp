#include "widgets/breakers/breakerinstancestable.h"

#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace quarterdeck {

namespace {

constexpr int lineHeight = 23;
constexpr int mostRows = 11;

class Delegate final : public QAbstractItemDelegate
{
public:
    using QAbstractItemDelegate::QAbstractItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Colours &c = colours();
        const Theme &theme = Theme::instance();
        const auto state = index.data(BreakerInstancesModel::StateRole).value<BreakerState>();
        const bool lost = index.data(BreakerInstancesModel::LostRole).toBool();
        const auto column = static_cast<BreakerInstanceColumn>(index.column());
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->fillRect(option.rect, c.selection);
        }
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), c.line);
        QRect box = option.rect.adjusted(4, 0, -4, -1);
        QColor ink = lost ? c.faint : c.text;
        painter->save();
        if (column == BreakerInstanceColumn::State) {
            const QColor colour = lost ? c.faint : theme.breaker(state);
            paintGlyph(*painter, lost ? Glyph::Dash : glyphOf(state),
                       QRectF(box.left(), box.center().y() - 4.5, 10, 10), colour);
            box.adjust(15, 0, 0, 0);
            ink = colour;
        } else if (column == BreakerInstanceColumn::Since || column == BreakerInstanceColumn::Raw) {
            ink = lost ? c.faint : c.dim;
        }
        const bool name = column == BreakerInstanceColumn::Instance;
        painter->setFont(name ? theme.monospace(12) : theme.font(12));
        painter->setPen(ink);
        painter->drawText(box, index.data(Qt::TextAlignmentRole).value<Qt::Alignment>(),
                          painter->fontMetrics().elidedText(
                              index.data().toString(), name ? Qt::ElideMiddle : Qt::ElideRight, box.width()));
        painter->restore();
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {60, lineHeight};
    }
};

} // namespace

BreakerInstancesTable::BreakerInstancesTable(BreakerInstancesModel &model, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
{
    setObjectName(QStringLiteral("breakerInstances"));
    setAccessibleName(QStringLiteral("Instances with this breaker"));
    setModel(&model);
    setItemDelegate(new Delegate(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setFrameShape(NoFrame);
    setCornerButtonEnabled(false);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(lineHeight);
    verticalHeader()->setDefaultSectionSize(lineHeight);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setFixedHeight(24);
    horizontalHeader()->setMinimumSectionSize(30);
    connect(this, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        Q_EMIT instanceActivated(index.data(BreakerInstancesModel::NumberRole).value<InstanceNumber>());
    });
    const auto rowsChanged = [this] { updateGeometry(); };
    connect(&model, &QAbstractItemModel::rowsInserted, this, rowsChanged);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, rowsChanged);
    connect(&model, &QAbstractItemModel::modelReset, this, rowsChanged);
}

void BreakerInstancesTable::setTile(const BreakerTile &tile)
{
    const bool several = tile.grouping != BreakerGrouping::Breaker;
    const bool unknown = tile.of(BreakerState::Unknown) > 0;
    const bool longStates = tile.lost > 0 || tile.of(BreakerState::ForcedOpen) > 0 ||
                            tile.of(BreakerState::ForcedClosed) > 0 || tile.of(BreakerState::MetricsOnly) > 0;
    if (several != m_severalNames || unknown != m_unknownState || longStates != m_longStates) {
        m_longStates = longStates;
        m_severalNames = several;
        m_unknownState = unknown;
        fitColumns();
    }
}

QSize BreakerInstancesTable::sizeHint() const
{
    const int rows = std::clamp(m_model.rowCount(), 1, mostRows);
    return {340, horizontalHeader()->height() + rows * lineHeight};
}

void BreakerInstancesTable::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT instanceActivated(
            currentIndex().data(BreakerInstancesModel::NumberRole).value<InstanceNumber>());
        return;
    }
    if (event->modifiers() == Qt::NoModifier && (event->key() == Qt::Key_J || event->key() == Qt::Key_K)) {
        QKeyEvent arrow(event->type(), event->key() == Qt::Key_J ? Qt::Key_Down : Qt::Key_Up,
                        event->modifiers());
        QTableView::keyPressEvent(&arrow);
        return;
    }
    QTableView::keyPressEvent(event);
}

void BreakerInstancesTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void BreakerInstancesTable::fitColumns()
{
    using enum BreakerInstanceColumn;
    const auto at = [](BreakerInstanceColumn column) { return static_cast<int>(column); };
    struct Plan
    {
        BreakerInstanceColumn column;
        int width;
        bool wanted;
    };
    // By how much each is worth; the name of the instance takes what is left.
    const Plan plans[] = {{State, m_longStates ? 98 : 82, true},
                          {Breaker, 110, m_severalNames}, // else rows of one instance look the same
                          {Since, 82, true},
                          {Raw, 70, m_unknownState},
                          {FailureRatio, 76, true},
                          {CallRate, 58, true},
                          {Trips, 48, true}};
    constexpr int leastName = 110; // fourteen characters
    int room = viewport()->width() - leastName;
    for (const Plan &plan : plans) {
        // Who has it open is what the table is for
        const bool shown = plan.column == State || (plan.wanted && plan.width <= room);
        setColumnHidden(at(plan.column), !shown);
        if (shown) {
            setColumnWidth(at(plan.column), plan.width);
            room -= plan.width;
        }
    }
    setColumnWidth(at(Instance), leastName + std::max(0, room));
}

} // namespace quarterdeck
