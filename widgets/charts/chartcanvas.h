#pragma once

#include "models/items/chartcontent.h"
#include "models/items/chartreducer.h"

#include <QGraphicsScene>

#include <vector>

class QChart;
class QColor;
class QLineSeries;
class QPainter;
class QValueAxis;

namespace quarterdeck {

class ChartGeometry;

/// Draws the lines of a chart with Qt Charts. Its series are kept and their points replaced; a line is as
/// many series as it has runs, because Qt Charts drops missing values and would join what lies beside them.
///
/// Grid, labels and head are not left to Qt Charts: its labels are rich text, each a text document, and make
/// every plot as narrow as they please, so that the same moment would stand at another place in each chart of
/// a page.
class ChartCanvas final
{
public:
    ChartCanvas();
    ~ChartCanvas();
    ChartCanvas(const ChartCanvas &) = delete;
    ChartCanvas &operator=(const ChartCanvas &) = delete;

    void draw(QPainter &painter, const ChartGeometry &geometry, const ChartContent &content);
    /// What the last draw() gave to Qt Charts, for tests.
    [[nodiscard]] int seriesShown() const { return m_used; }
    [[nodiscard]] qsizetype pointsShown() const;

private:
    void showRun(const ChartRun &run, const QColor &colour, const ChartGeometry &geometry);
    QLineSeries *nextSeries();

    QGraphicsScene m_scene;
    QChart *m_chart; ///< the scene's
    QValueAxis *m_time;
    QValueAxis *m_value;
    std::vector<QLineSeries *> m_series;
    int m_used = 0;
};

} // namespace quarterdeck
