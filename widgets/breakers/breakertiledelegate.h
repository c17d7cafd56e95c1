#pragma once

#include "models/items/breakerboardmodel.h"

#include <QAbstractItemDelegate>
#include <QFont>

namespace quarterdeck {

struct BreakerTileGeometry;

/// Paints a breaker as a tile: who it is, in what state and since when, how much fails and how much is
/// called, on how many instances.
class BreakerTileDelegate final : public QAbstractItemDelegate
{
    Q_OBJECT
public:
    /// The model is the caller's and outlives the delegate.
    explicit BreakerTileDelegate(const BreakerBoardModel &model, QObject *parent = nullptr);

    void setSpan(BreakerSpan span) { m_span = span; }
    [[nodiscard]] BreakerSpan span() const { return m_span; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    void paintHead(QPainter &painter, const BreakerTileGeometry &g, const BreakerTile &tile) const;
    void paintPlot(QPainter &painter, const BreakerTileGeometry &g, const BreakerTile &tile, int row) const;
    void paintCauses(QPainter &painter, const BreakerTileGeometry &g, const BreakerTile &tile) const;

    const BreakerBoardModel &m_model;
    BreakerSpan m_span = BreakerSpan::TwoMinutes;
    QFont m_name;
    QFont m_text;
    QFont m_small;
    QFont m_figure; ///< within small text
    QFont m_ratio;
};

} // namespace quarterdeck
