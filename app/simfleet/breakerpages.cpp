#include "app/simfleet/breakerpages.h"

#include "app/simfleet/breaker.h"

#include <array>
#include <utility>

namespace quarterdeck::simfleet {

namespace {

using BreakerMode = SimulatedBreaker::Mode;
using LabelPairs = std::vector<std::pair<std::string, std::string>>;

Slot slot(Quantity quantity, std::size_t breaker, std::size_t part = 0, double scale = 1)
{
    return {.quantity = quantity,
            .index = static_cast<std::uint16_t>(breaker),
            .part = static_cast<std::uint16_t>(part),
            .scale = scale};
}

template <class Part>
Slot slot(Quantity quantity, std::size_t breaker, Part part)
{
    return slot(quantity, breaker, static_cast<std::size_t>(part));
}

std::string numberText(double value)
{
    std::string text;
    appendNumber(value, text);
    return text;
}

/// Buckets, sum and count of the calls that ended one way; bounds and sum times `unit`.
void addHistogram(PageFamily &family, const LabelPairs &labels, std::size_t breaker, BreakerCall call,
                  double unit)
{
    for (std::size_t bucket = 0; bucket <= breakerBounds.size(); ++bucket) {
        LabelPairs more = labels;
        more.emplace_back("le",
                          bucket < breakerBounds.size() ? numberText(breakerBounds[bucket] * unit) : "+Inf");
        family.rows.push_back(
            {"_bucket", more,
             slot(Quantity::BreakerBucket, breaker, static_cast<std::size_t>(call) + breakerCalls * bucket)});
    }
    family.rows.push_back(
        {"_sum", labels, slot(Quantity::BreakerSeconds, breaker, static_cast<std::size_t>(call), unit)});
    family.rows.push_back({"_count", labels,
                           slot(Quantity::BreakerBucket, breaker,
                                static_cast<std::size_t>(call) + breakerCalls * breakerBounds.size())});
}

PageFamily family(std::string name, std::string help, FamilyType type)
{
    return {.name = std::move(name), .help = std::move(help), .type = type, .rows = {}};
}

// resilience4j-micrometer, names of CircuitBreakerMetricNames; Micrometer sorts label names.
std::vector<PageFamily> resilience4j(const ServiceSpec &service)
{
    static constexpr std::array states{
        std::pair{"closed", BreakerMode::Closed},
        std::pair{"open", BreakerMode::Open},
        std::pair{"half_open", BreakerMode::HalfOpen},
        std::pair{"forced_open", BreakerMode::ForcedOpen},
        std::pair{"disabled", BreakerMode::Disabled},
        std::pair{"metrics_only", static_cast<BreakerMode>(255)},
    };
    PageFamily state =
        family("resilience4j_circuitbreaker_state", "The states of the circuit breaker", FamilyType::Gauge);
    PageFamily notPermitted = family("resilience4j_circuitbreaker_not_permitted_calls_total",
                                     "Total number of not permitted calls", FamilyType::Counter);
    PageFamily failureRate = family("resilience4j_circuitbreaker_failure_rate",
                                    "The failure rate of the circuit breaker", FamilyType::Gauge);
    PageFamily slowCalls =
        family("resilience4j_circuitbreaker_slow_calls",
               "The number of slow calls which were slower than a certain threshold", FamilyType::Gauge);
    // With buckets, as where management.metrics.distribution.slo asks for them
    PageFamily calls = family("resilience4j_circuitbreaker_calls_seconds",
                              "Total number of calls by their outcome", FamilyType::Histogram);
    for (std::size_t i = 0; i < service.breakers.size(); ++i) {
        const std::pair<std::string, std::string> name{"name", service.breakers[i]};
        for (const auto &[word, mode] : states) {
            state.rows.push_back({{}, {name, {"state", word}}, slot(Quantity::BreakerIsIn, i, mode)});
        }
        notPermitted.rows.push_back({{},
                                     {{"kind", "not_permitted"}, name},
                                     slot(Quantity::BreakerCalls, i, BreakerCall::NotPermitted)});
        failureRate.rows.push_back({{}, {name}, slot(Quantity::BreakerFailurePercent, i)});
        for (const auto &[kind, call] :
             {std::pair{"successful", BreakerCall::Successful}, std::pair{"failed", BreakerCall::Failed}}) {
            slowCalls.rows.push_back({{}, {{"kind", kind}, name}, slot(Quantity::BreakerSlowNow, i, call)});
            addHistogram(calls, {{"kind", kind}, name}, i, call, 1);
        }
    }
    return {state, notPermitted, failureRate, slowCalls, calls};
}

// prometheus-hystrix; the properties are gauges.
std::vector<PageFamily> hystrix(const ServiceSpec &service)
{
    PageFamily open = family("hystrix_command_is_circuit_breaker_open",
                             "Current status of circuit breaker: 1 = open, 0 = closed.", FamilyType::Gauge);
    const auto property = [](const char *name) {
        return family("hystrix_command_property_value_circuit_breaker_" + std::string(name),
                      "Configuration property partitioned by command_group and command_name.",
                      FamilyType::Gauge);
    };
    PageFamily forceOpen = property("force_open");
    PageFamily forceClosed = property("force_closed");
    PageFamily threshold = property("error_threshold_percentage");
    PageFamily sleepWindow = property("sleep_window_in_milliseconds");
    PageFamily events = family("hystrix_command_event_total",
                               "Events by command, event and whether it is terminal.", FamilyType::Counter);
    PageFamily total = family("hystrix_command_total", "Total commands executed.", FamilyType::Counter);
    PageFamily errors =
        family("hystrix_command_error_total", "Total commands that ended in an error.", FamilyType::Counter);
    PageFamily latency = family("hystrix_command_latency_execute_seconds",
                                "Latencies of the commands' executions.", FamilyType::Histogram);
    for (std::size_t i = 0; i < service.breakers.size(); ++i) {
        const LabelPairs labels{{"command_group", service.name}, {"command_name", service.breakers[i]}};
        // The events after which a command is over; a failure is followed by its fallback's
        const auto event = [&](const char *word, bool isTerminal, BreakerCall call) {
            LabelPairs more = labels;
            more.emplace_back("event", word);
            more.emplace_back("terminal", isTerminal ? "true" : "false");
            events.rows.push_back({{}, more, slot(Quantity::BreakerCalls, i, call)});
        };
        open.rows.push_back({{}, labels, slot(Quantity::BreakerIsOpen, i)});
        forceOpen.rows.push_back({{}, labels, slot(Quantity::BreakerIsIn, i, BreakerMode::ForcedOpen)});
        forceClosed.rows.push_back({{}, labels, slot(Quantity::BreakerIsIn, i, BreakerMode::ForcedClosed)});
        threshold.rows.push_back(
            {{}, labels, slot(Quantity::Constant, 0, 0, 100 * SimulatedBreaker::threshold)});
        sleepWindow.rows.push_back({{}, labels, slot(Quantity::Constant, 0, 0, 5000)});
        event("success", true, BreakerCall::Successful);
        event("failure", false, BreakerCall::Failed);
        event("short_circuited", false, BreakerCall::NotPermitted);
        total.rows.push_back({{}, labels, slot(Quantity::BreakerCalls, i, BreakerCall::All)});
        errors.rows.push_back({{}, labels, slot(Quantity::BreakerCalls, i, BreakerCall::Failed)});
        addHistogram(latency, labels, i, BreakerCall::All, 1);
    }
    return {open, forceOpen, forceClosed, threshold, sleepWindow, events, total, errors, latency};
}

// Polly v8 has no state metric: events alone tell. How the pipeline's calls ended is in the exception of
// their duration.
std::vector<PageFamily> polly(const ServiceSpec &service)
{
    static constexpr std::array events{
        std::pair{"OnCircuitOpened", BreakerEvent::Opened},
        std::pair{"OnCircuitHalfOpened", BreakerEvent::HalfOpened},
        std::pair{"OnCircuitClosed", BreakerEvent::Closed},
    };
    static constexpr std::array severities{"Error", "Warning", "Information"};
    PageFamily result = family("resilience_polly_strategy_events_total", "Resilience events of strategies.",
                               FamilyType::Counter);
    PageFamily durations = family("resilience_polly_pipeline_duration_milliseconds",
                                  "The execution duration of resilience pipelines.", FamilyType::Histogram);
    static constexpr std::array ends{
        std::pair{"", BreakerCall::Successful},
        std::pair{"System.Net.Http.HttpRequestException", BreakerCall::Failed},
        std::pair{"Polly.CircuitBreaker.BrokenCircuitException", BreakerCall::NotPermitted},
    };
    for (std::size_t i = 0; i < service.breakers.size(); ++i) {
        for (const auto &[exception, call] : ends) {
            LabelPairs labels{{"pipeline_name", service.breakers[i]}};
            if (*exception != '\0') {
                labels.insert(labels.begin(), {"exception_type", exception});
            }
            addHistogram(durations, labels, i, call, 1000);
        }
        for (std::size_t e = 0; e < events.size(); ++e) {
            result.rows.push_back({{},
                                   {{"event_name", events[e].first},
                                    {"event_severity", severities[e]},
                                    {"pipeline_name", service.breakers[i]},
                                    {"strategy_name", "CircuitBreaker"}},
                                   slot(Quantity::BreakerEvents, i, events[e].second)});
        }
    }
    return {result, durations};
}

// opossum-prometheus counts every event that somebody listens to: halfOpen, where the service itself does.
std::vector<PageFamily> opossum(const ServiceSpec &service)
{
    static constexpr std::array calls{
        std::pair{"fire", BreakerCall::All},
        std::pair{"success", BreakerCall::Successful},
        std::pair{"failure", BreakerCall::Failed},
        std::pair{"reject", BreakerCall::NotPermitted},
    };
    static constexpr std::array events{
        std::pair{"open", BreakerEvent::Opened},
        std::pair{"halfOpen", BreakerEvent::HalfOpened},
        std::pair{"close", BreakerEvent::Closed},
    };
    PageFamily result = family("circuit", "A count of all circuit' events", FamilyType::Counter);
    PageFamily perf = family("circuit_perf", "A summary of all circuit's events", FamilyType::Summary);
    for (std::size_t i = 0; i < service.breakers.size(); ++i) {
        for (const auto &[word, call] : calls) {
            result.rows.push_back({{},
                                   {{"name", service.breakers[i]}, {"event", word}},
                                   slot(Quantity::BreakerCalls, i, call)});
        }
        for (const auto &[word, event] : events) {
            result.rows.push_back({{},
                                   {{"name", service.breakers[i]}, {"event", word}},
                                   slot(Quantity::BreakerEvents, i, event)});
        }
        // Milliseconds; of the calls that ran
        for (const auto &[word, call] : {calls[1], calls[2]}) {
            const LabelPairs labels{{"name", service.breakers[i]}, {"event", word}};
            const auto part = static_cast<std::size_t>(call);
            for (std::size_t q = 0; q < breakerQuantiles.size(); ++q) {
                LabelPairs more{{"quantile", numberText(breakerQuantiles[q])}};
                more.insert(more.end(), labels.begin(), labels.end());
                perf.rows.push_back(
                    {{}, more, slot(Quantity::BreakerQuantile, i, part + breakerCalls * q, 1000)});
            }
            perf.rows.push_back({"_sum", labels, slot(Quantity::BreakerSeconds, i, part, 1000)});
            perf.rows.push_back({"_count", labels, slot(Quantity::BreakerCalls, i, call)});
        }
    }
    return {result, perf};
}

// Envoy: the failure breaker is outlier ejection; circuit_breakers_* are limits of concurrency.
std::vector<PageFamily> envoy(const ServiceSpec &service)
{
    PageFamily ejections = family("envoy_cluster_outlier_detection_ejections_active",
                                  "Hosts ejected at present", FamilyType::Gauge);
    PageFamily enforced = family("envoy_cluster_outlier_detection_ejections_enforced_total",
                                 "Ejections enforced", FamilyType::Counter);
    PageFamily members = family("envoy_cluster_membership_total", "Hosts of the cluster", FamilyType::Gauge);
    std::vector<PageFamily> limits;
    for (const char *limit : {"cx", "cx_pool", "rq_pending", "rq", "rq_retry"}) {
        limits.push_back(family("envoy_cluster_circuit_breakers_default_" + std::string(limit) + "_open",
                                "Whether the limit is reached", FamilyType::Gauge));
    }
    PageFamily overflow = family("envoy_cluster_upstream_rq_pending_overflow",
                                 "Requests that found no room in the pool", FamilyType::Counter);
    PageFamily codes =
        family("envoy_cluster_upstream_rq_xx", "Requests by class of response code", FamilyType::Counter);
    PageFamily times =
        family("envoy_cluster_upstream_rq_time", "Request time, milliseconds", FamilyType::Histogram);
    for (std::size_t i = 0; i < service.breakers.size(); ++i) {
        const LabelPairs labels{{"envoy_cluster_name", service.breakers[i]}};
        ejections.rows.push_back({{}, labels, slot(Quantity::BreakerEjected, i)});
        enforced.rows.push_back({{}, labels, slot(Quantity::BreakerEvents, i, BreakerEvent::Opened)});
        members.rows.push_back({{}, labels, slot(Quantity::Constant, 0, 0, 5)});
        for (PageFamily &limit : limits) {
            const bool fills = limit.name.find("_rq_pending_") != std::string::npos;
            limit.rows.push_back(
                {{}, labels, fills ? slot(Quantity::IsSaturated, 0) : slot(Quantity::Constant, 0, 0, 0)});
        }
        overflow.rows.push_back({{}, labels, slot(Quantity::BreakerCalls, i, BreakerCall::NotPermitted)});
        for (const auto &[codeClass, call] :
             {std::pair{"2", BreakerCall::Successful}, std::pair{"5", BreakerCall::Failed}}) {
            codes.rows.push_back({{},
                                  {{"envoy_response_code_class", codeClass}, labels.front()},
                                  slot(Quantity::BreakerCalls, i, call)});
        }
        addHistogram(times, labels, i, BreakerCall::All, 1000);
    }
    std::vector<PageFamily> families{ejections, enforced, members, overflow, codes, times};
    families.insert(families.end(), limits.begin(), limits.end());
    return families;
}

// sony/gobreaker has no metrics of its own: exported by hand, in the order of its enum.
std::vector<PageFamily> gobreaker(const ServiceSpec &service)
{
    PageFamily state = family(
        "gobreaker_state", "State of the circuit breaker (0=closed, 1=half-open, 2=open)", FamilyType::Gauge);
    PageFamily requests =
        family("gobreaker_requests_total", "Calls through the circuit breaker", FamilyType::Counter);
    for (std::size_t i = 0; i < service.breakers.size(); ++i) {
        const std::pair<std::string, std::string> name{"name", service.breakers[i]};
        state.rows.push_back({{}, {name}, slot(Quantity::BreakerNumber, i, BreakerEncoding::ClosedHalfOpen)});
        requests.rows.push_back(
            {{}, {name, {"result", "success"}}, slot(Quantity::BreakerCalls, i, BreakerCall::Successful)});
        requests.rows.push_back(
            {{}, {name, {"result", "failure"}}, slot(Quantity::BreakerCalls, i, BreakerCall::Failed)});
        requests.rows.push_back(
            {{}, {name, {"result", "rejected"}}, slot(Quantity::BreakerCalls, i, BreakerCall::NotPermitted)});
    }
    return {state, requests};
}

std::vector<PageFamily> homeGrown(const ServiceSpec &service)
{
    PageFamily state =
        family(service.name + "_circuit_breaker_state",
               "State of the circuit breaker (0=closed, 1=open, 2=half-open).", FamilyType::Gauge);
    PageFamily rejected = family(service.name + "_circuit_breaker_rejected_total",
                                 "Calls that an open breaker rejected.", FamilyType::Counter);
    for (std::size_t i = 0; i < service.breakers.size(); ++i) {
        const LabelPairs labels{{"name", service.breakers[i]}};
        state.rows.push_back({{}, labels, slot(Quantity::BreakerNumber, i, BreakerEncoding::ClosedOpenHalf)});
        rejected.rows.push_back({{}, labels, slot(Quantity::BreakerCalls, i, BreakerCall::NotPermitted)});
    }
    return {state, rejected};
}

} // namespace

std::vector<PageFamily> breakerFamilies(const ServiceSpec &service)
{
    switch (service.stack) {
    case Stack::SpringBoot:
        return resilience4j(service);
    case Stack::Quarkus:
        return hystrix(service);
    case Stack::DotNet:
        return polly(service);
    case Stack::Node:
        return opossum(service);
    case Stack::Envoy:
        return envoy(service);
    case Stack::Kubernetes:
        return gobreaker(service);
    case Stack::Grpc:
        return homeGrown(service);
    case Stack::Patroni:
        break;
    }
    return {};
}

} // namespace quarterdeck::simfleet
