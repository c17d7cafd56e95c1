#pragma once

#include "widgets/fleet/fleetmapgeometry.h"

#include <QAbstractScrollArea>
#include <QHash>
#include <QImage>

namespace quarterdeck {

/// The whole fleet at a glance: a cell an instance. Walked with the arrows (or h j k l), zoomed with Ctrl and
/// the wheel or + and -, read by screen readers cell by cell. What is visible is cached as one image; a poll
/// repaints only the cells whose look changed.
class FleetMap final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    static constexpr int smallestCell = 5;
    static constexpr int biggestCell = 30;
    static constexpr int usualCell = 11;

    /// The model is the caller's and outlives the map.
    explicit FleetMap(FleetMapModel &model, QWidget *parent = nullptr);

    [[nodiscard]] InstanceNumber current() const { return m_current; }
    void setCurrent(InstanceNumber number); ///< selects and scrolls to it, tells nobody
    [[nodiscard]] int cellSize() const { return m_cellSize; }
    void setCellSize(int size);
    void setAutomaticCellSize(bool automatic); ///< as big as fits without scrolling
    [[nodiscard]] const FleetMapGeometry &geometryOfCells() const { return m_geometry; }
    [[nodiscard]] const FleetMapModel &model() const { return m_model; }
    [[nodiscard]] QString cellText(int cell) const; ///< for screen readers
    [[nodiscard]] QRect cellBoxInViewport(int cell) const;
    void pickCell(int cell); ///< as the user's click does

Q_SIGNALS:
    void picked(quarterdeck::InstanceNumber number);    ///< by mouse or keyboard
    void activated(quarterdeck::InstanceNumber number); ///< Enter or double click
    void menuWanted(quarterdeck::InstanceNumber number, const QPoint &globalPosition);
    void cellSizeChanged(int size);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    void layOut();
    void forgetPictures();
    void onCellsChanged(const QList<int> &cells);
    void renderAll();
    void renderCell(QPainter &painter, int cell, const QRect &box);
    void renderBlockTitle(QPainter &painter, const FleetMapGeometry::Block &block, const QRect &box);
    const QImage &sprite(const MapCell &cell);
    [[nodiscard]] int currentCell() const { return m_model.cellOf(m_current); }
    void setHover(int cell);
    void updateCell(int cell);
    void showCell(int cell);
    [[nodiscard]] QPoint offset() const;
    [[nodiscard]] QString toolTipText(int cell) const;

    FleetMapModel &m_model;
    FleetMapGeometry m_geometry;
    int m_cellSize = usualCell;
    bool m_automatic = false;
    InstanceNumber m_current;
    int m_hover = -1;
    QImage m_picture; ///< the viewport without hover and selection, in device pixels
    bool m_pictureOutdated = true;
    QHash<quint32, QImage> m_sprites;
};

} // namespace quarterdeck
