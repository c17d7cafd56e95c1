#pragma once

#include "models/fleet/fleet.h"
#include "models/fleet/flapdetector.h"
#include "models/fleet/probetrack.h"
#include "models/fleet/staterule.h"
#include "models/fleet/tripwire.h"

#include <array>
#include <memory>

namespace quarterdeck {

/// An instance together with the memory that its state rests on. Decides nothing about the fleet: what
/// concerns one instance alone is here, what concerns all of them is in Fleet.
class TrackedInstance
{
public:
    /// What is the same for all instances at one moment.
    struct Context
    {
        const PollSettings *poll = nullptr;
        bool statesHeld = false; ///< the question of isolation is open or answered with yes
        bool isolated = false;
        bool mayBeIsolation = false; ///< the fleet is large enough for the question of isolation to be raised
        SteadyTime now;
        WallTime wall;
    };
    enum class Effect : quint8 { None = 0, Shown = 1, Ruled = 2 };
    Q_DECLARE_FLAGS(Effects, Effect)

    Instance instance;
    int service = 0;        ///< index of its service, for history and error budget
    int group = 0;          ///< index of its service in its cluster, for history
    int cluster = 0;        ///< index of its cluster, for isolation
    quint64 generation = 0; ///< observations made under an older definition do not fit any more
    quint64 changedIn = 0;  ///< the last turn in which it was told as changed
    RollUp::Share counted;  ///< what the fleet's total holds of it
    bool lost = false;      ///< failed as if our network were gone, and has not answered since
    SteadyTime lostSince{};
    SteadyTime lostLast{};

    /// Takes the part of `target` that is new; forgets what rested on probes that changed.
    void setTarget(const Target &target, quint64 newGeneration);

    /// Notes whether the observation shows the instance lost or reached. Returns whether `lost` changed.
    bool noteReach(const Observation &observation, const Context &context);
    /// Takes an observation in. `Shown`: something displayed changed; `Ruled`: rule() must be called.
    Effects apply(const Observation &observation, const Context &context);
    /// Notices what became stale with time alone. Returns what apply() would.
    Effects age(const Context &context);
    /// Gives the state its due; a transition when it changed. `happened` is when the evidence came.
    std::optional<StateTransition> rule(const Context &context, WallTime happened, Effects *effects);

    /// Flapping ends with time alone; returns whether it did.
    bool calm(SteadyTime now);

    /// Shows it as it was recorded, whatever its probes said. Returns whether it looks different.
    bool recall(const RecordedInstance &recorded, SteadyTime now, WallTime moment);

    /// Isolation turned out to be the truth: back to what was known before the first failure after `since`.
    bool restore(SteadyTime since);
    /// The failures that were held back count after all.
    void releaseHeld(const Context &context);
    /// The failures that were held back were our own: streaks begin anew.
    void forgetHeld(SteadyTime now);
    bool setFlag(InstanceFlag flag, bool on); ///< returns whether it changed
    /// Requests and errors counted since the last call; NaN while they are not known.
    CountedTraffic takeCounted();

private:
    struct Memory
    {
        std::array<ProbeTrack, probeKinds> tracks;
        std::array<Tripwire, 4> wires;
    };

    [[nodiscard]] ProbeStatus &status(ProbeKind kind) { return instance.probes[static_cast<int>(kind)]; }
    [[nodiscard]] ProbeTrack &track(ProbeKind kind)
    {
        return m_memory.tracks[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] const ProbeTrack &track(ProbeKind kind) const
    {
        return m_memory.tracks[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] std::chrono::milliseconds staleAfter(const PollSettings &poll) const;
    /// Its failures could still turn out to be the console's own: not enough of the fleet was asked since.
    [[nodiscard]] bool mayBeOurs(const Context &context) const;
    /// It cannot be reached, and what is shown is what Prometheus knows of it.
    [[nodiscard]] bool isViaPrometheus(const Context &context) const;
    [[nodiscard]] bool isStale(ProbeKind kind, const Context &context) const;
    Effects applyPage(const Observation &observation, const Context &context);
    bool feed(const Observation &observation, int times, const PollSettings &poll);
    void dropSignals();
    void count(const Observation &page);

    Memory m_memory;
    std::unique_ptr<Memory> m_beforeLoss; ///< what was known before the current loss
    CountedTraffic m_counted;             ///< what the poller had counted at the last page
    CountedTraffic m_since;               ///< counted since takeCounted()
    SteadyTime m_countedAt{};
    SteadyTime m_page{}; ///< of the page that signals and breakers are from; zero: there are none
    FlapDetector m_flaps;
    std::array<bool, probeKinds> m_stale{};
    std::array<bool, probeKinds> m_held{}; ///< the last observation was held back
    SteadyTime m_returned{};               ///< when our own network came back last
    bool m_unheard = false;                ///< since then
    SteadyTime m_viaPrometheus{}; ///< the newest word that Prometheus had while no answer of its own came
    bool m_found = false;         ///< a first ruling that is not "never answered" was made
};
Q_DECLARE_OPERATORS_FOR_FLAGS(TrackedInstance::Effects)

} // namespace quarterdeck
