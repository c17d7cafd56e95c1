#pragma once

#include "models/exposition/series.h"
#include "models/signals/promqlmath.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace quarterdeck {

/// The recent values of one target's wanted series. All are scraped together, so the times are kept once; a
/// page on which a series is missing leaves a hole. Slots are dense and used again.
///
/// Nearly all of them are counters of whole numbers, which grow by little within a window: a row keeps how
/// far each value is above its lowest, in 4 bytes and without any loss. A row with a value for which that
/// does not do keeps 8 bytes a value.
class SeriesStore
{
public:
    SeriesSlot add();
    void remove(SeriesSlot slot); ///< its number may come again
    [[nodiscard]] std::size_t slots() const { return m_slotCount; }

    /// Begins the values of a page scraped at `timeMs`, which must be later than the last, and forgets pages
    /// before `oldestMs` as well as the oldest beyond `maxPages`.
    void beginPage(std::int64_t timeMs, std::int64_t oldestMs);
    /// A value on the page begun last. The first of a duplicated series counts, and a value whose exposed
    /// timestamp is still that of the page before is not a new sample, both as in Prometheus.
    void put(SeriesSlot slot, double value, std::int64_t timestampMs);

    [[nodiscard]] std::size_t pages() const { return m_count; }
    [[nodiscard]] std::int64_t newestPage() const; ///< milliseconds; only with pages() > 0
    /// The samples of a slot in order of time, holes left out. `samples` is cleared first.
    void samples(SeriesSlot slot, std::vector<CounterSample> &samples) const;
    [[nodiscard]] bool onNewestPage(SeriesSlot slot) const;
    [[nodiscard]] double newest(SeriesSlot slot) const; ///< meaningless unless onNewestPage()
    /// What a counter grew by between the newest page and the one before that shows it, a reset counted from
    /// zero; nothing when either is missing.
    [[nodiscard]] std::optional<double> newestIncrease(SeriesSlot slot) const;
    [[nodiscard]] bool isEmpty(SeriesSlot slot) const; ///< no sample on any kept page
    [[nodiscard]] std::size_t bytes() const;

    /// More scrapes in one window than this and the window gets shorter.
    static constexpr std::size_t maxPages = 256;

private:
    [[nodiscard]] std::size_t position(std::size_t page) const { return (m_first + page) % m_times.size(); }
    /// A row of doubles, for a slot whose values are no whole numbers near each other.
    struct WideRow
    {
        SeriesSlot slot = 0;
        std::vector<double> values;
    };
    [[nodiscard]] double valueAt(SeriesSlot slot, std::size_t place) const;
    void setHole(SeriesSlot slot, std::size_t place);
    void store(SeriesSlot slot, std::size_t place, double value);
    bool moveBase(SeriesSlot slot, double value);
    std::vector<double> &makeWide(SeriesSlot slot);
    [[nodiscard]] std::vector<WideRow>::const_iterator wideRow(SeriesSlot slot) const;
    void widen();

    std::vector<std::int64_t> m_times;  ///< a ring; its size is the width of a row
    std::vector<std::uint32_t> m_steps; ///< a row for each slot: what its values are above its base
    std::vector<double> m_bases;        ///< of each slot
    std::vector<WideRow> m_wide;        ///< by slot, ascending
    /// Of each slot; empty as long as no page told a time of its own, which few do.
    std::vector<std::int64_t> m_lastTimestamp;
    std::size_t m_slotCount = 0;
    std::vector<SeriesSlot> m_free;
    std::size_t m_first = 0;
    std::size_t m_count = 0;
};

} // namespace quarterdeck
