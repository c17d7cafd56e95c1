#include "widgets/charts/timeaxis.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

QList<std::chrono::seconds> TimeAxis::ranges()
{
    using namespace std::chrono_literals;
    return {15min, 1h, 6h};
}

TimeAxis::TimeAxis(QObject *parent) : QObject(parent) {}

void TimeAxis::setNow(double now)
{
    // Whole seconds: twelve charts that are told of one poll one after the other move once.
    now = std::floor(now);
    if (now == m_now) {
        return;
    }
    m_now = now;
    // A thousandth of the range is less than any chart's pixel.
    const auto range = static_cast<double>(m_range.count());
    if (!m_zoomed && (now < m_to || now - m_to >= std::floor(range / 1000))) {
        show(now - range, now, false);
    }
}

void TimeAxis::setRange(std::chrono::seconds range)
{
    const bool other = range != m_range;
    m_range = range;
    const double from = m_now - static_cast<double>(range.count());
    if (other && m_from == from && m_to == m_now) {
        Q_EMIT changed();
    }
    show(from, m_now, false);
}

void TimeAxis::zoom(double factor, double anchor)
{
    const double span = m_to - m_from;
    const double wanted = std::clamp(span * factor, shortestZoom, static_cast<double>(m_range.count()));
    const double share = std::clamp((anchor - m_from) / span, 0.0, 1.0);
    const double from = anchor - share * wanted;
    zoomTo(from, from + wanted);
}

void TimeAxis::zoomTo(double from, double to)
{
    if (to < from) {
        std::swap(from, to);
    }
    const auto range = static_cast<double>(m_range.count());
    const double span = std::clamp(to - from, shortestZoom, range);
    const double middle = (from + to) / 2;
    from = middle - span / 2;
    // Nothing is known of the future, and what went by before the range is chosen with the range.
    from = std::clamp(from, std::min(m_now - range, m_from), std::max(m_now, m_to) - span);
    if (span >= range) {
        reset();
    } else {
        show(from, from + span, true);
    }
}

void TimeAxis::pan(double seconds)
{
    if (m_zoomed) {
        zoomTo(m_from + seconds, m_to + seconds);
    }
}

void TimeAxis::lead(double from, double to)
{
    const auto range = static_cast<double>(m_range.count());
    show(from, to, from != m_now - range || to != m_now);
}

void TimeAxis::reset()
{
    show(m_now - static_cast<double>(m_range.count()), m_now, false);
}

void TimeAxis::setCursor(std::optional<double> at)
{
    if (at != m_cursor) {
        m_cursor = at;
        Q_EMIT cursorChanged();
    }
}

void TimeAxis::setZone(ClockZone zone)
{
    if (zone != m_zone) {
        m_zone = zone;
        Q_EMIT changed();
    }
}

void TimeAxis::setMoment(std::optional<double> at)
{
    if (at != m_moment) {
        m_moment = at;
        Q_EMIT momentChanged();
    }
}

void TimeAxis::show(double from, double to, bool zoomed)
{
    if (from == m_from && to == m_to && zoomed == m_zoomed) {
        return;
    }
    m_from = from;
    m_to = to;
    m_zoomed = zoomed;
    Q_EMIT changed();
}

} // namespace quarterdeck
