#pragma once

#include "models/breakers/breakeridentity.h"
#include "models/breakers/compiledconventions.h"
#include "models/breakers/trackentry.h"

#include <memory>
#include <unordered_map>

namespace quarterdeck {

/// The state of a breaker by one rule. More than one can fit a series as long as it is open what else the
/// page has. `needs` and `unless` are hashes of metric names.
struct StateUse
{
    std::uint32_t rule = 0;
    std::uint32_t track = 0;
    std::string word;
    std::string from;
    std::vector<std::size_t> needs;
    std::vector<std::size_t> unless;
    bool operator==(const StateUse &) const = default;
};

struct CompanionUse
{
    std::uint32_t rule = 0;
    std::uint32_t companion = 0;
    float key = 0; ///< of a bucket its bound as written, of a quantile which
    std::shared_ptr<const BreakerIdentity> identity; ///< shared by all companions of a breaker
    bool operator==(const CompanionUse &) const = default;
};

/// Everything that a series is used for.
struct SlotUse
{
    std::size_t key = 0;          ///< hash of the series
    std::size_t metric = 0;       ///< hash of the metric's name
    std::vector<StateUse> states; ///< by precedence: the first whose needs are met holds
    std::vector<CompanionUse> companions;
    std::optional<SaturationReading> saturation;
    bool isStart = false; ///< says when the process began
    bool operator==(const SlotUse &) const = default;
};

/// When a slot's series was on a page.
struct SlotSight
{
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

/// Decides which series of a target are of interest and what for. Once per series and layout, not per page.
/// Instances of one service choose alike: what was chosen is held once for all of them (see settle()).
class BreakerSelection
{
public:
    explicit BreakerSelection(std::shared_ptr<const BreakerConventions> conventions);

    SeriesSlot select(const SeriesView &series);
    /// Gives away the slots of series that have not been on a page for long, by the `sights` of the slots.
    void forgetOld(std::uint32_t page, std::vector<SlotSight> &sights);
    /// Nothing more is to be selected for now: shares what equal selections of the thread have.
    void settle();

    [[nodiscard]] const BreakerConventions::Compiled &conventions() const
    {
        return m_conventions->compiled();
    }
    /// Null while the slot is free.
    [[nodiscard]] const std::vector<std::shared_ptr<const SlotUse>> &slotUses() const
    {
        return m_chosen->slots;
    }
    /// Breakers that were seen, whether they are on the current page or not. Null while the place is free.
    [[nodiscard]] const std::vector<std::shared_ptr<const TrackEntry>> &tracks() const
    {
        return m_chosen->tracks;
    }

private:
    struct Chosen
    {
        std::vector<std::shared_ptr<const SlotUse>> slots;
        std::vector<SeriesSlot> freeSlots;
        std::unordered_map<std::size_t, SeriesSlot> slotOf;
        std::vector<std::shared_ptr<const TrackEntry>> tracks;
        std::vector<std::uint32_t> freeTracks;
        std::unordered_map<std::size_t, std::uint32_t> trackOf;
        bool operator==(const Chosen &) const = default;
    };

    Chosen &change();
    void findCandidates(const SeriesView &series);
    std::optional<SlotUse> useOf(const SeriesView &series);
    std::optional<StateUse> useForState(const SeriesView &series, std::size_t ruleIndex);
    std::uint32_t trackFor(TrackEntry entry);
    SeriesSlot addSlot(SlotUse use);

    std::shared_ptr<const BreakerConventions> m_conventions;
    std::shared_ptr<const Chosen> m_chosen;
    Chosen *m_own = nullptr; ///< *m_chosen while nobody shares it

    // The patterns that fit a metric's name and metadata: series of a family follow each other
    std::string m_lastName;
    std::string m_lastHelp;
    MetricType m_lastType = MetricType::Unknown;
    bool m_hasLast = false;
    std::vector<BreakerConventions::Compiled::Pattern> m_candidates;
};

} // namespace quarterdeck
