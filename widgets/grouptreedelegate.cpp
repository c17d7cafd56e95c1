#include "widgets/grouptreedelegate.h"

#include "models/items/fleettreemodel.h"
#include "models/items/formatter.h"
#include "widgets/figures.h"
#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace quarterdeck {

void GroupTreeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    const Colours &c = colours();
    const Theme &theme = Theme::instance();
    const RollUp rollUp = index.data(FleetTreeModel::RollUpRole).value<RollUp>();
    const State worst = index.data(FleetTreeModel::WorstStateRole).value<State>();
    QRect box = option.rect;
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(box, c.selection);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(box, c.hover);
    }
    box.adjust(2, 0, -6, 0);
    const bool partly = rollUp.of(worst) < rollUp.total;
    paintState(*painter, worst, QRectF(box.left(), box.center().y() - 4.5, 10, 10),
               partly ? GlyphFill::Partial : GlyphFill::Whole);
    painter->setFont(theme.font(13));

    const QString total = format::count(rollUp.total);
    painter->setPen(c.dim);
    drawFigures(*painter, box, Qt::AlignRight, total);
    int right = box.right() - figuresWidth(painter->font(), total) - 6;
    if (worst != State::Up) { // also when it is all of them: a count that vanishes reads as none
        const QString count = format::count(rollUp.of(worst));
        painter->setPen(theme.state(worst));
        drawFigures(*painter, QRect(box.left(), box.top(), right - box.left(), box.height()), Qt::AlignRight,
                    count);
        right -= figuresWidth(painter->font(), count) + 6;
    }
    const bool outermost = !index.parent().isValid();
    painter->setPen(outermost || option.state.testFlag(QStyle::State_Selected) ? c.text : c.dim);
    const QRect name(box.left() + 16, box.top(), std::max(0, right - box.left() - 16), box.height());
    painter->drawText(
        name, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, name.width()));
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 2, option.rect.height()), c.accent);
    }
}

QSize GroupTreeDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {120, 22};
}

bool GroupTreeDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &,
                                  const QModelIndex &index)
{
    // Names of groups come from the fleet: never rich text.
    QToolTip::showText(
        event->globalPos(),
        QStringLiteral("<p>%1</p>").arg(index.data(Qt::ToolTipRole).toString().toHtmlEscaped()), view);
    return true;
}

} // namespace quarterdeck
