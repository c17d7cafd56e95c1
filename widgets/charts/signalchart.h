#pragma once

#include "models/items/chartcontent.h"

#include <QImage>
#include <QWidget>

#include <memory>
#include <optional>

namespace quarterdeck {

class ChartCanvas;
class ChartGeometry;
class TimeAxis;

/// One chart over a shared TimeAxis. The lines are drawn by Qt Charts into an image when something changed
/// and the chart is seen; crosshair and drag are painted over that image, so following the mouse draws no
/// line again. Wheel (with Ctrl, or with the focus, where a page scrolls) and drag zoom, a double click
/// resets.
class SignalChart final : public QWidget
{
    Q_OBJECT
public:
    /// The axis is the caller's and outlives the chart.
    explicit SignalChart(TimeAxis *axis, QWidget *parent = nullptr);
    ~SignalChart() override;

    /// Cheap when nothing changed. At most once a second or poll.
    void setContent(const ChartContent &content);
    [[nodiscard]] const ChartContent &content() const { return m_content; }
    [[nodiscard]] TimeAxis *axis() const { return m_axis; }
    [[nodiscard]] ChartGeometry geometryNow() const;
    /// Its plot begins and ends at these places of `reference`, a widget around it.
    void setPlotEdges(const QWidget *reference, double left, double right);

    /// What it shows in one line; also its accessible description.
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QImage picture();    ///< with its title, as on the screen
    [[nodiscard]] QString csv() const; ///< the time shown
    void copyPicture();
    void copyCsv();

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    /// How often the lines were drawn, for tests and the benchmark.
    [[nodiscard]] int drawn() const { return m_drawn; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void redraw(); ///< the image is out of date
    void draw(const ChartGeometry &geometry);
    void moveCursor(double seconds);
    [[nodiscard]] bool pageScrolls() const;
    [[nodiscard]] QString markTextAt(const QPointF &place) const;

    TimeAxis *m_axis;
    const QWidget *m_reference = nullptr; ///< of m_left and m_right; null: nothing else has the same times
    double m_left = 0;
    double m_right = 0;
    ChartContent m_content;
    std::unique_ptr<ChartCanvas> m_canvas;
    QImage m_image;
    bool m_outdated = true;
    int m_drawn = 0;
    std::optional<double> m_dragFrom; ///< where a drag began
    double m_dragTo = 0;
    bool m_panning = false;
};

} // namespace quarterdeck
