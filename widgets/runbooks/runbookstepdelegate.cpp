#include "widgets/runbooks/runbookstepdelegate.h"

#include "models/items/runbookstepsmodel.h"
#include "widgets/figures.h"
#include "widgets/runbooks/runbooklooks.h"
#include "widgets/theme.h"

#include <QPainter>

namespace quarterdeck {

QSize RunbookStepDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const auto *step = index.data(RunbookStepsModel::StepRole).value<const StepProgress *>();
    return {60, step && !step->detail.isEmpty() ? 44 : 27};
}

void RunbookStepDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    const auto *step = index.data(RunbookStepsModel::StepRole).value<const StepProgress *>();
    const auto *target = index.data(RunbookStepsModel::TargetRole).value<const TargetProgress *>();
    if (!step && !target) {
        return;
    }
    const Colours &c = colours();
    const Theme &theme = Theme::instance();
    const StepState state = step ? step->state : target->state;
    const bool current = isUnderWay(state);
    const Look look = lookOf(state);
    const QRect row = option.rect;
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected) && option.state.testFlag(QStyle::State_HasFocus)) {
        painter->fillRect(row, c.selection);
    }
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), c.line);
    const QRectF mark(row.left() + 2, row.top() + 8, 10, 10);
    if (current) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(look.colour);
        painter->drawPolygon(
            QPolygonF({mark.topLeft(), {mark.right(), mark.center().y()}, mark.bottomLeft()}));
    } else {
        paintGlyph(*painter, look.glyph, mark.adjusted(0.5, 0.5, -0.5, -0.5), look.colour);
    }
    int right = row.right() - 2;
    const QVariant elapsed = index.data(RunbookStepsModel::ElapsedRole);
    QString time =
        elapsed.isValid() ? QStringLiteral("%1 s").arg(elapsed.toLongLong() / 1000.0, 0, 'f', 1) : QString();
    if (current && !time.isEmpty()) {
        time += QStringLiteral(" …");
    }
    // What did not go well is said in a word too.
    if (state != StepState::Waiting && state != StepState::Done && !current) {
        time = QStringLiteral("%1%2").arg(toString(state),
                                          time.isEmpty() ? QString() : QStringLiteral(" · ") + time);
    }
    painter->setFont(theme.font(12));
    if (!time.isEmpty()) {
        const int width = figuresWidth(painter->font(), time);
        painter->setPen(state == StepState::Done || current ? c.dim : look.colour);
        drawFigures(*painter, QRect(right - width, row.top(), width + 1, 26),
                    Qt::AlignRight | Qt::AlignVCenter, time);
        right -= width + 12;
    }
    const int left = row.left() + 22;
    painter->setFont(theme.font(13, current && step ? QFont::DemiBold : QFont::Normal));
    painter->setPen(state == StepState::Waiting || state == StepState::Skipped ? c.dim : c.text);
    const QString title = step ? step->title : target->name;
    const QString shown = painter->fontMetrics().elidedText(title.simplified(), Qt::ElideRight, right - left);
    painter->drawText(QRect(left, row.top(), right - left, 26), Qt::AlignLeft | Qt::AlignVCenter, shown);
    const QString detail = (step ? step->detail : target->detail).simplified();
    if (!detail.isEmpty()) {
        painter->setFont(theme.font(12));
        painter->setPen(state == StepState::Failed || state == StepState::Unknown ? look.colour : c.dim);
        QRect where(left, row.top() + 22, row.right() - left - 2, 18);
        if (target) {
            const int used = painter->fontMetrics().horizontalAdvance(shown) + 24;
            where = QRect(left + used, row.top(), std::max(0, right - left - used), 26);
        }
        painter->drawText(where, Qt::AlignLeft | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(detail, Qt::ElideRight, where.width()));
    }
    painter->restore();
}

} // namespace quarterdeck
