#pragma once

#include <QCache>
#include <QFont>
#include <QFontMetricsF>
#include <QHash>
#include <QStaticText>

class QPainter;

namespace quarterdeck {

/// The texts of bars as they are drawn. Laying a text out is most of what a frame costs, and the same ones
/// come again with every frame, so they are kept, up to a bound.
class LaneTexts
{
public:
    static LaneTexts &ofThisThread();

    [[nodiscard]] double width(const QString &text);
    /// As much of the text as fits, with an ellipsis where that is not all; empty where it is next to
    /// nothing.
    [[nodiscard]] QString fitting(const QString &text, double room);
    void draw(QPainter &painter, QPointF baseline, const QString &text);
    [[nodiscard]] const QFont &font() const { return m_font; }
    [[nodiscard]] const QFontMetricsF &metrics() const { return m_metrics; }

private:
    LaneTexts();
    [[nodiscard]] double advance(QChar c);

    QFont m_font;
    QFontMetricsF m_metrics;
    QHash<char16_t, double> m_advances;
    QCache<QString, QStaticText> m_texts{4000};
};

} // namespace quarterdeck
