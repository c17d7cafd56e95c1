#include "app/window/consolestatusreader.h"

#include "app/observability/log.h"
#include "app/observability/processfigures.h"
#include "app/polling/pollmeter.h"
#include "models/signals/signalrecognisers.h"

#include <QFileInfo>
#include <QLocale>
#include <QSet>

#include <algorithm>
#include <numeric>

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

QString counted(quint64 count)
{
    return QLocale(QLocale::English).toString(count);
}

QString mebibytes(double bytes)
{
    return QStringLiteral("%1 MiB").arg(bytes / (1024 * 1024), 0, 'f', 1);
}

QString millisecondsText(std::chrono::duration<double> time)
{
    return QStringLiteral("%1 ms").arg(time.count() * 1000, 0, 'f', time.count() < 0.01 ? 2 : 0);
}

/// The bound below which this share of a histogram lies: the buckets are those that our own metrics expose.
QString quantileText(const TimeHistogram &histogram, double share)
{
    const double wanted = share * double(histogram.total());
    double seen = 0;
    for (std::size_t i = 0; i < TimeHistogram::bounds.size(); ++i) {
        seen += double(histogram.counts[i]);
        if (seen >= wanted) {
            return QStringLiteral("below ") +
                   millisecondsText(std::chrono::duration<double>(TimeHistogram::bounds[i]));
        }
    }
    return QStringLiteral("above ") +
           millisecondsText(std::chrono::duration<double>(TimeHistogram::bounds.back()));
}

} // namespace

QList<ConsoleFact> ConsoleStatusReader::facts() const
{
    const PollerStatistics poller = m_session.poller().statistics();
    const ProcessFigures process = readProcessFigures();
    QList<ConsoleFact> facts;
    facts.append({QStringLiteral("Probes"), counted(poller.probes),
                  QStringLiteral("%1 a second").arg(poller.probesPerSecond, 0, 'f', 0)});
    for (int kind = 0; kind < probeKinds; ++kind) {
        const quint64 all =
            std::accumulate(std::begin(poller.byOutcome[kind]), std::end(poller.byOutcome[kind]), quint64(0));
        const quint64 good = poller.byOutcome[kind][int(ProbeOutcome::Ok)];
        QStringList others;
        for (int outcome = 1; outcome < probeOutcomes; ++outcome) {
            if (poller.byOutcome[kind][outcome] > 0) {
                others.append(QStringLiteral("%1 %2").arg(
                    toString(ProbeOutcome(outcome)).replace(QLatin1Char('_'), QLatin1Char(' ')),
                    counted(poller.byOutcome[kind][outcome])));
            }
        }
        QString name = toString(ProbeKind(kind));
        name[0] = name[0].toUpper();
        if (all > 0) {
            facts.append(
                {name, QStringLiteral("%1 ok").arg(counted(good)), others.join(QStringLiteral(", "))});
        }
    }
    facts.append({QStringLiteral("Duration, p99"), millisecondsText(poller.p99Duration),
                  QStringLiteral("of the last 10 s")});
    facts.append({QStringLiteral("Lateness, p99"), millisecondsText(poller.p99Lateness),
                  QStringLiteral("%1 late since the start").arg(counted(poller.late)),
                  poller.p99Lateness > PollMeter::lateAfter});
    facts.append({QStringLiteral("Left out"), counted(poller.shed),
                  QStringLiteral("because the console or a compartment was full"), poller.shed > 0});
    facts.append({QStringLiteral("Waiting"), counted(poller.waiting),
                  QStringLiteral("for a place in their host's or cluster's compartment")});
    facts.append({QStringLiteral("Retries"), counted(poller.retries)});
    facts.append({QStringLiteral("Own breakers open"), counted(poller.ownBreakersOpen),
                  QStringLiteral("targets asked at a growing distance")});
    const bool scarce = poller.connectionsWanted > poller.connectionLimit;
    facts.append(
        {QStringLiteral("Connections"), counted(poller.connections),
         QStringLiteral("%1 of %2 descriptors").arg(process.openDescriptors).arg(process.descriptorLimit) +
             (scarce ? QStringLiteral("; the fleet would keep %1").arg(counted(poller.connectionsWanted))
                     : QString()),
         scarce});
    facts.append({QStringLiteral("Received"), mebibytes(double(poller.bytes)),
                  QStringLiteral("%1 of metrics pages").arg(mebibytes(double(poller.pageBytes)))});
    const double parse = std::chrono::duration<double>(poller.parseTime).count();
    facts.append({QStringLiteral("Parsing"), QStringLiteral("%1 s").arg(parse, 0, 'f', 2),
                  parse > 0 ? QStringLiteral("%1/s, %2 lines unreadable")
                                  .arg(mebibytes(double(poller.pageBytes) / parse), counted(poller.badLines))
                            : QString()});
    // Once everybody's page was read: a rule with a slip in its name would otherwise look like no traffic.
    const quint64 pages = poller.byOutcome[int(ProbeKind::Metrics)][int(ProbeOutcome::Ok)];
    if (const auto &recognisers = m_session.configuration().signalRecognisers;
        recognisers && pages > quint64(std::max(poller.targets, 1))) {
        if (const QStringList silent = recognisers->silentRules(); !silent.isEmpty()) {
            facts.append(
                {QStringLiteral("Signal rules"), QStringLiteral("%1 match nothing").arg(silent.size()),
                 QStringLiteral("no series on any page for %1").arg(silent.join(QStringLiteral(", "))),
                 true});
        }
    }
    facts.append({QStringLiteral("Not shown yet"), counted(poller.unread),
                  QStringLiteral("answers that wait for the window")});
    if (m_turns) {
        const TimeHistogram turns = m_turns();
        facts.append({QStringLiteral("Window, p99.9"), quantileText(turns, 0.999),
                      QStringLiteral("of %1 turns").arg(counted(turns.total()))});
    }
    facts.append({QStringLiteral("Memory"), mebibytes(double(process.residentBytes)),
                  QStringLiteral("%1 of page layouts").arg(mebibytes(double(poller.layoutCacheBytes)))});
    facts.append({QStringLiteral("Processor time"), QStringLiteral("%1 s").arg(process.cpuSeconds, 0, 'f', 1),
                  QStringLiteral("%1 threads, %2 of them poll").arg(process.threads).arg(poller.workers)});
    if (const quint64 dropped = log::dropped(); dropped > 0) {
        facts.append(
            {QStringLiteral("Log"), QStringLiteral("%1 lines left out").arg(counted(dropped)), {}, true});
    }
    return facts;
}

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
    status.connectionsWanted = poller.connectionsWanted;
    status.connectionLimit = poller.connectionLimit;
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
