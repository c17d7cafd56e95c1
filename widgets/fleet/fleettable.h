#pragma once

#include "models/items/fleettablemodel.h"

#include <QTableView>

namespace quarterdeck {

/// The instances as rows. What the user picked stays picked over polls, also while the filter hides its row.
class FleetTable final : public QTableView
{
    Q_OBJECT
public:
    /// The model is the caller's and outlives the table.
    explicit FleetTable(FleetTableModel &model, QWidget *parent = nullptr);

    [[nodiscard]] InstanceNumber current() const { return m_current; }
    void setCurrent(InstanceNumber number); ///< selects and scrolls to it, tells nobody
    [[nodiscard]] QList<InstanceNumber> selected() const;
    void sortBy(FleetColumn column, Qt::SortOrder order);

    [[nodiscard]] QByteArray saveLayout() const; ///< columns, their widths and order, and the sort
    void restoreLayout(const QByteArray &layout);

Q_SIGNALS:
    void picked(quarterdeck::InstanceNumber number);
    void activated(quarterdeck::InstanceNumber number); // NOLINT: shadows the index signal on purpose
    void menuWanted(quarterdeck::InstanceNumber number, const QPoint &globalPosition);
    void layoutEdited();

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;

private:
    void onRowsRemoved();
    void onHeaderClicked(int section);
    void showColumnMenu(const QPoint &position);
    void fitWhyColumn();
    void showObjectives(bool show);
    void reselect();

    FleetTableModel &m_model;
    InstanceNumber m_current;
    bool m_modelActs = false;       ///< the model moves the current index, not the user
    bool m_objectivesShown = false; ///< the columns about objectives were offered to the user
};

} // namespace quarterdeck
