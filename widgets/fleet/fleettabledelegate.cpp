#include "widgets/fleet/fleettabledelegate.h"

#include "widgets/figures.h"
#include "widgets/glyphs.h"
#include "widgets/sparkline.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace quarterdeck {

FleetTableDelegate::FleetTableDelegate(QObject *parent)
    : QAbstractItemDelegate(parent)
    , m_font(Theme::instance().font(13))
    , m_monospace(Theme::instance().monospace(12))
{
}

QSize FleetTableDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {80, rowHeight};
}

void FleetTableDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Colours &c = colours();
    const QRect row = option.rect;
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(row, c.selection);
    }
    painter->fillRect(QRect(row.left(), row.bottom(), row.width(), 1), c.line);
    const auto *instance = index.data(InstanceRole).value<const Instance *>();
    if (!instance) {
        return;
    }
    const bool stale = instance->flags.testFlag(InstanceFlag::Stale);
    const double opacity = painter->opacity();
    if (stale) {
        painter->setOpacity(opacity * 0.6);
    }
    const QRect box = row.adjusted(padding, 0, -padding, -1);
    switch (static_cast<FleetColumn>(index.column())) {
    case FleetColumn::State:
        paintState(*painter, box, *instance);
        break;
    case FleetColumn::History: {
        const bool alerts = index.data(StateRole).value<State>() != State::Up &&
                            (instance->signals.errorRatio() > 0.01 || instance->state == State::Down);
        paintErrorSparkline(*painter, linePoints(instance->history, &SignalPoint::errorRatio),
                            QRectF(box).adjusted(0, 4, 0, -3), alerts, std::chrono::minutes(15));
        break;
    }
    default:
        paintText(*painter, box, *instance, index);
    }
    painter->setOpacity(opacity);
    if (option.state.testFlag(QStyle::State_HasFocus) && index.column() == 0) {
        painter->fillRect(QRect(row.left(), row.top(), 2, row.height() - 1), c.accent);
    }
}

void FleetTableDelegate::paintState(QPainter &painter, const QRect &box, const Instance &instance) const
{
    const Theme &theme = Theme::instance();
    const QRectF glyph(box.left(), box.center().y() - 4.5, 10, 10);
    quarterdeck::paintState(painter, instance.state, glyph);
    if (instance.flags.testFlag(InstanceFlag::Unseen)) {
        // Changed since the user last looked.
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours().accent);
        painter.drawEllipse(QRectF(box.left() - 6.5, box.center().y() - 1.5, 4, 4));
    }
    painter.setFont(m_font);
    painter.setPen(theme.state(instance.state));
    const QRect words = box.adjusted(16, 0, 0, 0);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, toString(instance.state));
}

void FleetTableDelegate::paintText(QPainter &painter, const QRect &box, const Instance &instance,
                                   const QModelIndex &index) const
{
    const Colours &c = colours();
    const auto column = static_cast<FleetColumn>(index.column());
    const QString text = index.data(Qt::DisplayRole).toString();
    QColor colour = c.text;
    const bool name = column == FleetColumn::Instance || column == FleetColumn::Address;
    if (column == FleetColumn::Why || column == FleetColumn::Cluster || column == FleetColumn::Breakers ||
        column == FleetColumn::Address) {
        colour = c.dim;
    }
    if (index.data(DimmedRole).toBool()) {
        colour = column == FleetColumn::Freshness ? Theme::instance().state(State::Degraded)
                 : isFleetColumnLive(column) || column == FleetColumn::Breakers ? c.faint
                                                                                : colour;
    } else if (index.data(AttentionRole).toBool()) {
        colour = Theme::instance().state(column == FleetColumn::Breakers ? State::Degraded : State::Down);
    } else if (column == FleetColumn::ErrorRatio && instance.signals.errorRatio() >= 0.5) {
        colour = Theme::instance().state(State::Down);
    }
    const QFont &font = name ? m_monospace : m_font;
    painter.setFont(font);
    painter.setPen(colour);
    if (isFleetColumnNumeric(column)) {
        drawFigures(painter, box, Qt::AlignRight, text);
        return;
    }
    const QFontMetrics metrics(font);
    const QString shown =
        metrics.horizontalAdvance(text) <= box.width()
            ? text
            : metrics.elidedText(text, name ? Qt::ElideMiddle : Qt::ElideRight, box.width());
    painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, shown);
}

bool FleetTableDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                                   const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip) {
        return QAbstractItemDelegate::helpEvent(event, view, option, index);
    }
    QString text = index.data(Qt::ToolTipRole).toString();
    if (text.isEmpty()) {
        // What is cut off can be read whole.
        const QString shown = index.data(Qt::DisplayRole).toString();
        if (QFontMetrics(m_font).horizontalAdvance(shown) > option.rect.width() - 2 * padding) {
            text = shown;
        }
    }
    // Tool tips guess whether a text is rich; this one may come from the fleet.
    QToolTip::showText(event->globalPos(),
                       text.isEmpty() ? QString() : QStringLiteral("<p>%1</p>").arg(text.toHtmlEscaped()),
                       view);
    return true;
}

} // namespace quarterdeck
