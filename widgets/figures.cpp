#include "widgets/figures.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

bool isDigit(QChar c)
{
    return c >= QLatin1Char('0') && c <= QLatin1Char('9');
}

double digitAdvance(const QFontMetricsF &metrics)
{
    double widest = 0;
    for (char16_t c = u'0'; c <= u'9'; ++c) {
        widest = std::max(widest, metrics.horizontalAdvance(QChar(c)));
    }
    return widest;
}

double widthOf(const QFontMetricsF &metrics, double digit, const QString &text)
{
    double width = 0;
    for (const QChar c : text) {
        width += isDigit(c) ? digit : metrics.horizontalAdvance(c);
    }
    return width;
}

} // namespace

void drawFigures(QPainter &painter, const QRect &box, Qt::Alignment alignment, const QString &text)
{
    const QFontMetricsF metrics(painter.font());
    const double digit = digitAdvance(metrics);
    const double width = widthOf(metrics, digit, text);
    double x = box.left();
    if (alignment.testFlag(Qt::AlignRight)) {
        x = box.right() + 1 - width;
    } else if (alignment.testFlag(Qt::AlignHCenter)) {
        x += (box.width() - width) / 2;
    }
    const double y = box.top() + (box.height() - metrics.height()) / 2 + metrics.ascent();
    for (const QChar c : text) {
        const double advance = metrics.horizontalAdvance(c);
        const double room = isDigit(c) ? digit : advance;
        painter.drawText(QPointF(x + (room - advance) / 2, y), QString(c));
        x += room;
    }
}

int figuresWidth(const QFont &font, const QString &text)
{
    const QFontMetricsF metrics(font);
    return static_cast<int>(std::ceil(widthOf(metrics, digitAdvance(metrics), text)));
}

} // namespace quarterdeck
