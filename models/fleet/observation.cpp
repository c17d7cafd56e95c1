#include "models/fleet/observation.h"

namespace quarterdeck {

bool Observation::isGood() const
{
    if (kind == ProbeKind::Metrics) {
        // A page with unreadable lines is still a page: it degrades the instance, but the scrape succeeded.
        return outcome == ProbeOutcome::Ok;
    }
    if (health) {
        // The body outranks the code: "degraded" under a 503 still comes from an instance that serves.
        return health->verdict == Verdict::Up || health->verdict == Verdict::Degraded;
    }
    return outcome == ProbeOutcome::Ok;
}

QString toString(ProbeKind kind)
{
    switch (kind) {
    case ProbeKind::Health:
        return QStringLiteral("health");
    case ProbeKind::Readiness:
        return QStringLiteral("readiness");
    case ProbeKind::Metrics:
        return QStringLiteral("metrics");
    }
    return {};
}

QString toString(ProbeOutcome outcome)
{
    switch (outcome) {
    case ProbeOutcome::Ok:
        return QStringLiteral("ok");
    case ProbeOutcome::HttpError:
        return QStringLiteral("http_error");
    case ProbeOutcome::Unreachable:
        return QStringLiteral("unreachable");
    case ProbeOutcome::TimedOut:
        return QStringLiteral("timed_out");
    case ProbeOutcome::TooLarge:
        return QStringLiteral("too_large");
    case ProbeOutcome::Unparsable:
        return QStringLiteral("unparsable");
    case ProbeOutcome::Shed:
        return QStringLiteral("shed");
    }
    return {};
}

QString toString(UnreachableCause cause)
{
    switch (cause) {
    case UnreachableCause::None:
        return QStringLiteral("unreachable");
    case UnreachableCause::Refused:
        return QStringLiteral("connection refused");
    case UnreachableCause::Reset:
        return QStringLiteral("connection reset");
    case UnreachableCause::NoRoute:
        return QStringLiteral("no route to host");
    case UnreachableCause::NetworkDown:
        return QStringLiteral("network unreachable");
    case UnreachableCause::Dns:
        return QStringLiteral("name not found");
    case UnreachableCause::Tls:
        return QStringLiteral("TLS failed");
    case UnreachableCause::Closed:
        return QStringLiteral("connection closed");
    case UnreachableCause::Protocol:
        return QStringLiteral("not HTTP");
    case UnreachableCause::Local:
        return QStringLiteral("the console could not ask");
    }
    return {};
}

} // namespace quarterdeck
