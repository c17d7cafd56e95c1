#pragma once

#include "models/items/chartcontent.h"

#include <QPointF>

#include <vector>

namespace quarterdeck {

/// A stretch of a line that is drawn without lifting the pen: x is chartTime(), y the value.
struct ChartRun
{
    bool quiet = false;
    std::vector<QPointF> points; ///< a single one is a dot
};

/// The part of a line that shows between `from` and `to`, as at most `pixels` points over all runs. Where
/// more were measured than there are pixels, what falls on a column keeps its lowest and its highest value: a
/// spike of one sample stays visible. Columns are whole multiples of their width since the epoch, so a line
/// that moves on with time does not tremble. A gap within one column cannot be seen and is not kept.
std::vector<ChartRun> reduceLine(const ChartLine &line, double from, double to, int pixels);

/// The point nearest to `at` that still speaks for it (not further than the line's gap); missing when none
/// does or when nothing was measured there.
ChartPoint pointAt(const ChartLine &line, double at);

} // namespace quarterdeck
