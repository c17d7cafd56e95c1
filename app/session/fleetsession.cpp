#include "app/session/fleetsession.h"

#include "app/config/configurationwatcher.h"
#include "app/config/secrets.h"
#include "app/session/referencecheck.h"

#include <QSet>

namespace quarterdeck {

namespace {

using namespace std::chrono_literals;

constexpr auto drainInterval = 100ms;
/// What one turn may spend on applying observations; the rest waits for the next turn (design section 3).
constexpr auto drainBudget = 4ms;
constexpr std::size_t drainBatch = 128;

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
{
    use(std::move(configuration));

    connect(m_references, &ReferenceCheck::finished, this,
            [this](bool routesExist, int reachable, int unreachable) {
                m_fleet.setReferences(routesExist, reachable, unreachable, steadyNow());
                announce(m_fleet.tick(steadyNow(), wallNow()));
            });
    connect(&m_drainTimer, &QTimer::timeout, this, &FleetSession::drain);
    connect(&m_tickTimer, &QTimer::timeout, this, &FleetSession::tick);
    m_drainTimer.setTimerType(Qt::PreciseTimer);
    m_drainTimer.start(drainInterval);
    m_tickTimer.start(1s);
}

FleetSession::~FleetSession() = default;

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
    if (m_poller->mailbox().size() > 0) {
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
