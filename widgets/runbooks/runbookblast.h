#pragma once

#include "models/runbooks/blastradius.h"
#include "widgets/runbooks/runbooklooks.h"

class QLabel;

namespace quarterdeck {

/// Instances as small cells in the colours of their states, as many rows as it takes; past a bound the last
/// cell says how many more there are. Geometry without painting is in cellAt().
class RunbookBlastMap final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int pitch = 11;
    static constexpr int maxRows = 10;

    explicit RunbookBlastMap(QWidget *parent = nullptr);

    void setMembers(const QList<BlastRadius::Member> &members);
    [[nodiscard]] int cellAt(const QPoint &place) const; ///< -1: none
    [[nodiscard]] QRect cellRect(int cell) const;
    [[nodiscard]] int shownCells() const;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] int columns(int width) const;

    QList<BlastRadius::Member> m_members;
};

/// What a run touches: the instances it acts on by name, those that depend on them as a map, both counted.
class RunbookBlast final : public RunbookCard
{
    Q_OBJECT
public:
    explicit RunbookBlast(QWidget *parent = nullptr);
    void setRadius(const BlastRadius &radius);
    [[nodiscard]] RunbookBlastMap *map() const { return m_map; }

private:
    class Chips;
    Chips *m_chips;
    QLabel *m_text;
    RunbookBlastMap *m_map;
    QLabel *m_states;
    QLabel *m_leftOut;
};

/// "12 down, 171 up".
QString statesOf(const QList<BlastRadius::Member> &members);

} // namespace quarterdeck
