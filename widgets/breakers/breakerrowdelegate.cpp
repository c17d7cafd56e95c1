#include "widgets/breakers/breakerrowdelegate.h"

#include "models/items/formatter.h"
#include "widgets/breakers/breakercolumns.h"
#include "widgets/breakers/breakerpainter.h"
#include "widgets/breakers/breakertiletext.h"
#include "widgets/figures.h"
#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

using namespace std::chrono;

namespace quarterdeck {

BreakerRowDelegate::BreakerRowDelegate(const BreakerBoardModel &model, QObject *parent)
    : QAbstractItemDelegate(parent)
    , m_model(model)
    , m_font(Theme::instance().font(13))
{
}

QSize BreakerRowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.rect.width(), rowHeight};
}

void BreakerRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const BreakerTile *tile = m_model.tile(index.row());
    if (!tile) {
        return;
    }
    const Colours &c = colours();
    const QRect row = option.rect;
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(row, c.selection);
    } else if (option.state.testFlag(QStyle::State_MouseOver)) {
        painter->fillRect(row, c.hover);
    }
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), c.line);
    painter->setOpacity(tile->lost == tile->breakers ? 0.6 : 1);
    for (const BreakerColumns::Place &place : BreakerColumns::place(row.width())) {
        const QRect box(row.left() + place.left + padding, row.top(), place.width - 2 * padding,
                        row.height() - 1);
        paintCell(*painter, box, *tile, place.column, index.row());
    }
    painter->setOpacity(1);
    painter->fillRect(QRect(row.left(), row.top(), 2, row.height() - 1),
                      Theme::instance().breaker(tile->state));
    painter->restore();
}

QString BreakerRowDelegate::text(const BreakerTile &tile, BreakerColumn column) const
{
    switch (column) {
    case BreakerColumn::State:
        return toString(tile.state);
    case BreakerColumn::Name:
        return tile.name;
    case BreakerColumn::Service:
        return tile.service;
    case BreakerColumn::Cluster:
        return tile.cluster;
    case BreakerColumn::Ratio:
        return breakertext::ratio(tile.errorRatio);
    case BreakerColumn::Threshold:
        return std::isfinite(tile.threshold) ? breakertext::limit(tile.threshold) : QString();
    case BreakerColumn::Calls:
        return format::rate(tile.callsPerSecond);
    case BreakerColumn::States: {
        const QString flags = QStringList(breakertext::badges(tile)).join(QStringLiteral(" · "));
        // The column's head says what is counted
        const QString states = breakertext::states(tile).section(QStringLiteral(": "), 1);
        return states + (flags.isEmpty() ? QString() : QStringLiteral(" · ") + flags);
    }
    case BreakerColumn::NotPermitted: {
        const double count = tile.of(CallCause::NotPermitted);
        return std::isfinite(count) ? format::count(std::llround(count)) : QString();
    }
    case BreakerColumn::P50:
        return breakertext::latency(tile, tile.p50);
    case BreakerColumn::P99:
        return breakertext::latency(tile, tile.p99);
    case BreakerColumn::InState:
        return (tile.sinceIsFirstSight ? QStringLiteral("≥ ") : QString()) +
               format::age(duration_cast<std::chrono::milliseconds>(m_model.now() - tile.since));
    case BreakerColumn::Changed:
        return tile.lastChange ? format::clock(*tile.lastChange) : format::missing();
    case BreakerColumn::Trips:
        return QStringLiteral("%1 / %2").arg(format::count(tile.tripsLastHour),
                                             format::count(tile.tripsLastDay));
    case BreakerColumn::Library:
        return tile.libraryName;
    case BreakerColumn::History:
        break;
    }
    return {};
}

void BreakerRowDelegate::paintCell(QPainter &painter, const QRect &box, const BreakerTile &tile,
                                   BreakerColumn column, int row) const
{
    const Colours &c = colours();
    const QColor state = Theme::instance().breaker(tile.state);
    if (column == BreakerColumn::History) {
        paintBreakerSparkline(painter, QRectF(box).adjusted(0, 4, 0, -3), m_model.history(row, m_span),
                              tile.threshold, state);
        return;
    }
    QRect room = box;
    QColor ink = c.text;
    switch (column) {
    case BreakerColumn::State:
        paintGlyph(painter, glyphOf(tile.state), QRectF(box.left(), box.center().y() - 4.5, 10, 10), state);
        room.adjust(16, 0, 0, 0);
        ink = state;
        break;
    case BreakerColumn::Ratio:
        ink = ratioTextColour(tile.errorRatio, tile.lowTraffic);
        break;
    case BreakerColumn::Name:
    case BreakerColumn::Service:
    case BreakerColumn::Calls:
        break;
    default:
        ink = c.dim;
        break;
    }
    painter.setFont(m_font);
    painter.setPen(ink);
    const QString words = text(tile, column);
    if (BreakerColumns::isNumeric(column)) {
        drawFigures(painter, room, Qt::AlignRight, words);
    } else {
        painter.drawText(
            room, Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(
                words, column == BreakerColumn::Name ? Qt::ElideMiddle : Qt::ElideRight, room.width()));
    }
}

bool BreakerRowDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &,
                                   const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip) {
        return false;
    }
    const BreakerTile *tile = m_model.tile(index.row());
    QToolTip::showText(
        event->globalPos(),
        tile ? QStringLiteral("<p>%1</p>").arg(breakertext::whole(*tile, m_model.now()).toHtmlEscaped())
             : QString(),
        view);
    return true;
}

} // namespace quarterdeck
