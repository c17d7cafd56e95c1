#include "app/simfleet/requestlog.h"

#include <utility>

namespace quarterdeck::simfleet {

void RequestLog::add(std::uint32_t instance, EndpointKind kind, const std::string &path)
{
    constexpr std::size_t maxPaths = 1000;
    ++m_total;
    ++m_counts[instance][static_cast<std::size_t>(kind)];
    const auto known = m_byPath.find(path);
    if (known != m_byPath.end()) {
        ++known->second;
    } else if (m_byPath.size() < maxPaths) {
        m_byPath.emplace(path.substr(0, 500), 1);
    }
}

void RequestLog::addAct(Act act)
{
    constexpr std::size_t maxActs = 10'000;
    act.path.resize(std::min<std::size_t>(act.path.size(), 500));
    act.body.resize(std::min<std::size_t>(act.body.size(), 500));
    m_acts.push_back(std::move(act));
    if (m_acts.size() > maxActs) {
        m_acts.pop_front();
        ++m_forgottenActs;
    }
}

void RequestLog::clear()
{
    std::vector<std::array<std::uint64_t, 4>>(m_counts.size()).swap(m_counts);
    m_byPath.clear();
    m_acts.clear();
    m_forgottenActs = 0;
    m_total = 0;
}

std::uint64_t RequestLog::count(std::uint32_t instance, EndpointKind kind) const
{
    return m_counts[instance][static_cast<std::size_t>(kind)];
}

} // namespace quarterdeck::simfleet
