#pragma once

#include <string>
#include <vector>

namespace quarterdeck::simfleet {

/// What a service is built with: decides how its health reads, how its metrics are called, and which
/// library's breakers it shows.
enum class Stack {
    SpringBoot, ///< actuator health, Micrometer, resilience4j
    Quarkus,    ///< MicroProfile health, http_requests_total, Hystrix
    Kubernetes, ///< verbose text health, OpenTelemetry (Go), gobreaker exported by hand
    Node,       ///< application/health+json, prom-client, opossum
    DotNet,     ///< HealthChecks.UI JSON, OpenTelemetry (.NET), Polly v8
    Envoy,      ///< LIVE, envoy_* statistics, outlier ejection
    Grpc,       ///< one word of text, grpc_server_*, a home-grown breaker gauge
    Patroni,    ///< Patroni's REST API and metrics, no requests of its own
};

/// A service as it is when nothing is wrong. Rates are per instance.
struct ServiceSpec
{
    std::string name = {};
    Stack stack = Stack::SpringBoot;
    double requestsPerSecond = 0;
    double medianLatency = 0.024; ///< seconds
    double latencySigma = 0.55;   ///< of the logarithm
    double errorRatio = 0.0006;
    double clientErrorRatio = 0.01; ///< 4xx: no failure of the service
    std::vector<std::string> routes = {};
    std::vector<std::string> breakers = {};
    std::vector<std::string> dependsOn = {};
    std::string release = {};
    std::string previousRelease = {};
    int p99ThresholdMs = 500;
};

/// The services of the simulated fleet, in the order in which their instances are laid out.
const std::vector<ServiceSpec> &serviceCatalog();

/// Index into serviceCatalog(), or -1.
int serviceIndex(const std::string &name);

} // namespace quarterdeck::simfleet
