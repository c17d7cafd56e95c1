#pragma once

#include "models/items/zonedtime.h"

#include <QList>
#include <QObject>

#include <chrono>
#include <optional>

namespace quarterdeck {

/// The time that the charts of a page share: all show the same stretch, and the crosshair of one is the
/// crosshair of all. Follows the time it is told until somebody zooms; reset() follows again.
class TimeAxis final : public QObject
{
    Q_OBJECT
public:
    /// 15 min, 1 h, 6 h.
    static QList<std::chrono::seconds> ranges();
    static constexpr double shortestZoom = 20; ///< seconds

    explicit TimeAxis(QObject *parent = nullptr);

    /// Lets time pass; `now` as chartTime(). Call it once a second or poll: steps below a second are kept
    /// back.
    void setNow(double now);
    [[nodiscard]] double now() const { return m_now; }
    void setRange(std::chrono::seconds range);
    [[nodiscard]] std::chrono::seconds range() const { return m_range; }

    /// In which time the charts say when.
    void setZone(ClockZone zone);
    [[nodiscard]] ClockZone zone() const { return m_zone; }

    [[nodiscard]] double from() const { return m_from; }
    [[nodiscard]] double to() const { return m_to; }
    [[nodiscard]] bool isZoomed() const { return m_zoomed; }
    /// Below 1 zooms in; the time `anchor` stays where it is.
    void zoom(double factor, double anchor);
    void zoomTo(double from, double to);
    void pan(double seconds);
    /// Exactly this, whatever the range: what else shows the same time leads.
    void lead(double from, double to);
    void reset();

    /// Where the crosshair is, if anywhere.
    [[nodiscard]] std::optional<double> cursor() const { return m_cursor; }
    void setCursor(std::optional<double> at);

    /// The moment that is replayed, marked in every chart; none: the present is shown.
    [[nodiscard]] std::optional<double> moment() const { return m_moment; }
    void setMoment(std::optional<double> at);

Q_SIGNALS:
    void changed(); ///< from(), to(), range(), isZoomed() or zone()
    void cursorChanged();
    void momentChanged();

private:
    void show(double from, double to, bool zoomed);

    std::chrono::seconds m_range{15 * 60};
    double m_now = 0;
    double m_from = -15 * 60;
    double m_to = 0;
    bool m_zoomed = false;
    ClockZone m_zone = ClockZone::Utc;
    std::optional<double> m_cursor;
    std::optional<double> m_moment;
};

} // namespace quarterdeck
