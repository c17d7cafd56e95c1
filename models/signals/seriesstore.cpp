#include "models/signals/seriesstore.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace quarterdeck {

namespace {

/// A hole is told from an exposed NaN by its bits: those that Prometheus itself uses for "stale".
constexpr std::uint64_t holeBits = 0x7ff0000000000002;
const double hole = std::bit_cast<double>(holeBits);

bool isHole(double value)
{
    return std::bit_cast<std::uint64_t>(value) == holeBits;
}

} // namespace

SeriesSlot SeriesStore::add()
{
    SeriesSlot slot = 0;
    if (m_free.empty()) {
        slot = static_cast<SeriesSlot>(m_slotCount++);
        if (!m_lastTimestamp.empty()) {
            m_lastTimestamp.push_back(SelectedSample::noTimestamp);
        }
        m_values.resize(m_values.size() + m_times.size(), hole);
    } else {
        slot = m_free.back();
        m_free.pop_back();
    }
    return slot;
}

void SeriesStore::remove(SeriesSlot slot)
{
    if (!m_lastTimestamp.empty()) {
        m_lastTimestamp[slot] = SelectedSample::noTimestamp;
    }
    std::fill_n(m_values.begin() + static_cast<std::ptrdiff_t>(slot * m_times.size()), m_times.size(), hole);
    m_free.push_back(slot);
}

void SeriesStore::beginPage(std::int64_t timeMs, std::int64_t oldestMs)
{
    while (m_count > 0 && (m_times[m_first] < oldestMs || m_count >= maxPages)) {
        m_first = (m_first + 1) % m_times.size();
        --m_count;
    }
    if (m_count == m_times.size()) {
        widen();
    }
    const std::size_t place = position(m_count);
    m_times[place] = timeMs;
    ++m_count;
    for (std::size_t slot = 0; slot < m_slotCount; ++slot) {
        m_values[slot * m_times.size() + place] = hole;
    }
}

void SeriesStore::put(SeriesSlot slot, double value, std::int64_t timestampMs)
{
    if (slot >= m_slotCount || m_count == 0) {
        return;
    }
    double &place = m_values[slot * m_times.size() + position(m_count - 1)];
    if (!isHole(place)) {
        return;
    }
    if (timestampMs != SelectedSample::noTimestamp) {
        m_lastTimestamp.resize(m_slotCount, SelectedSample::noTimestamp);
        if (timestampMs == m_lastTimestamp[slot]) {
            return;
        }
        m_lastTimestamp[slot] = timestampMs;
    }
    place = isHole(value) ? std::numeric_limits<double>::quiet_NaN() : value;
}

std::int64_t SeriesStore::newestPage() const
{
    return m_times[position(m_count - 1)];
}

void SeriesStore::samples(SeriesSlot slot, std::vector<CounterSample> &samples) const
{
    samples.clear();
    const double *values = row(slot);
    for (std::size_t page = 0; page < m_count; ++page) {
        const std::size_t place = position(page);
        if (!isHole(values[place])) {
            samples.push_back({m_times[place], values[place]});
        }
    }
}

bool SeriesStore::onNewestPage(SeriesSlot slot) const
{
    return m_count > 0 && !isHole(newest(slot));
}

double SeriesStore::newest(SeriesSlot slot) const
{
    return row(slot)[position(m_count - 1)];
}

std::optional<double> SeriesStore::newestIncrease(SeriesSlot slot) const
{
    if (!onNewestPage(slot)) {
        return std::nullopt;
    }
    const double *values = row(slot);
    const double now = newest(slot);
    for (std::size_t page = m_count - 1; page > 0; --page) {
        const double before = values[position(page - 1)];
        if (!isHole(before)) {
            return now < before ? now : now - before;
        }
    }
    return std::nullopt;
}

bool SeriesStore::isEmpty(SeriesSlot slot) const
{
    const double *values = row(slot);
    for (std::size_t page = 0; page < m_count; ++page) {
        if (!isHole(values[position(page)])) {
            return false;
        }
    }
    return true;
}

std::size_t SeriesStore::bytes() const
{
    return m_times.capacity() * sizeof(std::int64_t) + m_values.capacity() * sizeof(double) +
           m_lastTimestamp.capacity() * sizeof(std::int64_t) + m_free.capacity() * sizeof(SeriesSlot);
}

void SeriesStore::widen()
{
    const std::size_t oldWidth = m_times.size();
    // Steps of 5: a window of 60 s scraped every 5 s needs 13 to 14 places and gets 15, not 16 or 32.
    const std::size_t width = oldWidth < 20 ? oldWidth + 5 : oldWidth + oldWidth / 2;
    std::vector<std::int64_t> times(width);
    for (std::size_t page = 0; page < m_count; ++page) {
        times[page] = m_times[position(page)];
    }
    std::vector<double> values(m_slotCount * width, hole);
    for (std::size_t slot = 0; slot < m_slotCount; ++slot) {
        for (std::size_t page = 0; page < m_count; ++page) {
            values[slot * width + page] = m_values[slot * oldWidth + position(page)];
        }
    }
    m_times.swap(times);
    m_values.swap(values);
    m_first = 0;
}

} // namespace quarterdeck
