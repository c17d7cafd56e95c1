#include "widgets/breakers/breakerview.h"

#include "widgets/breakers/breakerrowdelegate.h"
#include "widgets/breakers/breakertiledelegate.h"
#include "widgets/breakers/breakertilegeometry.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>

namespace quarterdeck {

BreakerView::BreakerView(BreakerBoardModel &model, QWidget *parent)
    : QListView(parent)
    , m_model(model)
    , m_tiles(new BreakerTileDelegate(model, this))
    , m_rows(new BreakerRowDelegate(model, this))
    , m_figures(new QTimer(this))
{
    setObjectName(QStringLiteral("breakerView"));
    setAccessibleName(QStringLiteral("Circuit breakers"));
    setModel(&model);
    setFrameShape(NoFrame);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setUniformItemSizes(true);
    setResizeMode(Fixed); // fitCells() lays out, once per resize
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // its coming and going would make tiles jump
    setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_Hover);
    m_figures->setSingleShot(true);
    connect(m_figures, &QTimer::timeout, this, &BreakerView::repaintFigures);
    connect(&model, &QAbstractItemModel::rowsRemoved, this, [this] {
        m_modelActs = true;
        reselect();
        m_modelActs = false;
    });
    connect(&model, &QAbstractItemModel::layoutChanged, this, &BreakerView::reselect);
    connect(&model, &QAbstractItemModel::modelReset, this, &BreakerView::reselect);
    connect(this, &QListView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT activated(m_model.idAt(index.row())); });
    setLook(BreakerLook::Tiles);
}

void BreakerView::setLook(BreakerLook look)
{
    m_look = look;
    // Rows as wide as the view do not wrap: wrapping leaves the first line empty
    setFlow(look == BreakerLook::Tiles ? LeftToRight : TopToBottom);
    setWrapping(look == BreakerLook::Tiles);
    if (look == BreakerLook::Tiles) {
        setItemDelegate(m_tiles);
        setViewportMargins(BreakerTileGeometry::gap / 2, BreakerTileGeometry::gap / 2, 0, 0);
    } else {
        setItemDelegate(m_rows);
        setViewportMargins(0, 0, 0, 0);
    }
    fitCells();
    if (currentIndex().isValid()) {
        scrollTo(currentIndex());
    }
}

void BreakerView::setSpan(BreakerSpan span)
{
    m_span = span;
    m_tiles->setSpan(span);
    m_rows->setSpan(span);
    viewport()->update();
}

void BreakerView::setCurrent(BreakerTileId id)
{
    m_current = id;
    reselect();
    if (const int row = m_model.rowOf(id); row >= 0) {
        scrollTo(m_model.index(row));
    }
}

void BreakerView::dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight, const QList<int> &)
{
    // Not QListView's: it would lay all items out anew, and their size never changes.
    for (int row = topLeft.row(); row <= bottomRight.row(); ++row) {
        const BreakerTile *tile = m_model.tile(row);
        if (!tile) {
            continue;
        }
        auto known = m_states.find(tile->id);
        if (known == m_states.end() || *known != tile->state) {
            m_states.insert(tile->id, tile->state);
            viewport()->update(visualRect(m_model.index(row)));
        } else {
            m_outdated.insert(tile->id);
        }
    }
    if (!m_outdated.isEmpty() && !m_figures->isActive()) {
        m_figures->start(figuresDistance); // the first change arms it, later ones ride along
    }
}

void BreakerView::showTime()
{
    const QRect seen = viewport()->rect();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const QRect box = visualRect(m_model.index(row));
        if (box.top() > seen.bottom()) {
            break; // rows stand in the order in which they are laid out
        }
        if (box.intersects(seen)) {
            m_outdated.insert(m_model.idAt(row));
        }
    }
    if (!m_outdated.isEmpty() && !m_figures->isActive()) {
        m_figures->start(figuresDistance);
    }
}

void BreakerView::repaintFigures()
{
    if (m_painting.isEmpty()) {
        // What changes meanwhile waits for the next round: a live stream must not keep this one going
        m_painting = QList<BreakerTileId>(m_outdated.cbegin(), m_outdated.cend());
        m_outdated.clear();
        m_painting.removeIf([this](BreakerTileId id) {
            const int row = m_model.rowOf(id);
            return row < 0 || !visualRect(m_model.index(row)).intersects(viewport()->rect());
        });
        std::sort(m_painting.begin(), m_painting.end(), [this](BreakerTileId one, BreakerTileId other) {
            return m_model.rowOf(one) > m_model.rowOf(other); // taken from the end
        });
    }
    const int most = m_look == BreakerLook::Tiles ? 3 : 10;
    for (int painted = 0; painted < most && !m_painting.isEmpty(); ++painted) {
        if (const int row = m_model.rowOf(m_painting.takeLast()); row >= 0) {
            viewport()->update(visualRect(m_model.index(row)));
        }
    }
    if (!m_painting.isEmpty()) {
        m_figures->start(sliceDistance);
    } else if (!m_outdated.isEmpty()) {
        m_figures->start(figuresDistance);
    }
}

void BreakerView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (m_modelActs || !current.isValid()) {
        return;
    }
    const BreakerTileId id = m_model.idAt(current.row());
    if (id != m_current) {
        m_current = id;
        Q_EMIT picked(id);
    }
}

void BreakerView::focusInEvent(QFocusEvent *event)
{
    // The view would make its first tile current: nobody picked that one.
    m_modelActs = true;
    QListView::focusInEvent(event);
    reselect();
    m_modelActs = false;
}

void BreakerView::keyPressEvent(QKeyEvent *event)
{
    if (event->modifiers() == Qt::NoModifier && (event->key() == Qt::Key_J || event->key() == Qt::Key_K)) {
        QKeyEvent arrow(event->type(), event->key() == Qt::Key_J ? Qt::Key_Down : Qt::Key_Up,
                        event->modifiers());
        QListView::keyPressEvent(&arrow);
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        Q_EMIT activated(m_model.idAt(currentIndex().row()));
        return;
    }
    QListView::keyPressEvent(event);
}

void BreakerView::mousePressEvent(QMouseEvent *event)
{
    // A tile must not be exchanged under a click.
    m_model.setOrderHeld(true);
    QListView::mousePressEvent(event);
}

void BreakerView::mouseReleaseEvent(QMouseEvent *event)
{
    QListView::mouseReleaseEvent(event);
    m_model.setOrderHeld(false);
    // A click on what is picked already asks for its details again.
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid() && index == currentIndex()) {
        Q_EMIT picked(m_model.idAt(index.row()));
    }
}

void BreakerView::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    fitCells();
}

void BreakerView::rowsInserted(const QModelIndex &parent, int start, int end)
{
    QListView::rowsInserted(parent, start, end);
    if (!currentIndex().isValid() && m_model.rowOf(m_current) >= 0) {
        reselect(); // what was picked has come back
    }
}

void BreakerView::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    // The view would pick a neighbour of a removed tile; nobody asked for that one.
    m_modelActs = true;
    QListView::rowsAboutToBeRemoved(parent, start, end);
}

void BreakerView::fitCells()
{
    const int width = viewport()->width();
    const QSize cell = m_look == BreakerLook::Tiles
                           ? BreakerTileGeometry::cellSize(width + BreakerTileGeometry::gap / 2)
                           : QSize(width, BreakerRowDelegate::rowHeight);
    if (cell != gridSize()) {
        setGridSize(cell); // lays out
        verticalScrollBar()->setSingleStep(m_look == BreakerLook::Tiles ? cell.height() / 4 : cell.height());
    }
    Q_EMIT widthChanged(width);
}

void BreakerView::reselect()
{
    const QScopedValueRollback<bool> guard(m_modelActs, true);
    const int row = m_model.rowOf(m_current);
    if (row < 0) {
        selectionModel()->clear();
        return;
    }
    const QModelIndex index = m_model.index(row);
    if (currentIndex() != index || !selectionModel()->isSelected(index)) {
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    }
}

} // namespace quarterdeck
