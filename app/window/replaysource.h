#pragma once

#include "app/recording/eventreader.h"
#include "models/incidents/pastfleet.h"
#include "models/items/recordedsignals.h"

namespace quarterdeck {

/// Reads moments for a replay. Belongs to the record's reading thread, as the reader it is given. Keeps the
/// last moment: to go on from it costs only what happened since.
class ReplaySource
{
public:
    static constexpr std::chrono::minutes historySpan{30};
    static constexpr int mostLately = 200;
    /// Signals are recorded every 10 s: with none so near nobody was recording.
    static constexpr std::chrono::seconds recordedWithin{45};

    /// `present`: what time it is.
    RecordedMoment read(EventReader &reader, WallTime at, WallTime present);
    /// What charts of a group or an instance show around a moment.
    static ChartRecord charts(EventReader &reader, const RecordedSignals::Question &question);
    /// When something happened last before `at` (-1), or first after it (1).
    static std::optional<WallTime> eventBeside(EventReader &reader, WallTime at, int direction);

private:
    std::optional<FleetMoment> m_last;
    WallTime m_read; ///< the moment that was read as a whole
};

} // namespace quarterdeck
