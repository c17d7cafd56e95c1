#include "models/incidents/incident.h"

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr std::array severityWords{"critical", "major", "minor"};
constexpr std::array stateWords{"open", "mitigated", "resolved", "merged"};
constexpr std::array ruleWords{"instances down", "budget burn",       "breaker open",
                               "critical alert", "fleet unreachable", "person"};

template <typename Value, std::size_t N>
std::optional<Value> valueOf(const std::array<const char *, N> &words, const QString &word)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (word == QLatin1String(words[i])) {
            return static_cast<Value>(i);
        }
    }
    return std::nullopt;
}

std::chrono::milliseconds between(WallTime from, WallTime to)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(to - from);
}

std::optional<std::chrono::milliseconds> between(WallTime from, std::optional<WallTime> to)
{
    return to ? std::optional(between(from, *to)) : std::nullopt;
}

} // namespace

std::chrono::milliseconds IncidentClock::timeToDetect() const
{
    return between(started, detected);
}

std::optional<std::chrono::milliseconds> IncidentClock::timeToAcknowledge() const
{
    return between(detected, acknowledged);
}

std::optional<std::chrono::milliseconds> IncidentClock::timeToMitigate() const
{
    return between(started, mitigated);
}

std::optional<std::chrono::milliseconds> IncidentClock::timeToResolve() const
{
    return between(started, resolved);
}

std::optional<bool> IncidentClock::isWithin(std::chrono::seconds objective, WallTime now) const
{
    // A person may resolve what was never seen to be mitigated.
    const std::optional<WallTime> back = mitigated ? mitigated : resolved;
    if (back) {
        return between(started, *back) <= objective;
    }
    return between(started, now) > objective ? std::optional(false) : std::nullopt;
}

double Incident::failedInAll() const
{
    double sum = noValue;
    for (const double failed : failedRequests) {
        if (!std::isnan(failed)) {
            sum = (std::isnan(sum) ? 0 : sum) + failed;
        }
    }
    return sum;
}

QString toString(Severity severity)
{
    return QLatin1String(severityWords[static_cast<std::size_t>(severity)]);
}

std::optional<Severity> severityFromString(const QString &word)
{
    return valueOf<Severity>(severityWords, word);
}

QString toString(IncidentState state)
{
    return QLatin1String(stateWords[static_cast<std::size_t>(state)]);
}

std::optional<IncidentState> incidentStateFromString(const QString &word)
{
    return valueOf<IncidentState>(stateWords, word);
}

QString toString(IncidentRule rule)
{
    return QLatin1String(ruleWords[static_cast<std::size_t>(rule)]);
}

std::optional<IncidentRule> incidentRuleFromString(const QString &word)
{
    return valueOf<IncidentRule>(ruleWords, word);
}

QString spanText(std::chrono::milliseconds span)
{
    const qint64 seconds = (span.count() + 500) / 1000;
    if (std::abs(span.count()) < 1000) {
        return u"%1 ms"_s.arg(span.count());
    }
    if (seconds < 60) {
        return u"%1 s"_s.arg(seconds);
    }
    if (seconds < 3600) {
        return u"%1 min %2 s"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
    }
    if (seconds < 86400) {
        return u"%1 h %2 min"_s.arg(seconds / 3600).arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'));
    }
    return u"%1 d %2 h"_s.arg(seconds / 86400).arg(seconds / 3600 % 24);
}

} // namespace quarterdeck
