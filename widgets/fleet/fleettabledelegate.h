#pragma once

#include "models/items/fleetcolumn.h"
#include "models/fleet/fleet.h"

#include <QAbstractItemDelegate>
#include <QFont>

namespace quarterdeck {

/// Paints the cells of the fleet table: glyph and word, tabular figures, sparkline. Asks the model for the
/// instance once a cell and formats only what is visible.
class FleetTableDelegate final : public QAbstractItemDelegate
{
    Q_OBJECT
public:
    static constexpr int rowHeight = 24;
    static constexpr int padding = 8;

    explicit FleetTableDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    void paintState(QPainter &painter, const QRect &box, const Instance &instance) const;
    void paintText(QPainter &painter, const QRect &box, const Instance &instance,
                   const QModelIndex &index) const;

    QFont m_font;
    QFont m_monospace;
};

} // namespace quarterdeck
