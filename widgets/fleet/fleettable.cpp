#include "widgets/fleet/fleettable.h"

#include "widgets/fleet/fleettabledelegate.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QDataStream>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>

namespace quarterdeck {

namespace {

constexpr int tableLayoutVersion = 2;

int usualWidth(FleetColumn column)
{
    switch (column) {
    case FleetColumn::State:
        return 92;
    case FleetColumn::Instance:
        return 126;
    case FleetColumn::Service:
        return 84;
    case FleetColumn::Cluster:
        return 76;
    case FleetColumn::Why:
        return 240;
    case FleetColumn::RequestRate:
        return 56;
    case FleetColumn::ErrorRatio:
        return 70;
    case FleetColumn::History:
        return 84;
    case FleetColumn::Breakers:
        return 118;
    case FleetColumn::Since:
        return 110;
    case FleetColumn::P50:
    case FleetColumn::P95:
    case FleetColumn::P99:
    case FleetColumn::Requests:
        return 68;
    case FleetColumn::Budget:
    case FleetColumn::Burn:
        return 84;
    case FleetColumn::Address:
        return 160;
    case FleetColumn::Freshness:
        return 110;
    }
    return 100;
}

} // namespace

FleetTable::FleetTable(FleetTableModel &model, QWidget *parent) : QTableView(parent), m_model(model)
{
    setObjectName(QStringLiteral("fleetTable"));
    setAccessibleName(QStringLiteral("Instances"));
    setModel(&model);
    setItemDelegate(new FleetTableDelegate(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setTabKeyNavigation(false);
    setFrameShape(NoFrame);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(FleetTableDelegate::rowHeight);
    verticalHeader()->setDefaultSectionSize(FleetTableDelegate::rowHeight);

    QHeaderView *header = horizontalHeader();
    header->setObjectName(QStringLiteral("fleetTableHeader"));
    header->setFixedHeight(25);
    header->setMinimumSectionSize(36);
    header->setSectionsMovable(true);
    header->setSectionsClickable(true);
    header->setHighlightSections(false);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(static_cast<int>(model.sortColumn()), model.sortOrder());
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    for (int i = 0; i < fleetColumnCount; ++i) {
        setColumnWidth(i, usualWidth(static_cast<FleetColumn>(i)));
        setColumnHidden(i, i >= firstHiddenFleetColumn);
    }
    showObjectives(model.hasObjectives());
    connect(&model, &FleetTableModel::objectivesChanged, this, &FleetTable::showObjectives);
    connect(header, &QHeaderView::sectionClicked, this, &FleetTable::onHeaderClicked);
    connect(header, &QHeaderView::customContextMenuRequested, this, &FleetTable::showColumnMenu);
    connect(header, &QHeaderView::sectionMoved, this, &FleetTable::layoutEdited);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, &FleetTable::onRowsRemoved);
    connect(this, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT activated(m_model.numberAt(index.row())); });
}

void FleetTable::setCurrent(InstanceNumber number)
{
    m_current = number;
    reselect();
    const QModelIndex index = m_model.indexOf(number);
    if (index.isValid()) {
        scrollTo(index);
    }
}

QList<InstanceNumber> FleetTable::selected() const
{
    QList<InstanceNumber> numbers;
    for (const QModelIndex &index : selectionModel()->selectedRows()) {
        numbers.append(m_model.numberAt(index.row()));
    }
    return numbers;
}

void FleetTable::sortBy(FleetColumn column, Qt::SortOrder order)
{
    horizontalHeader()->setSortIndicator(static_cast<int>(column), order);
    m_model.sort(static_cast<int>(column), order);
    verticalScrollBar()->setValue(0);
    Q_EMIT layoutEdited();
}

QByteArray FleetTable::saveLayout() const
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << tableLayoutVersion << horizontalHeader()->saveState() << static_cast<int>(m_model.sortColumn())
        << static_cast<int>(m_model.sortOrder()) << m_objectivesShown;
    return bytes;
}

void FleetTable::restoreLayout(const QByteArray &layout)
{
    QDataStream in(layout);
    int version = 0;
    QByteArray header;
    int column = 0;
    int order = 0;
    bool objectivesShown = false;
    in >> version >> header >> column >> order >> objectivesShown;
    // A layout of another version, or of a program with other columns, is worth less than the usual one.
    if (in.status() != QDataStream::Ok || version != tableLayoutVersion || column < 0 ||
        column >= fleetColumnCount) {
        return;
    }
    if (horizontalHeader()->restoreState(header)) {
        horizontalHeader()->setFixedHeight(25);
        if (objectivesShown != m_model.hasObjectives()) {
            showObjectives(m_model.hasObjectives()); // saved over a fleet of another kind
        }
        sortBy(static_cast<FleetColumn>(column),
               order == Qt::DescendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder);
    }
}

void FleetTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    if (m_modelActs || !current.isValid()) {
        return;
    }
    const InstanceNumber number = m_model.numberAt(current.row());
    if (number != m_current) {
        m_current = number;
        Q_EMIT picked(number);
    }
}

void FleetTable::focusInEvent(QFocusEvent *event)
{
    // The view would make its first row current: nobody picked that one, and nothing may be wrong with it.
    m_modelActs = true;
    QTableView::focusInEvent(event);
    reselect();
    m_modelActs = false;
}

void FleetTable::keyPressEvent(QKeyEvent *event)
{
    if (event->modifiers() == Qt::NoModifier && (event->key() == Qt::Key_J || event->key() == Qt::Key_K)) {
        QKeyEvent arrow(event->type(), event->key() == Qt::Key_J ? Qt::Key_Down : Qt::Key_Up,
                        event->modifiers());
        QTableView::keyPressEvent(&arrow);
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT activated(m_model.numberAt(currentIndex().row()));
        return;
    }
    QTableView::keyPressEvent(event);
}

void FleetTable::mousePressEvent(QMouseEvent *event)
{
    // A row must not be exchanged under a click. Only the left button: the release of the right one goes to
    // the menu that it opens.
    if (event->button() == Qt::LeftButton) {
        m_model.setOrderHeld(true);
    }
    QTableView::mousePressEvent(event);
}

void FleetTable::mouseReleaseEvent(QMouseEvent *event)
{
    QTableView::mouseReleaseEvent(event);
    m_model.setOrderHeld(false);
}

void FleetTable::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKeyboard = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKeyboard ? currentIndex() : indexAt(event->pos());
    if (index.isValid()) {
        const QPoint place =
            byKeyboard ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos();
        m_model.setOrderHeld(true);
        Q_EMIT menuWanted(m_model.numberAt(index.row()), place); // returns when the menu is closed
        m_model.setOrderHeld(false);
    }
}

void FleetTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitWhyColumn();
}

void FleetTable::rowsInserted(const QModelIndex &parent, int start, int end)
{
    QTableView::rowsInserted(parent, start, end);
    if (!currentIndex().isValid() && m_model.rowOf(m_current) >= 0) {
        reselect(); // what was picked has come back
    }
}

void FleetTable::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    // The view would pick a neighbour of a removed row; nobody asked for that one.
    m_modelActs = true;
    QTableView::rowsAboutToBeRemoved(parent, start, end);
}

void FleetTable::onRowsRemoved()
{
    m_modelActs = true;
    reselect();
    m_modelActs = false;
}

void FleetTable::reselect()
{
    const QScopedValueRollback<bool> guard(m_modelActs, true);
    const QModelIndex index = m_model.indexOf(m_current);
    if (!index.isValid()) {
        if (currentIndex().isValid()) {
            const bool onlyNeighbour = selectionModel()->selectedRows().size() <= 1;
            selectionModel()->setCurrentIndex({}, QItemSelectionModel::NoUpdate);
            if (onlyNeighbour) {
                selectionModel()->clearSelection();
            }
        }
        return;
    }
    if (currentIndex().row() != index.row()) {
        selectionModel()->setCurrentIndex(index.siblingAtColumn(std::max(0, currentIndex().column())),
                                          QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }
}

void FleetTable::onHeaderClicked(int section)
{
    const auto column = static_cast<FleetColumn>(section);
    Qt::SortOrder order = firstOrderOf(column);
    if (m_model.sortColumn() == column) {
        order = m_model.sortOrder() == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder;
    }
    sortBy(column, order);
}

void FleetTable::showColumnMenu(const QPoint &position)
{
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("columnMenu"));
    for (int i = 0; i < fleetColumnCount; ++i) {
        QAction *action = menu.addAction(fleetColumnName(static_cast<FleetColumn>(i)));
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(i));
        action->setEnabled(i != static_cast<int>(FleetColumn::Instance) &&
                           (m_model.hasObjectives() || !isFleetColumnObjective(static_cast<FleetColumn>(i))));
        connect(action, &QAction::toggled, this, [this, i](bool shown) {
            setColumnHidden(i, !shown);
            fitWhyColumn();
            Q_EMIT layoutEdited();
        });
    }
    menu.exec(horizontalHeader()->mapToGlobal(position));
}

/// The budget is there where a service has one; how fast it burns is for those who ask.
void FleetTable::showObjectives(bool show)
{
    m_objectivesShown = show;
    setColumnHidden(static_cast<int>(FleetColumn::Budget), !show);
    if (!show) {
        setColumnHidden(static_cast<int>(FleetColumn::Burn), true);
    }
    fitWhyColumn();
}

/// Gives the room that is left over to the column that has the most to say, until the user sets widths; where
/// that has plenty, to the names too.
void FleetTable::fitWhyColumn()
{
    const int why = static_cast<int>(FleetColumn::Why);
    if (isColumnHidden(why)) {
        return;
    }
    constexpr int plenty = 220;
    constexpr int longerName = 44;
    int left = viewport()->width() - (horizontalHeader()->length() - columnWidth(why));
    for (const FleetColumn name : {FleetColumn::Service, FleetColumn::Cluster}) {
        const int column = static_cast<int>(name);
        if (isColumnHidden(column)) {
            continue;
        }
        left += columnWidth(column) - usualWidth(name);
        const int more = std::clamp(left - plenty, 0, longerName);
        setColumnWidth(column, usualWidth(name) + more);
        left -= more;
    }
    setColumnWidth(why, std::max(140, left));
}

} // namespace quarterdeck
