#pragma once

#include "models/items/breakerboardmodel.h"
#include "widgets/breakers/breakerview.h"

#include <QWidget>

class QLabel;
class QStackedLayout;
class QToolButton;

namespace quarterdeck {

class BreakerTableHead;
class FilterLine;

/// The page of the circuit breakers: a filter line and the breakers as tiles or as a table. Owns the model.
class BreakersPage final : public QWidget
{
    Q_OBJECT
public:
    /// The board is the caller's and outlives the page.
    explicit BreakersPage(const BreakerBoard &board, QWidget *parent = nullptr);

    void apply(const BreakerChanges &changes, SteadyTime now, WallTime wall);
    void showTime();   ///< ages have grown: paints what is seen
    void readLabels(); ///< the fleet is another one: other keys can be filtered by

    [[nodiscard]] BreakerBoardModel &model() { return m_model; }
    [[nodiscard]] BreakerView *view() const { return m_view; }
    [[nodiscard]] FilterLine *filterLine() const { return m_filterLine; }

    void setGrouping(BreakerGrouping grouping);
    void setOrder(BreakerSorting order);
    void setOnlyRecent(bool only);
    void setLook(BreakerLook look);
    void setSpan(BreakerSpan span);
    /// Picks the next one that is not closed; back to the first after the last.
    void stepProblem(int direction);

    [[nodiscard]] QByteArray saveLayout() const; ///< grouping, order, look, span
    void restoreLayout(const QByteArray &layout);

Q_SIGNALS:
    void picked(quarterdeck::BreakerTileId id);
    void activated(quarterdeck::BreakerTileId id);
    void filterTextChanged(const QString &text);
    void layoutEdited();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeFilterRow();
    void fitFilterRow();
    QList<FilterError> useFilter(const QString &text);
    void updateButtons();
    void updateCounts();

    BreakerBoardModel m_model;
    QList<QString> m_labelNames;
    QWidget *m_filterRow = nullptr;
    FilterLine *m_filterLine = nullptr;
    QToolButton *m_groupButton = nullptr;
    QToolButton *m_orderButton = nullptr;
    QToolButton *m_recentButton = nullptr;
    QToolButton *m_spanButtons[2] = {};
    QToolButton *m_lookButtons[2] = {};
    QString m_countsText; ///< as long as it would like to be
    QString m_totals;     ///< as the tool tip of the counts has it
    QLabel *m_counts = nullptr;
    QLabel *m_filterError = nullptr;
    BreakerTableHead *m_head = nullptr;
    BreakerView *m_view = nullptr;
    QLabel *m_nothing = nullptr;
    QStackedLayout *m_stack = nullptr;
};

} // namespace quarterdeck
