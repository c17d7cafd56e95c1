#include "widgets/fleet/fleetmap.h"

#include "models/items/formatter.h"
#include "models/items/instancetext.h"
#include "widgets/fleet/fleetmapaccessible.h"
#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QAccessible>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPaintEvent>
#include <QScrollBar>
#include <QSet>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

/// How far around a cell the rings of hover and selection reach.
constexpr int ringWidth = 3;

} // namespace

FleetMap::FleetMap(FleetMapModel &model, QWidget *parent) : QAbstractScrollArea(parent), m_model(model)
{
    installFleetMapAccessibility();
    setObjectName(QStringLiteral("fleetMap"));
    setAccessibleName(QStringLiteral("Fleet map"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    verticalScrollBar()->setSingleStep(20);
    connect(&model, &FleetMapModel::structureChanged, this, &FleetMap::layOut);
    connect(&model, &FleetMapModel::cellsChanged, this, &FleetMap::onCellsChanged);
    connect(&Theme::instance(), &Theme::changed, this, &FleetMap::forgetPictures);
    layOut();
}

void FleetMap::setCurrent(InstanceNumber number)
{
    if (number == m_current) {
        return;
    }
    updateCell(currentCell());
    m_current = number;
    updateCell(currentCell());
    showCell(currentCell());
}

void FleetMap::setCellSize(int size)
{
    const int wanted = std::clamp(size, smallestCell, biggestCell);
    if (wanted == m_cellSize) {
        return;
    }
    m_cellSize = wanted;
    layOut();
    showCell(currentCell());
    Q_EMIT cellSizeChanged(m_cellSize);
}

void FleetMap::setAutomaticCellSize(bool automatic)
{
    m_automatic = automatic;
    setVerticalScrollBarPolicy(automatic ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    layOut();
}

QString FleetMap::cellText(int cell) const
{
    const Instance *instance = m_model.instanceAt(cell);
    if (!instance) {
        return {};
    }
    QString text = QStringLiteral("%1, %2, %3, %4")
                       .arg(instanceName(instance->target), toString(instance->state),
                            instance->target.service, instance->target.cluster);
    if (!instance->why.isEmpty()) {
        text += QStringLiteral(": ") + instance->why;
    }
    return text;
}

QRect FleetMap::cellBoxInViewport(int cell) const
{
    return m_geometry.cellBox(cell).translated(-offset());
}

void FleetMap::pickCell(int cell)
{
    const Instance *instance = m_model.instanceAt(cell);
    if (!instance) {
        return;
    }
    setCurrent(instance->target.number);
    QAccessibleEvent focus(this, QAccessible::Focus);
    focus.setChild(cell);
    QAccessible::updateAccessibility(&focus);
    Q_EMIT picked(instance->target.number);
}

QPoint FleetMap::offset() const
{
    return {0, verticalScrollBar()->value()};
}

void FleetMap::layOut()
{
    if (m_automatic) {
        m_cellSize = FleetMapGeometry::fittingCellSize(m_model.columns(), viewport()->size(), smallestCell,
                                                       biggestCell);
    }
    const int before = m_geometry.cellSize();
    m_geometry.layOut(m_model.columns(), viewport()->width(), m_cellSize);
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, std::max(0, m_geometry.size().height() - viewport()->height()));
    if (before != m_cellSize) {
        m_sprites.clear();
    }
    m_hover = -1;
    m_pictureOutdated = true;
    viewport()->update();
}

void FleetMap::forgetPictures()
{
    m_sprites.clear();
    m_pictureOutdated = true;
    viewport()->update();
}

void FleetMap::onCellsChanged(const QList<int> &cells)
{
    if (m_pictureOutdated || m_picture.isNull()) {
        viewport()->update();
        return;
    }
    QPainter painter(&m_picture);
    QSet<int> blocks;
    QRegion changed;
    const QRect visible = viewport()->rect();
    // Beyond this many, one update of everything is cheaper than a region of very many rectangles.
    const bool many = cells.size() > 200;
    for (const int cell : cells) {
        const QRect box = cellBoxInViewport(cell);
        blocks.insert(m_geometry.blockOf(cell));
        if (!box.intersects(visible)) {
            continue;
        }
        renderCell(painter, cell, box);
        if (!many) {
            changed += box.adjusted(-1, -1, 1, 1);
        }
    }
    for (const int at : std::as_const(blocks)) {
        const auto &block = m_geometry.blocks()[static_cast<std::size_t>(at)];
        const QRect box = block.titleBox.translated(-offset());
        if (!box.isEmpty() && box.intersects(visible)) {
            painter.fillRect(box, colours().page);
            renderBlockTitle(painter, block, box);
            changed += box;
        }
    }
    if (many) {
        viewport()->update();
    } else {
        viewport()->update(changed);
    }
}

void FleetMap::renderAll()
{
    const double ratio = devicePixelRatioF();
    const QSize wanted = (QSizeF(viewport()->size()) * ratio).toSize();
    if (m_picture.size() != wanted) {
        m_picture = QImage(wanted, QImage::Format_RGB32);
    }
    m_picture.setDevicePixelRatio(ratio);
    m_picture.fill(colours().page);
    m_pictureOutdated = false;
    QPainter painter(&m_picture);
    const QRect visible = viewport()->rect();
    painter.setFont(Theme::instance().font(13, QFont::DemiBold));
    painter.setPen(colours().text);
    for (const auto &column : m_geometry.columns()) {
        const QRect box = column.titleBox.translated(-offset());
        if (box.intersects(visible)) {
            painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                             painter.fontMetrics().elidedText(column.title, Qt::ElideRight, box.width()));
        }
    }
    for (const auto &block : m_geometry.blocks()) {
        const QRect title = block.titleBox.translated(-offset());
        if (title.intersects(visible)) {
            renderBlockTitle(painter, block, title);
        }
        const QRect cells = block.cells.translated(-offset());
        if (!cells.intersects(visible)) {
            continue;
        }
        for (int cell = block.first; cell < block.first + block.count; ++cell) {
            const QRect box = cellBoxInViewport(cell);
            if (box.top() > visible.bottom()) {
                break;
            }
            if (box.bottom() >= 0) {
                renderCell(painter, cell, box);
            }
        }
    }
    if (m_model.cells().empty()) {
        painter.setFont(Theme::instance().font(13));
        painter.setPen(colours().dim);
        painter.drawText(visible, Qt::AlignCenter,
                         m_model.isFleetEmpty() ? QStringLiteral("The configuration names no targets")
                                                : QStringLiteral("No instance matches the filter"));
    }
}

void FleetMap::renderBlockTitle(QPainter &painter, const FleetMapGeometry::Block &block, const QRect &box)
{
    int counts[stateCount] = {};
    for (int cell = block.first; cell < block.first + block.count; ++cell) {
        ++counts[static_cast<int>(m_model.cells()[static_cast<std::size_t>(cell)].state)];
    }
    painter.setFont(Theme::instance().font(12));
    const QFontMetrics metrics = painter.fontMetrics();
    int x = box.left();
    const auto write = [&](const QString &text, const QColor &colour) {
        const int room = box.right() - x;
        if (room < 12) {
            return;
        }
        const QString shown = metrics.elidedText(text, Qt::ElideRight, room);
        painter.setPen(colour);
        painter.drawText(QRect(x, box.top(), room, box.height()), Qt::AlignLeft | Qt::AlignVCenter, shown);
        x += metrics.horizontalAdvance(shown);
    };
    write(QStringLiteral("%1 · %2").arg(block.title, format::count(block.count)), colours().dim);
    for (const State state : {State::Down, State::NotReady, State::Degraded, State::Unknown}) {
        if (const int count = counts[static_cast<int>(state)]) {
            write(QStringLiteral(" · %1 %2").arg(count).arg(toString(state)), Theme::instance().state(state));
        }
    }
}

void FleetMap::renderCell(QPainter &painter, int cell, const QRect &box)
{
    painter.fillRect(box, colours().page);
    painter.drawImage(box.topLeft(), sprite(m_model.cells()[static_cast<std::size_t>(cell)]));
}

const QImage &FleetMap::sprite(const MapCell &cell)
{
    const bool byState = m_model.colour() == MapColour::State;
    const quint32 key = quint32(cell.state) | quint32(cell.shade) << 4 | quint32(cell.flags.toInt()) << 8 |
                        quint32(cell.matches) << 16 | quint32(byState) << 17;
    const auto known = m_sprites.constFind(key);
    if (known != m_sprites.constEnd()) {
        return *known;
    }
    const double ratio = devicePixelRatioF();
    QImage image((QSizeF(m_cellSize, m_cellSize) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    double opacity = cell.matches ? 1.0 : 0.2;
    if (cell.flags.testFlag(InstanceFlag::Stale)) {
        opacity *= 0.5;
    }
    painter.setOpacity(opacity);
    const QRectF whole(0, 0, m_cellSize, m_cellSize);
    const double radius = m_cellSize >= 8 ? 2 : 0;
    const bool shapes = m_cellSize >= 8;
    const Theme &theme = Theme::instance();
    const QColor colour = byState ? theme.cell(cell.state) : colours().shades[cell.shade];
    if (!byState || !shapes || cell.state == State::Up || cell.state == State::Down) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRoundedRect(whole, radius, radius);
        if (byState && shapes && cell.state == State::Down) {
            const double inset = m_cellSize * 0.28;
            const QRectF cross = whole.adjusted(inset, inset, -inset, -inset);
            painter.setPen(QPen(Qt::white, std::max(1.4, m_cellSize / 8.0), Qt::SolidLine, Qt::RoundCap));
            painter.drawLine(cross.topLeft(), cross.bottomRight());
            painter.drawLine(cross.topRight(), cross.bottomLeft());
        }
    } else {
        paintGlyph(painter, glyphOf(cell.state), whole.adjusted(0.5, 0.5, -0.5, -0.5), colour);
    }
    if (cell.flags.testFlag(InstanceFlag::Maintenance)) {
        // A bar through the cell: somebody is at work here.
        painter.setPen(QPen(colours().page, std::max(1.5, m_cellSize / 6.0)));
        painter.drawLine(whole.bottomLeft(), whole.topRight());
    }
    if (cell.flags.testFlag(InstanceFlag::Flapping) && shapes) {
        painter.setPen(QPen(colours().text, 1.2));
        const double y = whole.bottom() - 1.5;
        painter.drawPolyline(QPolygonF({{whole.left() + 1, y},
                                        {whole.left() + whole.width() / 3, y - 2.5},
                                        {whole.left() + whole.width() * 2 / 3, y},
                                        {whole.right() - 1, y - 2.5}}));
    }
    if (cell.flags.testFlag(InstanceFlag::Unseen) && m_cellSize >= 11) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours().text);
        const double size = std::max(3.0, m_cellSize / 4.0);
        painter.drawEllipse(QRectF(whole.right() - size, 0, size, size));
    }
    painter.end();
    return *m_sprites.insert(key, image);
}

void FleetMap::paintEvent(QPaintEvent *event)
{
    if (m_pictureOutdated ||
        m_picture.size() != (QSizeF(viewport()->size()) * devicePixelRatioF()).toSize()) {
        renderAll();
    }
    QPainter painter(viewport());
    const double ratio = m_picture.devicePixelRatio();
    for (const QRect &part : event->region()) {
        painter.drawImage(part, m_picture,
                          QRectF(QPointF(part.topLeft()) * ratio, QSizeF(part.size()) * ratio));
    }
    const auto ring = [&](int cell, const QColor &colour, double width) {
        const QRect box = cellBoxInViewport(cell);
        if (!box.isEmpty()) {
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(colour, width));
            painter.setBrush(Qt::NoBrush);
            const double out = width / 2 + 0.5;
            painter.drawRoundedRect(QRectF(box).adjusted(-out, -out, out, out), 3, 3);
        }
    };
    if (m_hover >= 0 && m_hover != currentCell()) {
        ring(m_hover, colours().dim, 1);
    }
    if (currentCell() >= 0) {
        ring(currentCell(), hasFocus() ? colours().text : colours().accent, 2);
    }
}

void FleetMap::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    layOut();
}

void FleetMap::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
        event->type() == QEvent::FontChange) {
        forgetPictures();
    }
    QAbstractScrollArea::changeEvent(event);
}

bool FleetMap::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int cell = m_geometry.cellAt(help->pos() + offset());
        if (cell < 0) {
            QToolTip::hideText();
        } else {
            QToolTip::showText(help->globalPos(), toolTipText(cell), viewport(), cellBoxInViewport(cell));
        }
        return true;
    }
    if (event->type() == QEvent::Leave) {
        setHover(-1);
    }
    return QAbstractScrollArea::viewportEvent(event);
}

QString FleetMap::toolTipText(int cell) const
{
    const Instance *instance = m_model.instanceAt(cell);
    if (!instance) {
        return {};
    }
    QList<QString> lines{
        QStringLiteral("%1 — %2").arg(instanceName(instance->target), toString(instance->state))};
    if (!instance->why.isEmpty()) {
        lines.append(instance->why);
    }
    lines.append(
        QStringLiteral("%1 · %2 · %3")
            .arg(instance->target.service, instance->target.cluster, instanceAddress(instance->target)));
    lines.append(QStringLiteral("%1 req/s · %2 errors · p99 %3")
                     .arg(format::rate(instance->signals.requestRate),
                          format::percent(instance->signals.errorRatio()),
                          format::latency(instance->signals.p99)));
    // Tool tips guess whether a text is rich; this one is from the fleet and must stay plain.
    return QStringLiteral("<p style='white-space:pre'>%1</p>")
        .arg(
            lines.join(QLatin1Char('\n')).toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
}

void FleetMap::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton || event->button() == Qt::RightButton) {
        pickCell(m_geometry.cellAt(event->position().toPoint() + offset()));
    }
}

void FleetMap::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const Instance *instance =
            m_model.instanceAt(m_geometry.cellAt(event->position().toPoint() + offset()))) {
        Q_EMIT activated(instance->target.number);
    }
}

void FleetMap::mouseMoveEvent(QMouseEvent *event)
{
    setHover(m_geometry.cellAt(event->position().toPoint() + offset()));
}

void FleetMap::keyPressEvent(QKeyEvent *event)
{
    const auto walk = [this](MapDirection direction) {
        const int cell = currentCell();
        pickCell(cell < 0 ? 0 : m_geometry.neighbour(cell, direction));
    };
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_H:
        return walk(MapDirection::Left);
    case Qt::Key_Right:
    case Qt::Key_L:
        return walk(MapDirection::Right);
    case Qt::Key_Up:
    case Qt::Key_K:
        return walk(MapDirection::Up);
    case Qt::Key_Down:
    case Qt::Key_J:
        return walk(MapDirection::Down);
    case Qt::Key_Home:
        return pickCell(0);
    case Qt::Key_End:
        return pickCell(m_geometry.cellCount() - 1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return setCellSize(m_cellSize + 1);
    case Qt::Key_Minus:
        return setCellSize(m_cellSize - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (currentCell() >= 0) {
            Q_EMIT activated(m_current);
        }
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void FleetMap::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        setCellSize(m_cellSize + (event->angleDelta().y() > 0 ? 1 : -1));
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

void FleetMap::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKeyboard = event->reason() == QContextMenuEvent::Keyboard;
    const int cell = byKeyboard ? currentCell() : m_geometry.cellAt(event->pos() + offset());
    if (const Instance *instance = m_model.instanceAt(cell)) {
        const QPoint place =
            byKeyboard ? viewport()->mapToGlobal(cellBoxInViewport(cell).center()) : event->globalPos();
        Q_EMIT menuWanted(instance->target.number, place);
    }
}

void FleetMap::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    updateCell(currentCell());
}

void FleetMap::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    updateCell(currentCell());
}

void FleetMap::scrollContentsBy(int, int)
{
    m_pictureOutdated = true;
    viewport()->update();
}

void FleetMap::setHover(int cell)
{
    if (cell != m_hover) {
        updateCell(m_hover);
        m_hover = cell;
        updateCell(m_hover);
    }
}

void FleetMap::updateCell(int cell)
{
    const QRect box = cellBoxInViewport(cell);
    if (!box.isEmpty()) {
        viewport()->update(box.adjusted(-ringWidth, -ringWidth, ringWidth, ringWidth));
    }
}

void FleetMap::showCell(int cell)
{
    const QRect box = m_geometry.cellBox(cell);
    if (box.isEmpty()) {
        return;
    }
    QScrollBar *bar = verticalScrollBar();
    if (box.top() < bar->value()) {
        bar->setValue(box.top() - 2 * m_cellSize);
    } else if (box.bottom() > bar->value() + viewport()->height()) {
        bar->setValue(box.bottom() + 2 * m_cellSize - viewport()->height());
    }
}

} // namespace quarterdeck
