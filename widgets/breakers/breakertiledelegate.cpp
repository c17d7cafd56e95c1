#include "widgets/breakers/breakertiledelegate.h"

#include "models/items/formatter.h"
#include "widgets/breakers/breakerpainter.h"
#include "widgets/breakers/breakertilegeometry.h"
#include "widgets/breakers/breakertiletext.h"
#include "widgets/figures.h"
#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace quarterdeck {

namespace {

/// A figure and its word, side by side.
struct Pair
{
    QString figure;
    QString word;
    QColor figureColour;
    bool wordFirst = false;
    QFont figureFont;
};

} // namespace

BreakerTileDelegate::BreakerTileDelegate(const BreakerBoardModel &model, QObject *parent)
    : QAbstractItemDelegate(parent)
    , m_model(model)
    , m_name(Theme::instance().font(13, QFont::DemiBold))
    , m_text(Theme::instance().font(13))
    , m_small(Theme::instance().font(12))
    , m_figure(Theme::instance().font(12, QFont::DemiBold))
    , m_ratio(Theme::instance().font(20, QFont::DemiBold))
{
}

QSize BreakerTileDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return option.rect.size();
}

void BreakerTileDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                const QModelIndex &index) const
{
    const BreakerTile *tile = m_model.tile(index.row());
    if (!tile) {
        return;
    }
    const Colours &c = colours();
    const BreakerTileGeometry g = BreakerTileGeometry::of(option.rect);
    const bool picked = option.state.testFlag(QStyle::State_Selected);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(picked ? c.accent : c.border, 1));
    painter->setBrush(picked ? c.raised : option.state.testFlag(QStyle::State_MouseOver) ? c.hover : c.bar);
    painter->drawRoundedRect(QRectF(g.tile).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter->setRenderHint(QPainter::Antialiasing, false);
    painter->fillRect(g.edge.adjusted(0, 1, 0, -1), Theme::instance().breaker(tile->state));

    const bool gone = tile->lost == tile->breakers; // everything shown is of the past
    painter->setOpacity(gone ? 0.6 : 1);
    paintPlot(*painter, g, *tile, index.row());
    paintHead(*painter, g, *tile); // its flags stand in the plot's corner, above the line
    paintStateBar(*painter, g.bar, *tile);
    painter->setFont(m_small);
    painter->setPen(c.dim);
    painter->drawText(
        g.words, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(breakertext::states(*tile), Qt::ElideRight, g.words.width()));
    paintCauses(*painter, g, *tile);
    painter->restore();
}

void BreakerTileDelegate::paintHead(QPainter &painter, const BreakerTileGeometry &g,
                                    const BreakerTile &tile) const
{
    const Colours &c = colours();
    const QString place = breakertext::place(tile);
    const QFontMetrics nameMetrics(m_name);
    const QFontMetrics textMetrics(m_text);
    const int placeWidth = textMetrics.horizontalAdvance(place);
    // The name comes first: the place gives way, but not below a third of the room.
    const int most = std::max(g.title.width() - placeWidth - 6, g.title.width() * 2 / 3);
    const QString name = nameMetrics.elidedText(tile.name, Qt::ElideMiddle, most);
    painter.setFont(m_name);
    painter.setPen(c.text);
    painter.drawText(g.title, Qt::AlignLeft | Qt::AlignVCenter, name);
    const QRect rest = g.title.adjusted(nameMetrics.horizontalAdvance(name) + 6, 0, 0, 0);
    painter.setFont(m_text);
    painter.setPen(c.dim);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                     textMetrics.elidedText(place, Qt::ElideRight, rest.width()));

    painter.setFont(m_ratio);
    painter.setPen(ratioTextColour(tile.errorRatio, tile.lowTraffic));
    drawFigures(painter, g.ratio, Qt::AlignRight, breakertext::ratio(tile.errorRatio));

    const QColor colour = Theme::instance().breaker(tile.state);
    const QRectF glyph(g.state.left(), g.state.center().y() - 4.5, 10, 10);
    paintGlyph(painter, glyphOf(tile.state), glyph, colour);
    QRect line = g.state.adjusted(15, 0, 0, 0);
    const auto word = [&](const QString &text, const QFont &font, const QColor &ink) {
        const QFontMetrics metrics(font);
        painter.setFont(font);
        painter.setPen(ink);
        const QString shown = metrics.elidedText(text, Qt::ElideRight, line.width());
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, shown);
        line.setLeft(line.left() + metrics.horizontalAdvance(shown) + 5);
    };
    word(toString(tile.state), m_name, colour);
    if (tile.state == BreakerState::Unknown && !tile.raw.isEmpty()) {
        word(tile.raw, m_text, c.text);
    }
    word(breakertext::time(tile, m_model.now()), m_text, c.dim);

    // Flags stand under the ratio, from the right, above the line.
    int right = g.ratio.right() + 1;
    const Theme &theme = Theme::instance();
    for (const QString &badge : breakertext::badges(tile)) {
        const bool grave = badge == QStringLiteral("stuck open") || badge == QStringLiteral("lost stream");
        right -= badgeWidth(badge);
        painter.fillRect(QRect(right - 2, g.state.bottom() + 5, badgeWidth(badge) + 4, 16), c.bar);
        paintBadge(painter, {right, g.state.bottom() + 5}, badge,
                   grave ? theme.state(State::Degraded) : c.dim);
        right -= 5;
    }
}

void BreakerTileDelegate::paintPlot(QPainter &painter, const BreakerTileGeometry &g, const BreakerTile &tile,
                                    int row) const
{
    const double radius = BreakerTileGeometry::circleRadius(tile.callsPerSecond);
    if (radius > 0) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        QColor fill = ratioColour(tile.errorRatio);
        fill.setAlphaF(tile.lowTraffic ? 0.2F : 0.45F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawEllipse(g.circle, radius, radius);
        painter.restore();
    }
    const std::vector<BreakerPoint> points = m_model.history(row, m_span);
    const QColor colour = Theme::instance().breaker(tile.state);
    const double top = BreakerTileGeometry::sparklineTop(points, tile.threshold);
    paintBreakerSparkline(painter, QRectF(g.plot), points, tile.threshold, colour, g.scale.left());
    const auto known = std::count_if(points.begin(), points.end(),
                                     [](const BreakerPoint &point) { return std::isfinite(point.high); });
    if (known > 1) {
        painter.setFont(Theme::instance().font(10));
        painter.setPen(colours().dim);
        painter.drawText(g.scale, Qt::AlignLeft | Qt::AlignTop, breakertext::limit(top));
        painter.fillRect(QRect(g.scale.left() - 6, g.plot.top(), 4, 1), colours().dim);
    }
    if (std::isfinite(tile.threshold)) {
        // Said in figures too: a dashed line alone does not tell at what it opens.
        const int y = static_cast<int>(g.plot.bottom() - tile.threshold / top * (g.plot.height() - 2));
        painter.setFont(Theme::instance().font(10));
        painter.setPen(colours().dim);
        int right = g.plot.width(); // the flags stand in the same corner
        for (const QString &badge : breakertext::badges(tile)) {
            right -= badgeWidth(badge) + 5;
        }
        painter.drawText(QRect(g.plot.left(), y - 14, right, 13), Qt::AlignRight | Qt::AlignBottom,
                         QStringLiteral("opens at %1").arg(breakertext::limit(tile.threshold)));
    }
    if (known < 2 && tile.lost < tile.breakers) {
        painter.setFont(m_small);
        painter.setPen(colours().dim);
        painter.drawText(g.plot, Qt::AlignCenter,
                         tile.isRecorded ? QStringLiteral("calls are not recorded")
                         : std::isfinite(tile.errorRatio) || tile.collecting ? QStringLiteral("collecting")
                         : breakertext::causes(tile).isEmpty() ? QStringLiteral("the library tells no calls")
                         : std::isfinite(tile.of(CallCause::Ok)) || std::isfinite(tile.of(CallCause::Failed))
                             ? QStringLiteral("no finished call in the window")
                             : QStringLiteral("the library tells refused calls only"));
    }
}

void BreakerTileDelegate::paintCauses(QPainter &painter, const BreakerTileGeometry &g,
                                      const BreakerTile &tile) const
{
    const Colours &c = colours();
    QList<Pair> pairs;
    for (const breakertext::Cause &cause : breakertext::causes(tile)) {
        pairs.append(
            {cause.count, cause.word, cause.isNone ? c.faint : causeColour(cause.cause), false, m_small});
    }
    QList<Pair> latencies;
    if (tile.tellsLatency) {
        latencies.append(
            {breakertext::latency(tile, tile.p50), QStringLiteral("p50"), c.text, true, m_figure});
        latencies.append(
            {breakertext::latency(tile, tile.p99), QStringLiteral("p99"), c.text, true, m_figure});
    }
    const auto width = [&](const Pair &pair) {
        return figuresWidth(pair.figureFont, pair.figure) + 4 +
               QFontMetrics(m_small).horizontalAdvance(pair.word);
    };
    const auto draw = [&](const Pair &pair, int x, const QRect &line) {
        const int figure = figuresWidth(pair.figureFont, pair.figure);
        const int text = QFontMetrics(m_small).horizontalAdvance(pair.word);
        painter.setFont(pair.figureFont);
        painter.setPen(pair.figureColour);
        drawFigures(painter, QRect(pair.wordFirst ? x + text + 4 : x, line.top(), figure, line.height()),
                    Qt::AlignLeft, pair.figure);
        painter.setFont(m_small);
        painter.setPen(c.text);
        painter.drawText(QRect(pair.wordFirst ? x : x + figure + 4, line.top(), text + 2, line.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, pair.word);
    };
    // All in one line where it fits; else the latencies go below, to the right.
    QList<Pair> line = pairs + latencies;
    std::vector<int> widths;
    for (const Pair &pair : std::as_const(line)) {
        widths.push_back(width(pair));
    }
    constexpr double leastGap = 9;
    constexpr double mostGap = 34;
    const bool together = spreadGap(widths, g.causes.width()) >= leastGap;
    if (!together) {
        line = pairs;
        widths.resize(static_cast<std::size_t>(pairs.size()));
    }
    const double gap = std::clamp(spreadGap(widths, g.causes.width()), 4.0, mostGap);
    double x = g.causes.left();
    for (qsizetype i = 0; i < line.size(); ++i) {
        draw(line[i], static_cast<int>(x), g.causes);
        x += widths[static_cast<std::size_t>(i)] + gap;
    }
    int room = g.foot.width();
    if (!together) {
        int right = g.foot.right() + 1;
        for (auto pair = latencies.crbegin(); pair != latencies.crend(); ++pair) {
            right -= width(*pair);
            draw(*pair, right, g.foot);
            right -= 14;
        }
        room = right - g.foot.left();
    }
    QStringList foot{breakertext::calls(tile), breakertext::lastChange(tile)};
    if (const QString trips = breakertext::trips(tile); !trips.isEmpty()) {
        foot.append(trips);
    }
    painter.setFont(m_small);
    painter.setPen(c.dim);
    painter.drawText(
        g.foot, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(foot.join(QStringLiteral(" · ")), Qt::ElideRight, room));
}

bool BreakerTileDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &,
                                    const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip) {
        return false;
    }
    const BreakerTile *tile = m_model.tile(index.row());
    // Tool tips guess whether a text is rich; this one comes from the fleet.
    QToolTip::showText(
        event->globalPos(),
        tile ? QStringLiteral("<p>%1</p>").arg(breakertext::whole(*tile, m_model.now()).toHtmlEscaped())
             : QString(),
        view);
    return true;
}

} // namespace quarterdeck
