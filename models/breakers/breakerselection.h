#pragma once

#include "models/breakers/breakeridentity.h"
#include "models/breakers/breakertrack.h"
#include "models/breakers/compiledconventions.h"

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
};

struct CompanionUse
{
    std::uint32_t rule = 0;
    std::uint32_t companion = 0;
    float key = 0; ///< of a bucket its bound as written, of a quantile which
    std::shared_ptr<const BreakerIdentity> identity; ///< shared by all companions of a breaker
};

/// A series with a slot and everything it is used for.
struct SlotUse
{
    std::size_t key = 0;          ///< hash of the series; 0 while the slot is free
    std::size_t metric = 0;       ///< hash of the metric's name
    std::vector<StateUse> states; ///< by precedence: the first whose needs are met holds
    std::vector<CompanionUse> companions;
    std::unique_ptr<SaturationReading> saturation;
    bool isStart = false;        ///< says when the process began
    std::uint32_t firstSeen = 0; ///< page
    std::uint32_t lastSeen = 0;  ///< page
};

/// A breaker that was seen, whether it is on the current page or not.
struct TrackEntry
{
    std::size_t key = 0; ///< hash of rule, metric and identity; 0 while the place is free
    std::uint32_t rule = 0;
    BreakerIdentity identity;
    QString name;
    QMap<QString, QString> labels;
    QMap<double, BreakerState> helpStates;
    QString series;
    std::string metric;
    QString nameLabel;
    std::unique_ptr<BreakerTrack> track; ///< null while the breaker is not on the page
};

/// Decides which series of a target are of interest and what for. Once per series and layout, not per page.
class BreakerSelection
{
public:
    explicit BreakerSelection(std::shared_ptr<const BreakerConventions> conventions);

    SeriesSlot select(const SeriesView &series);
    /// Gives away the slots of series that have not been on a page for long.
    void forgetOld(std::uint32_t page);

    [[nodiscard]] const BreakerConventions::Compiled &conventions() const
    {
        return m_conventions->compiled();
    }
    [[nodiscard]] std::vector<SlotUse> &slotUses() { return m_slots; }
    [[nodiscard]] const std::vector<SlotUse> &slotUses() const { return m_slots; }
    [[nodiscard]] std::vector<TrackEntry> &tracks() { return m_tracks; }
    [[nodiscard]] const std::vector<TrackEntry> &tracks() const { return m_tracks; }

private:
    void findCandidates(const SeriesView &series);
    std::optional<SlotUse> useOf(const SeriesView &series);
    std::shared_ptr<const BreakerIdentity> sharedIdentity(BreakerIdentity identity);
    std::optional<StateUse> useForState(const SeriesView &series, std::size_t ruleIndex);
    std::uint32_t trackFor(TrackEntry entry);
    SeriesSlot addSlot(SlotUse use);

    std::shared_ptr<const BreakerConventions> m_conventions;
    std::vector<SlotUse> m_slots;
    std::vector<SeriesSlot> m_freeSlots;
    std::unordered_map<std::size_t, SeriesSlot> m_slotOf;
    std::vector<TrackEntry> m_tracks;
    std::vector<std::uint32_t> m_freeTracks;
    std::unordered_multimap<std::size_t, std::shared_ptr<const BreakerIdentity>> m_identities; ///< by hash
    std::unordered_map<std::size_t, std::uint32_t> m_trackOf;

    // The patterns that fit a metric's name and metadata: series of a family follow each other
    std::string m_lastName;
    std::string m_lastHelp;
    MetricType m_lastType = MetricType::Unknown;
    bool m_hasLast = false;
    std::vector<BreakerConventions::Compiled::Pattern> m_candidates;
};

} // namespace quarterdeck
