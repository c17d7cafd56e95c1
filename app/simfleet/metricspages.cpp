#include "app/simfleet/metricspages.h"

#include "app/simfleet/breakerpages.h"
#include "app/simfleet/instance.h"
#include "app/simfleet/latency.h"

#include <array>

namespace quarterdeck::simfleet {

namespace {

using LabelPairs = std::vector<std::pair<std::string, std::string>>;

/// The first route takes most of the requests.
constexpr std::array routeShares{0.7, 0.3};

double routeShare(const ServiceSpec &service, std::size_t route)
{
    return service.routes.size() == 1 ? 1 : routeShares[route];
}

LabelPairs with(LabelPairs labels, const LabelPairs &more)
{
    labels.insert(labels.end(), more.begin(), more.end());
    return labels;
}

/// How a dialect writes the three classes of requests.
using ClassLabels = std::array<LabelPairs, requestClasses>;

std::string boundText(std::size_t bucket, double unit)
{
    if (bucket == latencyBounds.size()) {
        return "+Inf";
    }
    std::string text;
    appendNumber(latencyBounds[bucket] * unit, text);
    return text;
}

std::uint16_t indexOf(std::size_t number)
{
    return static_cast<std::uint16_t>(number);
}

/// One counter family over routes and classes.
PageFamily requestCounter(const ServiceSpec &service, std::string name, std::string help,
                          const LabelPairs &common, const std::string &routeLabel, const ClassLabels &classes)
{
    PageFamily family{
        .name = std::move(name), .help = std::move(help), .type = FamilyType::Counter, .rows = {}};
    for (std::size_t route = 0; route < service.routes.size(); ++route) {
        for (std::size_t kind = 0; kind < requestClasses; ++kind) {
            const LabelPairs labels =
                with(with(common, {{routeLabel, service.routes[route]}}), classes[kind]);
            family.rows.push_back({.suffix = {},
                                   .labels = labels,
                                   .slot = {.quantity = Quantity::Requests,
                                            .index = indexOf(kind),
                                            .scale = routeShare(service, route)}});
        }
    }
    return family;
}

/// The buckets, sum and count of one labelled histogram.
void addHistogram(PageFamily &family, const LabelPairs &labels, std::size_t kind, double share, double unit)
{
    for (std::size_t bucket = 0; bucket < latencyBuckets; ++bucket) {
        family.rows.push_back({.suffix = "_bucket",
                               .labels = with(labels, {{"le", boundText(bucket, unit)}}),
                               .slot = {.quantity = Quantity::RequestBucket,
                                        .index = indexOf(kind),
                                        .part = indexOf(bucket),
                                        .scale = share}});
    }
    family.rows.push_back(
        {.suffix = "_sum",
         .labels = labels,
         .slot = {.quantity = Quantity::RequestSeconds, .index = indexOf(kind), .scale = share * unit}});
    family.rows.push_back({.suffix = "_count",
                           .labels = labels,
                           .slot = {.quantity = Quantity::Requests, .index = indexOf(kind), .scale = share}});
}

PageFamily gauge(std::string name, std::string help, Slot slot, LabelPairs labels = {})
{
    return {.name = std::move(name),
            .help = std::move(help),
            .type = FamilyType::Gauge,
            .rows = {{.suffix = {}, .labels = std::move(labels), .slot = slot}}};
}

PageFamily counter(std::string name, std::string help, Slot slot, LabelPairs labels = {})
{
    PageFamily family = gauge(std::move(name), std::move(help), slot, std::move(labels));
    family.type = FamilyType::Counter;
    return family;
}

// Micrometer: one timer, its labels say method, uri, status and outcome.
std::vector<PageFamily> micrometerRequests(const ServiceSpec &service)
{
    const LabelPairs common{{"application", service.name}, {"exception", "None"}, {"method", "GET"}};
    const ClassLabels classes{{{{"outcome", "SUCCESS"}, {"status", "200"}},
                               {{"outcome", "CLIENT_ERROR"}, {"status", "404"}},
                               {{"outcome", "SERVER_ERROR"}, {"status", "500"}}}};
    PageFamily family{.name = "http_server_requests_seconds",
                      .help = "Duration of HTTP server request handling",
                      .type = FamilyType::Histogram,
                      .rows = {}};
    const auto add = [&](RequestClass requestClass, const std::string &uri, double share) {
        const auto kind = static_cast<std::size_t>(requestClass);
        addHistogram(family, with(with(common, classes[kind]), {{"uri", uri}}), kind, share, 1);
    };
    for (std::size_t route = 0; route < service.routes.size(); ++route) {
        add(RequestClass::Ok, service.routes[route], routeShare(service, route));
    }
    // Micrometer makes a timer when it first needs one: not every route has failed.
    add(RequestClass::ClientError, service.routes.back(), 1);
    add(RequestClass::Error, service.routes.front(), 1);
    return {family};
}

// The convention of Prometheus's client libraries: a counter by code, a histogram beside it.
std::vector<PageFamily> clientLibraryRequests(const ServiceSpec &service)
{
    const ClassLabels classes{{{{"code", "200"}}, {{"code", "404"}}, {{"code", "503"}}}};
    PageFamily durations{.name = "http_request_duration_seconds",
                         .help = "Time to answer a request.",
                         .type = FamilyType::Histogram,
                         .rows = {}};
    for (std::size_t kind = 0; kind < requestClasses; ++kind) {
        addHistogram(durations, with({{"method", "get"}}, classes[kind]), kind, 1, 1);
    }
    return {requestCounter(service, "http_requests_total", "Requests answered.", {{"method", "get"}},
                           "handler", classes),
            durations};
}

// OpenTelemetry's HTTP semantic conventions 1.23, as its Prometheus exporter writes them.
std::vector<PageFamily> openTelemetryRequests(const ServiceSpec &service)
{
    const LabelPairs common{{"http_request_method", "GET"}, {"url_scheme", "http"}};
    const ClassLabels classes{{{{"http_response_status_code", "200"}},
                               {{"http_response_status_code", "404"}},
                               {{"http_response_status_code", "500"}, {"error_type", "500"}}}};
    PageFamily family{.name = "http_server_request_duration_seconds",
                      .help = "Duration of HTTP server requests.",
                      .type = FamilyType::Histogram,
                      .rows = {}};
    for (std::size_t kind = 0; kind < requestClasses; ++kind) {
        addHistogram(family, with(with(common, classes[kind]), {{"http_route", service.routes.front()}}),
                     kind, 1, 1);
    }
    return {family};
}

std::vector<PageFamily> grpcRequests(const ServiceSpec &service)
{
    const LabelPairs common{{"grpc_service", "pricing.v1.Pricing"}, {"grpc_type", "unary"}};
    const ClassLabels classes{
        {{{"grpc_code", "OK"}}, {{"grpc_code", "InvalidArgument"}}, {{"grpc_code", "Unavailable"}}}};
    PageFamily durations{.name = "grpc_server_handling_seconds",
                         .help = "Histogram of response latency (seconds) of gRPC that had been "
                                 "application-level handled by the server.",
                         .type = FamilyType::Histogram,
                         .rows = {}};
    // grpc-prometheus keeps one histogram over all codes.
    for (std::size_t route = 0; route < service.routes.size(); ++route) {
        addHistogram(durations, with(common, {{"grpc_method", service.routes[route]}}), requestClasses,
                     routeShare(service, route), 1);
    }
    return {requestCounter(service, "grpc_server_handled_total",
                           "Total number of RPCs completed on the server, regardless of success or failure.",
                           common, "grpc_method", classes),
            durations};
}

// Envoy's statistics: counts by class of code, durations in milliseconds.
std::vector<PageFamily> envoyRequests()
{
    const std::string prefix = "envoy_http_conn_manager_prefix";
    const LabelPairs common{{prefix, "ingress_http"}};
    PageFamily codes{.name = "envoy_http_downstream_rq_xx",
                     .help = "Requests by class of response code",
                     .type = FamilyType::Counter,
                     .rows = {}};
    constexpr std::array codeClasses{"2", "4", "5"};
    for (std::size_t kind = 0; kind < requestClasses; ++kind) {
        codes.rows.push_back({.suffix = {},
                              .labels = with({{"envoy_response_code_class", codeClasses[kind]}}, common),
                              .slot = {.quantity = Quantity::Requests, .index = indexOf(kind)}});
    }
    PageFamily durations{.name = "envoy_http_downstream_rq_time",
                         .help = "Time from first byte of the request to last byte of the response, ms",
                         .type = FamilyType::Histogram,
                         .rows = {}};
    addHistogram(durations, common, requestClasses, 1, 1000);
    return {
        codes,
        counter("envoy_http_downstream_rq_total", "Requests",
                {.quantity = Quantity::Requests, .index = requestClasses}, common),
        durations,
        gauge("envoy_server_state", "0 live, 1 draining, 2 pre-initializing, 3 initializing", {.scale = 0}),
        gauge("envoy_server_live", "1 when the server takes connections", {.scale = 1})};
}

// As Patroni 3.0.2 writes it, but for the blank before the brace, which the lab's real one shows.
std::vector<PageFamily> patroniFamilies()
{
    const LabelPairs scope{{"scope", "orders"}};
    return {
        gauge("patroni_postgres_running", "Value is 1 if Postgres is running, 0 otherwise.", {.scale = 1},
              scope),
        gauge("patroni_master", "Value is 1 if this node is the leader, 0 otherwise.",
              {.quantity = Quantity::IsLeader}, scope),
        gauge("patroni_primary", "Value is 1 if this node is the leader, 0 otherwise.",
              {.quantity = Quantity::IsLeader}, scope),
        gauge("patroni_replica", "Value is 1 if this node is a replica, 0 otherwise.",
              {.quantity = Quantity::IsReplica}, scope),
        counter("patroni_xlog_location",
                "Current location of the Postgres transaction log, 0 if this node "
                "is not the leader.",
                {.quantity = Quantity::WalPosition}, scope),
        counter("patroni_xlog_replayed_location",
                "Current location of the replayed Postgres transaction log, 0 if this node is not a replica.",
                {.quantity = Quantity::ReplayPosition}, scope),
        counter("patroni_postgres_timeline", "Postgres timeline of this node (if running), 0 otherwise.",
                {.quantity = Quantity::Timeline}, scope),
        gauge("patroni_postgres_server_version", "Version of Postgres (if running), 0 otherwise.",
              {.scale = 150002}, scope),
        gauge("patroni_version", "Patroni semver without periods.", {.scale = 30002}, scope),
        gauge("patroni_cluster_unlocked", "Value is 1 if the cluster is unlocked, 0 if locked.", {.scale = 0},
              scope),
        gauge("patroni_is_paused", "Value is 1 if auto failover is disabled, 0 otherwise.", {.scale = 0},
              scope)};
}

std::vector<PageFamily> requestFamilies(const ServiceSpec &service)
{
    switch (service.stack) {
    case Stack::SpringBoot:
        return micrometerRequests(service);
    case Stack::Quarkus:
    case Stack::Node:
        return clientLibraryRequests(service);
    case Stack::Kubernetes:
    case Stack::DotNet:
        return openTelemetryRequests(service);
    case Stack::Envoy:
        return envoyRequests();
    case Stack::Grpc:
        return grpcRequests(service);
    case Stack::Patroni:
        return patroniFamilies();
    }
    return {};
}

std::vector<PageFamily> processFamilies(const ServiceSpec &service, const std::string &release)
{
    std::vector<PageFamily> families{
        gauge("build_info", "The release that runs.", {.scale = 1},
              {{"application", service.name}, {"version", release}}),
        counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.",
                {.quantity = Quantity::CpuSeconds}),
        gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.",
              {.quantity = Quantity::StartTime}),
        gauge("process_resident_memory_bytes", "Resident memory size in bytes.",
              {.quantity = Quantity::MemoryBytes}),
        gauge("process_open_fds", "Number of open file descriptors.", {.quantity = Quantity::OpenFiles}),
        gauge("process_max_fds", "Maximum number of open file descriptors.", {.scale = 65536})};
    if (service.stack == Stack::SpringBoot || service.stack == Stack::Quarkus) {
        families.push_back(gauge("jvm_memory_used_bytes", "The amount of used memory",
                                 {.quantity = Quantity::HeapBytes},
                                 {{"area", "heap"}, {"id", "G1 Old Gen"}}));
        families.push_back(gauge("jvm_threads_live_threads", "The current number of live threads",
                                 {.quantity = Quantity::Threads}));
    } else if (service.stack == Stack::Kubernetes || service.stack == Stack::Grpc) {
        families.push_back(gauge("go_goroutines", "Number of goroutines that currently exist.",
                                 {.quantity = Quantity::Threads}));
    }
    return families;
}

/// A family of further series such as applications have hundreds of.
PageFamily paddingFamily(std::size_t number)
{
    static constexpr std::array subjects{"orders", "invoices", "emails",  "exports",
                                         "images", "reports",  "refunds", "labels"};
    static constexpr std::array outcomes{"done", "retried", "failed"};
    const std::string queue =
        std::string(subjects[number % subjects.size()]) + '-' + std::to_string(number / subjects.size());
    const bool counts = number % 2 == 0;
    PageFamily family{.name = "worker_" + std::string(counts ? "jobs_" : "backlog_") +
                              std::to_string(number / 2) + (counts ? "_total" : ""),
                      .help = counts ? "Jobs taken from the queue." : "Jobs that wait, by priority.",
                      .type = counts ? FamilyType::Counter : FamilyType::Gauge,
                      .rows = {}};
    for (std::size_t row = 0; row < 12; ++row) {
        family.rows.push_back(
            {.suffix = {},
             .labels = {{"queue", queue},
                        {counts ? "outcome" : "priority",
                         counts ? outcomes[row % 3] : std::to_string(row % 3)},
                        {"shard", "shard-" + std::to_string(row / 3)},
                        {"tenant", "tenant-" + std::to_string((number * 7 + row) % 40)}},
             .slot = {.quantity = counts ? Quantity::PaddingCounter : Quantity::PaddingGauge,
                      .index = indexOf(number * 12 + row)}});
    }
    return family;
}

} // namespace

std::vector<PageFamily> metricFamilies(const ServiceSpec &service, const std::string &release,
                                       std::size_t pageBytes)
{
    std::vector<PageFamily> families = requestFamilies(service);
    for (PageFamily &family : breakerFamilies(service)) {
        families.push_back(std::move(family));
    }
    for (PageFamily &family : processFamilies(service, release)) {
        families.push_back(std::move(family));
    }
    if (pageBytes == 0) {
        return families;
    }
    // Whole histograms or none: half a histogram would be a page that no application writes.
    std::vector<PageFamily> fitting;
    std::size_t size = 0;
    for (PageFamily &family : families) {
        const std::size_t more = PageTemplate::estimatedSize(family);
        if (fitting.empty() || size + more <= pageBytes) {
            size += more;
            fitting.push_back(std::move(family));
        }
    }
    for (std::size_t number = 0; size < pageBytes; ++number) {
        PageFamily family = paddingFamily(number);
        const std::size_t more = PageTemplate::estimatedSize(family);
        if (size + more > pageBytes) {
            const std::size_t perRow = more / family.rows.size();
            family.rows.resize(std::min(family.rows.size(), (pageBytes - size) / perRow));
        }
        if (family.rows.empty()) {
            break;
        }
        size += PageTemplate::estimatedSize(family);
        fitting.push_back(std::move(family));
    }
    return fitting;
}

bool speaksOpenMetrics(Stack stack)
{
    // prom-client's default registry writes text only, whoever asks.
    return stack != Stack::Envoy && stack != Stack::Patroni && stack != Stack::Node;
}

} // namespace quarterdeck::simfleet
