// The words of all libraries, as one.
#include "models/breakers/breakerconventions.h"

#include <QHash>

namespace quarterdeck {

static QString bareName(QStringView word)
{
    QString bare;
    for (const QChar character : word) {
        if (character.isLetterOrNumber()) {
            bare.append(character.toLower());
        }
    }
    return bare;
}

BreakerState breakerStateFromWord(QStringView word)
{
    using enum BreakerState;
    static const QHash<QString, BreakerState> words = {
        {QStringLiteral("closed"), Closed},
        {QStringLiteral("close"), Closed},
        {QStringLiteral("open"), Open},
        {QStringLiteral("opened"), Open},
        {QStringLiteral("halfopen"), HalfOpen},
        {QStringLiteral("halfopened"), HalfOpen},
        {QStringLiteral("forcedopen"), ForcedOpen},
        {QStringLiteral("forceopen"), ForcedOpen},
        {QStringLiteral("isolated"), ForcedOpen}, // Polly: held open by hand
        {QStringLiteral("forcedclosed"), ForcedClosed},
        {QStringLiteral("forceclosed"), ForcedClosed},
        {QStringLiteral("disabled"), Disabled},
        {QStringLiteral("metricsonly"), MetricsOnly},
        {QStringLiteral("unknown"), Unknown},
    };
    return words.value(bareName(word), Unknown);
}

std::optional<BreakerEncoding> breakerEncodingFromName(QStringView name)
{
    static const QHash<QString, BreakerEncoding> names = {
        {QStringLiteral("onehot"), BreakerEncoding::OneHot},
        {QStringLiteral("number"), BreakerEncoding::Number},
        {QStringLiteral("events"), BreakerEncoding::Events},
        {QStringLiteral("timeinstate"), BreakerEncoding::TimeInState},
        {QStringLiteral("transitions"), BreakerEncoding::Transitions},
        {QStringLiteral("activecount"), BreakerEncoding::ActiveCount},
    };
    const auto found = names.constFind(bareName(name));
    return found == names.constEnd() ? std::nullopt : std::optional(*found);
}

std::optional<BreakerFact> breakerFactFromName(QStringView name)
{
    static const QHash<QString, BreakerFact> names = {
        {QStringLiteral("failurerate"), BreakerFact::FailureRate},
        {QStringLiteral("threshold"), BreakerFact::Threshold},
        {QStringLiteral("forcedopen"), BreakerFact::ForcedOpen},
        {QStringLiteral("forcedclosed"), BreakerFact::ForcedClosed},
        {QStringLiteral("opened"), BreakerFact::Opened},
        {QStringLiteral("refused"), BreakerFact::Refused},
        {QStringLiteral("passed"), BreakerFact::Passed},
        {QStringLiteral("closed"), BreakerFact::Closed},
        {QStringLiteral("ok"), BreakerFact::CallsOk},
        {QStringLiteral("slow"), BreakerFact::CallsSlow},
        {QStringLiteral("failed"), BreakerFact::CallsFailed},
        {QStringLiteral("timedout"), BreakerFact::CallsTimedOut},
        {QStringLiteral("notpermitted"), BreakerFact::CallsNotPermitted},
        {QStringLiteral("slownow"), BreakerFact::SlowNow},
        {QStringLiteral("oknow"), BreakerFact::OkNow},
        {QStringLiteral("failednow"), BreakerFact::FailedNow},
        {QStringLiteral("wait"), BreakerFact::Wait},
        {QStringLiteral("bucket"), BreakerFact::Bucket},
        {QStringLiteral("quantile"), BreakerFact::Quantile},
    };
    const auto found = names.constFind(bareName(name));
    return found == names.constEnd() ? std::nullopt : std::optional(*found);
}

} // namespace quarterdeck
