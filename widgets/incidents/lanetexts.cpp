#include "widgets/incidents/lanetexts.h"

#include "widgets/theme.h"

#include <QPainter>

namespace quarterdeck {

namespace {

constexpr int barTextSize = 11;

} // namespace

LaneTexts::LaneTexts() : m_font(Theme::instance().font(barTextSize)), m_metrics(m_font) {}

LaneTexts &LaneTexts::ofThisThread()
{
    thread_local LaneTexts texts;
    return texts;
}

double LaneTexts::width(const QString &text)
{
    double sum = 0;
    for (const QChar c : text) {
        sum += advance(c);
    }
    return sum;
}

QString LaneTexts::fitting(const QString &text, double room)
{
    const double ellipsis = advance(u'…');
    double sum = 0;
    qsizetype whole = 0; // characters that leave room for an ellipsis
    for (qsizetype i = 0; i < text.size(); ++i) {
        sum += advance(text[i]);
        whole = sum + ellipsis <= room ? i + 1 : whole;
        if (sum > room) {
            return whole < 2 ? QString() : text.left(whole) + u'…';
        }
    }
    return text;
}

void LaneTexts::draw(QPainter &painter, QPointF baseline, const QString &text)
{
    QStaticText *kept = m_texts.object(text);
    if (!kept) {
        kept = new QStaticText(text);
        kept->setTextFormat(Qt::PlainText);
        kept->prepare({}, m_font);
        m_texts.insert(text, kept);
    }
    painter.drawStaticText(QPointF(baseline.x(), baseline.y() - m_metrics.ascent()), *kept);
}

double LaneTexts::advance(QChar c)
{
    double &known = m_advances[c.unicode()];
    if (known == 0) {
        known = m_metrics.horizontalAdvance(c);
    }
    return known;
}

} // namespace quarterdeck
