#include "app/observability/consolemetrics.h"

#include "app/observability/processfigures.h"
#include "app/polling/version.h"

#include <prometheus/metric_family.h>

#include <limits>

namespace quarterdeck {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

constexpr const char *kindNames[probeKinds] = {"health", "readiness", "metrics"};
constexpr const char *outcomeNames[probeOutcomes] = {"ok",        "http_error", "unreachable", "timed_out",
                                                     "too_large", "unparsable", "shed"};
constexpr const char *stateNames[stateCount] = {"down", "not_ready", "degraded", "unknown", "up"};

/// Builds families in the order in which they are told.
class Families
{
public:
    void gauge(const char *name, const char *help, double value, Labels labels = {})
    {
        ClientMetric metric;
        metric.label = std::move(labels);
        metric.gauge.value = value;
        family(name, help, MetricType::Gauge).metric.push_back(std::move(metric));
    }
    void counter(const char *name, const char *help, double value, Labels labels = {})
    {
        ClientMetric metric;
        metric.label = std::move(labels);
        metric.counter.value = value;
        family(name, help, MetricType::Counter).metric.push_back(std::move(metric));
    }
    void histogram(const char *name, const char *help, const TimeHistogram &times, Labels labels = {})
    {
        ClientMetric metric;
        metric.label = std::move(labels);
        std::uint64_t cumulative = 0;
        for (std::size_t i = 0; i < times.counts.size(); ++i) {
            cumulative += times.counts[i];
            metric.histogram.bucket.push_back({cumulative, i < TimeHistogram::bounds.size()
                                                               ? TimeHistogram::bounds[i]
                                                               : std::numeric_limits<double>::infinity()});
        }
        metric.histogram.sample_count = cumulative;
        metric.histogram.sample_sum = times.sum;
        family(name, help, MetricType::Histogram).metric.push_back(std::move(metric));
    }
    std::vector<MetricFamily> take() { return std::move(m_families); }

private:
    MetricFamily &family(const char *name, const char *help, MetricType type)
    {
        if (m_families.empty() || m_families.back().name != name) {
            m_families.push_back({name, help, type, {}});
        }
        return m_families.back();
    }

    std::vector<MetricFamily> m_families;
};

void addProbes(Families &families, const PollerStatistics &poller)
{
    for (std::size_t kind = 0; kind < probeKinds; ++kind) {
        for (std::size_t outcome = 0; outcome < probeOutcomes; ++outcome) {
            families.counter("quarterdeck_probes_total", "Probes that ended, by kind and outcome.",
                             double(poller.byOutcome[kind][outcome]),
                             {{"kind", kindNames[kind]}, {"outcome", outcomeNames[outcome]}});
        }
    }
    for (std::size_t kind = 0; kind < probeKinds; ++kind) {
        families.histogram("quarterdeck_probe_duration_seconds",
                           "Time from the start of a probe to its outcome, shed ones not counted.",
                           poller.durations[kind], {{"kind", kindNames[kind]}});
    }
    families.histogram("quarterdeck_probe_lateness_seconds", "How long after its time a probe started.",
                       poller.lateness);
    families.counter("quarterdeck_probes_late_total", "Probes that started over 50 ms after their time.",
                     double(poller.late));
    families.counter("quarterdeck_probe_retries_total", "Attempts beyond the first of a probe.",
                     double(poller.retries));
    families.gauge("quarterdeck_probes_waiting", "Probes that wait for a place in a bulkhead.",
                   double(poller.waiting));
    families.gauge("quarterdeck_own_breakers_open",
                   "Targets probed at a growing distance because they do not answer.",
                   double(poller.ownBreakersOpen));
    families.gauge("quarterdeck_connections", "Connections to targets open now.", double(poller.connections));
    families.gauge("quarterdeck_connections_wanted", "Connections that the fleet would keep alive.",
                   double(poller.connectionsWanted));
    families.gauge("quarterdeck_connections_limit", "Connections that may be open, by the limit on files.",
                   double(poller.connectionLimit));
    families.counter("quarterdeck_received_bytes_total", "Bytes of answers received.", double(poller.bytes));
    families.counter("quarterdeck_parsed_bytes_total", "Bytes of metrics pages read.",
                     double(poller.pageBytes));
    families.counter("quarterdeck_parse_seconds_total", "Time spent on reading metrics pages.",
                     std::chrono::duration<double>(poller.parseTime).count());
    families.counter("quarterdeck_unreadable_lines_total", "Lines of metrics pages that could not be read.",
                     double(poller.badLines));
    families.gauge("quarterdeck_layout_cache_bytes", "Memory that remembers the layout of metrics pages.",
                   double(poller.layoutCacheBytes));
    families.gauge("quarterdeck_observations_waiting",
                   "Observations that the fleet's state has not taken in yet.", double(poller.unread));
    families.gauge("quarterdeck_targets", "Targets being polled.", double(poller.targets));
    families.gauge("quarterdeck_poll_workers", "Threads that poll.", double(poller.workers));
}

void addProcess(Families &families)
{
    const ProcessFigures process = readProcessFigures();
    families.counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
                     process.cpuSeconds);
    families.gauge("process_resident_memory_bytes", "Resident memory size in bytes.",
                   double(process.residentBytes));
    families.gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.",
                   double(process.virtualBytes));
    families.gauge("process_open_fds", "Number of open file descriptors.", process.openDescriptors);
    families.gauge("process_max_fds", "Maximum number of open file descriptors.",
                   double(process.descriptorLimit));
    families.gauge("process_threads", "Number of OS threads in the process.", process.threads);
    families.gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.",
                   process.startTime);
}

} // namespace

void ConsoleMetrics::publish(const ConsoleFigures &figures)
{
    const std::lock_guard lock(m_mutex);
    m_figures = figures;
}

std::vector<MetricFamily> ConsoleMetrics::Collect() const
{
    ConsoleFigures figures;
    {
        const std::lock_guard lock(m_mutex);
        figures = m_figures;
    }
    Families families;
    families.gauge("quarterdeck_build_info", "1, with the version of this console.", 1,
                   {{"version", version}});
    addProbes(families, figures.poller);
    for (std::size_t state = 0; state < stateCount; ++state) {
        families.gauge("quarterdeck_instances", "Instances of the fleet by state.", figures.instances[state],
                       {{"state", stateNames[state]}});
    }
    families.gauge("quarterdeck_open_breakers", "Circuit breakers of the fleet that are open.",
                   figures.openBreakers);
    families.gauge("quarterdeck_isolated", "1 while the console has lost its own network.",
                   figures.isolated ? 1 : 0);
    if (figures.hasTurns) {
        families.histogram("quarterdeck_ui_turn_seconds",
                           "Turns of the UI thread: how long input had to wait.", figures.turns);
    }
    families.counter("quarterdeck_log_lines_dropped_total",
                     "Log lines left out by the limit or for want of room.", double(figures.logLinesDropped));
    addProcess(families);
    return families.take();
}

} // namespace quarterdeck
