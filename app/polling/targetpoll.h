#pragma once

#include "app/polling/bulkhead.h"
#include "app/polling/exchange.h"
#include "app/polling/loadshedder.h"
#include "app/polling/mailbox.h"
#include "app/polling/metricspage.h"
#include "app/polling/ownbreaker.h"
#include "app/polling/pollmeter.h"
#include "app/polling/probeschedule.h"

#include <QSet>

#include <functional>
#include <memory>
#include <vector>

namespace quarterdeck {

/// What the targets of one worker share, besides what their exchanges do.
struct PollServices
{
    ExchangeServices &exchanges;
    Mailbox &mailbox;
    PollMeter &meter;
    LoadShedder &shedder;
    MetricsPage::Scratch &scratch;
    std::shared_ptr<const SignalRecognisers> signalRecognisers;
    std::shared_ptr<const BreakerConventions> breakerConventions;
    std::size_t layoutBytes = 0;                 ///< held by all pages of the worker
    std::size_t layoutBudget = 64 * 1024 * 1024; ///< above it pages keep no layout
    quint64 ownBreakersOpen = 0;                 ///< targets with an open one
    quint64 generation = 0;                      ///< of the definition in force
    std::chrono::milliseconds step{1};           ///< between places of the schedule
    bool connectionsScarce = false;              ///< fewer allowed than there are targets
};

/// One instance being polled: when its probes are due, what they came to, and how often in a row. Lives in
/// its worker's thread; destroying it cancels what is under way.
class TargetPoll
{
public:
    using PageReady = std::function<void(QByteArray page, QByteArray contentType, QString reason)>;

    /// `target` usually belongs to the definition that all targets share.
    TargetPoll(PollServices &services, std::shared_ptr<const Target> target, const PollSettings &settings,
               std::shared_ptr<Bulkhead> hostBulkhead, std::shared_ptr<Bulkhead> clusterBulkhead);
    ~TargetPoll();
    TargetPoll(const TargetPoll &) = delete;
    TargetPoll &operator=(const TargetPoll &) = delete;

    /// Whether polling both is the same: a reload that changes only labels or policy touches no probe.
    static bool samePolling(const Target &a, const PollSettings &aSettings, const Target &b,
                            const PollSettings &bSettings);
    [[nodiscard]] const Target &target() const { return *m_target; }
    [[nodiscard]] const PollSettings &settings() const { return m_settings; }
    /// The same instance in a new definition: takes its words, and the step of the schedule.
    void relabel(std::shared_ptr<const Target> target, const PollSettings &settings);

    /// Begins; the first probes at `first`, or at their regular places when that is nothing.
    void start(SteadyTime now, std::optional<SteadyTime> first);
    /// Every probe as soon as it may be.
    void probeNow(SteadyTime now);
    void requestPage(PageReady ready, SteadyTime now);

private:
    struct Probe
    {
        ProbeKind kind = ProbeKind::Health;
        std::shared_ptr<const ProbeRoute> route;
        KeepAliveLane *lane = nullptr;
        HealthExpectation expectation;
        ProbeSchedule schedule;
        SteadyTime due;     ///< of the probe under way or waiting
        SteadyTime nextDue; ///< of the next regular one
        SteadyTime started;
        SteadyTime notBefore{}; ///< while its own breaker is open
        TimerWheel::Timer timer;
        Bulkhead::Ticket hostTicket;
        Bulkhead::Ticket clusterTicket;
        std::shared_ptr<Exchange> exchange;
        OwnBreaker breaker;
        int streak = 0;
        bool lastGood = false;
        bool again = false; ///< to be started when what is under way lets it: itself, or its connection's
    };

    void addProbe(ProbeKind kind, const Endpoint &endpoint, const HealthExpectation &expectation);
    void placeProbes();
    void dueNow(Probe &probe);
    void tryStart(Probe &probe, SteadyTime due, SteadyTime now);
    void begin(Probe &probe);
    void finished(Probe &probe, Exchange::Result &result);
    void leave(Probe &probe, SteadyTime now);
    void answer(Probe &probe, Exchange::Result &result, Observation &observation);
    void shed(Probe &probe, const QString &reason, SteadyTime now);
    void updateBreaker(Probe &probe, Observation &observation, SteadyTime now);
    void deliverPage(const Exchange::Result &result, const QString &reason);
    void post(Probe &probe, Observation observation);
    [[nodiscard]] static bool isUnderWay(const Probe &probe);
    /// Whether another kind's probe has the connection that this one would take.
    [[nodiscard]] bool isLaneBusy(const Probe &probe) const;
    [[nodiscard]] bool isHealthy() const;
    [[nodiscard]] bool anyBreakerOpen() const;

    PollServices &m_services;
    std::shared_ptr<const Target> m_target;
    PollSettings m_settings;
    std::shared_ptr<Bulkhead> m_hostBulkhead;
    std::shared_ptr<Bulkhead> m_clusterBulkhead;
    std::vector<std::unique_ptr<KeepAliveLane>> m_lanes;
    std::vector<std::unique_ptr<Probe>> m_probes; ///< health, readiness, metrics: those that are configured
    std::optional<MetricsPage> m_page;
    std::size_t m_pageBytes = 0;
    std::vector<PageReady> m_pageRequests;
    bool m_countedOpen = false;
};

} // namespace quarterdeck
