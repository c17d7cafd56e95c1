#include "widgets/glyphs.h"

#include "widgets/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace quarterdeck {

namespace {

QPainterPath shapeOf(Glyph glyph, const QRectF &box)
{
    QPainterPath path;
    switch (glyph) {
    case Glyph::Square:
    case Glyph::CrossedSquare:
        path.addRect(box);
        break;
    case Glyph::Triangle:
        path.moveTo(box.center().x(), box.top());
        path.lineTo(box.right(), box.bottom());
        path.lineTo(box.left(), box.bottom());
        path.closeSubpath();
        break;
    case Glyph::Diamond:
        path.moveTo(box.center().x(), box.top());
        path.lineTo(box.right(), box.center().y());
        path.lineTo(box.center().x(), box.bottom());
        path.lineTo(box.left(), box.center().y());
        path.closeSubpath();
        break;
    case Glyph::Disc:
    case Glyph::Ring:
    case Glyph::Half:
        path.addEllipse(box);
        break;
    case Glyph::Dash:
        path.addRect(QRectF(box.left(), box.center().y() - 1, box.width(), 2));
        break;
    }
    return path;
}

} // namespace

Glyph glyphOf(State state)
{
    switch (state) {
    case State::Down:
        return Glyph::Square;
    case State::NotReady:
        return Glyph::Diamond;
    case State::Degraded:
        return Glyph::Triangle;
    case State::Unknown:
        return Glyph::Ring;
    case State::Up:
        return Glyph::Disc;
    }
    return Glyph::Ring;
}

Glyph glyphOf(BreakerState state)
{
    switch (state) {
    case BreakerState::Open:
        return Glyph::Square;
    case BreakerState::ForcedOpen:
        return Glyph::CrossedSquare;
    case BreakerState::HalfOpen:
        return Glyph::Triangle;
    case BreakerState::Unknown:
        return Glyph::Ring;
    case BreakerState::ForcedClosed:
        return Glyph::Half;
    case BreakerState::Disabled:
    case BreakerState::MetricsOnly:
        return Glyph::Dash;
    case BreakerState::Closed:
        return Glyph::Disc;
    }
    return Glyph::Ring;
}

Glyph glyphOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Up:
        return Glyph::Disc;
    case Verdict::Degraded:
        return Glyph::Triangle;
    case Verdict::Down:
        return Glyph::Square;
    case Verdict::Unknown:
    case Verdict::Restricted:
    case Verdict::Throttled:
        return Glyph::Ring;
    case Verdict::Absent:
        return Glyph::Dash;
    }
    return Glyph::Ring;
}

void paintGlyph(QPainter &painter, Glyph glyph, const QRectF &box, const QColor &colour, GlyphFill fill)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, glyph != Glyph::Square && glyph != Glyph::Dash);
    const double line = std::max(1.4, box.width() / 7);
    if (glyph == Glyph::Ring) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colour, line));
        painter.drawEllipse(box.adjusted(line / 2, line / 2, -line / 2, -line / 2));
    } else if (glyph == Glyph::Half) {
        painter.setPen(QPen(colour, line));
        painter.setBrush(Qt::NoBrush);
        const QRectF inner = box.adjusted(line / 2, line / 2, -line / 2, -line / 2);
        painter.drawEllipse(inner);
        painter.setBrush(colour);
        painter.drawChord(inner, 90 * 16, 180 * 16);
    } else if (fill == GlyphFill::Partial && glyph != Glyph::Dash) {
        const QRectF outline = box.adjusted(line / 2, line / 2, -line / 2, -line / 2);
        painter.setPen(QPen(colour, line));
        painter.setBrush(Qt::NoBrush);
        painter.drawPath(shapeOf(glyph, outline));
        QRectF core(0, 0, box.width() * 0.4, box.height() * 0.4);
        core.moveCenter(box.center());
        if (glyph == Glyph::Triangle) {
            core.translate(0, box.height() * 0.12);
        }
        painter.fillPath(shapeOf(glyph, core), colour);
    } else {
        painter.fillPath(shapeOf(glyph, box), colour);
        if (glyph == Glyph::CrossedSquare) {
            const double inset = box.width() * 0.26;
            const QRectF cross = box.adjusted(inset, inset, -inset, -inset);
            painter.setPen(QPen(Qt::white, std::max(1.2, box.width() / 8), Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(cross.topLeft(), cross.bottomRight());
            painter.drawLine(cross.topRight(), cross.bottomLeft());
        }
    }
    painter.restore();
}

void paintState(QPainter &painter, State state, const QRectF &box, GlyphFill fill)
{
    paintGlyph(painter, glyphOf(state), box, Theme::instance().state(state), fill);
}

} // namespace quarterdeck
