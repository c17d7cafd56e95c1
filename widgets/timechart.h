#pragma once

#include "models/items/chartscale.h"
#include "widgets/sparkline.h"

#include <QColor>
#include <QString>
#include <QWidget>

#include <vector>

namespace quarterdeck {

/// Lines over the last minutes with labelled axes. Points become at most as many as there are pixels.
class TimeChart final : public QWidget
{
    Q_OBJECT
public:
    struct Line
    {
        QString name;
        QColor colour;
        std::vector<LinePoint> points;
        bool filled = false;
    };

    explicit TimeChart(QWidget *parent = nullptr);

    void setTitle(const QString &title); ///< with the unit; also the accessible name
    void setSpan(std::chrono::minutes span);
    void setLowestTop(double top); ///< the axis reaches at least so high
    void setHighestTop(double top);
    void setLines(std::vector<Line> lines);
    void setThreshold(double value); ///< a dashed line; NaN: none
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QString axisText(double value, double step) const;

    QString m_title;
    std::vector<Line> m_lines;
    std::chrono::minutes m_span{15};
    double m_lowestTop = 1;
    double m_highestTop = noValue;
    double m_threshold = noValue;
};

} // namespace quarterdeck
