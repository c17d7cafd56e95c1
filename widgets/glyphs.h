#pragma once

#include "models/breakers/breakerstate.h"
#include "models/fleet/instancestate.h"

#include <QRectF>

class QColor;
class QPainter;

namespace quarterdeck {

/// The shapes that say a state beside its colour: down square, degraded triangle, not ready diamond, up disc,
/// unknown ring. Whoever sees no colours, or a printout, still reads them.
enum class Glyph : quint8 { Square, CrossedSquare, Triangle, Diamond, Disc, Ring, Dash, Half };

/// `Partial`: the group is not in this state as a whole; the shape is an outline with a filled core.
enum class GlyphFill : quint8 { Whole, Partial };

Glyph glyphOf(State state);
Glyph glyphOf(BreakerState state);
Glyph glyphOf(Verdict verdict);

void paintGlyph(QPainter &painter, Glyph glyph, const QRectF &box, const QColor &colour,
                GlyphFill fill = GlyphFill::Whole);
/// The glyph of a state in its colour of the theme.
void paintState(QPainter &painter, State state, const QRectF &box, GlyphFill fill = GlyphFill::Whole);

} // namespace quarterdeck
