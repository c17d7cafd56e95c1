#pragma once

#include "models/items/fleetmapmodel.h"

#include <QRect>
#include <QSize>

#include <vector>

namespace quarterdeck {

enum class MapDirection : quint8 { Left, Right, Up, Down };

/// Where the columns, blocks and cells of the map lie, in device independent pixels. No widget, no painting.
class FleetMapGeometry
{
public:
    struct Column
    {
        QString title;
        QRect titleBox;
    };
    struct Block
    {
        QString title;
        QRect titleBox; ///< empty when the block has no title
        QRect cells;
        int column = 0;
        int first = 0;
        int count = 0;
        int perRow = 1;
    };

    /// Columns stand side by side, each as wide as its share of the fleet, so that they end about level; when
    /// they do not fit they continue below.
    void layOut(const std::vector<MapColumn> &columns, int width, int cellSize);

    [[nodiscard]] const std::vector<Column> &columns() const { return m_columns; }
    [[nodiscard]] const std::vector<Block> &blocks() const { return m_blocks; }
    [[nodiscard]] QSize size() const { return m_size; }
    [[nodiscard]] int cellSize() const { return m_cell; }
    [[nodiscard]] int cellCount() const { return m_count; }

    [[nodiscard]] QRect cellBox(int cell) const;  ///< empty when there is no such cell
    [[nodiscard]] int cellAt(QPoint point) const; ///< -1: none; gaps belong to the cell before them
    [[nodiscard]] int blockOf(int cell) const;
    /// The next cell in a direction, over the edges of blocks and columns; the same when there is none.
    [[nodiscard]] int neighbour(int cell, MapDirection direction) const;

    /// The biggest cell size, within bounds, with which everything fits into a height; for the wallboard.
    static int fittingCellSize(const std::vector<MapColumn> &columns, QSize space, int smallest, int biggest);

private:
    [[nodiscard]] int nearestIn(const Block &block, QPoint point) const;

    std::vector<Column> m_columns;
    std::vector<Block> m_blocks;
    QSize m_size;
    int m_cell = 11;
    int m_gap = 2;
    int m_count = 0;
};

} // namespace quarterdeck
