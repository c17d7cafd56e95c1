#pragma once

#include "models/fleet/fleet.h"
#include "models/fleet/instancefilter.h"
#include "models/items/grouping.h"

#include <QObject>

#include <vector>

namespace quarterdeck {

/// What the cells of the map are coloured by.
enum class MapColour : quint8 { State, ErrorRatio, P99 };
QString toString(MapColour colour); ///< "state", "error ratio", "p99"

/// Steps of a shade, from none at all (0: no value) to the worst.
inline constexpr int mapShades = 8;

/// One instance on the map. A new shade or state is worth a repaint, a new number is not.
struct MapCell
{
    InstanceNumber number;
    State state = State::Unknown;
    InstanceFlags flags;
    quint8 shade = 0;    ///< 0 .. mapShades - 1, when coloured by a value
    bool matches = true; ///< passes the filter; others are dimmed
    bool operator==(const MapCell &) const = default;
};

struct MapBlock
{
    QString title;
    int first = 0; ///< index of its first cell
    int count = 0;
};

struct MapColumn
{
    QString title;
    std::vector<MapBlock> blocks;
    int count = 0;
};

/// The fleet as groups of cells in the order of the definition: the outermost key makes columns, the rest
/// blocks. Not an item model: 10,000 cells are one picture, not 10,000 rows of a view. Lives in the UI
/// thread.
class FleetMapModel final : public QObject
{
    Q_OBJECT
public:
    explicit FleetMapModel(const Fleet &fleet, QObject *parent = nullptr);

    void apply(const FleetChanges &changes, SteadyTime now);
    void setGrouping(const Grouping &grouping);
    void setColour(MapColour colour);
    /// Blocks without a single match are left out, cells that do not match are dimmed.
    void setFilter(const InstanceFilter &filter, SteadyTime now);

    [[nodiscard]] const Grouping &grouping() const { return m_grouping; }
    [[nodiscard]] MapColour colour() const { return m_colour; }
    [[nodiscard]] const std::vector<MapColumn> &columns() const { return m_columns; }
    [[nodiscard]] const std::vector<MapCell> &cells() const { return m_cells; }
    [[nodiscard]] int cellOf(InstanceNumber number) const; ///< -1 when it is not shown
    [[nodiscard]] const Instance *instanceAt(int cell) const;
    [[nodiscard]] bool isFleetEmpty() const { return m_fleet.size() == 0; }

Q_SIGNALS:
    void structureChanged();
    void cellsChanged(const QList<int> &cells);

private:
    void rebuild();
    [[nodiscard]] MapCell cellFor(const Instance &instance) const;
    [[nodiscard]] quint8 shadeFor(const Instance &instance) const;

    const Fleet &m_fleet;
    Grouping m_grouping = defaultGrouping();
    MapColour m_colour = MapColour::State;
    InstanceFilter m_filter;
    bool m_filterDependsOnTime = false;
    SteadyTime m_now{};
    std::vector<MapColumn> m_columns;
    std::vector<MapCell> m_cells;
    std::vector<int> m_cellOf;    ///< by instance number
    std::vector<int> m_matchesOf; ///< by block, in order of the cells
    std::vector<int> m_blockOf;   ///< by cell
};

} // namespace quarterdeck
