#include "widgets/activitydelegate.h"

#include "models/items/eventlogmodel.h"
#include "models/items/formatter.h"
#include "widgets/figures.h"
#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace quarterdeck {

void ActivityDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                             const QModelIndex &index) const
{
    const auto *event = index.data(EventLogModel::EventRole).value<const ActivityEvent *>();
    if (!event) {
        return;
    }
    const Colours &c = colours();
    const Theme &theme = Theme::instance();
    const QRect row = option.rect;
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(row, c.selection);
    }
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), c.line);
    const QRect box = row.adjusted(2, 4, -8, -4);
    const int half = box.height() / 2;
    painter->setFont(theme.font(12));
    painter->setPen(c.dim);
    const int timeWidth = figuresWidth(painter->font(), QStringLiteral("00:00:00")) + 8;
    drawFigures(*painter, QRect(box.left(), box.top(), timeWidth, half), Qt::AlignLeft,
                format::clock(event->happened));
    const bool console = event->kind == ActivityEvent::Kind::Console;
    const QRectF glyph(box.left() + timeWidth, box.top() + half / 2.0 - 4.5, 9, 9);
    if (console) {
        paintGlyph(*painter, Glyph::Ring, glyph, c.accent);
    } else {
        paintState(*painter, event->to, glyph);
    }
    const int left = box.left() + timeWidth + 17;
    QRect first(left, box.top(), box.right() - left, half);
    const QRect second = first.translated(0, half);
    const auto write = [&](const QRect &where, const QString &text, const QColor &colour) {
        painter->setPen(colour);
        const QString shown = painter->fontMetrics().elidedText(text, Qt::ElideRight, where.width());
        painter->drawText(where, Qt::AlignLeft | Qt::AlignVCenter, shown);
        return painter->fontMetrics().horizontalAdvance(shown);
    };
    if (console) {
        write(first, event->subject, c.text);
        write(second, event->text, c.dim);
        return;
    }
    first.setLeft(first.left() + write(first, event->subject, c.text) + 6);
    write(first, QStringLiteral("%1 → %2").arg(toString(event->from), toString(event->to)),
          theme.state(event->to));
    write(second,
          event->text.isEmpty() ? event->place : QStringLiteral("%1 · %2").arg(event->text, event->place),
          c.dim);
}

QSize ActivityDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, rowHeight};
}

bool ActivityDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &,
                                 const QModelIndex &index)
{
    // Tool tips guess whether a text is rich; this one may come from the fleet.
    const QString text = index.data(Qt::ToolTipRole).toString().toHtmlEscaped();
    QToolTip::showText(
        event->globalPos(),
        QStringLiteral("<p>%1</p>").arg(QString(text).replace(QLatin1Char('\n'), QStringLiteral("<br>"))),
        view);
    return true;
}

} // namespace quarterdeck
