#pragma once

#include "models/incidents/postmortem.h"
#include "widgets/incidents/lanesgeometry.h"

class QPainter;

namespace quarterdeck {

/// Draws an error ratio below the lanes, over the same time in the same columns: what happened above stands
/// over what it did. `geometry`: the lanes'. The incident's time is shaded, the moments of its clock are
/// lines.
void paintRatioChart(QPainter &painter, const QRectF &area, const LanesGeometry &geometry,
                     const SeriesFact &series, const Incident &incident);

} // namespace quarterdeck
