#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace quarterdeck::simfleet {

/// What an instance was asked, by the endpoint that the path stands for.
enum class EndpointKind : std::uint8_t { Health, Readiness, Metrics, Other };

/// Keeps count of every request, so that a test can prove what was and what was not sent. Bounded: counts
/// per instance and endpoint, the first thousand different paths, the last ten thousand requests that act.
class RequestLog
{
public:
    struct Act
    {
        double at = 0; ///< Unix seconds
        std::uint32_t instance = 0;
        std::string method;
        std::string path;
        std::string body; ///< the first 500 bytes
    };

    explicit RequestLog(std::size_t instances) : m_counts(instances) {}

    void add(std::uint32_t instance, EndpointKind kind, const std::string &path);
    /// A request that is not a GET or HEAD.
    void addAct(Act act);
    void clear();

    [[nodiscard]] std::uint64_t total() const { return m_total; }
    [[nodiscard]] std::uint64_t count(std::uint32_t instance, EndpointKind kind) const;
    [[nodiscard]] const std::map<std::string, std::uint64_t, std::less<>> &byPath() const { return m_byPath; }
    [[nodiscard]] const std::deque<Act> &acts() const { return m_acts; }
    [[nodiscard]] std::uint64_t forgottenActs() const { return m_forgottenActs; }

private:
    std::vector<std::array<std::uint64_t, 4>> m_counts;
    std::map<std::string, std::uint64_t, std::less<>> m_byPath;
    std::deque<Act> m_acts;
    std::uint64_t m_forgottenActs = 0;
    std::uint64_t m_total = 0;
};

} // namespace quarterdeck::simfleet
