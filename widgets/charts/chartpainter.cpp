#include "widgets/charts/chartpainter.h"

#include "models/items/chartreducer.h"
#include "models/items/formatter.h"
#include "widgets/charts/chartgeometry.h"
#include "widgets/charts/charttone.h"
#include "widgets/charts/timeaxis.h"
#include "widgets/figures.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

constexpr int fontSize = 11;

/// The newest point, as long as it still speaks for now.
ChartPoint newestPoint(const ChartLine &line, const TimeAxis &axis)
{
    if (axis.moment()) {
        return pointAt(line, *axis.moment());
    }
    return pointAt(line, axis.isZoomed() ? axis.to() : std::max(axis.now(), axis.to()));
}

bool hasData(const ChartContent &content, double from, double to)
{
    return std::any_of(content.lines.cbegin(), content.lines.cend(), [&](const ChartLine &line) {
        return std::any_of(line.points.cbegin(), line.points.cend(), [&](const ChartPoint &point) {
            return !point.isMissing() && point.at >= from && point.at <= to;
        });
    });
}

QString bandTextAt(const ChartContent &content, double at)
{
    for (const ChartBand &band : content.bands) {
        if (at >= band.from && at < band.to && !band.text.isEmpty()) {
            return band.text;
        }
    }
    return {};
}

/// The word of each band in it, where it has room.
void nameBands(QPainter &painter, const ChartGeometry &geometry, const ChartContent &content)
{
    for (const ChartBand &band : content.bands) {
        const QRectF box = geometry.bandBox(band).adjusted(4, 1, -2, 0);
        if (figuresWidth(painter.font(), band.text) <= box.width()) {
            painter.setPen(colourOf(band.tone));
            painter.drawText(box, Qt::AlignLeft | Qt::AlignTop, band.text);
        }
    }
}

} // namespace

void paintChartGround(QPainter &painter, const ChartGeometry &geometry, const ChartContent &content,
                      const TimeAxis &axis)
{
    const Colours &c = colours();
    const QRectF &plot = geometry.plot();
    for (const ChartBand &band : content.bands) {
        const QRectF box = geometry.bandBox(band);
        if (!box.isEmpty()) {
            QColor tint = colourOf(band.tone);
            tint.setAlphaF(0.16F);
            painter.fillRect(box, tint);
            // A thin foot in full colour: who cannot tell two tints tells an edge.
            painter.fillRect(QRectF(box.left(), box.bottom() - 2, box.width(), 2), colourOf(band.tone));
        }
    }

    const QFont font = Theme::instance().font(fontSize);
    painter.setFont(font);
    if (content.bandsOnly) {
        nameBands(painter, geometry, content);
    }
    for (const double tick : content.bandsOnly ? QList<double>{0} : geometry.scale().ticks()) {
        const double y = std::round(geometry.y(tick)) + 0.5;
        painter.setPen(c.line);
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        if (content.bandsOnly) {
            continue;
        }
        painter.setPen(c.dim);
        drawFigures(painter, QRect(0, static_cast<int>(y) - 8, static_cast<int>(plot.left()) - 6, 16),
                    Qt::AlignRight | Qt::AlignVCenter, geometry.scale().text(tick));
    }
    const bool withSeconds = geometry.to() - geometry.from() < 300;
    const int textWidth =
        figuresWidth(font, withSeconds ? QStringLiteral("00:00:00") : QStringLiteral("00:00"));
    for (const TimeTick &tick : geometry.timeLabels(textWidth, axis.zone())) {
        const double x = geometry.x(tick.at);
        painter.setPen(c.line);
        painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 3));
        painter.setPen(c.dim);
        const int width = figuresWidth(font, tick.text);
        if (x - width / 2.0 < plot.left() - 2) {
            continue; // the name of the zone stands there
        }
        drawFigures(painter,
                    QRect(static_cast<int>(x - width / 2.0), static_cast<int>(plot.bottom()) + 3, width,
                          ChartGeometry::timeHeight - 4),
                    Qt::AlignLeft | Qt::AlignVCenter, tick.text);
    }

    painter.setPen(c.faint);
    painter.drawText(QRectF(0, plot.bottom() + 3, plot.left() - 6, ChartGeometry::timeHeight - 4),
                     Qt::AlignRight | Qt::AlignVCenter,
                     format::zoneName(wallTime(geometry.from()), axis.zone()));

    if (content.threshold <= geometry.scale().top) {
        const double y = std::round(geometry.y(content.threshold)) + 0.5;
        painter.setPen(QPen(c.dim, 1, Qt::DashLine));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.drawText(QRectF(plot.left() + 3, y - 15, plot.width() - 6, 14),
                         Qt::AlignLeft | Qt::AlignBottom, content.thresholdText);
    }

    painter.setPen(c.faint);
    const double kept = axis.now() - static_cast<double>(content.kept.count());
    const double keptX = std::min(geometry.x(kept), plot.right());
    QRectF empty(plot.left(), plot.top(), keptX - plot.left(), plot.height());
    if (keptX - plot.left() > 12 && !content.keptText.isEmpty()) {
        QColor veil = c.line;
        veil.setAlphaF(0.45F);
        painter.fillRect(empty, QBrush(veil, Qt::BDiagPattern));
        painter.drawText(empty.adjusted(4, 2, -4, -2), Qt::AlignCenter | Qt::TextWordWrap, content.keptText);
        empty = QRectF(QPointF(keptX, plot.top()), plot.bottomRight());
    } else {
        empty = plot;
    }
    if (!hasData(content, geometry.from(), geometry.to()) && empty.width() > 60) {
        painter.setPen(content.bandsOnly ? c.dim : c.faint);
        painter.drawText(empty.adjusted(4, content.bandsOnly ? 16 : 0, -4, 0),
                         Qt::AlignCenter | Qt::TextWordWrap,
                         content.emptyText.isEmpty() ? QStringLiteral("no data") : content.emptyText);
    }
}

void paintChartMarks(QPainter &painter, const ChartGeometry &geometry, const ChartContent &content)
{
    const QRectF &plot = geometry.plot();
    double last = -1;
    for (const ChartMark &mark : content.marks) {
        if (mark.at < geometry.from() || mark.at > geometry.to()) {
            continue;
        }
        const double x = std::round(geometry.x(mark.at)) + 0.5;
        if (x == last) {
            continue; // hundreds of instances that fail together are one line
        }
        last = x;
        QColor colour = colourOf(mark.tone);
        painter.setPen(QPen(colour, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        QPainterPath flag(QPointF(x - 3, plot.top() - 3));
        flag.lineTo(x + 3, plot.top() - 3);
        flag.lineTo(x, plot.top() + 2);
        flag.closeSubpath();
        painter.fillPath(flag, colour);
    }
}

void paintChartMoment(QPainter &painter, const ChartGeometry &geometry, const TimeAxis &axis)
{
    if (!axis.moment() || *axis.moment() < geometry.from() || *axis.moment() > geometry.to()) {
        return;
    }
    const QRectF &plot = geometry.plot();
    const double x = std::round(geometry.x(*axis.moment()));
    painter.fillRect(QRectF(x - 1, plot.top() - 3, 2, plot.height() + 6), colours().accent);
}

void paintChartHead(QPainter &painter, const ChartContent &content, const TimeAxis &axis, int width)
{
    const Theme &theme = Theme::instance();
    const QFont heading = theme.font(fontSize, QFont::DemiBold);
    const int height = ChartGeometry::headHeight - 6;
    painter.setFont(heading);
    int x = 0;
    const auto word = [&](const QString &text, const QColor &colour, int gap) {
        if (x >= width) {
            return;
        }
        painter.setPen(colour);
        const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, width - x);
        const int room = figuresWidth(heading, shown);
        drawFigures(painter, QRect(x, 0, room, height), Qt::AlignLeft | Qt::AlignVCenter, shown);
        x += room + gap;
    };
    word(content.title, theme.colours().dim, 8);
    for (const ChartLine &line : content.lines) {
        const ChartPoint point = axis.cursor() ? pointAt(line, *axis.cursor()) : newestPoint(line, axis);
        const QColor colour = colourOf(line.tone);
        if (content.lines.size() > 1) {
            word(line.name, colour, 4);
        }
        QColor valueColour = content.lines.size() > 1 ? theme.colours().text : colour;
        if (point.quiet) {
            valueColour = theme.colours().faint;
        }
        word(chartValueText(point.high, content.unit), valueColour, 8);
    }
}

void paintChartCrosshair(QPainter &painter, const ChartGeometry &geometry, const ChartContent &content,
                         const TimeAxis &axis)
{
    if (!axis.cursor() || *axis.cursor() < geometry.from() || *axis.cursor() > geometry.to()) {
        return;
    }
    const Theme &theme = Theme::instance();
    const Colours &c = theme.colours();
    const QRectF &plot = geometry.plot();
    const double at = *axis.cursor();
    const double x = geometry.x(at);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(c.accent, 1));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    for (const ChartLine &line : content.lines) {
        const ChartPoint point = pointAt(line, at);
        if (!point.isMissing()) {
            painter.setPen(QPen(c.card, 1.5));
            painter.setBrush(colourOf(line.tone));
            painter.drawEllipse(QPointF(geometry.x(point.at), geometry.y(point.high)), 3.5, 3.5);
        }
    }
    QString text = QStringLiteral("%1 %2").arg(format::clock(wallTime(at), axis.zone()),
                                               format::zoneName(wallTime(at), axis.zone()));
    if (const QString state = bandTextAt(content, at); !state.isEmpty()) {
        text += QStringLiteral(" · ") + state;
    }
    const QFont font = theme.font(fontSize);
    painter.setFont(font);
    const int width = figuresWidth(font, text) + 10;
    const double left = std::clamp(x - width / 2.0, 0.0, std::max(0.0, plot.right() + 4 - width));
    const QRectF pill(left, plot.bottom() + 2, width, ChartGeometry::timeHeight - 3);
    painter.setPen(c.border);
    painter.setBrush(c.raised);
    painter.drawRoundedRect(pill, 3, 3);
    painter.setPen(c.text);
    drawFigures(painter, pill.toRect(), Qt::AlignHCenter | Qt::AlignVCenter, text);
    painter.restore();
}

QString chartCursorText(const ChartContent &content, double at)
{
    QStringList values;
    for (const ChartLine &line : content.lines) {
        values.append(
            QStringLiteral("%1 %2").arg(line.name, chartValueText(pointAt(line, at).high, content.unit)));
    }
    QString text =
        QStringLiteral("%1 UTC: %2").arg(format::clock(wallTime(at)), values.join(QStringLiteral(", ")));
    if (const QString state = bandTextAt(content, at); !state.isEmpty()) {
        text += QStringLiteral("; ") + state;
    }
    return text;
}

} // namespace quarterdeck
