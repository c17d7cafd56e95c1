#include "app/session/fleetsession.h"

#include "app/config/configurationwatcher.h"
#include "app/config/secrets.h"
#include "app/session/referencecheck.h"
#include "app/upstream/prometheussource.h"

#include <QSet>
#include <QThreadPool>

#include <algorithm>
#include <malloc.h>
#include <span>

namespace quarterdeck {

namespace {

using namespace std::chrono_literals;

constexpr auto drainInterval = 100ms;
/// What one turn may spend on applying observations; the rest waits for the next turn (design section 3).
constexpr auto drainBudget = 4ms;
constexpr std::size_t drainBatch = 128;
constexpr auto trimEvery = 5min;

SteadyTime steadyNow()
{
    return std::chrono::steady_clock::now();
}

WallTime wallNow()
{
    return std::chrono::system_clock::now();
}

void merge(FleetChanges &into, const FleetChanges &more)
{
    into.replaced |= more.replaced;
    into.isolationChanged |= more.isolationChanged;
    into.changed += more.changed;
    into.pages += more.pages;
    into.transitions += more.transitions;
    if (!more.isolationNews.isEmpty()) {
        into.isolationNews = more.isolationNews;
    }
}

} // namespace

FleetSession::FleetSession(std::shared_ptr<const Configuration> configuration, InstanceNumbering numbering,
                           QObject *parent)
    : QObject(parent)
    , m_numbering(std::move(numbering))
    , m_references(new ReferenceCheck(this))
    , m_prometheus(new PrometheusSource)
{
    m_prometheus->moveToThread(&m_prometheusThread);
    connect(&m_prometheusThread, &QThread::finished, m_prometheus, &QObject::deleteLater);
    connect(m_prometheus, &PrometheusSource::observed, this,
            [this](const std::shared_ptr<std::vector<Observation>> &observations) {
                m_viaPrometheus = std::move(*observations);
            });
    connect(m_prometheus, &PrometheusSource::asked, this,
            [this](const QString &problem) { m_prometheusProblem = problem; });
    m_prometheusThread.setObjectName(QStringLiteral("prometheus"));
    use(std::move(configuration));

    connect(m_references, &ReferenceCheck::finished, this,
            [this](bool routesExist, int reachable, int unreachable) {
                m_fleet.setReferences(routesExist, reachable, unreachable, steadyNow());
                announce(m_fleet.tick(steadyNow(), wallNow()));
            });
    connect(&m_drainTimer, &QTimer::timeout, this, &FleetSession::drain);
    connect(&m_tickTimer, &QTimer::timeout, this, &FleetSession::tick);
    m_trimTimer.setSingleShot(true);
    connect(&m_trimTimer, &QTimer::timeout, this, &FleetSession::trimMemory);
    m_drainTimer.setTimerType(Qt::PreciseTimer);
    m_drainTimer.start(drainInterval);
    m_tickTimer.start(1s);
}

FleetSession::~FleetSession()
{
    if (!m_prometheusThread.isRunning()) {
        delete m_prometheus; // no loop of its own will ever do it
        return;
    }
    m_prometheusThread.quit();
    m_prometheusThread.wait();
}

void FleetSession::watchFiles()
{
    if (m_watcher) {
        return;
    }
    m_watcher = new ConfigurationWatcher(m_configuration, m_numbering, this);
    connect(m_watcher, &ConfigurationWatcher::changed, this,
            [this](const std::shared_ptr<const Configuration> &configuration) {
                m_problems = configuration->errors;
                use(configuration);
                Q_EMIT configurationChanged();
            });
    connect(m_watcher, &ConfigurationWatcher::rejected, this, [this](const QList<ConfigProblem> &problems) {
        m_problems = problems;
        Q_EMIT configurationChanged();
    });
}

void FleetSession::reload()
{
    if (m_watcher) {
        m_watcher->reload();
    }
}

void FleetSession::markSeen(const QList<InstanceNumber> &instances)
{
    announce(m_fleet.markSeen(instances));
}

void FleetSession::use(std::shared_ptr<const Configuration> configuration)
{
    const bool otherRules = !m_configuration ||
                            m_configuration->signalRecognisers != configuration->signalRecognisers ||
                            m_configuration->breakerConventions != configuration->breakerConventions;
    m_configuration = std::move(configuration);
    if (otherRules) {
        // What is extracted from a page is fixed for a poller's life; rules change rarely enough to begin
        // anew.
        Poller::Options options;
        options.signalRecognisers = m_configuration->signalRecognisers;
        options.breakerConventions = m_configuration->breakerConventions;
        options.secrets = [](const SecretReference &reference, QString *reason) {
            return resolveSecret(reference, reason);
        };
        m_poller = std::make_unique<Poller>(std::move(options));
    }
    ++m_generation;
    const FleetChanges changes =
        m_fleet.setDefinition(m_configuration->fleet, steadyNow(), wallNow(), m_generation);
    m_poller->setDefinition(std::shared_ptr<const FleetDefinition>(m_configuration, &m_configuration->fleet),
                            m_generation);
    announce(changes);
    m_trimTimer.start(3 * m_configuration->fleet.poll.interval);
}

/// What reading the files took, and what a bad moment of the fleet took, goes back to the system: allocators
/// keep it otherwise. Elsewhere than here, as it takes a while.
void FleetSession::trimMemory()
{
    QThreadPool::globalInstance()->start([] { ::malloc_trim(0); });
    m_trimTimer.start(trimEvery);
}

void FleetSession::drain()
{
    const SteadyTime begun = steadyNow();
    FleetChanges changes;
    while (steadyNow() - begun < drainBudget) {
        const std::vector<Observation> observations = m_poller->mailbox().drain(drainBatch);
        if (observations.empty()) {
            break;
        }
        merge(changes, m_fleet.apply(observations, steadyNow(), wallNow()));
    }
    while (!m_viaPrometheus.empty() && steadyNow() - begun < drainBudget) {
        const std::size_t count = std::min(drainBatch, m_viaPrometheus.size());
        const auto first = m_viaPrometheus.end() - std::ptrdiff_t(count);
        const std::span<const Observation> batch(&*first, count);
        merge(changes, m_fleet.apply(batch, steadyNow(), wallNow()));
        m_viaPrometheus.erase(first, m_viaPrometheus.end());
    }
    if (m_poller->mailbox().size() > 0 || !m_viaPrometheus.empty()) {
        QTimer::singleShot(0, this, &FleetSession::drain);
    }
    announce(changes);
}

void FleetSession::tick()
{
    announce(m_fleet.tick(steadyNow(), wallNow()));
    if (m_fleet.isolation() != Isolation::None) {
        m_references->start(m_fleet.definition().reachability, m_fleet.definition().poll.timeout);
    }
    askPrometheus();
}

void FleetSession::askPrometheus()
{
    const FleetDefinition &definition = m_fleet.definition();
    if (definition.prometheus.isEmpty() || steadyNow() - m_prometheusAsked < definition.poll.interval) {
        return;
    }
    const QList<InstanceNumber> numbers = m_fleet.outOfReach(steadyNow());
    if (numbers.isEmpty()) {
        m_prometheusProblem.clear();
        return;
    }
    m_prometheusAsked = steadyNow();
    auto question = std::make_shared<PrometheusSource::Question>();
    question->server = definition.prometheus;
    question->timeout = std::max<std::chrono::milliseconds>(definition.poll.timeout, 5s);
    question->newerThan = definition.poll.staleAfter;
    question->window = definition.poll.signalWindow;
    question->generation = m_generation;
    question->recognisers = m_configuration->signalRecognisers;
    question->conventions = m_configuration->breakerConventions;
    question->instances.reserve(std::size_t(numbers.size()));
    for (const InstanceNumber number : numbers) {
        const Target &target = m_fleet.instance(number)->target;
        question->instances.push_back(
            {number, {target.id.job, target.id.instance}, target.health.has_value()});
    }
    if (!m_prometheusThread.isRunning()) {
        m_prometheusThread.start(); // most consoles never need it
    }
    QMetaObject::invokeMethod(m_prometheus, [source = m_prometheus, question] { source->ask(question); });
}

void FleetSession::announce(const FleetChanges &changes)
{
    if (changes.isEmpty()) {
        return;
    }
    FleetChanges once = changes;
    QSet<InstanceNumber> seen;
    seen.reserve(once.changed.size());
    once.changed.removeIf([&seen](InstanceNumber number) {
        if (seen.contains(number)) {
            return true;
        }
        seen.insert(number);
        return false;
    });
    Q_EMIT changed(once);
}

} // namespace quarterdeck
