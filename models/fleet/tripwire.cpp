#include "models/fleet/tripwire.h"

#include "models/breakers/breakerstate.h"

#include <QStringList>

#include <cmath>

namespace quarterdeck {

namespace {

/// At most three digits that count, as many decimals as that leaves: "8.4", "0.42", "100".
QString numberText(double value)
{
    const double size = std::abs(value);
    const int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
    QString text = QString::number(value, 'f', decimals);
    if (text.contains(u'.')) {
        while (text.endsWith(u'0')) {
            text.chop(1);
        }
        if (text.endsWith(u'.')) {
            text.chop(1);
        }
    }
    return text;
}

QString percentText(double ratio)
{
    return QStringLiteral("%1 %").arg(numberText(ratio * 100));
}

QString secondsText(double seconds)
{
    return seconds < 1    ? QStringLiteral("%1 ms").arg(numberText(seconds * 1000))
           : seconds < 10 ? QStringLiteral("%1 ms").arg(QString::number(seconds * 1000, 'f', 0))
                          : QStringLiteral("%1 s").arg(numberText(seconds));
}

} // namespace

bool Tripwire::apply(const QString &problem, int recoverAfter)
{
    if (!problem.isEmpty()) {
        const bool changed = m_reason != problem || m_good > 0;
        m_good = 0;
        m_reason = problem;
        return changed;
    }
    if (!isTripped()) {
        return false;
    }
    m_recoverAfter = recoverAfter;
    if (++m_good >= recoverAfter) {
        clear();
    }
    return true;
}

QString Tripwire::reason() const
{
    return m_good == 0 ? m_reason
                       : QStringLiteral("%1 · recovering, %2 of %3 good")
                             .arg(m_reason)
                             .arg(m_good)
                             .arg(m_recoverAfter);
}

bool isLowTraffic(const SignalReading &signalReading, int minRequests)
{
    return signalReading.requests < minRequests;
}

QString errorRatioProblem(const SignalReading &signalReading, const ServicePolicy *policy, int minRequests)
{
    const double ratio = signalReading.errorRatio();
    if (!policy || !policy->maxErrorRatio || isLowTraffic(signalReading, minRequests) ||
        !(ratio > *policy->maxErrorRatio)) {
        return {};
    }
    return QStringLiteral("error rate %1 > %2").arg(percentText(ratio), percentText(*policy->maxErrorRatio));
}

bool isLatencyUncertain(const SignalReading &signalReading, const ServicePolicy *policy,
                        const PollSettings &poll)
{
    // Where the requests are not counted, the histogram itself says how many it timed. Either may be missing.
    const double timed = std::fmin(signalReading.requests, signalReading.observations());
    if (timed < poll.minRequests) {
        return true;
    }
    if (signalReading.window >= poll.signalWindow || !(timed < 100) || !policy || !policy->maxP99) {
        return false;
    }
    return !(signalReading.p50 > std::chrono::duration<double>(*policy->maxP99).count());
}

QString latencyProblem(const SignalReading &signalReading, const ServicePolicy *policy,
                       const PollSettings &poll)
{
    if (!policy || !policy->maxP99 || isLatencyUncertain(signalReading, policy, poll)) {
        return {};
    }
    const double limit = std::chrono::duration<double>(*policy->maxP99).count();
    if (!(signalReading.p99 > limit)) {
        return {};
    }
    return QStringLiteral("p99 %1 > %2").arg(secondsText(signalReading.p99), secondsText(limit));
}

QString metricProblem(const QList<double> &limitValues, const ServicePolicy *policy)
{
    if (!policy || limitValues.size() != policy->limits.size()) {
        return {}; // read under the policy before the reload
    }
    for (qsizetype i = 0; i < limitValues.size(); ++i) {
        const QString problem = limitProblem(policy->limits.at(i), limitValues.at(i));
        if (!problem.isEmpty()) {
            return problem;
        }
    }
    return {};
}

QString breakerProblem(const QList<BreakerReading> &breakers)
{
    constexpr qsizetype shown = 2;
    QStringList open;
    for (const BreakerReading &breaker : breakers) {
        if (breaker.state == BreakerState::Open || breaker.state == BreakerState::ForcedOpen) {
            open.append(breaker.name);
        }
    }
    if (open.isEmpty()) {
        return {};
    }
    if (open.size() == 1) {
        return QStringLiteral("breaker %1 open").arg(open.first());
    }
    if (open.size() <= shown) {
        return QStringLiteral("breakers %1 open").arg(open.join(QStringLiteral(" and ")));
    }
    return QStringLiteral("breakers %1 and %2 more open")
        .arg(open.first(shown).join(QStringLiteral(", ")))
        .arg(open.size() - shown);
}

} // namespace quarterdeck
