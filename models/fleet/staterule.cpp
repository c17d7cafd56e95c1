#include "models/fleet/staterule.h"

namespace quarterdeck {

namespace {

bool speaks(const ProbeEvidence &probe)
{
    return probe.configured && !(probe.track->isKnown() && probe.track->isAbsent());
}

QString joined(const QStringList &reasons)
{
    constexpr qsizetype shown = 3;
    if (reasons.size() <= shown) {
        return reasons.join(QStringLiteral(" · "));
    }
    return QStringLiteral("%1 · and %2 more")
        .arg(reasons.first(shown).join(QStringLiteral(" · ")))
        .arg(reasons.size() - shown);
}

QString metricsReason(const StateEvidence &evidence)
{
    return (evidence.lineUnreadable   ? QStringLiteral("metrics in part unreadable: %1")
            : evidence.pageUnreadable ? QStringLiteral("metrics unreadable: %1")
                                      : QStringLiteral("metrics: %1"))
        .arg(evidence.metrics.track->reason());
}

/// What is brewing against what is held, in the words of the first probe that has something.
QString brewing(const StateEvidence &evidence)
{
    for (const ProbeEvidence *probe : {&evidence.health, &evidence.readiness, &evidence.metrics}) {
        if (!probe->configured || probe->stale || !probe->track->isPending()) {
            continue;
        }
        const ProbeTrack &track = *probe->track;
        if (track.isPendingWorse()) {
            const QString &reason = track.pendingReason();
            const QString what = probe == &evidence.metrics ? QStringLiteral("metrics: %1").arg(reason)
                                 : probe == &evidence.readiness && evidence.health.configured
                                     ? QStringLiteral("readiness: %1").arg(reason)
                                     : reason;
            return QStringLiteral("%1 (%2 of %3)")
                .arg(what)
                .arg(track.pendingCount())
                .arg(evidence.hysteresis.failAfter);
        }
        return QStringLiteral("recovering, %1 of %2 good")
            .arg(track.pendingCount())
            .arg(evidence.hysteresis.recoverAfter);
    }
    return {};
}

StateRuling held(const StateEvidence &evidence)
{
    if (!evidence.health.configured && !evidence.readiness.configured && !evidence.metrics.configured) {
        return {State::Unknown, QStringLiteral("nothing is configured to be asked"), false, false};
    }
    const bool healthSpeaks = speaks(evidence.health);
    const bool metricsAreHealth = !healthSpeaks && speaks(evidence.metrics);
    const bool readinessSpeaks = speaks(evidence.readiness);
    const ProbeEvidence &life = healthSpeaks       ? evidence.health
                                : metricsAreHealth ? evidence.metrics
                                : readinessSpeaks  ? evidence.readiness
                                                   : evidence.health;
    if (!healthSpeaks && !metricsAreHealth && !readinessSpeaks) {
        const ProbeEvidence &absent = evidence.health.configured    ? evidence.health
                                      : evidence.metrics.configured ? evidence.metrics
                                                                    : evidence.readiness;
        return {State::Unknown, QStringLiteral("not offered: %1").arg(absent.track->reason()), absent.stale,
                false};
    }
    if (!life.track->isKnown()) {
        return {State::Unknown, QStringLiteral("never answered"), false, true};
    }
    if (life.stale) {
        return {State::Unknown,
                QStringLiteral("nothing newer than %1").arg(durationText(evidence.staleAfter)), true};
    }
    if (life.track->level() == ProbeLevel::Bad) {
        // Readiness alone cannot tell a living instance that takes no traffic from a dead one by its answers.
        return {State::Down, life.track->reason(), false, false};
    }

    const bool readinessKnown =
        readinessSpeaks && &life != &evidence.readiness && evidence.readiness.track->isKnown();
    const bool readinessFresh = readinessKnown && !evidence.readiness.stale;
    const ProbeLevel readiness = readinessFresh ? evidence.readiness.track->level() : ProbeLevel::Good;
    const bool metricsKnown = evidence.metrics.configured && evidence.metrics.track->isKnown();
    const bool stale =
        (readinessKnown && evidence.readiness.stale) || (metricsKnown && evidence.metrics.stale);
    if (readiness == ProbeLevel::Bad) {
        return {State::NotReady, evidence.readiness.track->reason(), stale, false};
    }

    QStringList degraded;
    const bool lifeIsUnknown = life.track->level() == ProbeLevel::Unknown;
    if (life.track->level() == ProbeLevel::Degraded) {
        degraded.append(metricsAreHealth ? metricsReason(evidence) : life.track->reason());
    }
    if (readiness == ProbeLevel::Degraded) {
        degraded.append(evidence.readiness.track->reason());
    }
    degraded.append(evidence.limits);
    // Health that we may not see is not outweighed by metrics that we may not see either.
    if (metricsKnown && !metricsAreHealth && !lifeIsUnknown && !evidence.metrics.stale &&
        evidence.metrics.track->level() != ProbeLevel::Good) {
        degraded.append(metricsReason(evidence));
    }
    if (!degraded.isEmpty()) {
        return {State::Degraded, joined(degraded), stale, false};
    }
    if (lifeIsUnknown) {
        return {State::Unknown, life.track->reason(), stale, false};
    }
    if (readinessKnown && evidence.readiness.stale) {
        return {State::Unknown,
                QStringLiteral("readiness: nothing newer than %1").arg(durationText(evidence.staleAfter)),
                true};
    }
    if (readinessSpeaks && !readinessKnown && &life != &evidence.readiness) {
        return {State::Unknown, QStringLiteral("readiness never answered"), stale, true};
    }
    if (readiness == ProbeLevel::Unknown) {
        return {State::Unknown, QStringLiteral("readiness: %1").arg(evidence.readiness.track->reason()),
                stale};
    }
    return {State::Up, {}, stale, false};
}

} // namespace

StateRuling ruleOn(const StateEvidence &evidence)
{
    StateRuling ruling = held(evidence);
    const QString more = brewing(evidence);
    if (!more.isEmpty()) {
        ruling.why = ruling.why.isEmpty() ? more : QStringLiteral("%1 · %2").arg(ruling.why, more);
    }
    return ruling;
}

} // namespace quarterdeck
