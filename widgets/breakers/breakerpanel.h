#pragma once

#include "models/breakerboard/breakerboard.h"
#include "models/items/breakerinstancesmodel.h"

#include <QFrame>

class QLabel;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace quarterdeck {

class BreakerInstancesTable;
class BreakerPanelHead;
class CauseBars;
class ChartStack;
class DeclarationBox;
class FactList;
class StateBand;

/// Everything about one tile: the instances behind it, its calls by cause, charts, states over time, changes.
class BreakerPanel final : public QFrame
{
    Q_OBJECT
public:
    /// The board is the caller's and outlives the panel.
    explicit BreakerPanel(const BreakerBoard &board, QWidget *parent = nullptr);

    void apply(const BreakerChanges &changes, SteadyTime now, WallTime wall);
    void setTile(BreakerTileId id, SteadyTime now, WallTime wall);
    [[nodiscard]] BreakerTileId tile() const { return m_instances.tile(); }
    [[nodiscard]] BreakerInstancesModel &instancesModel() { return m_instances; }
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void instanceActivated(quarterdeck::InstanceNumber number); ///< to be shown on the fleet page

protected:
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QFrame *addCard(const QString &title, const QString &objectName, QWidget *content);
    void refresh();
    void refreshCharts(const BreakerTile &tile, const QList<BreakerTransition> &transitions);
    void refreshTransitions(const QList<BreakerTransition> &transitions);

    const BreakerBoard &m_board;
    BreakerInstancesModel m_instances;
    SteadyTime m_now{};
    WallTime m_wall{};
    WallTime m_begun{}; ///< when the console began to look: nothing is known from before
    QLabel *m_nothing;
    BreakerPanelHead *m_head;
    QScrollArea *m_scroll;
    QVBoxLayout *m_cards = nullptr;
    DeclarationBox *m_declaration;
    BreakerInstancesTable *m_table;
    CauseBars *m_causes;
    QLabel *m_causesTitle = nullptr;
    FactList *m_facts;
    ChartStack *m_charts;
    StateBand *m_band;
    FactList *m_transitions;
    QToolButton *m_allChanges;
    bool m_showsAllChanges = false;
};

} // namespace quarterdeck
