#include "widgets/timechart.h"

#include "models/items/formatter.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

constexpr int titleHeight = 22;
constexpr int timeAxisHeight = 18;
constexpr int valueAxisWidth = 36;

} // namespace

TimeChart::TimeChart(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TimeChart::setTitle(const QString &title)
{
    m_title = title;
    setAccessibleName(title);
}

void TimeChart::setSpan(std::chrono::minutes span)
{
    m_span = span;
}

void TimeChart::setLowestTop(double top)
{
    m_lowestTop = top;
}

void TimeChart::setHighestTop(double top)
{
    m_highestTop = top;
}

void TimeChart::setLines(std::vector<Line> lines)
{
    m_lines = std::move(lines);
    QList<QString> words;
    for (const Line &line : m_lines) {
        double last = noValue;
        for (const LinePoint &point : line.points) {
            last = std::isfinite(point.value) ? point.value : last;
        }
        words.append(
            QStringLiteral("%1 now %2")
                .arg(line.name, std::isfinite(last) ? QString::number(last, 'g', 3) : format::missing()));
    }
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    update();
}

void TimeChart::setThreshold(double value)
{
    m_threshold = value;
    update();
}

QSize TimeChart::sizeHint() const
{
    return {320, 132};
}

QSize TimeChart::minimumSizeHint() const
{
    return {180, 110};
}

QString TimeChart::axisText(double value, double step) const
{
    if (value >= 1000) {
        return QStringLiteral("%1 k").arg(value / 1000, 0, 'g', 3);
    }
    return QString::number(value, 'f', step < 0.1 ? 2 : step < 1 ? 1 : 0);
}

void TimeChart::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.setFont(theme.font(11, QFont::DemiBold));
    painter.setPen(c.dim);
    int x = 0;
    const auto word = [&](const QString &text, const QColor &colour) {
        painter.setPen(colour);
        painter.drawText(QRect(x, 0, width() - x, titleHeight - 6), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += painter.fontMetrics().horizontalAdvance(text) + 6;
    };
    word(m_title, c.dim);
    if (m_lines.size() > 1) {
        for (const Line &line : m_lines) {
            word(line.name, line.colour);
        }
    }

    double highest = m_lowestTop;
    double to = 0;
    for (const Line &line : m_lines) {
        for (const LinePoint &point : line.points) {
            if (std::isfinite(point.value)) {
                highest = std::max(highest, point.value);
            }
            to = std::max(to, point.at);
        }
    }
    painter.setFont(theme.font(11));
    if (to <= 0) {
        painter.setPen(c.faint);
        painter.drawText(rect().adjusted(0, titleHeight, 0, 0), Qt::AlignCenter, QStringLiteral("no data"));
        return;
    }
    if (std::isfinite(m_highestTop)) {
        highest = std::min(highest, m_highestTop);
    }
    const double step = niceStep(highest, 3);
    const double top = step * std::ceil(highest / step - 1e-9);
    const QRectF plot(valueAxisWidth, titleHeight + 3, width() - valueAxisWidth - 2,
                      height() - titleHeight - timeAxisHeight - 4);
    for (double value = 0; value <= top + step / 2; value += step) {
        const double y = plot.bottom() - value / top * plot.height();
        painter.setPen(c.line);
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(c.dim);
        painter.drawText(QRectF(0, y - 8, valueAxisWidth - 7, 16), Qt::AlignRight | Qt::AlignVCenter,
                         axisText(value, step));
    }

    // Time labels at round minutes, each wholly within the widget.
    const double span = std::chrono::duration<double>(m_span).count();
    const double from = to - span;
    const double stride = m_span.count() <= 15 ? 300 : m_span.count() <= 60 ? 600 : 7200;
    for (double at = std::ceil(from / stride) * stride; at <= to; at += stride) {
        const double px = plot.left() + (at - from) / span * plot.width();
        const QString text = format::clockMinute(
            WallTime(std::chrono::duration_cast<WallTime::duration>(std::chrono::duration<double>(at))));
        const double half = painter.fontMetrics().horizontalAdvance(text) / 2.0 + 1;
        const double centre = std::clamp(px, plot.left() + half - 4, width() - half);
        painter.setPen(c.dim);
        painter.drawText(QRectF(centre - half, plot.bottom() + 3, 2 * half, timeAxisHeight - 4),
                         Qt::AlignCenter, text);
    }
    if (std::isfinite(m_threshold) && m_threshold <= top) {
        const double y = plot.bottom() - m_threshold / top * plot.height();
        painter.setPen(QPen(c.faint, 1, Qt::DashLine));
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    }
    for (const Line &line : m_lines) {
        paintLine(painter, line.points, plot, from, to, 0, top, line.colour, line.filled);
    }
}

} // namespace quarterdeck
