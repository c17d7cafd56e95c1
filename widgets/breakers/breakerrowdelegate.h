#pragma once

#include "models/items/breakerboardmodel.h"

#include <QAbstractItemDelegate>
#include <QFont>

namespace quarterdeck {

enum class BreakerColumn : quint8;

/// Paints a breaker as a row of a table; the columns are those of BreakerColumns.
class BreakerRowDelegate final : public QAbstractItemDelegate
{
    Q_OBJECT
public:
    static constexpr int rowHeight = 25;
    static constexpr int padding = 8;

    /// The model is the caller's and outlives the delegate.
    explicit BreakerRowDelegate(const BreakerBoardModel &model, QObject *parent = nullptr);

    void setSpan(BreakerSpan span) { m_span = span; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    [[nodiscard]] QString text(const BreakerTile &tile, BreakerColumn column) const;
    void paintCell(QPainter &painter, const QRect &box, const BreakerTile &tile, BreakerColumn column,
                   int row) const;

    const BreakerBoardModel &m_model;
    BreakerSpan m_span = BreakerSpan::TwoMinutes;
    QFont m_font;
};

} // namespace quarterdeck
