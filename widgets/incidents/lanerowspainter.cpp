#include "widgets/incidents/lanerowspainter.h"

#include "widgets/incidents/lanetexts.h"
#include "widgets/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

constexpr double textFrom = 26;     ///< narrower bars carry no text
constexpr double patternFrom = 3;   ///< nor a pattern
constexpr double markDistance = 28; ///< nearer ones are drawn as one, with how many more
constexpr double markTextFrom = 70;

QPainterPath markShape(QPointF centre, double size)
{
    QPainterPath path;
    path.moveTo(centre.x(), centre.y() - size / 2);
    path.lineTo(centre.x() + size / 2, centre.y());
    path.lineTo(centre.x(), centre.y() + size / 2);
    path.lineTo(centre.x() - size / 2, centre.y());
    path.closeSubpath();
    return path;
}

} // namespace

LaneRowsPainter::LaneRowsPainter(QPainter &painter, const LanesGeometry &geometry, const Colours &colours)
    : m_painter(painter)
    , m_geometry(geometry)
    , m_c(colours)
    , m_shades(colours)
    , m_texts(LaneTexts::ofThisThread())
    , m_nameFont(Theme::instance().font(nameSize))
{
}

qsizetype LaneRowsPainter::endOfMarks(const QList<LaneMark> &marks, qsizetype first,
                                      const LanesGeometry &geometry)
{
    const double x = geometry.x(marks[first].at);
    qsizetype next = first + 1;
    while (next < marks.size() && geometry.x(marks[next].at) - x < markDistance) {
        ++next;
    }
    return next;
}

void LaneRowsPainter::lane(int index, const Lane &lane, const LaneRows &rows)
{
    const QRectF box = m_geometry.lane(index);
    const QRectF names = m_geometry.names();
    m_painter.setPen(m_c.line);
    m_painter.drawLine(QPointF(box.left(), box.bottom() - 0.5), QPointF(box.right(), box.bottom() - 0.5));
    m_painter.setFont(m_nameFont);
    m_painter.setPen(m_c.text);
    const QRectF nameBox(names.left() + 2, box.top(), names.width() - 12, LanesGeometry::laneHeight);
    m_painter.drawText(nameBox, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                       QFontMetricsF(m_nameFont).elidedText(lane.name, Qt::ElideRight, nameBox.width()));
    m_painter.save();
    m_painter.setClipRect(m_geometry.plot(), Qt::IntersectClip);
    m_painter.setFont(m_texts.font());
    const bool follows = lane.kind == LaneKind::Instances || lane.kind == LaneKind::Breaker;
    follows ? course(index, lane) : spans(index, lane, rows);
    if (follows) {
        ticks(index, lane);
    }
    marks(index, lane);
    m_painter.restore();
}

void LaneRowsPainter::fill(const QRectF &box, const LaneShade &tone)
{
    m_painter.fillRect(box, tone.fill);
    if (tone.pattern.style() != Qt::NoBrush && box.width() >= patternFrom) {
        m_painter.fillRect(box, tone.pattern);
    }
}

void LaneRowsPainter::inBar(const QRectF &box, const LaneShade &tone, const QString &text)
{
    // The text of a bar that begins before what is shown stays in sight.
    const QRectF seen = box.intersected(m_geometry.plot());
    if (seen.width() < textFrom || text.isEmpty()) {
        return;
    }
    const QString shown = m_texts.fitting(text, seen.width() - 8);
    if (shown.isEmpty()) {
        return;
    }
    if (tone.pattern.style() != Qt::NoBrush) { // the word, not the pattern, tells here
        m_painter.fillRect(QRectF(seen.left() + 2, box.top(), m_texts.width(shown) + 5, box.height()),
                           tone.fill);
    }
    m_painter.setPen(tone.text);
    m_texts.draw(m_painter, QPointF(seen.left() + 4, baseline(box)), shown);
}

double LaneRowsPainter::baseline(const QRectF &box) const
{
    return box.top() + (box.height() - m_texts.metrics().height()) / 2 + m_texts.metrics().ascent();
}

/// Bars that follow one another. Those narrower than a pixel share it: the worst is drawn.
void LaneRowsPainter::course(int index, const Lane &lane)
{
    const QRectF row = m_geometry.row(index, 0);
    const auto first = std::lower_bound(lane.bars.begin(), lane.bars.end(), m_geometry.from(),
                                        [](const LaneBar &bar, WallTime from) { return bar.to <= from; });
    double runFrom = 0;
    double runTo = -1; // none
    LaneTone runTone = LaneTone::Up;
    const auto flush = [&] {
        if (runTo > runFrom) {
            fill({runFrom, row.top(), runTo - runFrom, row.height()}, m_shades.of(runTone));
        }
        runTo = -1;
        runFrom = 0;
    };
    for (auto bar = first; bar != lane.bars.end() && bar->from < m_geometry.to(); ++bar) {
        const double left = m_geometry.x(bar->from);
        const double right = m_geometry.x(bar->to);
        if (right - left >= 2) {
            flush();
            const QRectF box(std::round(std::max(left, row.left() - 8)), row.top(), 0, row.height());
            QRectF whole = box;
            whole.setRight(std::round(std::min(right, row.right() + 8)));
            fill(whole, m_shades.of(bar->tone));
            inBar(whole, m_shades.of(bar->tone), bar->text);
            continue;
        }
        const double pixel = std::floor(left);
        if (runTo > runFrom && pixel < runTo) { // the run's last pixel
            if (laneRank(bar->tone) > laneRank(runTone)) {
                runTo = pixel;
                flush();
                runFrom = pixel;
                runTo = pixel + 1;
                runTone = bar->tone;
            }
        } else if (runTo > runFrom && pixel == runTo && bar->tone == runTone) {
            runTo = pixel + 1;
        } else {
            flush();
            runFrom = pixel;
            runTo = std::max(pixel + 1, std::round(right));
            runTone = bar->tone;
        }
    }
    flush();
}

/// Bars in rows, with their text in them or beside them.
void LaneRowsPainter::spans(int index, const Lane &lane, const LaneRows &rows)
{
    struct Drawn
    {
        QRectF box;
        const LaneBar *bar = nullptr;
    };
    std::vector<Drawn> last(static_cast<std::size_t>(rows.rows)); // whose text waits for the next bar
    const auto finish = [&](Drawn &drawn, double until) {
        if (!drawn.bar) {
            return;
        }
        const double wanted = m_texts.metrics().horizontalAdvance(drawn.bar->text) + 8;
        const double beside = until - drawn.box.right() - 12;
        const double within = drawn.box.intersected(m_geometry.plot()).width();
        if (within >= wanted || within >= beside) {
            inBar(drawn.box, m_shades.of(drawn.bar->tone), drawn.bar->text);
        } else if (beside >= textFrom) {
            m_painter.setPen(m_c.text);
            m_painter.drawText(QPointF(drawn.box.right() + 6, baseline(drawn.box)),
                               m_texts.metrics().elidedText(drawn.bar->text, Qt::ElideRight, beside));
        }
        drawn.bar = nullptr;
    };
    for (qsizetype i = 0; i < lane.bars.size() && lane.bars[i].from < m_geometry.to(); ++i) {
        const LaneBar &bar = lane.bars[i];
        if (bar.to < m_geometry.from()) {
            continue;
        }
        const auto at = static_cast<std::size_t>(rows.rowOf[static_cast<std::size_t>(i)]);
        const QRectF row = m_geometry.row(index, static_cast<int>(at));
        const double left = std::round(std::max(m_geometry.x(bar.from), row.left() - 8));
        const double right = std::round(std::min(m_geometry.x(bar.to), row.right() + 8));
        const QRectF box(left, row.top(), std::max(3.0, right - left), row.height());
        if (last[at].bar && box.right() <= last[at].box.right()) {
            continue; // in the same pixels
        }
        finish(last[at], left);
        fill(box, m_shades.of(bar.tone));
        last[at] = {box, &bar};
    }
    for (Drawn &drawn : last) {
        finish(drawn, m_geometry.plot().right());
    }
}

/// Events that changed no bar, or the members of one: a notch below it. Inferred ones are above.
void LaneRowsPainter::ticks(int index, const Lane &lane)
{
    const QRectF row = m_geometry.row(index, 0);
    const auto first = std::lower_bound(lane.changes.begin(), lane.changes.end(), m_geometry.from(),
                                        [](const LaneMark &mark, WallTime from) { return mark.at < from; });
    double drawn = -10;
    for (auto mark = first; mark != lane.changes.end() && mark->at < m_geometry.to(); ++mark) {
        const double x = std::round(m_geometry.x(mark->at));
        if (x - drawn < 3) {
            continue;
        }
        drawn = x;
        m_painter.fillRect(mark->inferred ? QRectF(x, row.top() - 4, 1, 4) : QRectF(x, row.bottom(), 1, 4),
                           m_c.dim);
    }
}

void LaneRowsPainter::marks(int index, const Lane &lane)
{
    const double middle = m_geometry.row(index, 0).center().y();
    const double left = m_geometry.plot().left() - markSize;
    qsizetype next = 0;
    for (qsizetype i = 0; i < lane.marks.size(); i = next) {
        const double x = m_geometry.x(lane.marks[i].at);
        next = endOfMarks(lane.marks, i, m_geometry);
        if (x < left) {
            continue;
        }
        if (x > m_geometry.plot().right() + markSize) {
            break;
        }
        const double until =
            std::min(m_geometry.plot().right(), next < lane.marks.size() ? m_geometry.x(lane.marks[next].at)
                                                                         : m_geometry.plot().right());
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_c.text);
        m_painter.drawPath(markShape({x, middle}, markSize));
        m_painter.setRenderHint(QPainter::Antialiasing, false);
        const double room = until - x - markSize;
        const QString more = next - i > 1 ? QStringLiteral("+%1").arg(next - i - 1) : QString();
        const QString text =
            more.isEmpty() ? lane.marks[i].text : QStringLiteral("%1  %2").arg(more, lane.marks[i].text);
        m_painter.setPen(m_c.dim);
        if (room >= markTextFrom) {
            m_painter.drawText(QPointF(x + markSize / 2 + 4, baseline(m_geometry.row(index, 0))),
                               m_texts.metrics().elidedText(text, Qt::ElideRight, room - 8));
        } else if (!more.isEmpty() && room >= m_texts.metrics().horizontalAdvance(more)) {
            m_painter.drawText(QPointF(x + markSize / 2 + 2, baseline(m_geometry.row(index, 0))), more);
        }
    }
}

} // namespace quarterdeck
