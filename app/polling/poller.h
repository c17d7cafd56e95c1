#pragma once

#include "app/polling/mailbox.h"
#include "app/polling/nameresolver.h"
#include "app/polling/timehistogram.h"
#include "models/fleet/observation.h"
#include "models/fleet/target.h"

#include <QString>

#include <functional>
#include <memory>

namespace quarterdeck {

class SignalRecognisers;
class BreakerConventions;

/// The poller's own condition, for the status bar and the console panel. A snapshot.
struct PollerStatistics
{
    quint64 probes = 0;                                ///< finished since the start
    quint64 byOutcome[probeKinds][probeOutcomes] = {}; ///< indexed by ProbeKind and ProbeOutcome
    TimeHistogram durations[probeKinds];               ///< since the start, shed ones apart
    TimeHistogram lateness;                            ///< since the start
    quint64 late = 0;                                  ///< started over 50 ms after their time
    double probesPerSecond = 0;                        ///< over the last 5 s
    std::chrono::microseconds p99Duration{0};          ///< of probes in the last 10 s
    std::chrono::microseconds p99Lateness{0};
    quint64 connections = 0;       ///< open now
    quint64 connectionsWanted = 0; ///< one for each target and address, to keep alive between its probes
    quint64 connectionLimit = 0;   ///< that may be open, by the limit on descriptors
    quint64 ownBreakersOpen = 0;   ///< targets probed at a growing distance because they keep failing
    quint64 shed = 0;
    quint64 retries = 0;   ///< attempts beyond a probe's first
    quint64 waiting = 0;   ///< probes that wait for a place in their cluster's or host's bulkhead
    quint64 bytes = 0;     ///< received bodies
    quint64 pageBytes = 0; ///< of them, metrics pages that were read
    quint64 badLines = 0;  ///< lines of metrics pages that could not be read
    std::chrono::nanoseconds parseTime{0}; ///< spent on reading metrics pages and on what they say
    std::size_t layoutCacheBytes = 0;
    std::size_t unread = 0; ///< observations in the mailbox
    int targets = 0;
    int workers = 0;
};

/// Polls a fleet: N = min(4, cores) worker threads, an Asio io_context each; a target belongs to one worker.
/// Parsing and extraction happen in the workers; the mailbox receives small values.
/// The public functions may be called from one thread (the UI thread); none of them waits on I/O.
class Poller
{
public:
    struct Options
    {
        int workers = 0; ///< 0: min(4, cores)
        std::shared_ptr<const SignalRecognisers> signalRecognisers = {};
        std::shared_ptr<const BreakerConventions> breakerConventions = {};
        /// Resolves a reference to its secret; empty and a reason when it cannot. Called from a pool thread,
        /// so it may block, and one that hangs may still run when the poller is gone: it must own what it
        /// uses.
        std::function<QByteArray(const SecretReference &, QString *reason)> secrets = {};
        NameResolver resolve = {};   ///< empty: the system's; called from a pool thread too
        std::size_t connections = 0; ///< at most this many open; 0: what the descriptor limit leaves
        std::size_t layoutCacheBytes = 192 * 1024 * 1024; ///< kept of pages' layouts, over all targets
        int probesPerHost = 512;                          ///< under way at once
        int probesPerCluster = 8192;                      ///< under way at once
    };

    explicit Poller(Options options);
    ~Poller(); ///< stops: a flag, a quit and a bounded wait

    /// Starts or changes what is polled; touches only targets that came, went or changed. First probes are
    /// spread over one interval. `generation` comes back in every Observation.
    void setDefinition(std::shared_ptr<const FleetDefinition> definition, quint64 generation);

    /// Probes one instance as soon as it may be (never a second probe of a kind at once).
    void probeNow(InstanceNumber instance);

    /// Calls `ready` in a worker thread with the next whole metrics page of an instance (decoded body), or an
    /// empty page and a reason. For the detail panel; pages are kept for nobody otherwise.
    void requestPage(InstanceNumber instance,
                     std::function<void(QByteArray page, QByteArray contentType, QString reason)> ready);

    [[nodiscard]] Mailbox &mailbox();
    [[nodiscard]] PollerStatistics statistics() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace quarterdeck
