#pragma once

#include "models/items/breakerboardmodel.h"

#include <QListView>
#include <QSet>

class QTimer;

namespace quarterdeck {

class BreakerRowDelegate;
class BreakerTileDelegate;

enum class BreakerLook : quint8 { Tiles, Table };

/// The breakers as tiles or as rows of a table. Only what is seen is painted. A change of state is painted at
/// once; figures, which change with every poll of every instance, at most every `figuresDistance`, and a few
/// tiles in a turn: all at once would be the longest turn of all. What the user picked stays picked over
/// polls, also while the filter hides it.
class BreakerView final : public QListView
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds figuresDistance{500};
    static constexpr std::chrono::milliseconds sliceDistance{25};

    /// The model is the caller's and outlives the view.
    explicit BreakerView(BreakerBoardModel &model, QWidget *parent = nullptr);

    void setLook(BreakerLook look);
    [[nodiscard]] BreakerLook look() const { return m_look; }
    void setSpan(BreakerSpan span);
    [[nodiscard]] BreakerSpan span() const { return m_span; }

    [[nodiscard]] BreakerTileId current() const { return m_current; }
    void setCurrent(BreakerTileId id); ///< selects and scrolls to it, tells nobody

    void showTime(); ///< ages have grown: what is seen is to be painted with the figures
    void dataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                     const QList<int> &roles = {}) override;

Q_SIGNALS:
    void picked(quarterdeck::BreakerTileId id);
    void activated(quarterdeck::BreakerTileId id); // NOLINT: shadows the index signal on purpose
    void widthChanged(int width);                  ///< of the rows

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;

private:
    void fitCells();
    void reselect();
    void repaintFigures();

    BreakerBoardModel &m_model;
    BreakerTileDelegate *m_tiles;
    BreakerRowDelegate *m_rows;
    QTimer *m_figures;
    QSet<BreakerTileId> m_outdated;              ///< figures not painted yet
    QList<BreakerTileId> m_painting;             ///< of this round, the next one last
    QHash<BreakerTileId, BreakerState> m_states; ///< as told last, of those told
    BreakerTileId m_current;
    BreakerLook m_look = BreakerLook::Tiles;
    BreakerSpan m_span = BreakerSpan::TwoMinutes;
    bool m_modelActs = false; ///< the model moves the current index, not the user
};

} // namespace quarterdeck
