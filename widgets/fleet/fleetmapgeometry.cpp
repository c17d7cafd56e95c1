#include "widgets/fleet/fleetmapgeometry.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace quarterdeck {

namespace {

constexpr int margin = 12;
constexpr int columnTitleHeight = 24;
constexpr int blockTitleHeight = 20;
constexpr int blockGap = 10;
constexpr int columnGap = 22;
constexpr int bandGap = 14;
/// A column is at least this wide, so that its titles can be read.
constexpr int narrowestColumn = 132;

} // namespace

void FleetMapGeometry::layOut(const std::vector<MapColumn> &columns, int width, int cellSize)
{
    m_columns.clear();
    m_blocks.clear();
    m_cell = cellSize;
    m_gap = cellSize >= 8 ? 2 : 1;
    m_count = 0;
    const int pitch = m_cell + m_gap;
    const int usable = std::max(width - 2 * margin, narrowestColumn);
    const int fewest =
        std::max(1, (narrowestColumn + pitch - 1) / pitch); // cells a row of the narrowest column
    const int mostColumns = std::max(1, (usable + columnGap) / (fewest * pitch + columnGap));

    int top = margin - 6;
    for (std::size_t begin = 0; begin < columns.size(); begin += static_cast<std::size_t>(mostColumns)) {
        const std::size_t end = std::min(columns.size(), begin + static_cast<std::size_t>(mostColumns));
        const int inBand = static_cast<int>(end - begin);
        qint64 cells = 0;
        for (std::size_t i = begin; i < end; ++i) {
            cells += columns[i].count;
        }
        const int free =
            (usable - (inBand - 1) * columnGap) / pitch - inBand * fewest; // cells beyond the minimum
        int left = margin;
        int bottom = top;
        for (std::size_t i = begin; i < end; ++i) {
            const MapColumn &column = columns[i];
            const int perRow =
                fewest + static_cast<int>(cells > 0 ? std::max(0, free) * qint64(column.count) / cells : 0);
            const int columnWidth = perRow * pitch - m_gap;
            int y = top;
            const int columnIndex = static_cast<int>(m_columns.size());
            if (!column.title.isEmpty()) {
                m_columns.push_back({column.title, QRect(left, y, columnWidth, columnTitleHeight)});
                y += columnTitleHeight;
            } else {
                m_columns.push_back({column.title, {}});
            }
            for (const MapBlock &from : column.blocks) {
                Block block;
                block.title = from.title;
                block.column = columnIndex;
                block.first = from.first;
                block.count = from.count;
                block.perRow = perRow;
                if (!from.title.isEmpty()) {
                    block.titleBox = QRect(left, y, columnWidth, blockTitleHeight);
                    y += blockTitleHeight;
                }
                const int rows = (from.count + perRow - 1) / perRow;
                block.cells = QRect(left, y, columnWidth, rows * pitch - m_gap);
                y += rows * pitch + blockGap;
                m_count = std::max(m_count, from.first + from.count);
                m_blocks.push_back(std::move(block));
            }
            bottom = std::max(bottom, y);
            left += columnWidth + columnGap;
        }
        top = bottom + bandGap;
    }
    m_size = QSize(width, m_blocks.empty() ? 0 : top - bandGap);
}

QRect FleetMapGeometry::cellBox(int cell) const
{
    const int at = blockOf(cell);
    if (at < 0) {
        return {};
    }
    const Block &block = m_blocks[static_cast<std::size_t>(at)];
    const int within = cell - block.first;
    const int pitch = m_cell + m_gap;
    return {block.cells.left() + within % block.perRow * pitch,
            block.cells.top() + within / block.perRow * pitch, m_cell, m_cell};
}

int FleetMapGeometry::cellAt(QPoint point) const
{
    for (const Block &block : m_blocks) {
        if (!block.cells.adjusted(0, 0, m_gap, m_gap).contains(point)) {
            continue;
        }
        const int pitch = m_cell + m_gap;
        const int column = (point.x() - block.cells.left()) / pitch;
        const int within = (point.y() - block.cells.top()) / pitch * block.perRow + column;
        if (column < block.perRow && within < block.count) {
            return block.first + within;
        }
        return -1;
    }
    return -1;
}

int FleetMapGeometry::blockOf(int cell) const
{
    if (cell < 0 || cell >= m_count) {
        return -1;
    }
    const auto after = std::upper_bound(m_blocks.begin(), m_blocks.end(), cell,
                                        [](int value, const Block &block) { return value < block.first; });
    return static_cast<int>(after - m_blocks.begin()) - 1;
}

int FleetMapGeometry::nearestIn(const Block &block, QPoint point) const
{
    const int pitch = m_cell + m_gap;
    const int rows = (block.count + block.perRow - 1) / block.perRow;
    const int column = std::clamp((point.x() - block.cells.left()) / pitch, 0, block.perRow - 1);
    const int row = std::clamp((point.y() - block.cells.top()) / pitch, 0, rows - 1);
    return block.first + std::min(row * block.perRow + column, block.count - 1);
}

int FleetMapGeometry::neighbour(int cell, MapDirection direction) const
{
    const int at = blockOf(cell);
    if (at < 0) {
        return cell;
    }
    const Block &block = m_blocks[static_cast<std::size_t>(at)];
    const int within = cell - block.first;
    const int column = within % block.perRow;
    switch (direction) {
    case MapDirection::Left:
        if (column > 0) {
            return cell - 1;
        }
        break;
    case MapDirection::Right:
        if (column + 1 < block.perRow && within + 1 < block.count) {
            return cell + 1;
        }
        break;
    case MapDirection::Up:
        if (within >= block.perRow) {
            return cell - block.perRow;
        }
        break;
    case MapDirection::Down:
        if (within + block.perRow < block.count) {
            return cell + block.perRow;
        }
        if (within / block.perRow < (block.count - 1) / block.perRow) {
            return block.first + block.count - 1; // the last row is shorter
        }
        break;
    }

    // Over the edge: the nearest block that lies wholly on that side, the nearer axis counting most.
    const QPoint from = cellBox(cell).center();
    const Block *best = nullptr;
    qint64 bestDistance = 0;
    for (const Block &other : m_blocks) {
        qint64 along = 0;
        qint64 across = 0;
        const QRect box = other.cells;
        const int clampedX = std::clamp(from.x(), box.left(), box.right());
        const int clampedY = std::clamp(from.y(), box.top(), box.bottom());
        switch (direction) {
        case MapDirection::Left:
            along = block.cells.left() - box.right();
            across = std::abs(from.y() - clampedY);
            break;
        case MapDirection::Right:
            along = box.left() - block.cells.right();
            across = std::abs(from.y() - clampedY);
            break;
        case MapDirection::Up:
            along = block.cells.top() - box.bottom();
            across = std::abs(from.x() - clampedX);
            break;
        case MapDirection::Down:
            along = box.top() - block.cells.bottom();
            across = std::abs(from.x() - clampedX);
            break;
        }
        if (along <= 0) {
            continue;
        }
        const qint64 distance = along + 3 * across;
        if (!best || distance < bestDistance) {
            best = &other;
            bestDistance = distance;
        }
    }
    return best ? nearestIn(*best, from) : cell;
}

int FleetMapGeometry::fittingCellSize(const std::vector<MapColumn> &columns, QSize space, int smallest,
                                      int biggest)
{
    FleetMapGeometry geometry;
    for (int cell = biggest; cell > smallest; --cell) {
        geometry.layOut(columns, space.width(), cell);
        if (geometry.size().height() <= space.height()) {
            return cell;
        }
    }
    return smallest;
}

} // namespace quarterdeck
