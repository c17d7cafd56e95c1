#pragma once

#include "models/items/chartcontent.h"

#include <QWidget>

#include <optional>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace quarterdeck {

class SignalChart;
class TimeAxis;

/// Charts one above the other over one time: 15 min, 1 h or 6 h, zoomed and read together.
///
///     auto *charts = new ChartStack(parent);
///     charts->setContents({rate, errors, latency}, now);   // once a second or poll; cheap when nothing
///     changed
///
/// Charts are matched by ChartContent::id: those that stay keep zoom, crosshair and focus.
class ChartStack final : public QWidget
{
    Q_OBJECT
public:
    /// `shared`: the time of other charts on the page, owned by the caller; null: a time of its own.
    explicit ChartStack(QWidget *parent = nullptr, TimeAxis *shared = nullptr);

    /// `now` as chartTime(); not later than it gets one is "no data" shown.
    void setContents(const QList<ChartContent> &contents, double now);
    /// The plots of all its charts begin and end here, in its own pixels: where something above them has the
    /// same times.
    void setPlotEdges(double left, double right);
    /// Without the row of ranges, where something else chooses the time.
    void setRangesShown(bool shown);
    [[nodiscard]] const QList<SignalChart *> &charts() const { return m_charts; }
    [[nodiscard]] SignalChart *chart(const QString &id) const; ///< null when there is none
    [[nodiscard]] TimeAxis *axis() const { return m_axis; }
    /// The one that commands act on: with the focus or under the mouse, else the first.
    [[nodiscard]] SignalChart *currentChart() const;
    /// The current chart of the stack that is seen on a page; null when there is none.
    static SignalChart *currentChartOn(const QWidget *page);

private:
    void updateButtons();

    TimeAxis *m_axis;
    QVBoxLayout *m_column;
    QList<QToolButton *> m_ranges;
    bool m_rangesShown = true;
    QToolButton *m_live;
    QLabel *m_shown;
    QList<SignalChart *> m_charts;
    std::optional<std::pair<double, double>> m_edges;
};

} // namespace quarterdeck
