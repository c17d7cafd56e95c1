#pragma once

#include <QAccessibleWidget>
#include <QHash>

namespace quarterdeck {

class FleetMap;

/// Makes Qt ask the class below for every FleetMap; any number of times.
void installFleetMapAccessibility();

/// The map as screen readers see it: a list with one item a cell, made when asked for.
class FleetMapAccessible final : public QAccessibleWidget
{
public:
    explicit FleetMapAccessible(FleetMap *map);
    ~FleetMapAccessible() override;

    [[nodiscard]] int childCount() const override;
    [[nodiscard]] QAccessibleInterface *child(int index) const override;
    [[nodiscard]] QAccessibleInterface *childAt(int x, int y) const override;
    [[nodiscard]] QAccessibleInterface *focusChild() const override;
    [[nodiscard]] int indexOfChild(const QAccessibleInterface *child) const override;

private:
    [[nodiscard]] FleetMap *map() const;
    mutable QHash<int, QAccessible::Id> m_cells; ///< those somebody asked for; owned by Qt's cache
};

} // namespace quarterdeck
