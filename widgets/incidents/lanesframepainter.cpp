#include "widgets/incidents/lanesframepainter.h"

#include "models/items/formatter.h"
#include "widgets/incidents/lanesaxis.h"
#include "widgets/incidents/laneshades.h"
#include "widgets/incidents/lanetexts.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

constexpr double axisLabelDistance = 84;

} // namespace

LanesFramePainter::LanesFramePainter(QPainter &painter, const LanesGeometry &geometry, const LanesLook &look,
                                     const Colours &colours)
    : m_painter(painter)
    , m_geometry(geometry)
    , m_look(look)
    , m_c(colours)
    , m_texts(LaneTexts::ofThisThread())
{
}

void LanesFramePainter::clock(const QList<LaneMoment> &moments)
{
    const QRectF plot = m_geometry.plot();
    const QRectF strip(plot.left(), m_geometry.area().top(), plot.width(), LanesGeometry::clockHeight);
    m_painter.setFont(m_texts.font());
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
            x < labels.last().x + m_texts.metrics().horizontalAdvance(labels.last().text()) + 26) {
            ++labels.last().more;
        } else {
            labels.append({x, moment.text, 0});
        }
    }
    m_painter.setPen(m_c.dim);
    double end = strip.left();
    for (const Label &label : std::as_const(labels)) {
        const double width = m_texts.metrics().horizontalAdvance(label.text()) + 1;
        const double left = std::max(end, std::min(label.x + 3, strip.right() - width));
        const QRectF box(left, strip.top(), std::min(width, strip.right() - left), strip.height() - 3);
        m_painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                           m_texts.metrics().elidedText(label.text(), Qt::ElideRight, box.width()));
        end = box.right() + 6;
    }
}

void LanesFramePainter::axis()
{
    const QRectF plot = m_geometry.plot();
    const QRectF strip(m_geometry.area().left(), plot.bottom(), m_geometry.area().width(),
                       LanesGeometry::axisHeight);
    m_painter.setFont(m_texts.font());
    m_painter.setPen(m_c.border);
    m_painter.drawLine(QPointF(plot.left(), plot.bottom() + 0.5), QPointF(plot.right(), plot.bottom() + 0.5));
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
    for (const LaneTick &tick : timeTicks(m_geometry.from(), m_geometry.to(),
                                          axisLabelDistance * m_geometry.secondsPerPixel(), m_look.zone)) {
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
void LanesFramePainter::line(WallTime at, const QColor &colour, double width)
{
    const QRectF plot = m_geometry.plot();
    const double x = std::round(m_geometry.x(at)) + 0.5;
    if (x < plot.left() || x > plot.right() + 1) {
        return;
    }
    m_painter.setPen(QPen(colour, width));
    m_painter.drawLine(QPointF(x, plot.top() - 4), QPointF(x, plot.bottom()));
    m_painter.setFont(m_texts.font());
    const QRectF box = lineBox(at);
    m_painter.fillRect(box, colour);
    m_painter.setPen(textOn(colour));
    m_painter.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, exactTime(at));
}

void LanesFramePainter::picked(const Lane &lane, int index, const LaneRows &rows)
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

QRectF LanesFramePainter::labelBox(double x, const QString &text, const QRectF &strip) const
{
    const double width = m_texts.metrics().horizontalAdvance(text) + 2;
    const QRectF plot = m_geometry.plot();
    const double left = std::clamp(x - width / 2, plot.left(), std::max(plot.left(), plot.right() - width));
    return {left, strip.top(), width, strip.height()};
}

QString LanesFramePainter::exactTime(WallTime at) const
{
    return m_geometry.secondsPerPixel() < 0.2 ? format::clockExact(at, m_look.zone)
                                              : format::clock(at, m_look.zone);
}

/// Where the time of a line stands; empty where the line is not seen.
QRectF LanesFramePainter::lineBox(WallTime at) const
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

void LanesFramePainter::outline(const QRectF &box)
{
    m_painter.save();
    m_painter.setClipRect(m_geometry.plot(), Qt::IntersectClip);
    m_painter.setBrush(Qt::NoBrush);
    m_painter.setPen(QPen(m_c.text, 2));
    m_painter.drawRect(box.adjusted(-1, -2, 1, 2));
    m_painter.restore();
}

} // namespace quarterdeck
