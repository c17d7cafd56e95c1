#pragma once

#include <QAbstractItemDelegate>

namespace quarterdeck {

/// A group of the fleet: the glyph of its worst state (an outline when only a part is in it), its name, how
/// many are in that state, and how many there are.
class GroupTreeDelegate final : public QAbstractItemDelegate
{
    Q_OBJECT
public:
    using QAbstractItemDelegate::QAbstractItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
};

} // namespace quarterdeck
