#pragma once

#include "models/items/breakerboardmodel.h"

#include <QWidget>

namespace quarterdeck {

/// The head of the breakers' table: names of the columns; a click orders by those that can be ordered by.
class BreakerTableHead final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int height = 25;

    explicit BreakerTableHead(QWidget *parent = nullptr);

    void setOrder(BreakerSorting order);
    void setTableWidth(int width); ///< of the rows: without the scroll bar

Q_SIGNALS:
    void orderChosen(quarterdeck::BreakerSorting order);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    BreakerSorting m_order = BreakerSorting::WorstFirst;
    int m_tableWidth = 0;
};

} // namespace quarterdeck
