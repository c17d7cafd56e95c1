#pragma once

#include <QFont>
#include <QRect>
#include <QString>

class QPainter;

namespace quarterdeck {

/// Draws text whose digits all take the same room, so that figures line up in columns and do not tremble when
/// they change. Inter has such digits only as a font feature, which Qt 6.4 cannot switch on.
void drawFigures(QPainter &painter, const QRect &box, Qt::Alignment alignment, const QString &text);
int figuresWidth(const QFont &font, const QString &text);

} // namespace quarterdeck
