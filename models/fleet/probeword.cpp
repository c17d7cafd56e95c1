#include "models/fleet/probeword.h"

namespace quarterdeck {

namespace {

bool couldBeOurNetwork(const Observation &observation)
{
    if (observation.outcome == ProbeOutcome::TimedOut) {
        return true;
    }
    return observation.outcome == ProbeOutcome::Unreachable &&
           (observation.cause == UnreachableCause::NoRoute ||
            observation.cause == UnreachableCause::NetworkDown || observation.cause == UnreachableCause::Dns);
}

ProbeWord wordOfStatus(int status)
{
    switch (status) {
    case 401:
    case 403:
        return {ProbeLevel::Unknown};
    case 404:
    case 410:
        return {ProbeLevel::Unknown, true};
    case 429:
        return {ProbeLevel::Silent};
    default:
        return {ProbeLevel::Bad};
    }
}

ProbeWord wordOfVerdict(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Up:
        return {ProbeLevel::Good};
    case Verdict::Degraded:
        return {ProbeLevel::Degraded};
    case Verdict::Down:
        return {ProbeLevel::Bad};
    case Verdict::Unknown:
    case Verdict::Restricted:
        return {ProbeLevel::Unknown};
    case Verdict::Absent:
        return {ProbeLevel::Unknown, true};
    case Verdict::Throttled:
        return {ProbeLevel::Silent};
    }
    return {ProbeLevel::Unknown};
}

QString orElse(const QString &text, const QString &otherwise)
{
    return text.isEmpty() ? otherwise : text;
}

} // namespace

ProbeWord wordOf(const Observation &observation)
{
    const bool isMetrics = observation.kind == ProbeKind::Metrics;
    switch (observation.outcome) {
    case ProbeOutcome::Shed:
        return {ProbeLevel::Silent};
    case ProbeOutcome::TimedOut:
        return {ProbeLevel::Bad, false, true};
    case ProbeOutcome::Unreachable:
        if (observation.cause == UnreachableCause::Local) {
            return {ProbeLevel::Silent};
        }
        return {ProbeLevel::Bad, false, couldBeOurNetwork(observation)};
    case ProbeOutcome::TooLarge:
    case ProbeOutcome::Unparsable:
        if (!isMetrics && observation.health) {
            return wordOfVerdict(observation.health->verdict);
        }
        return {isMetrics ? ProbeLevel::Degraded : ProbeLevel::Unknown};
    case ProbeOutcome::HttpError:
        if (!isMetrics && observation.health) {
            return wordOfVerdict(observation.health->verdict);
        }
        return wordOfStatus(observation.httpStatus);
    case ProbeOutcome::Ok:
        if (isMetrics) {
            return {observation.metrics && observation.metrics->badLines > 0 ? ProbeLevel::Degraded
                                                                             : ProbeLevel::Good};
        }
        return observation.health ? wordOfVerdict(observation.health->verdict) : ProbeWord{ProbeLevel::Good};
    }
    return {};
}

QString reasonOf(const Observation &observation, std::chrono::milliseconds timeout)
{
    if (observation.health && !observation.health->reason.isEmpty()) {
        return observation.health->reason;
    }
    switch (observation.outcome) {
    case ProbeOutcome::Ok:
        if (observation.metrics && observation.metrics->badLines > 0) {
            const quint64 more = observation.metrics->badLines - 1;
            const QString first =
                orElse(observation.metrics->firstProblem, QStringLiteral("a line cannot be read"));
            return more == 0 ? first : QStringLiteral("%1 (and %2 more)").arg(first).arg(more);
        }
        if (observation.health && observation.health->verdict != Verdict::Up) {
            return orElse(observation.reason,
                          QStringLiteral("health says %1")
                              .arg(orElse(observation.health->raw, toString(observation.health->verdict))));
        }
        return observation.reason;
    case ProbeOutcome::HttpError:
        return orElse(observation.reason, QStringLiteral("HTTP %1").arg(observation.httpStatus));
    case ProbeOutcome::Unreachable:
        return orElse(observation.reason, toString(observation.cause));
    case ProbeOutcome::TimedOut:
        return orElse(observation.reason, QStringLiteral("timeout after %1").arg(durationText(timeout)));
    case ProbeOutcome::TooLarge:
        return orElse(observation.reason, QStringLiteral("answer too large"));
    case ProbeOutcome::Unparsable:
        return orElse(observation.reason, QStringLiteral("answer cannot be read"));
    case ProbeOutcome::Shed:
        return orElse(observation.reason, QStringLiteral("not asked: the console is busy"));
    }
    return observation.reason;
}

QString durationText(std::chrono::milliseconds duration)
{
    const auto count = duration.count();
    if (count < 1000) {
        return QStringLiteral("%1 ms").arg(count);
    }
    // At most one decimal, and none where it says nothing.
    const auto tenths = (count + 50) / 100;
    return tenths % 10 == 0 ? QStringLiteral("%1 s").arg(tenths / 10)
                            : QStringLiteral("%1.%2 s").arg(tenths / 10).arg(tenths % 10);
}

} // namespace quarterdeck
