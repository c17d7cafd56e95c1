#include "widgets/incidents/lanespainter.h"

#include "models/items/formatter.h"
#include "widgets/incidents/lanesaxis.h"
#include "widgets/theme.h"

#include <QCache>
#include <QFontMetricsF>
#include <QHash>
#include <QPainter>
#include <QPainterPath>
#include <QStaticText>

#include <algorithm>
#include <array>
#include <cmath>

namespace quarterdeck {

namespace {

constexpr int nameSize = 12;
constexpr int barSize = 11;
constexpr double textFrom = 26;     ///< narrower bars carry no text
constexpr double patternFrom = 3;   ///< nor a pattern
constexpr double markSize = 12;     ///< of an event's diamond
constexpr double markDistance = 28; ///< nearer ones are drawn as one, with how many more
constexpr double markTextFrom = 70;
constexpr double axisLabelDistance = 84;
constexpr double slop = 4; ///< pixels beside a thing that still mean it
constexpr std::array<int, 7> ranks{
    0, 3, 5, 6, 2, 1, 4}; ///< by LaneTone: the highest is shown where several share a pixel

int rank(LaneTone tone)
{
    return ranks[static_cast<std::size_t>(tone)];
}

QColor fillOf(LaneTone tone, const Colours &c)
{
    switch (tone) {
    case LaneTone::Up:
        return c.cell[int(State::Up)];
    case LaneTone::Degraded:
    case LaneTone::Alert:
        return c.cell[int(State::Degraded)];
    case LaneTone::NotReady:
        return c.cell[int(State::NotReady)];
    case LaneTone::Down:
        return c.cell[int(State::Down)];
    case LaneTone::Unknown:
        return c.cell[int(State::Unknown)];
    case LaneTone::Action:
        return c.accent;
    }
    return {};
}

/// What tells the tones apart where no colour does and no word has room.
Qt::BrushStyle patternOf(LaneTone tone)
{
    switch (tone) {
    case LaneTone::Down:
        return Qt::BDiagPattern;
    case LaneTone::NotReady:
        return Qt::DiagCrossPattern;
    case LaneTone::Degraded:
        return Qt::Dense6Pattern;
    case LaneTone::Alert:
        return Qt::VerPattern;
    case LaneTone::Unknown:
        return Qt::HorPattern;
    case LaneTone::Up:
    case LaneTone::Action:
        return Qt::NoBrush;
    }
    return Qt::NoBrush;
}

double luminance(const QColor &colour)
{
    const auto part = [](double value) {
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) + 0.0722 * part(colour.blueF());
}

QColor textOn(const QColor &fill)
{
    return luminance(fill) > 0.17 ? QColor(0x10, 0x14, 0x1a) : QColor(Qt::white);
}

QPainterPath diamond(QPointF centre, double size)
{
    QPainterPath path;
    path.moveTo(centre.x(), centre.y() - size / 2);
    path.lineTo(centre.x() + size / 2, centre.y());
    path.lineTo(centre.x(), centre.y() + size / 2);
    path.lineTo(centre.x() - size / 2, centre.y());
    path.closeSubpath();
    return path;
}

/// The first mark after `first` that is far enough from it to be drawn by itself.
qsizetype endOfCluster(const QList<LaneMark> &marks, qsizetype first, const LanesGeometry &geometry)
{
    const double x = geometry.x(marks[first].at);
    qsizetype next = first + 1;
    while (next < marks.size() && geometry.x(marks[next].at) - x < markDistance) {
        ++next;
    }
    return next;
}

/// The texts of bars as they are drawn. Laying a text out is most of what a frame costs, and the same ones
/// come again with every frame, so they are kept, up to a bound.
class BarTexts
{
public:
    static BarTexts &ofThisThread()
    {
        thread_local BarTexts texts;
        return texts;
    }

    [[nodiscard]] double width(const QString &text)
    {
        double sum = 0;
        for (const QChar c : text) {
            sum += advance(c);
        }
        return sum;
    }
    /// As much of the text as fits, with an ellipsis where that is not all; empty where it is next to
    /// nothing.
    [[nodiscard]] QString fitting(const QString &text, double room)
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
    void draw(QPainter &painter, QPointF baseline, const QString &text)
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
    [[nodiscard]] const QFont &font() const { return m_font; }

private:
    [[nodiscard]] double advance(QChar c)
    {
        double &known = m_advances[c.unicode()];
        if (known == 0) {
            known = m_metrics.horizontalAdvance(c);
        }
        return known;
    }

    QFont m_font = Theme::instance().font(barSize);
    QFontMetricsF m_metrics{m_font};
    QHash<char16_t, double> m_advances;
    QCache<QString, QStaticText> m_texts{4000};
};

/// One paint of the lanes.
class Pass
{
public:
    Pass(QPainter &painter, const LanesGeometry &geometry, const LanesLook &look)
        : m_painter(painter)
        , m_geometry(geometry)
        , m_look(look)
        , m_c(look.colours ? *look.colours : colours())
        , m_nameFont(Theme::instance().font(nameSize))
        , m_barFont(m_texts.font())
        , m_barMetrics(m_barFont)
    {
        for (std::size_t i = 0; i < m_tones.size(); ++i) {
            const QColor fill = fillOf(static_cast<LaneTone>(i), m_c);
            QColor ink = textOn(fill);
            m_tones[i].fill = fill;
            m_tones[i].text = ink;
            ink.setAlphaF(0.30F);
            m_tones[i].pattern = QBrush(ink, patternOf(static_cast<LaneTone>(i)));
        }
    }

    void lane(int index, const Lane &lane, const LaneRows &rows)
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
        m_painter.setFont(m_barFont);
        const bool follows = lane.kind == LaneKind::Instances || lane.kind == LaneKind::Breaker;
        follows ? course(index, lane) : spans(index, lane, rows);
        if (follows) {
            ticks(index, lane);
        }
        marks(index, lane);
        m_painter.restore();
    }

    void clock(const QList<LaneMoment> &moments)
    {
        const QRectF plot = m_geometry.plot();
        const QRectF strip(plot.left(), m_geometry.area().top(), plot.width(), LanesGeometry::clockHeight);
        m_painter.setFont(m_barFont);
        struct Label
        {
            double x = 0;
            QString first;
            int more = 0;
            [[nodiscard]] QString text() const
            {
                return more == 0 ? first : QStringLiteral("%1 +%2").arg(first).arg(more);
            }
        };
        QList<Label> labels;
        for (const LaneMoment &moment : moments) {
            const double x = std::round(m_geometry.x(moment.at)) + 0.5;
            if (x < plot.left() || x > plot.right()) {
                continue;
            }
            m_painter.setPen(QPen(m_c.dim, 1, Qt::DashLine));
            m_painter.drawLine(QPointF(x, strip.bottom() - 5), QPointF(x, plot.bottom()));
            if (!labels.isEmpty() &&
                x < labels.last().x + m_barMetrics.horizontalAdvance(labels.last().text()) + 26) {
                ++labels.last().more;
            } else {
                labels.append({x, moment.text, 0});
            }
        }
        m_painter.setPen(m_c.dim);
        double end = strip.left();
        for (const Label &label : std::as_const(labels)) {
            const double width = m_barMetrics.horizontalAdvance(label.text()) + 1;
            const double left = std::max(end, std::min(label.x + 3, strip.right() - width));
            const QRectF box(left, strip.top(), std::min(width, strip.right() - left), strip.height() - 3);
            m_painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                               m_barMetrics.elidedText(label.text(), Qt::ElideRight, box.width()));
            end = box.right() + 6;
        }
    }

    void axis()
    {
        const QRectF plot = m_geometry.plot();
        const QRectF strip(m_geometry.area().left(), plot.bottom(), m_geometry.area().width(),
                           LanesGeometry::axisHeight);
        m_painter.setFont(m_barFont);
        m_painter.setPen(m_c.border);
        m_painter.drawLine(QPointF(plot.left(), plot.bottom() + 0.5),
                           QPointF(plot.right(), plot.bottom() + 0.5));
        const QRectF names = m_geometry.names();
        m_painter.setPen(m_c.dim);
        m_painter.drawText(
            QRectF(names.left() + 2, strip.top(), names.width() - 12, strip.height()),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            m_look.zone == ClockZone::Utc
                ? QStringLiteral("UTC")
                : QStringLiteral("local time, %1").arg(format::zoneName(m_geometry.to(), m_look.zone)));
        const QRectF cursor = m_look.cursor ? lineBox(*m_look.cursor) : QRectF();
        const QRectF pointer = m_look.pointer ? lineBox(*m_look.pointer) : QRectF();
        double free = plot.left();
        for (const LaneTick &tick :
             timeTicks(m_geometry.from(), m_geometry.to(), axisLabelDistance * m_geometry.secondsPerPixel(),
                       m_look.zone)) {
            const double x = std::round(m_geometry.x(tick.at)) + 0.5;
            m_painter.setPen(m_c.border);
            m_painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + 4));
            const QRectF box = labelBox(x, tick.text, strip);
            if (box.left() < free || box.intersects(cursor) || box.intersects(pointer)) {
                continue;
            }
            m_painter.setPen(m_c.dim);
            m_painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, tick.text);
            free = box.right() + 6;
        }
    }

    /// A line through all lanes with its exact time on the axis.
    void line(WallTime at, const QColor &colour, double width)
    {
        const QRectF plot = m_geometry.plot();
        const double x = std::round(m_geometry.x(at)) + 0.5;
        if (x < plot.left() || x > plot.right() + 1) {
            return;
        }
        m_painter.setPen(QPen(colour, width));
        m_painter.drawLine(QPointF(x, plot.top() - 4), QPointF(x, plot.bottom()));
        m_painter.setFont(m_barFont);
        const QRectF box = lineBox(at);
        m_painter.fillRect(box, colour);
        m_painter.setPen(textOn(colour));
        m_painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, exactTime(at));
    }

    void picked(const Lane &lane, int index, const LaneRows &rows)
    {
        for (qsizetype i = 0; i < lane.bars.size(); ++i) {
            if (lane.bars[i].event == m_look.event) {
                const QRectF row = m_geometry.row(index, rows.rowOf[static_cast<std::size_t>(i)]);
                const double left = m_geometry.x(lane.bars[i].from);
                outline({left, row.top(), std::max(2.0, m_geometry.x(lane.bars[i].to) - left), row.height()});
                return;
            }
        }
        for (const QList<LaneMark> *list : {&lane.marks, &lane.changes}) {
            for (const LaneMark &mark : *list) {
                if (mark.event == m_look.event) {
                    const QRectF row = m_geometry.row(index, 0);
                    outline(QRectF(m_geometry.x(mark.at) - 8, row.top(), 16, row.height()));
                    return;
                }
            }
        }
    }

private:
    struct Tone
    {
        QColor fill;
        QColor text;
        QBrush pattern;
    };

    [[nodiscard]] const Tone &toneOf(LaneTone tone) const { return m_tones[static_cast<std::size_t>(tone)]; }

    [[nodiscard]] QRectF labelBox(double x, const QString &text, const QRectF &strip) const
    {
        const double width = m_barMetrics.horizontalAdvance(text) + 2;
        const QRectF plot = m_geometry.plot();
        const double left =
            std::clamp(x - width / 2, plot.left(), std::max(plot.left(), plot.right() - width));
        return {left, strip.top(), width, strip.height()};
    }

    [[nodiscard]] QString exactTime(WallTime at) const
    {
        return m_geometry.secondsPerPixel() < 0.2 ? format::clockExact(at, m_look.zone)
                                                  : format::clock(at, m_look.zone);
    }

    /// Where the time of a line stands; empty where the line is not seen.
    [[nodiscard]] QRectF lineBox(WallTime at) const
    {
        const QRectF plot = m_geometry.plot();
        const double x = m_geometry.x(at);
        if (x < plot.left() - 1 || x > plot.right() + 1) {
            return {};
        }
        const QRectF strip(m_geometry.area().left(), plot.bottom() + 2, m_geometry.area().width(),
                           LanesGeometry::axisHeight - 3);
        QRectF box = labelBox(x, exactTime(at), strip).adjusted(-5, 0, 5, 0);
        box.moveLeft(std::clamp(box.left(), plot.left(), std::max(plot.left(), plot.right() - box.width())));
        return box;
    }

    void outline(const QRectF &box)
    {
        m_painter.save();
        m_painter.setClipRect(m_geometry.plot(), Qt::IntersectClip);
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(m_c.text, 2));
        m_painter.drawRect(box.adjusted(-1, -2, 1, 2));
        m_painter.restore();
    }

    void fill(const QRectF &box, const Tone &tone)
    {
        m_painter.fillRect(box, tone.fill);
        if (tone.pattern.style() != Qt::NoBrush && box.width() >= patternFrom) {
            m_painter.fillRect(box, tone.pattern);
        }
    }

    void inBar(const QRectF &box, const Tone &tone, const QString &text)
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

    [[nodiscard]] double baseline(const QRectF &box) const
    {
        return box.top() + (box.height() - m_barMetrics.height()) / 2 + m_barMetrics.ascent();
    }

    /// Bars that follow one another. Those narrower than a pixel share it: the worst is drawn.
    void course(int index, const Lane &lane)
    {
        const QRectF row = m_geometry.row(index, 0);
        const auto first = std::lower_bound(lane.bars.begin(), lane.bars.end(), m_geometry.from(),
                                            [](const LaneBar &bar, WallTime from) { return bar.to <= from; });
        double runFrom = 0;
        double runTo = -1; // none
        LaneTone runTone = LaneTone::Up;
        const auto flush = [&] {
            if (runTo > runFrom) {
                fill({runFrom, row.top(), runTo - runFrom, row.height()}, toneOf(runTone));
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
                fill(whole, toneOf(bar->tone));
                inBar(whole, toneOf(bar->tone), bar->text);
                continue;
            }
            const double pixel = std::floor(left);
            if (runTo > runFrom && pixel < runTo) { // the run's last pixel
                if (rank(bar->tone) > rank(runTone)) {
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
    void spans(int index, const Lane &lane, const LaneRows &rows)
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
            const double wanted = m_barMetrics.horizontalAdvance(drawn.bar->text) + 8;
            const double beside = until - drawn.box.right() - 12;
            const double within = drawn.box.intersected(m_geometry.plot()).width();
            if (within >= wanted || within >= beside) {
                inBar(drawn.box, toneOf(drawn.bar->tone), drawn.bar->text);
            } else if (beside >= textFrom) {
                m_painter.setPen(m_c.text);
                m_painter.drawText(QPointF(drawn.box.right() + 6, baseline(drawn.box)),
                                   m_barMetrics.elidedText(drawn.bar->text, Qt::ElideRight, beside));
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
            fill(box, toneOf(bar.tone));
            last[at] = {box, &bar};
        }
        for (Drawn &drawn : last) {
            finish(drawn, m_geometry.plot().right());
        }
    }

    /// Events that changed no bar, or the members of one: a notch below it. Inferred ones are above.
    void ticks(int index, const Lane &lane)
    {
        const QRectF row = m_geometry.row(index, 0);
        const auto first =
            std::lower_bound(lane.changes.begin(), lane.changes.end(), m_geometry.from(),
                             [](const LaneMark &mark, WallTime from) { return mark.at < from; });
        double drawn = -10;
        for (auto mark = first; mark != lane.changes.end() && mark->at < m_geometry.to(); ++mark) {
            const double x = std::round(m_geometry.x(mark->at));
            if (x - drawn < 3) {
                continue;
            }
            drawn = x;
            m_painter.fillRect(
                mark->inferred ? QRectF(x, row.top() - 4, 1, 4) : QRectF(x, row.bottom(), 1, 4), m_c.dim);
        }
    }

    void marks(int index, const Lane &lane)
    {
        const double middle = m_geometry.row(index, 0).center().y();
        const double left = m_geometry.plot().left() - markSize;
        qsizetype next = 0;
        for (qsizetype i = 0; i < lane.marks.size(); i = next) {
            const double x = m_geometry.x(lane.marks[i].at);
            next = endOfCluster(lane.marks, i, m_geometry);
            if (x < left) {
                continue;
            }
            if (x > m_geometry.plot().right() + markSize) {
                break;
            }
            const double until = std::min(m_geometry.plot().right(), next < lane.marks.size()
                                                                         ? m_geometry.x(lane.marks[next].at)
                                                                         : m_geometry.plot().right());
            m_painter.setRenderHint(QPainter::Antialiasing);
            m_painter.setPen(Qt::NoPen);
            m_painter.setBrush(m_c.text);
            m_painter.drawPath(diamond({x, middle}, markSize));
            m_painter.setRenderHint(QPainter::Antialiasing, false);
            const double room = until - x - markSize;
            const QString more = next - i > 1 ? QStringLiteral("+%1").arg(next - i - 1) : QString();
            const QString text =
                more.isEmpty() ? lane.marks[i].text : QStringLiteral("%1  %2").arg(more, lane.marks[i].text);
            m_painter.setPen(m_c.dim);
            if (room >= markTextFrom) {
                m_painter.drawText(QPointF(x + markSize / 2 + 4, baseline(m_geometry.row(index, 0))),
                                   m_barMetrics.elidedText(text, Qt::ElideRight, room - 8));
            } else if (!more.isEmpty() && room >= m_barMetrics.horizontalAdvance(more)) {
                m_painter.drawText(QPointF(x + markSize / 2 + 2, baseline(m_geometry.row(index, 0))), more);
            }
        }
    }

    QPainter &m_painter;
    const LanesGeometry &m_geometry;
    const LanesLook &m_look;
    const Colours &m_c;
    BarTexts &m_texts = BarTexts::ofThisThread();
    QFont m_nameFont;
    QFont m_barFont;
    QFontMetricsF m_barMetrics;
    std::array<Tone, 7> m_tones;
};

} // namespace

LanesPainter::LanesPainter(IncidentLanes lanes) : m_lanes(std::move(lanes))
{
    m_rows.reserve(static_cast<std::size_t>(m_lanes.lanes.size()));
    const QFontMetricsF names(Theme::instance().font(nameSize));
    for (const Lane &lane : std::as_const(m_lanes.lanes)) {
        m_rows.push_back(lane.kind == LaneKind::Instances || lane.kind == LaneKind::Breaker
                             ? LaneRows{std::vector<int>(static_cast<std::size_t>(lane.bars.size()), 0), 1}
                             : rowsOf(lane));
        m_namesWidth = std::max(m_namesWidth, names.horizontalAdvance(lane.name));
    }
}

void LanesPainter::paint(QPainter &painter, const QRectF &area, const LanesLook &look) const
{
    const LanesGeometry all = geometry(area, m_lanes.from, m_lanes.to);
    paint(painter, all, look);
}

void LanesPainter::paint(QPainter &painter, const LanesGeometry &geometry, const LanesLook &look) const
{
    paintStill(painter, geometry, look);
    paintOver(painter, geometry, look);
}

void LanesPainter::paintStill(QPainter &painter, const LanesGeometry &geometry, const LanesLook &look) const
{
    painter.save();
    Pass pass(painter, geometry, look);
    painter.save();
    painter.setClipRect(QRectF(geometry.area().left(), geometry.plot().top(), geometry.area().width(),
                               geometry.plot().height()),
                        Qt::IntersectClip);
    for (int i = std::max(0, geometry.laneAt(geometry.plot().top())); i < geometry.count(); ++i) {
        if (geometry.lane(i).top() >= geometry.plot().bottom()) {
            break;
        }
        pass.lane(i, m_lanes.lanes[i], m_rows[static_cast<std::size_t>(i)]);
    }
    painter.restore();
    pass.clock(m_lanes.clock);
    painter.restore();
}

void LanesPainter::paintOver(QPainter &painter, const LanesGeometry &geometry, const LanesLook &look) const
{
    painter.save();
    Pass pass(painter, geometry, look);
    const Colours &c = look.colours ? *look.colours : colours();
    pass.axis();
    if (look.event != 0) {
        for (int i = 0; i < geometry.count(); ++i) {
            pass.picked(m_lanes.lanes[i], i, m_rows[static_cast<std::size_t>(i)]);
        }
    }
    if (look.pointer) {
        pass.line(*look.pointer, c.dim, 1);
    }
    if (look.cursor) {
        pass.line(*look.cursor, c.accent, 2);
    }
    painter.restore();
}

LanesPainter::Hit LanesPainter::hit(const LanesGeometry &geometry, QPointF place) const
{
    Hit hit;
    hit.lane = geometry.laneAt(place.y());
    if (hit.lane < 0 || place.x() < geometry.plot().left() - slop) {
        return hit;
    }
    const Lane &lane = m_lanes.lanes[hit.lane];
    const WallTime from = geometry.timeAt(place.x() - slop);
    const WallTime to = geometry.timeAt(place.x() + slop);
    const LaneRows &rows = m_rows[static_cast<std::size_t>(hit.lane)];
    const WallTime at = geometry.timeAt(place.x());
    for (qsizetype i = 0; i < lane.bars.size() && lane.bars[i].from <= to; ++i) {
        const QRectF row = geometry.row(hit.lane, rows.rowOf[static_cast<std::size_t>(i)]);
        if (place.y() < row.top() - slop || place.y() > row.bottom() + slop) {
            continue;
        }
        const bool within = lane.bars[i].from <= at && at < lane.bars[i].to;
        const bool narrow = (lane.bars[i].to - lane.bars[i].from) < (to - from);
        if (within || (narrow && lane.bars[i].to >= from && hit.bar < 0)) {
            hit.bar = static_cast<int>(i);
        }
    }
    const auto collect = [&hit](const QList<LaneMark> &marks, WallTime begin, WallTime end) {
        auto mark = std::lower_bound(marks.begin(), marks.end(), begin,
                                     [](const LaneMark &each, WallTime time) { return each.at < time; });
        for (; mark != marks.end() && mark->at <= end; ++mark) {
            hit.marks.append(&*mark);
        }
    };
    // A diamond stands for all that come so soon after it that they have none of their own.
    qsizetype next = 0;
    for (qsizetype i = 0; i < lane.marks.size(); i = next) {
        next = endOfCluster(lane.marks, i, geometry);
        if (std::abs(place.x() - geometry.x(lane.marks[i].at)) <= (markSize + slop) / 2) {
            for (qsizetype each = i; each < next; ++each) {
                hit.marks.append(&lane.marks[each]);
            }
            break;
        }
    }
    collect(lane.changes, from, to);
    return hit;
}

} // namespace quarterdeck
