#include "widgets/charts/signalchart.h"

#include "models/items/charttext.h"
#include "models/items/formatter.h"
#include "widgets/charts/chartcanvas.h"
#include "widgets/charts/chartgeometry.h"
#include "widgets/charts/chartpainter.h"
#include "widgets/charts/charttone.h"
#include "widgets/charts/timeaxis.h"
#include "widgets/theme.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <QWheelEvent>

#include <cmath>

namespace quarterdeck {

namespace {

constexpr double dragThreshold = 4; ///< pixels; less is a click
constexpr double markReach = 4;
constexpr double zoomStep = 0.8;
constexpr qsizetype mostMarkLines = 8;

} // namespace

SignalChart::SignalChart(TimeAxis *axis, QWidget *parent)
    : QWidget(parent)
    , m_axis(axis)
    , m_canvas(std::make_unique<ChartCanvas>())
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setCursor(Qt::CrossCursor);
    connect(m_axis, &TimeAxis::changed, this, &SignalChart::redraw);
    connect(m_axis, &TimeAxis::cursorChanged, this, qOverload<>(&QWidget::update));
    connect(m_axis, &TimeAxis::momentChanged, this, qOverload<>(&QWidget::update));
    connect(&Theme::instance(), &Theme::changed, this, &SignalChart::redraw);
}

SignalChart::~SignalChart() = default;

void SignalChart::setContent(const ChartContent &content)
{
    if (content == m_content) {
        return;
    }
    m_content = content;
    setObjectName(QStringLiteral("chart_") + content.id);
    setAccessibleName(content.title);
    redraw();
}

ChartGeometry SignalChart::geometryNow() const
{
    if (m_reference) {
        const int x = mapTo(m_reference, QPoint()).x();
        const PlotEdges edges{m_left - x, m_right - x};
        return {size(), m_axis->from(), m_axis->to(), m_content, &edges};
    }
    return {size(), m_axis->from(), m_axis->to(), m_content};
}

void SignalChart::setPlotEdges(const QWidget *reference, double left, double right)
{
    if (m_reference != reference || m_left != left || m_right != right) {
        m_reference = reference;
        m_left = left;
        m_right = right;
        redraw();
    }
}

QString SignalChart::summary() const
{
    return chartSummary(m_content, m_axis->from(), m_axis->to());
}

QString SignalChart::csv() const
{
    return chartCsv(m_content, m_axis->from(), m_axis->to());
}

QImage SignalChart::picture()
{
    const double ratio = devicePixelRatioF();
    QImage image((QSizeF(size()) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(colours().card);
    QPainter painter(&image);
    const ChartGeometry geometry = geometryNow();
    draw(geometry);
    painter.drawImage(QPointF(0, 0), m_image);
    paintChartHead(painter, m_content, *m_axis, width());
    return image;
}

void SignalChart::copyPicture()
{
    QApplication::clipboard()->setImage(picture());
}

void SignalChart::copyCsv()
{
    auto *mime = new QMimeData;
    mime->setText(csv());
    mime->setData(QStringLiteral("text/csv"), csv().toUtf8());
    QApplication::clipboard()->setMimeData(mime);
}

QSize SignalChart::sizeHint() const
{
    return {320, 132};
}

QSize SignalChart::minimumSizeHint() const
{
    return {180, 110};
}

void SignalChart::redraw()
{
    m_outdated = true;
    update();
}

/// Qt Charts is the dear part: once for new values or a new time, and never for a chart that nobody sees.
void SignalChart::draw(const ChartGeometry &geometry)
{
    const double ratio = devicePixelRatioF();
    const QSize pixels = (QSizeF(size()) * ratio).toSize();
    if (!m_outdated && m_image.size() == pixels) {
        return;
    }
    if (m_image.size() != pixels) {
        m_image = QImage(pixels, QImage::Format_ARGB32_Premultiplied);
        m_image.setDevicePixelRatio(ratio);
    }
    m_image.fill(Qt::transparent);
    QPainter painter(&m_image);
    if (!geometry.isEmpty()) {
        paintChartGround(painter, geometry, m_content, *m_axis);
        m_canvas->draw(painter, geometry, m_content);
        paintChartMarks(painter, geometry, m_content);
    }
    m_outdated = false;
    ++m_drawn;
    setAccessibleDescription(summary());
}

void SignalChart::paintEvent(QPaintEvent *)
{
    const ChartGeometry geometry = geometryNow();
    draw(geometry);
    QPainter painter(this);
    painter.drawImage(QPointF(0, 0), m_image);
    paintChartHead(painter, m_content, *m_axis, width());
    if (geometry.isEmpty()) {
        return;
    }
    if (m_dragFrom && !m_panning) {
        const double left = geometry.x(std::min(*m_dragFrom, m_dragTo));
        const double right = geometry.x(std::max(*m_dragFrom, m_dragTo));
        QColor tint = colours().accent;
        tint.setAlphaF(0.22F);
        painter.fillRect(QRectF(left, geometry.plot().top(), right - left, geometry.plot().height()), tint);
    }
    paintChartMoment(painter, geometry, *m_axis);
    paintChartCrosshair(painter, geometry, m_content, *m_axis);
    if (hasFocus()) {
        painter.setPen(colours().accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(geometry.plot().adjusted(-1, -1, 0.5, 0.5));
    }
}

void SignalChart::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    redraw();
}

void SignalChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        redraw();
    }
}

bool SignalChart::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString text = markTextAt(help->pos());
        if (text.isEmpty()) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(),
                               QStringLiteral("<p style='white-space:pre'>%1</p>").arg(text.toHtmlEscaped()),
                               this);
        }
        return true;
    }
    return QWidget::event(event);
}

QString SignalChart::markTextAt(const QPointF &place) const
{
    const ChartGeometry geometry = geometryNow();
    if (geometry.isEmpty() ||
        !geometry.plot().adjusted(-markReach, -markReach, markReach, 0).contains(place)) {
        return {};
    }
    const QList<ChartMark> marks = geometry.marksAt(m_content.marks, place.x(), markReach);
    QStringList lines;
    for (const ChartMark &mark : marks.first(std::min(marks.size(), mostMarkLines))) {
        lines.append(format::clock(wallTime(mark.at)) + QLatin1Char(' ') + mark.text);
    }
    if (marks.size() > mostMarkLines) {
        lines.append(QStringLiteral("and %1 more").arg(format::count(marks.size() - mostMarkLines)));
    }
    return lines.join(QLatin1Char('\n'));
}

void SignalChart::mousePressEvent(QMouseEvent *event)
{
    const ChartGeometry geometry = geometryNow();
    if (event->button() != Qt::LeftButton || geometry.isEmpty() ||
        !geometry.plot().contains(event->position())) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_panning = event->modifiers().testFlag(Qt::ShiftModifier) && m_axis->isZoomed();
    m_dragFrom = geometry.timeAt(event->position().x());
    m_dragTo = *m_dragFrom;
}

void SignalChart::mouseMoveEvent(QMouseEvent *event)
{
    const ChartGeometry geometry = geometryNow();
    if (geometry.isEmpty()) {
        return;
    }
    const double at = geometry.timeAt(event->position().x());
    if (m_dragFrom) {
        m_dragTo = at;
        if (m_panning) {
            m_axis->pan(*m_dragFrom - at); // what was taken hold of stays under the mouse
            return;
        }
        update();
    }
    const bool inside = geometry.plot().adjusted(0, 0, 1, 1).contains(event->position());
    m_axis->setCursor(inside || m_dragFrom ? std::optional(at) : std::nullopt);
}

void SignalChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_dragFrom) {
        QWidget::mouseReleaseEvent(event);
        return;
    }
    const ChartGeometry geometry = geometryNow();
    const double from = *m_dragFrom;
    m_dragFrom.reset();
    if (!m_panning && !geometry.isEmpty() &&
        std::abs(m_dragTo - from) >= dragThreshold * geometry.secondsPerPixel()) {
        m_axis->zoomTo(from, m_dragTo);
    }
    m_panning = false;
    update();
}

void SignalChart::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        m_dragFrom.reset();
        m_axis->reset();
    }
}

void SignalChart::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    m_axis->setCursor(std::nullopt);
}

void SignalChart::wheelEvent(QWheelEvent *event)
{
    const ChartGeometry geometry = geometryNow();
    const bool meant = event->modifiers().testFlag(Qt::ControlModifier) || hasFocus() || !pageScrolls();
    if (!meant || geometry.isEmpty() || event->angleDelta().y() == 0) {
        event->ignore(); // the page scrolls
        return;
    }
    const double steps = event->angleDelta().y() / 120.0;
    m_axis->zoom(std::pow(zoomStep, steps), geometry.timeAt(event->position().x()));
    event->accept();
}

bool SignalChart::pageScrolls() const
{
    for (const QWidget *above = parentWidget(); above; above = above->parentWidget()) {
        if (const auto *area = qobject_cast<const QAbstractScrollArea *>(above)) {
            const QScrollBar *bar = area->verticalScrollBar();
            if (bar->maximum() > bar->minimum()) {
                return true;
            }
        }
    }
    return false;
}

void SignalChart::keyPressEvent(QKeyEvent *event)
{
    const ChartGeometry geometry = geometryNow();
    if (geometry.isEmpty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    const double step =
        geometry.secondsPerPixel() * (event->modifiers().testFlag(Qt::ShiftModifier) ? 20 : 4);
    const double place = m_axis->cursor().value_or(geometry.to());
    switch (event->key()) {
    case Qt::Key_Left:
        moveCursor(place - step);
        break;
    case Qt::Key_Right:
        moveCursor(place + step);
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        m_axis->zoom(zoomStep, place);
        break;
    case Qt::Key_Minus:
        m_axis->zoom(1 / zoomStep, place);
        break;
    case Qt::Key_Escape:
        if (!m_axis->isZoomed() && !m_axis->cursor()) {
            QWidget::keyPressEvent(event);
            return;
        }
        m_axis->setCursor(std::nullopt);
        m_axis->reset();
        break;
    default:
        if (event->matches(QKeySequence::Copy)) {
            copyCsv();
        } else {
            QWidget::keyPressEvent(event);
        }
        return;
    }
    event->accept();
}

void SignalChart::moveCursor(double seconds)
{
    m_axis->setCursor(std::clamp(seconds, m_axis->from(), m_axis->to()));
    // Whoever does not see the crosshair hears where it is.
    setAccessibleDescription(chartCursorText(m_content, *m_axis->cursor()));
}

void SignalChart::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    m_axis->setCursor(std::nullopt);
}

void SignalChart::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("chartMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(QStringLiteral("Copy as picture")), &QAction::triggered, this,
            &SignalChart::copyPicture);
    connect(menu->addAction(QStringLiteral("Copy as CSV")), &QAction::triggered, this, &SignalChart::copyCsv);
    menu->addSeparator();
    QAction *reset = menu->addAction(QStringLiteral("Back to now"));
    reset->setEnabled(m_axis->isZoomed());
    connect(reset, &QAction::triggered, m_axis, &TimeAxis::reset);
    menu->popup(event->globalPos());
}

} // namespace quarterdeck
