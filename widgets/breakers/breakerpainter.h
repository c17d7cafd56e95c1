#pragma once

#include "widgets/breakers/breakertilegeometry.h"

#include <QColor>

class QPainter;

namespace quarterdeck {

/// The drawings that tile, table row and panel share.

/// By a failure ratio, along the colours of the map: green to red; grey where it is not known.
QColor ratioColour(double ratio);
/// The same for words: as the text until it is worth a look.
QColor ratioTextColour(double ratio, bool dimmed);

QColor causeColour(CallCause cause);

/// The bar of states; square corners within, so that a stretch of two pixels still shows.
void paintStateBar(QPainter &painter, const QRect &box, const BreakerTile &tile);

/// The failure ratio over time with the threshold as a dashed line. Between the least and the greatest of a
/// step the line is drawn in full, so that a spike of one scrape is seen. The threshold's line begins at
/// `thresholdFrom`: it does not cross what stands left of it.
void paintBreakerSparkline(QPainter &painter, const QRectF &box, std::span<const BreakerPoint> points,
                           double threshold, const QColor &colour, double thresholdFrom = 0);

/// A word in a rounded box, for flags. Returns its width.
int paintBadge(QPainter &painter, const QPoint &leftTop, const QString &word, const QColor &colour);
int badgeWidth(const QString &word);

} // namespace quarterdeck
