#include "widgets/fleet/fleetmapaccessible.h"

#include "widgets/fleet/fleetmap.h"

#include <QAccessible>
#include <QPointer>

namespace quarterdeck {

namespace {

/// One cell. It has no object of its own; the map answers for it.
class CellAccessible final : public QAccessibleInterface, public QAccessibleActionInterface
{
public:
    CellAccessible(FleetMap *map, int cell) : m_map(map), m_cell(cell) {}

    [[nodiscard]] int cell() const { return m_cell; }
    [[nodiscard]] bool isValid() const override
    {
        return m_map && m_cell < m_map->geometryOfCells().cellCount();
    }
    [[nodiscard]] QObject *object() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface *parent() const override
    {
        return m_map ? QAccessible::queryAccessibleInterface(m_map) : nullptr;
    }
    [[nodiscard]] QAccessibleInterface *child(int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        return isValid() && (kind == QAccessible::Name || kind == QAccessible::Description)
                   ? m_map->cellText(m_cell)
                   : QString();
    }
    void setText(QAccessible::Text, const QString &) override {}
    [[nodiscard]] QRect rect() const override
    {
        if (!isValid()) {
            return {};
        }
        const QRect box = m_map->cellBoxInViewport(m_cell);
        return {m_map->viewport()->mapToGlobal(box.topLeft()), box.size()};
    }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        if (isValid()) {
            const bool current = m_map->model().cellOf(m_map->current()) == m_cell;
            state.selected = current;
            state.focused = current && m_map->hasFocus();
            state.offscreen = !m_map->viewport()->rect().intersects(m_map->cellBoxInViewport(m_cell));
        }
        return state;
    }
    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this)
                                                    : nullptr;
    }
    [[nodiscard]] QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString &name) override
    {
        if (isValid() && name == pressAction()) {
            m_map->pickCell(m_cell);
        }
    }
    [[nodiscard]] QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    QPointer<FleetMap> m_map;
    int m_cell;
};

QAccessibleInterface *makeInterface(const QString &, QObject *object)
{
    auto *map = qobject_cast<FleetMap *>(object);
    return map ? new FleetMapAccessible(map) : nullptr;
}

} // namespace

void installFleetMapAccessibility()
{
    static const bool installed = (QAccessible::installFactory(makeInterface), true);
    Q_UNUSED(installed)
}

FleetMapAccessible::FleetMapAccessible(FleetMap *map) : QAccessibleWidget(map, QAccessible::List) {}

FleetMapAccessible::~FleetMapAccessible()
{
    for (const QAccessible::Id id : std::as_const(m_cells)) {
        QAccessible::deleteAccessibleInterface(id);
    }
}

FleetMap *FleetMapAccessible::map() const
{
    return static_cast<FleetMap *>(widget());
}

int FleetMapAccessible::childCount() const
{
    return map()->geometryOfCells().cellCount();
}

QAccessibleInterface *FleetMapAccessible::child(int index) const
{
    if (index < 0 || index >= childCount()) {
        return nullptr;
    }
    const auto known = m_cells.constFind(index);
    if (known != m_cells.constEnd()) {
        return QAccessible::accessibleInterface(*known);
    }
    auto *cell = new CellAccessible(map(), index);
    m_cells.insert(index, QAccessible::registerAccessibleInterface(cell));
    return cell;
}

QAccessibleInterface *FleetMapAccessible::childAt(int x, int y) const
{
    const QPoint point = map()->viewport()->mapFromGlobal(QPoint(x, y));
    for (int i = 0; i < childCount(); ++i) {
        if (map()->cellBoxInViewport(i).contains(point)) {
            return child(i);
        }
    }
    return nullptr;
}

QAccessibleInterface *FleetMapAccessible::focusChild() const
{
    const int cell = map()->model().cellOf(map()->current());
    return map()->hasFocus() && cell >= 0 ? child(cell) : nullptr;
}

int FleetMapAccessible::indexOfChild(const QAccessibleInterface *wanted) const
{
    for (auto it = m_cells.constBegin(); it != m_cells.constEnd(); ++it) {
        if (QAccessible::accessibleInterface(*it) == wanted) {
            return it.key();
        }
    }
    return -1;
}

} // namespace quarterdeck
