#pragma once

#include <QAbstractItemDelegate>

namespace quarterdeck {

/// A line of the activity feed: time, glyph, who and what, why on a second line.
class ActivityDelegate final : public QAbstractItemDelegate
{
    Q_OBJECT
public:
    static constexpr int rowHeight = 42;

    using QAbstractItemDelegate::QAbstractItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
};

} // namespace quarterdeck
