#include "widgets/breakers/causebars.h"

#include "widgets/breakers/breakerpainter.h"
#include "widgets/figures.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QStringList>

#include <algorithm>

namespace quarterdeck {

namespace {

constexpr int lineHeight = 20;
constexpr int wordWidth = 92;
constexpr int figureWidth = 64;

} // namespace

CauseBars::CauseBars(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("causeBars"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void CauseBars::setTile(const BreakerTile &tile)
{
    const QSize before = sizeHint();
    m_bars.clear();
    m_collecting = tile.collecting;
    QStringList words;
    for (const breakertext::Cause &cause : breakertext::causes(tile)) {
        m_bars.append({cause, tile.of(cause.cause)});
        words.append(cause.count + QLatin1Char(' ') + cause.word);
    }
    m_latency = tile.tellsLatency
                    ? QStringLiteral("p50 %1, p99 %2")
                          .arg(breakertext::latency(tile, tile.p50), breakertext::latency(tile, tile.p99))
                    : QString();
    if (!m_latency.isEmpty()) {
        words.append(m_latency);
    }
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    if (sizeHint() != before) {
        updateGeometry();
    }
    update();
}

QSize CauseBars::sizeHint() const
{
    const int lines = std::max(1, static_cast<int>(m_bars.size())) + (m_latency.isEmpty() ? 0 : 1);
    return {300, lines * lineHeight};
}

void CauseBars::paintEvent(QPaintEvent *)
{
    const Colours &c = colours();
    QPainter painter(this);
    painter.setFont(Theme::instance().font(12));
    if (m_bars.isEmpty()) {
        painter.setPen(c.dim);
        painter.drawText(QRect(0, 0, width(), lineHeight), Qt::AlignLeft | Qt::AlignVCenter,
                         m_collecting ? QStringLiteral("counting: figures come with the next poll")
                                      : QStringLiteral("the library tells no calls"));
    }
    double most = 1;
    for (const Bar &bar : std::as_const(m_bars)) {
        most = std::max(most, bar.count);
    }
    int top = 0;
    for (const Bar &bar : std::as_const(m_bars)) {
        const QRect line(0, top, width(), lineHeight);
        painter.setPen(c.text);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, bar.cause.word);
        painter.setPen(c.dim);
        drawFigures(painter, QRect(wordWidth, top, figureWidth, lineHeight), Qt::AlignRight, bar.cause.count);
        const int room = width() - wordWidth - figureWidth - 10;
        const double length = bar.count > 0 ? std::max(1.0, bar.count / most * room) : 0;
        painter.fillRect(QRectF(wordWidth + figureWidth + 10, top + 6, length, lineHeight - 12),
                         causeColour(bar.cause.cause));
        top += lineHeight;
    }
    if (!m_latency.isEmpty()) {
        painter.setPen(c.text);
        painter.drawText(QRect(0, height() - lineHeight, width(), lineHeight),
                         Qt::AlignLeft | Qt::AlignVCenter, m_latency);
    }
}

} // namespace quarterdeck
