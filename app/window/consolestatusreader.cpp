#include "app/window/consolestatusreader.h"

#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace quarterdeck {

namespace {

/// Skipping verification must be visible: which jobs do, in words.
QString unverifiedJobs(const FleetDefinition &definition)
{
    QSet<QString> jobs;
    for (const Target &target : definition.targets) {
        if (target.http && target.http->tls.skipVerify) {
            jobs.insert(target.id.job);
        }
    }
    if (jobs.isEmpty()) {
        return {};
    }
    return jobs.size() == 1 ? QStringLiteral("TLS of job %1 is not verified").arg(*jobs.begin())
                            : QStringLiteral("TLS of %1 jobs is not verified").arg(jobs.size());
}

} // namespace

void ConsoleStatusReader::readConfiguration()
{
    m_unverifiedTls = unverifiedJobs(m_session.configuration().fleet);
}

ConsoleStatus ConsoleStatusReader::read()
{
    const PollerStatistics poller = m_session.poller().statistics();
    const PollSettings &poll = m_session.fleet().definition().poll;
    // "Late" and "shed" speak of the last interval: an old hiccup must not stand there for ever.
    m_lateCounts.push_back(poller.late);
    m_shedCounts.push_back(poller.shed);
    const auto kept = static_cast<std::size_t>(std::max<qint64>(1, poll.interval.count() / 1000)) + 1;
    while (m_lateCounts.size() > kept) {
        m_lateCounts.pop_front();
        m_shedCounts.pop_front();
    }
    ConsoleStatus status;
    status.instances = static_cast<int>(m_session.fleet().size());
    status.interval = poll.interval;
    status.polling = status.instances > 0;
    status.probesPerSecond = poller.probesPerSecond;
    status.late = m_lateCounts.back() - m_lateCounts.front();
    status.p99Probe = poller.p99Duration;
    status.ownBreakersOpen = poller.ownBreakersOpen;
    status.shed = m_shedCounts.back() - m_shedCounts.front();
    status.unverifiedTls = m_unverifiedTls;
    status.configuration = QFileInfo(m_session.configuration().path).fileName();
    if (!m_session.problems().isEmpty()) {
        const qsizetype count = m_session.problems().size();
        const QString first = m_session.problems().first().toString();
        const QString more = count > 1 ? QStringLiteral(" (and %1 more)").arg(count - 1) : QString();
        status.problems.append(
            (status.instances > 0 ? QStringLiteral("the running configuration stays: ") : QString()) + first +
            more);
    }
    if (const QString &problem = m_session.prometheusProblem(); !problem.isEmpty()) {
        status.problems.append(QStringLiteral("Prometheus cannot be asked about what is out of reach: ") +
                               problem);
    }
    return status;
}

} // namespace quarterdeck
