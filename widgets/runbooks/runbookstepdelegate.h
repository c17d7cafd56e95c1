#pragma once

#include <QStyledItemDelegate>

namespace quarterdeck {

/// A step, or one target of a parallel step: its shape, title, what came of it in a line below or beside, its
/// time.
class RunbookStepDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace quarterdeck
