#include "app/polling/targetpoll.h"

#include "models/exposition/sharedvalues.h"

#include <algorithm>
#include <utility>

namespace quarterdeck {

using namespace Qt::StringLiterals;

namespace {

/// A health answer is a page of JSON; a whole MiB of it is not one.
constexpr qint64 healthBodyLimit = 1024 * 1024;
/// The first probes of one instance: one after the other, so that they can share the connection.
constexpr std::chrono::milliseconds firstProbesApart{15};
/// One target's layout may not take more of its worker's budget than this.
constexpr std::size_t layoutShare = 8;

std::size_t hashOf(const QList<HealthComponent> &components, std::size_t seed)
{
    for (const HealthComponent &component : components) {
        seed = qHashMulti(seed, component.name, int(component.verdict), component.raw, component.reason);
        seed = hashOf(component.components, seed);
    }
    return seed;
}

std::size_t hashOf(const HealthAnswer &answer)
{
    return hashOf(answer.components,
                  qHashMulti(0, int(answer.verdict), int(answer.format), answer.raw, answer.reason));
}

bool sameLimits(const std::shared_ptr<const ServicePolicy> &a, const std::shared_ptr<const ServicePolicy> &b)
{
    return a == b || (a ? a->limits : QList<MetricLimit>()) == (b ? b->limits : QList<MetricLimit>());
}

bool sameSettings(const std::shared_ptr<const HttpSettings> &a, const std::shared_ptr<const HttpSettings> &b)
{
    return a == b || (a && b && *a == *b);
}

} // namespace

TargetPoll::TargetPoll(PollServices &services, std::shared_ptr<const Target> polled,
                       const PollSettings &settings, std::shared_ptr<Bulkhead> hostBulkhead,
                       std::shared_ptr<Bulkhead> clusterBulkhead)
    : m_services(services)
    , m_target(std::move(polled))
    , m_settings(settings)
    , m_hostBulkhead(std::move(hostBulkhead))
    , m_clusterBulkhead(std::move(clusterBulkhead))
{
    const Target &target = *m_target;
    m_lanes.reserve(std::size_t(probeKinds));
    if (target.health) {
        addProbe(ProbeKind::Health, target.health->endpoint, target.health->expectation);
    }
    if (target.readiness) {
        addProbe(ProbeKind::Readiness, target.readiness->endpoint, target.readiness->expectation);
    }
    if (target.metrics) {
        addProbe(ProbeKind::Metrics, *target.metrics, {});
        m_page.emplace(services.signalRecognisers, services.breakerConventions, settings.signalWindow,
                       m_target->policy ? m_target->policy->limits : QList<MetricLimit>());
    }
    placeProbes();
}

TargetPoll::~TargetPoll()
{
    for (const auto &probe : m_probes) {
        if (probe->exchange) {
            probe->exchange->cancel();
        }
    }
    if (m_countedOpen) {
        --m_services.ownBreakersOpen;
    }
    m_services.layoutBytes -= m_pageBytes;
    for (const PageReady &ready : std::exchange(m_pageRequests, {})) {
        ready({}, {}, u"the instance is no longer polled"_s);
    }
}

void TargetPoll::addProbe(ProbeKind kind, const Endpoint &endpoint, const HealthExpectation &expectation)
{
    auto probe = std::make_unique<Probe>();
    probe->kind = kind;
    probe->route = makeRoute(endpoint, m_target->http, kind, m_target->timeout);
    probe->expectation = expectation;
    probe->breaker = OwnBreaker(OwnBreaker::longestDistance(m_target->interval, m_settings.staleAfter));
    probe->timer.setCallback([this, one = probe.get()] { dueNow(*one); });
    for (const auto &other : m_probes) {
        const Endpoint &known = other->route->endpoint;
        if (known.host == endpoint.host && known.port == endpoint.port && known.scheme == endpoint.scheme) {
            probe->lane = other->lane;
        }
    }
    if (!probe->lane) {
        m_lanes.push_back(std::make_unique<KeepAliveLane>(m_services.exchanges.connections));
        probe->lane = m_lanes.back().get();
    }
    m_probes.push_back(std::move(probe));
}

void TargetPoll::placeProbes()
{
    const quint64 hash = ProbeSchedule::stableHash(m_target->id);
    // Evenly over the interval; one after the other when a connection may not be kept from one to the next.
    std::chrono::nanoseconds apart{0};
    if (!m_services.connectionsScarce && !m_probes.empty()) {
        apart = std::chrono::nanoseconds(m_target->interval) / int(m_probes.size());
    }
    for (std::size_t i = 0; i < m_probes.size(); ++i) {
        m_probes[i]->schedule = ProbeSchedule(hash, m_target->interval, apart * int(i), m_services.step);
    }
}

bool TargetPoll::samePolling(const Target &a, const PollSettings &aSettings, const Target &b,
                             const PollSettings &bSettings)
{
    return a.metrics == b.metrics && a.health == b.health && a.readiness == b.readiness &&
           a.interval == b.interval && a.timeout == b.timeout && a.honorTimestamps == b.honorTimestamps &&
           a.cluster == b.cluster && sameSettings(a.http, b.http) && sameLimits(a.policy, b.policy) &&
           aSettings.signalWindow == bSettings.signalWindow && aSettings.staleAfter == bSettings.staleAfter;
}

void TargetPoll::relabel(std::shared_ptr<const Target> target, const PollSettings &settings)
{
    m_target = std::move(target); // equal in all that probes use; the old definition's memory goes free
    m_settings = settings;
    placeProbes(); // what is armed stays armed: places move from the next probe on
}

void TargetPoll::start(SteadyTime now, std::optional<SteadyTime> first)
{
    for (const auto &probe : m_probes) {
        probe->nextDue = first ? *first : probe->schedule.after(now);
        m_services.exchanges.wheel.arm(probe->timer, probe->nextDue);
        if (first) {
            *first += firstProbesApart;
        }
    }
}

void TargetPoll::probeNow(SteadyTime now)
{
    for (const auto &probe : m_probes) {
        if (isUnderWay(*probe)) {
            probe->again = true;
        } else {
            probe->notBefore = {};
            tryStart(*probe, now, now);
        }
    }
}

void TargetPoll::requestPage(PageReady ready, SteadyTime now)
{
    if (!m_target->metrics) {
        ready({}, {}, u"no metrics endpoint is configured"_s);
        return;
    }
    m_pageRequests.push_back(std::move(ready));
    Probe &probe = *m_probes.back(); // metrics come last
    if (!isUnderWay(probe)) {
        probe.notBefore = {};
        tryStart(probe, now, now);
    }
}

bool TargetPoll::isHealthy() const
{
    return std::all_of(m_probes.begin(), m_probes.end(),
                       [](const auto &probe) { return probe->streak > 0 && probe->lastGood; });
}

bool TargetPoll::anyBreakerOpen() const
{
    return std::any_of(m_probes.begin(), m_probes.end(),
                       [](const auto &probe) { return probe->breaker.isOpen(); });
}

void TargetPoll::dueNow(Probe &probe)
{
    const SteadyTime now = std::chrono::steady_clock::now();
    const SteadyTime due = probe.nextDue;
    SteadyTime next = probe.schedule.after(std::max(now, due));
    // The first probe may come just before a regular place, and a reload may move the place to just after
    // this one; the next need not follow on its heels.
    if (next - due < probe.schedule.interval() / 4) {
        next += std::chrono::duration_cast<SteadyTime::duration>(probe.schedule.interval());
    }
    probe.nextDue = next;
    m_services.exchanges.wheel.arm(probe.timer, next);
    if (now - due >= probe.schedule.interval()) {
        return; // the machine slept: everybody waits for their regular place instead of rushing off at once
    }
    m_services.shedder.started(due, now);
    tryStart(probe, due, now);
}

void TargetPoll::tryStart(Probe &probe, SteadyTime due, SteadyTime now)
{
    if (probe.exchange) {
        return; // never a second one of a kind; only with a timeout above the interval
    }
    if (probe.hostTicket.isWaiting() || probe.clusterTicket.isWaiting()) {
        // A whole interval in the line: it would only make the next one late.
        probe.hostTicket.giveBack();
        probe.clusterTicket.giveBack();
        shed(probe, u"left out: too many probes of its host or cluster are waiting for an answer"_s, now);
    } else if (probe.notBefore > now) {
        return;
    } else if (&probe != m_probes.front().get() && probe.breaker.isOpen() &&
               m_probes.front()->breaker.isOpen() && m_pageRequests.empty()) {
        return; // half-open lets one probe through: the first kind's, and its answer wakes the others
    }
    // The first kind is what the instance's state rests on: without a health endpoint the scrape is its
    // health.
    if (&probe != m_probes.front().get() && m_services.shedder.sheds(probe.kind, isHealthy()) &&
        m_pageRequests.empty()) {
        shed(probe, u"left out: the console cannot keep up"_s, now);
        return;
    }
    if (m_services.connectionsScarce && isLaneBusy(probe)) {
        probe.again = true; // a second connection would cost another target its own
        return;
    }
    probe.due = due;
    // Host before cluster: whoever waits for a host that hangs must not hold its cluster's places.
    Bulkhead::enter(m_hostBulkhead, probe.hostTicket, int(probe.kind), [this, &probe] {
        Bulkhead::enter(m_clusterBulkhead, probe.clusterTicket, int(probe.kind),
                        [this, &probe] { begin(probe); });
    });
}

void TargetPoll::begin(Probe &probe)
{
    probe.started = std::chrono::steady_clock::now();
    Exchange::Settings settings;
    settings.timeout = m_target->timeout;
    settings.limits.body = probe.kind == ProbeKind::Metrics
                               ? (probe.route->http->bodySizeLimit > 0 ? probe.route->http->bodySizeLimit
                                                                       : ResponseLimits().body)
                               : healthBodyLimit;
    // One try more only where it can change what is shown: when all was well so far.
    settings.mayRetry = probe.lastGood;
    probe.exchange = std::make_shared<Exchange>(m_services.exchanges, probe.route, *probe.lane);
    const std::shared_ptr<Exchange> exchange = probe.exchange;
    exchange->start(settings, probe.started,
                    [this, &probe](Exchange::Result &result) { finished(probe, result); });
}

void TargetPoll::finished(Probe &probe, Exchange::Result &result)
{
    const std::shared_ptr<Exchange> exchange = std::move(probe.exchange); // alive until it has returned
    const SteadyTime now = std::chrono::steady_clock::now();
    if (result.failure && result.failure->outcome == ProbeOutcome::Shed) {
        shed(probe, result.failure->reason, now);
        leave(probe, now);
        return;
    }
    Observation observation;
    observation.kind = probe.kind;
    observation.httpStatus = result.status;
    observation.finished = now;
    observation.duration = std::chrono::duration_cast<std::chrono::microseconds>(now - probe.started);
    observation.lateness =
        std::max(std::chrono::microseconds(0),
                 std::chrono::duration_cast<std::chrono::microseconds>(probe.started - probe.due));
    if (result.failure) {
        observation.outcome = result.failure->outcome;
        observation.cause = result.failure->cause;
        observation.reason = result.failure->reason;
    } else {
        answer(probe, result, observation);
    }
    if (probe.kind == ProbeKind::Metrics && !m_pageRequests.empty()) {
        deliverPage(result, observation.reason);
    }
    updateBreaker(probe, observation, now);
    const bool good = observation.isGood();
    probe.streak = good == probe.lastGood && probe.streak > 0 ? probe.streak + 1 : 1;
    probe.lastGood = good;
    m_services.meter.record(observation, quint64(result.received), now);
    post(probe, std::move(observation));
    leave(probe, now);
}

void TargetPoll::leave(Probe &probe, SteadyTime now)
{
    probe.clusterTicket.giveBack();
    probe.hostTicket.giveBack();
    // Whoever waited for this probe or its connection, in the order of the kinds, itself last: on a
    // connection for all of them nobody may be overtaken for ever.
    const auto own = std::find_if(m_probes.begin(), m_probes.end(),
                                  [&probe](const auto &one) { return one.get() == &probe; });
    std::size_t index = std::size_t(own - m_probes.begin());
    for (std::size_t tried = 0; tried < m_probes.size(); ++tried) {
        index = (index + 1) % m_probes.size();
        Probe &next = *m_probes[index];
        if (!isUnderWay(next) && std::exchange(next.again, false)) {
            tryStart(next, now, now);
        }
    }
}

bool TargetPoll::isUnderWay(const Probe &probe)
{
    return probe.exchange || probe.hostTicket.isWaiting() || probe.clusterTicket.isWaiting();
}

bool TargetPoll::isLaneBusy(const Probe &probe) const
{
    return std::any_of(m_probes.begin(), m_probes.end(), [&probe](const auto &other) {
        return other.get() != &probe && other->lane == probe.lane && isUnderWay(*other);
    });
}

void TargetPoll::answer(Probe &probe, Exchange::Result &result, Observation &observation)
{
    if (probe.kind != ProbeKind::Metrics) {
        HealthInput input;
        input.status = result.status;
        input.contentType = QByteArray::fromStdString(result.contentType);
        input.body = QByteArray::fromRawData(result.body.data(), qsizetype(result.body.size()));
        input.location = QByteArray::fromStdString(result.location);
        HealthAnswer read = readHealth(
            input, probe.kind == ProbeKind::Health ? HealthQuestion::Health : HealthQuestion::Readiness,
            probe.expectation);
        // Most of a fleet says the same again and again: it is held once, and told apart by its address.
        const std::size_t hash = hashOf(read);
        std::shared_ptr<const HealthAnswer> health =
            SharedValues<HealthAnswer>::ofThread().shared(hash, std::move(read));
        observation.reason = health->verdict == Verdict::Up ? QString() : health->reason;
        observation.health = std::move(health);
        return;
    }
    if (result.status < 200 || result.status > 299) {
        observation.outcome = ProbeOutcome::HttpError;
        observation.reason = u"HTTP %1"_s.arg(result.status);
        if (result.status >= 300 && result.status < 400) {
            observation.reason += result.location.empty()
                                      ? u" (redirects are not followed)"_s
                                      : u" (redirect to %1, not followed)"_s.arg(
                                            oneLine(QString::fromStdString(result.location), 120));
        }
        return;
    }
    const SteadyTime readFrom = std::chrono::steady_clock::now();
    MetricsPage::Result page =
        m_page->read(result.body, result.contentType, probe.started, m_services.scratch);
    m_services.meter.recordPage(result.body.size(), page.answer ? quint64(page.answer->badLines) : 0,
                                std::chrono::steady_clock::now() - readFrom);
    m_services.layoutBytes -= m_pageBytes;
    m_pageBytes = m_page->cacheBytes();
    if (m_services.layoutBytes + m_pageBytes > m_services.layoutBudget ||
        m_pageBytes > m_services.layoutBudget / layoutShare) {
        m_page->forgetLayout();
        m_pageBytes = m_page->cacheBytes();
    }
    m_services.layoutBytes += m_pageBytes;
    if (page.failure) {
        observation.outcome = page.failure->outcome;
        observation.cause = page.failure->cause;
        observation.reason = page.failure->reason;
        return;
    }
    if (page.answer->badLines > 0) {
        observation.reason = page.answer->badLines == 1
                                 ? page.answer->firstProblem
                                 : u"%1 unreadable lines, the first: %2"_s.arg(page.answer->badLines)
                                       .arg(page.answer->firstProblem);
    }
    observation.metrics = std::move(page.answer);
}

void TargetPoll::updateBreaker(Probe &probe, Observation &observation, SteadyTime now)
{
    const bool unanswered =
        (observation.outcome == ProbeOutcome::Unreachable && observation.cause != UnreachableCause::Local) ||
        observation.outcome == ProbeOutcome::TimedOut;
    const bool wasOpen = probe.breaker.isOpen();
    if (unanswered) {
        const int distance = probe.breaker.unanswered(m_services.exchanges.random);
        if (distance > 1) {
            probe.notBefore = probe.nextDue + (distance - 1) * probe.schedule.interval() - TimerWheel::tick;
        }
        if (probe.breaker.isOpen()) {
            observation.nextTry = std::max(probe.notBefore, probe.nextDue);
        }
    } else {
        probe.breaker.answered();
        probe.notBefore = {};
        if (wasOpen) {
            // It is back: what else was held off is asked at once.
            for (const auto &other : m_probes) {
                if (other.get() != &probe && other->breaker.isOpen() && !other->exchange) {
                    other->notBefore = {};
                    tryStart(*other, now, now);
                }
            }
        }
    }
    if (anyBreakerOpen() != m_countedOpen) {
        m_countedOpen = !m_countedOpen;
        m_services.ownBreakersOpen += m_countedOpen ? 1 : quint64(-1);
    }
}

void TargetPoll::deliverPage(const Exchange::Result &result, const QString &reason)
{
    const bool answered = !result.failure && result.status >= 200 && result.status <= 299;
    const QByteArray page =
        answered ? QByteArray(result.body.data(), qsizetype(result.body.size())) : QByteArray();
    for (const PageReady &ready : std::exchange(m_pageRequests, {})) {
        ready(page, QByteArray::fromStdString(result.contentType), answered ? QString() : reason);
    }
}

void TargetPoll::shed(Probe &probe, const QString &reason, SteadyTime now)
{
    Observation observation;
    observation.kind = probe.kind;
    observation.outcome = ProbeOutcome::Shed;
    observation.reason = reason;
    observation.finished = now;
    m_services.meter.recordShed(probe.kind);
    post(probe, std::move(observation)); // says nothing about the instance: the streak stays what it was
}

void TargetPoll::post(Probe &probe, Observation observation)
{
    observation.instance = m_target->number;
    observation.definition = m_services.generation;
    observation.finishedWall = std::chrono::system_clock::now();
    observation.streak = std::max(probe.streak, 1);
    m_services.mailbox.post(std::move(observation));
}

} // namespace quarterdeck
