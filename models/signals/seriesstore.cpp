#include "models/signals/seriesstore.h"

#include <algorithm>
#include <bit>
#include <cmath>
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

// Steps that are none:
constexpr std::uint32_t holeStep = 0xffffffff;
constexpr std::uint32_t nanStep = 0xfffffffe;
/// Base of a row without a number, and of one that is kept in m_wide.
const double noBase = std::numeric_limits<double>::quiet_NaN();
const double wideBase = std::numeric_limits<double>::infinity();
/// Whole numbers up to here are doubles without loss, and so are their differences.
constexpr double largestWhole = 9007199254740992.0;

bool isWhole(double value)
{
    return std::abs(value) <= largestWhole && value == std::floor(value);
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
        m_steps.resize(m_steps.size() + m_times.size(), holeStep);
        m_bases.push_back(noBase);
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
    std::fill_n(m_steps.begin() + static_cast<std::ptrdiff_t>(slot * m_times.size()), m_times.size(),
                holeStep);
    std::erase_if(m_wide, [slot](const WideRow &row) { return row.slot == slot; });
    m_bases[slot] = noBase;
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
        m_steps[slot * m_times.size() + place] = holeStep;
    }
    for (WideRow &row : m_wide) {
        row.values[place] = hole;
    }
}

std::vector<SeriesStore::WideRow>::const_iterator SeriesStore::wideRow(SeriesSlot slot) const
{
    return std::lower_bound(m_wide.begin(), m_wide.end(), slot,
                            [](const WideRow &row, SeriesSlot wanted) { return row.slot < wanted; });
}

double SeriesStore::valueAt(SeriesSlot slot, std::size_t place) const
{
    const double base = m_bases[slot];
    if (base == wideBase) [[unlikely]] {
        return wideRow(slot)->values[place];
    }
    const std::uint32_t step = m_steps[slot * m_times.size() + place];
    return step == holeStep ? hole : step == nanStep ? std::numeric_limits<double>::quiet_NaN() : base + step;
}

/// A base from which the row's numbers and the new one are small steps; false when there is none.
bool SeriesStore::moveBase(SeriesSlot slot, double value)
{
    const double base = m_bases[slot];
    std::uint32_t *const steps = m_steps.data() + slot * m_times.size();
    double lowest = value;
    double highest = value;
    for (std::size_t place = 0; place < m_times.size(); ++place) {
        if (steps[place] < nanStep) {
            lowest = std::min(lowest, base + steps[place]);
            highest = std::max(highest, base + steps[place]);
        }
    }
    if (highest - lowest >= nanStep) {
        return false;
    }
    for (std::size_t place = 0; place < m_times.size(); ++place) {
        if (steps[place] < nanStep) {
            steps[place] = static_cast<std::uint32_t>(base + steps[place] - lowest);
        }
    }
    m_bases[slot] = lowest;
    return true;
}

std::vector<double> &SeriesStore::makeWide(SeriesSlot slot)
{
    WideRow row{slot, std::vector<double>(m_times.size())};
    for (std::size_t place = 0; place < m_times.size(); ++place) {
        row.values[place] = valueAt(slot, place);
    }
    m_bases[slot] = wideBase;
    const auto place = m_wide.begin() + (wideRow(slot) - m_wide.cbegin());
    return m_wide.insert(place, std::move(row))->values;
}

void SeriesStore::store(SeriesSlot slot, std::size_t place, double value)
{
    const double base = m_bases[slot];
    if (base == wideBase) {
        m_wide[static_cast<std::size_t>(wideRow(slot) - m_wide.cbegin())].values[place] = value;
        return;
    }
    std::uint32_t &step = m_steps[slot * m_times.size() + place];
    if (std::isnan(value)) {
        step = nanStep;
        return;
    }
    const bool fits = isWhole(value) && value - base >= 0 && value - base < nanStep;
    if (!fits && (!isWhole(value) || !moveBase(slot, value))) {
        makeWide(slot)[place] = value;
        return;
    }
    step = static_cast<std::uint32_t>(value - m_bases[slot]);
}

void SeriesStore::put(SeriesSlot slot, double value, std::int64_t timestampMs)
{
    if (slot >= m_slotCount || m_count == 0) {
        return;
    }
    const std::size_t place = position(m_count - 1);
    if (!isHole(valueAt(slot, place))) {
        return;
    }
    if (timestampMs != SelectedSample::noTimestamp) {
        m_lastTimestamp.resize(m_slotCount, SelectedSample::noTimestamp);
        if (timestampMs == m_lastTimestamp[slot]) {
            return;
        }
        m_lastTimestamp[slot] = timestampMs;
    }
    store(slot, place, isHole(value) ? std::numeric_limits<double>::quiet_NaN() : value);
}

std::int64_t SeriesStore::newestPage() const
{
    return m_times[position(m_count - 1)];
}

void SeriesStore::samples(SeriesSlot slot, std::vector<CounterSample> &samples) const
{
    samples.clear();
    for (std::size_t page = 0; page < m_count; ++page) {
        const std::size_t place = position(page);
        const double value = valueAt(slot, place);
        if (!isHole(value)) {
            samples.push_back({m_times[place], value});
        }
    }
}

bool SeriesStore::onNewestPage(SeriesSlot slot) const
{
    return m_count > 0 && !isHole(newest(slot));
}

double SeriesStore::newest(SeriesSlot slot) const
{
    return valueAt(slot, position(m_count - 1));
}

std::optional<double> SeriesStore::newestIncrease(SeriesSlot slot) const
{
    if (!onNewestPage(slot)) {
        return std::nullopt;
    }
    const double now = newest(slot);
    for (std::size_t page = m_count - 1; page > 0; --page) {
        const double before = valueAt(slot, position(page - 1));
        if (!isHole(before)) {
            return now < before ? now : now - before;
        }
    }
    return std::nullopt;
}

bool SeriesStore::isEmpty(SeriesSlot slot) const
{
    for (std::size_t page = 0; page < m_count; ++page) {
        if (!isHole(valueAt(slot, position(page)))) {
            return false;
        }
    }
    return true;
}

std::size_t SeriesStore::bytes() const
{
    std::size_t wide = m_wide.capacity() * sizeof(WideRow);
    for (const WideRow &row : m_wide) {
        wide += row.values.capacity() * sizeof(double);
    }
    return m_times.capacity() * sizeof(std::int64_t) + m_steps.capacity() * sizeof(std::uint32_t) +
           m_bases.capacity() * sizeof(double) + wide + m_lastTimestamp.capacity() * sizeof(std::int64_t) +
           m_free.capacity() * sizeof(SeriesSlot);
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
    std::vector<std::uint32_t> steps(m_slotCount * width, holeStep);
    for (std::size_t slot = 0; slot < m_slotCount; ++slot) {
        for (std::size_t page = 0; page < m_count; ++page) {
            steps[slot * width + page] = m_steps[slot * oldWidth + position(page)];
        }
    }
    for (WideRow &row : m_wide) {
        std::vector<double> values(width, hole);
        for (std::size_t page = 0; page < m_count; ++page) {
            values[page] = row.values[position(page)];
        }
        row.values.swap(values);
    }
    m_bases.shrink_to_fit();
    m_times.swap(times);
    m_steps.swap(steps);
    m_first = 0;
}

} // namespace quarterdeck
