#pragma once

#include "models/fleet/fleet.h"

#include <QAbstractButton>
#include <QFrame>

#include <vector>

class QHBoxLayout;

namespace quarterdeck {

/// One figure of the strip: a number, a word under it, a button that filters by it.
class TotalCell final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit TotalCell(const QString &title, QWidget *parent = nullptr);

    void setValue(const QString &value, const QColor &colour, bool quiet);
    void setActive(bool active); ///< its filter is in force
    void setBig(bool big);       ///< for the wallboard
    [[nodiscard]] QString value() const { return m_value; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_title;
    QString m_value;
    QColor m_colour;
    bool m_quiet = false;
    bool m_active = false;
    bool m_big = false;
};

/// The error rate of the last 30 min as a small chart with its title.
class TrendCell final : public QWidget
{
    Q_OBJECT
public:
    explicit TrendCell(const Fleet &fleet, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Fleet &m_fleet;
};

/// The totals of the fleet, each a filter when clicked.
class TotalsStrip final : public QFrame
{
    Q_OBJECT
public:
    enum class Total : quint8 {
        Down,
        Degraded,
        NotReady,
        Up,
        Unknown,
        OpenBreakers,
        ErrorRate,
        RequestRate,
        Incidents
    };

    explicit TotalsStrip(const Fleet &fleet, QWidget *parent = nullptr);

    void apply(const FleetChanges &changes, SteadyTime now);
    void setFilterText(const QString &filter); ///< marks the totals whose filter is in force
    /// Those that are open or mitigated; without it there is no such cell.
    void setIncidents(int active);
    void setBig(bool big);
    [[nodiscard]] TotalCell *cell(Total total) const { return m_cells[static_cast<std::size_t>(total)]; }
    /// The term of the filter language of a total; empty for rates.
    [[nodiscard]] static QString filterTerm(Total total);

Q_SIGNALS:
    void chosen(quarterdeck::TotalsStrip::Total total);

private:
    void refresh();

    const Fleet &m_fleet;
    std::vector<TotalCell *> m_cells;
    int m_incidents = -1; ///< not told
    TrendCell *m_trend = nullptr;
};

} // namespace quarterdeck
