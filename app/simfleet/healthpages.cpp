#include "app/simfleet/healthpages.h"

#include "app/simfleet/pagetemplate.h"

#include <array>

namespace quarterdeck::simfleet {

namespace {

constexpr const char *json = "application/json";
constexpr const char *plainText = "text/plain; charset=utf-8";

constexpr const char *loginPage =
    "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>\n"
    "<form method=\"post\" action=\"/login\"><input name=\"user\">"
    "<input name=\"password\" type=\"password\"><button>Sign in</button></form>\n"
    "</body></html>\n";

/// The component that is blamed when the health of a service is not good.
std::string blamedComponent(const ServiceSpec &service)
{
    return service.dependsOn.empty() ? "disk" : "db";
}

// Spring Boot 3 has no word for "degraded": a custom code, mapped to 200, is what applications use.
PlainAnswer springBoot(HealthPlay play, const std::string &reason)
{
    constexpr std::array words{"UP", "DEGRADED", "DOWN"};
    const std::string word = words[static_cast<std::size_t>(play)];
    std::string details = R"j({"database":"PostgreSQL","validationQuery":"isValid()"})j";
    if (play != HealthPlay::Up) {
        details = R"({"error":")" + jsonEscaped(reason) + R"("})";
    }
    return {
        play == HealthPlay::Down ? 503 : 200, "application/vnd.spring-boot.actuator.v3+json",
        R"({"status":")" + word + R"(","components":{"db":{"status":")" + word + R"(","details":)" + details +
            R"(},"cache":{"status":"UP","details":{"version":"7.0.11"}},)" +
            R"("diskSpace":{"status":"UP","details":{"total":53660876800,"free":31138512896,)" +
            R"("threshold":10485760,"exists":true}},"ping":{"status":"UP"}},"groups":["liveness","readiness"]})"};
}

PlainAnswer springReadiness(bool ready, const std::string &reason)
{
    if (ready) {
        return {200, "application/vnd.spring-boot.actuator.v3+json",
                R"({"status":"UP","components":{"readinessState":{"status":"UP"}}})"};
    }
    return {
        503, "application/vnd.spring-boot.actuator.v3+json",
        R"({"status":"OUT_OF_SERVICE","components":{"readinessState":{"status":"OUT_OF_SERVICE","details":{"reason":")" +
            jsonEscaped(reason) + R"("}}}})"};
}

// The specification knows UP and DOWN only; a check's data says what is wrong with a degraded one.
PlainAnswer microProfile(HealthPlay play, const std::string &reason, const char *check)
{
    const std::string word = play == HealthPlay::Down       ? "DOWN"
                             : play == HealthPlay::Degraded ? "DEGRADED"
                                                            : "UP";
    const std::string data =
        play == HealthPlay::Up ? "" : R"(,"data":{"reason":")" + jsonEscaped(reason) + R"("})";
    return {play == HealthPlay::Down ? 503 : 200, json,
            R"({"status":")" + word + R"(","checks":[{"name":")" + check + R"(","status":")" + word + '"' +
                data + R"(},{"name":"heap","status":"UP","data":{"used_percent":41}}]})"};
}

PlainAnswer healthJson(const ServiceSpec &service, const std::string &release, HealthPlay play,
                       const std::string &reason)
{
    constexpr std::array words{"pass", "warn", "fail"};
    const std::string word = words[static_cast<std::size_t>(play)];
    const std::string output = play == HealthPlay::Up ? "" : R"(,"output":")" + jsonEscaped(reason) + '"';
    const std::string component = blamedComponent(service);
    return {
        play == HealthPlay::Down ? 503 : 200, "application/health+json",
        R"({"status":")" + word + R"(","version":")" + release.substr(0, release.find('.')) +
            R"(","releaseId":")" + release + R"(","serviceId":")" + service.name + '"' + output +
            R"(,"checks":{")" + component +
            R"(:responseTime":[{"componentType":"datastore","observedValue":7,"observedUnit":"ms","status":")" +
            word + '"' + output +
            R"(}],"uptime":[{"componentType":"system","observedUnit":"s","status":"pass"}]}})"};
}

// As the API server prints /livez?verbose; a check cannot be half well.
PlainAnswer kubernetes(bool good, const std::string &reason, const char *name, const char *endpoint)
{
    if (good) {
        return {200, plainText,
                std::string("[+]ping ok\n[+]") + name + " ok\n[+]informer-sync ok\n" + endpoint +
                    " check passed\n"};
    }
    return {500, plainText,
            std::string("[+]ping ok\n[-]") + name + " failed: " + reason + "\n[+]informer-sync ok\n" +
                endpoint + " check failed\n"};
}

PlainAnswer aspNetJson(HealthPlay play, const std::string &reason, const char *entry)
{
    constexpr std::array words{"Healthy", "Degraded", "Unhealthy"};
    const std::string word = words[static_cast<std::size_t>(play)];
    const std::string description =
        play == HealthPlay::Up ? "" : R"("description":")" + jsonEscaped(reason) + R"(",)";
    return {play == HealthPlay::Down ? 503 : 200, json,
            R"({"status":")" + word + R"(","totalDuration":"00:00:00.0041730","entries":{")" + entry +
                R"(":{"data":{},)" + description + R"("duration":"00:00:00.0039870","status":")" + word +
                R"(","tags":[]},"memory":{"data":{"allocated":183500800},"duration":"00:00:00.0000210",)" +
                R"("status":"Healthy","tags":[]}}})"};
}

PlainAnswer aspNetText(HealthPlay play)
{
    constexpr std::array words{"Healthy", "Degraded", "Unhealthy"};
    return {play == HealthPlay::Down ? 503 : 200, "text/plain", words[static_cast<std::size_t>(play)]};
}

PlainAnswer envoy(bool live, const char *otherwise)
{
    return {live ? 200 : 503, plainText, std::string(live ? "LIVE" : otherwise) + '\n'};
}

} // namespace

std::string jsonEscaped(const std::string &value)
{
    static constexpr char hex[] = "0123456789abcdef";
    std::string result;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (byte < 0x20) {
            result += "\\u00";
            result += hex[byte >> 4];
            result += hex[byte & 15];
        } else {
            result += c;
        }
    }
    return result;
}

std::string patroniBody(const PatroniNode &node, const std::string &state)
{
    std::string position;
    appendNumber(node.walPosition, position);
    std::string replayed;
    appendNumber(node.walPosition - node.lagBytes, replayed);
    std::string body = R"({"state": ")" + jsonEscaped(state) + R"(", "role": ")" +
                       (node.leader ? "master" : "replica") + R"(", "server_version": 150002, "xlog": )";
    if (node.leader) {
        body += R"({"location": )" + position + '}';
    } else {
        body += R"({"received_location": )" + position + R"(, "replayed_location": )" + replayed +
                R"(, "replayed_timestamp": null, "paused": false})";
    }
    body += R"(, "timeline": )" + std::to_string(node.timeline) +
            R"(, "database_system_identifier": "7301955402134859812")" +
            (node.unlocked ? R"(, "cluster_unlocked": true)" : "") +
            R"(, "patroni": {"version": "3.0.2", "scope": "orders"}})";
    return body;
}

bool canSayDegraded(Stack stack)
{
    return stack != Stack::Kubernetes && stack != Stack::Envoy;
}

PlainAnswer healthAnswer(const ServiceSpec &service, const std::string &release, HealthPlay play,
                         const std::string &reason, const PatroniNode &node)
{
    if (play == HealthPlay::Html) {
        return {200, "text/html; charset=utf-8", loginPage};
    }
    switch (service.stack) {
    case Stack::SpringBoot:
        return springBoot(play, reason);
    case Stack::Quarkus:
        return microProfile(play, reason, "Database connections health check");
    case Stack::Node:
        return healthJson(service, release, play, reason);
    case Stack::Kubernetes:
        return kubernetes(play != HealthPlay::Down, reason, "index", "livez");
    case Stack::DotNet:
        return aspNetJson(play, reason, "sql");
    case Stack::Envoy:
        return envoy(play != HealthPlay::Down, "INITIALIZING");
    case Stack::Grpc:
        return aspNetText(play);
    case Stack::Patroni:
        return {play == HealthPlay::Down ? 503 : 200, json,
                patroniBody(node, play == HealthPlay::Down       ? "stopped"
                                  : play == HealthPlay::Degraded ? "restarting"
                                                                 : "running")};
    }
    return {};
}

PlainAnswer readinessAnswer(const ServiceSpec &service, const std::string &release, bool ready,
                            const std::string &reason, const PatroniNode &node)
{
    const HealthPlay play = ready ? HealthPlay::Up : HealthPlay::Down;
    switch (service.stack) {
    case Stack::SpringBoot:
        return springReadiness(ready, reason);
    case Stack::Quarkus:
        return microProfile(play, reason, "Readiness");
    case Stack::Node:
        return healthJson(service, release, play, reason);
    case Stack::Kubernetes:
        return kubernetes(ready, reason, "shutdown", "readyz");
    case Stack::DotNet:
        return aspNetJson(play, reason, "ready");
    case Stack::Envoy:
        return envoy(ready, "DRAINING");
    case Stack::Grpc:
        return {ready ? 200 : 503, "text/plain", ready ? "ok" : reason};
    case Stack::Patroni:
        return {ready ? 200 : 503, json, patroniBody(node, ready ? "running" : "starting")};
    }
    return {};
}

} // namespace quarterdeck::simfleet
