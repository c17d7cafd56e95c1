#include "widgets/palettedelegate.h"

#include "models/items/commandpalettemodel.h"
#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QPainter>

namespace quarterdeck {

PaletteDelegate::PaletteDelegate(const Fleet &fleet, QObject *parent)
    : QAbstractItemDelegate(parent)
    , m_fleet(fleet)
{
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {300, 30};
}

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    const auto *entry = index.data(CommandPaletteModel::EntryRole).value<const PaletteEntry *>();
    if (!entry) {
        return;
    }
    const Colours &c = colours();
    const Theme &theme = Theme::instance();
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(c.selection);
        painter->drawRoundedRect(option.rect.adjusted(6, 1, -6, -1), 4, 4);
    }
    const QRect box = option.rect.adjusted(18, 0, -18, 0);
    const QRectF glyph(box.left(), box.center().y() - 4.5, 10, 10);
    if (const Instance *instance = m_fleet.instance(entry->instance)) {
        paintState(*painter, instance->state, glyph);
    } else {
        painter->setFont(theme.font(13, QFont::DemiBold));
        painter->setPen(c.accent);
        painter->drawText(QRect(box.left(), box.top(), 14, box.height()), Qt::AlignLeft | Qt::AlignVCenter,
                          entry->kind == PaletteEntry::Kind::Command    ? QStringLiteral("›")
                          : entry->kind == PaletteEntry::Kind::Runbook  ? QStringLiteral("▸")
                          : entry->kind == PaletteEntry::Kind::Incident ? QStringLiteral("!")
                                                                        : QStringLiteral("#"));
    }
    painter->setFont(theme.font(13));
    int right = box.right();
    if (!entry->keys.isEmpty()) {
        const int width = painter->fontMetrics().horizontalAdvance(entry->keys);
        painter->setPen(c.dim);
        painter->drawText(QRect(right - width, box.top(), width + 1, box.height()),
                          Qt::AlignRight | Qt::AlignVCenter, entry->keys);
        right -= width + 14;
    }
    int left = box.left() + 20;
    const QString title =
        painter->fontMetrics().elidedText(entry->title, Qt::ElideMiddle, (right - left) * 6 / 10);
    painter->setPen(c.text);
    painter->drawText(QRect(left, box.top(), right - left, box.height()), Qt::AlignLeft | Qt::AlignVCenter,
                      title);
    left += painter->fontMetrics().horizontalAdvance(title) + 12;
    painter->setFont(theme.font(12));
    painter->setPen(c.dim);
    painter->drawText(
        QRect(left, box.top(), std::max(0, right - left), box.height()), Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(entry->detail, Qt::ElideRight, std::max(0, right - left)));
    painter->restore();
}

} // namespace quarterdeck
