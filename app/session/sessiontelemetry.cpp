#include "app/session/sessiontelemetry.h"

#include "app/observability/log.h"
#include "app/session/fleetsession.h"

namespace quarterdeck {

namespace {

using namespace std::chrono_literals;

const QString configCategory = QStringLiteral("config");
const QString fleetCategory = QStringLiteral("fleet");
const QString pollingCategory = QStringLiteral("polling");

} // namespace

SessionTelemetry::SessionTelemetry(FleetSession &session, std::shared_ptr<ConsoleMetrics> metrics,
                                   std::function<TimeHistogram()> turns, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_metrics(std::move(metrics))
    , m_turns(std::move(turns))
{
    connect(&session, &FleetSession::changed, this, &SessionTelemetry::logChanges);
    connect(&session, &FleetSession::configurationChanged, this, &SessionTelemetry::logConfiguration);
    connect(&m_timer, &QTimer::timeout, this, &SessionTelemetry::publish);
    m_timer.start(1s);
    logConfiguration();
    publish();
}

void SessionTelemetry::publish()
{
    ConsoleFigures figures;
    figures.poller = m_session.poller().statistics();
    const RollUp &total = m_session.fleet().total();
    std::copy(std::begin(total.byState), std::end(total.byState), std::begin(figures.instances));
    figures.openBreakers = total.openBreakers;
    figures.isolated = m_session.fleet().isolation() == Isolation::Isolated;
    if (m_turns) {
        figures.hasTurns = true;
        figures.turns = m_turns();
    }
    figures.logLinesDropped = log::dropped();
    logCondition(figures.poller);
    m_metrics->publish(figures);
    m_last = figures.poller;
}

void SessionTelemetry::logChanges(const FleetChanges &changes)
{
    if (changes.isolationChanged && !changes.isolationNews.isEmpty()) {
        log::write(LogLevel::Warning, fleetCategory, changes.isolationNews);
    }
    if (!log::wants(LogLevel::Info)) {
        return;
    }
    for (const StateTransition &transition : changes.transitions) {
        const Instance *instance = m_session.fleet().instance(transition.instance);
        if (!instance) {
            continue;
        }
        log::write(LogLevel::Info, fleetCategory,
                   transition.first ? QStringLiteral("instance found")
                                    : QStringLiteral("instance changed state"),
                   {{QStringLiteral("instance"), instance->target.id.instance},
                    {QStringLiteral("service"), instance->target.service},
                    {QStringLiteral("cluster"), instance->target.cluster},
                    {QStringLiteral("from"), toString(transition.from)},
                    {QStringLiteral("to"), toString(transition.to)},
                    {QStringLiteral("why"), transition.why}});
    }
}

void SessionTelemetry::logConfiguration()
{
    for (const ConfigProblem &problem : m_session.problems()) {
        log::write(LogLevel::Warning, configCategory, problem.toString());
    }
    log::write(LogLevel::Info, configCategory, QStringLiteral("configuration in use"),
               {{QStringLiteral("file"), m_session.configuration().path},
                {QStringLiteral("instances"), qint64(m_session.fleet().size())},
                {QStringLiteral("problems"), qint64(m_session.problems().size())}});
}

void SessionTelemetry::logCondition(const PollerStatistics &poller)
{
    if (poller.shed > m_last.shed) {
        log::write(LogLevel::Warning, pollingCategory, QStringLiteral("falling behind: probes are left out"),
                   {{QStringLiteral("left_out"), qint64(poller.shed - m_last.shed)},
                    {QStringLiteral("p99_lateness_ms"), double(poller.p99Lateness.count()) / 1000.0}});
    }
    if (poller.late > m_last.late) {
        log::write(LogLevel::Warning, pollingCategory, QStringLiteral("probes started late"),
                   {{QStringLiteral("late"), qint64(poller.late - m_last.late)},
                    {QStringLiteral("p99_lateness_ms"), double(poller.p99Lateness.count()) / 1000.0}});
    }
    const auto scarce = [](const PollerStatistics &s) { return s.connectionsWanted > s.connectionLimit; };
    if (scarce(poller) && !scarce(m_last)) {
        log::write(LogLevel::Warning, pollingCategory,
                   QStringLiteral("fewer connections allowed than there are targets: raise the limit on open "
                                  "files (ulimit -n)"),
                   {{QStringLiteral("wanted"), qint64(poller.connectionsWanted)},
                    {QStringLiteral("limit"), qint64(poller.connectionLimit)}});
    }
    if (poller.ownBreakersOpen != m_last.ownBreakersOpen) {
        log::write(LogLevel::Info, pollingCategory,
                   QStringLiteral("targets that do not answer are probed at a growing distance"),
                   {{QStringLiteral("targets"), qint64(poller.ownBreakersOpen)},
                    {QStringLiteral("before"), qint64(m_last.ownBreakersOpen)}});
    }
}

} // namespace quarterdeck
