#pragma once

#include "models/items/fleetmapmodel.h"
#include "models/items/fleettablemodel.h"

#include <QWidget>

#include <functional>

class QLabel;
class QSplitter;
class QToolButton;

namespace quarterdeck {

class FilterLine;
class FleetMap;
class FleetTable;

enum class FleetView : quint8 { Both, Map, Table };

/// The page of the fleet: filter line, map and table of the same instances. Owns the models of both.
class FleetPage final : public QWidget
{
    Q_OBJECT
public:
    /// The fleet is the caller's and outlives the page. `now` gives the steady clock when the user acts.
    FleetPage(const Fleet &fleet, std::function<SteadyTime()> now, QWidget *parent = nullptr);

    void apply(const FleetChanges &changes, SteadyTime now);

    [[nodiscard]] FleetTableModel &tableModel() { return m_tableModel; }
    [[nodiscard]] FleetMapModel &mapModel() { return m_mapModel; }
    [[nodiscard]] FleetTable *table() const { return m_table; }
    [[nodiscard]] FleetMap *map() const { return m_map; }
    [[nodiscard]] FilterLine *filterLine() const { return m_filterLine; }

    [[nodiscard]] InstanceNumber current() const { return m_current; }
    void setCurrent(InstanceNumber number);
    [[nodiscard]] FleetView view() const { return m_view; }
    void setView(FleetView view);
    void setGrouping(const Grouping &grouping);
    [[nodiscard]] const Grouping &grouping() const { return m_mapModel.grouping(); }
    void setColour(MapColour colour);
    void focusFilter(); ///< for `/`

    [[nodiscard]] QByteArray saveLayout() const; ///< view, splitter, table, grouping, colour, zoom
    void restoreLayout(const QByteArray &layout);

Q_SIGNALS:
    void currentChanged(quarterdeck::InstanceNumber number); ///< the user picked it
    void activated(quarterdeck::InstanceNumber number);      ///< Enter or double click
    void menuWanted(quarterdeck::InstanceNumber number, const QPoint &globalPosition);
    void filterTextChanged(const QString &text);
    void groupingChanged(const quarterdeck::Grouping &grouping);
    void layoutEdited();

private:
    QWidget *makeFilterRow();
    QList<FilterError> useFilter(const QString &text);
    void fillGroupMenu();
    void updateCounts();
    void updateButtons();
    void pick(InstanceNumber number);

    const Fleet &m_fleet;
    std::function<SteadyTime()> m_now;
    FleetTableModel m_tableModel;
    FleetMapModel m_mapModel;
    QList<QString> m_labelNames; ///< of the fleet: any other key of a filter is a mistake
    FilterLine *m_filterLine = nullptr;
    QToolButton *m_groupButton = nullptr;
    QToolButton *m_colourButton = nullptr;
    QToolButton *m_viewButtons[3] = {};
    QLabel *m_counts = nullptr;
    QLabel *m_filterError = nullptr;
    QSplitter *m_splitter = nullptr;
    FleetMap *m_map = nullptr;
    FleetTable *m_table = nullptr;
    FleetView m_view = FleetView::Both;
    InstanceNumber m_current;
};

} // namespace quarterdeck
