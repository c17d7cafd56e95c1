#include "widgets/breakers/breakertiletext.h"

#include "models/items/formatter.h"

#include <QStringList>

#include <cmath>

using namespace std::chrono;

namespace quarterdeck::breakertext {

namespace {

QString counted(int count, const char *one, const char *many)
{
    return QStringLiteral("%1 %2").arg(format::count(count), QLatin1String(count == 1 ? one : many));
}

QString word(CallCause cause)
{
    switch (cause) {
    case CallCause::Ok:
        return QStringLiteral("ok");
    case CallCause::Slow:
        return QStringLiteral("slow");
    case CallCause::Failed:
        return QStringLiteral("failed");
    case CallCause::TimedOut:
        return QStringLiteral("timed out");
    case CallCause::NotPermitted:
        return QStringLiteral("not permitted");
    }
    return {};
}

} // namespace

QString ratio(double value)
{
    if (!std::isfinite(value)) {
        return format::missing();
    }
    const double percents = value * 100;
    const QString number = percents > 0 && percents < 0.05      ? QStringLiteral("<0.1")
                           : percents < 100 && percents > 99.95 ? QStringLiteral("99.9")
                                                                : QString::number(percents, 'f', 1);
    return number + QChar(0x2009) + QLatin1Char('%');
}

QString errors(const BreakerTile &tile)
{
    return tile.ratioSource == RatioSource::Library
               ? QStringLiteral("%1 failing, says the library").arg(ratio(tile.errorRatio))
           : tile.of(CallCause::NotPermitted) > 0
               ? QStringLiteral("%1 failed or not permitted").arg(ratio(tile.errorRatio))
               : QStringLiteral("%1 failed").arg(ratio(tile.errorRatio));
}

QString limit(double value)
{
    return std::isfinite(value) ? QString::number(value * 100, 'g', 4) + QChar(0x2009) + QLatin1Char('%')
                                : format::missing();
}

QString place(const BreakerTile &tile)
{
    if (tile.grouping != BreakerGrouping::Breaker) {
        return counted(tile.breakers, "breaker", "breakers");
    }
    QStringList parts;
    for (const QString &part : {tile.service, tile.cluster}) {
        if (!part.isEmpty()) {
            parts.append(part);
        }
    }
    return parts.join(QStringLiteral(" · "));
}

QString time(const BreakerTile &tile, SteadyTime now)
{
    if (tile.breakers == tile.lost) {
        return QStringLiteral("no metrics any more");
    }
    QStringList parts;
    const auto lasted = duration_cast<std::chrono::milliseconds>(now - tile.since);
    if (!tile.sinceIsFirstSight) {
        parts.append(QStringLiteral("for %1").arg(format::duration(lasted)));
    } else if (tile.state != BreakerState::Closed && !tile.isRecorded) {
        parts.append(QStringLiteral("for at least %1").arg(format::duration(lasted)));
    }
    if (tile.halfOpenAt && tile.of(BreakerState::Open) > 0) {
        const auto left = duration_cast<std::chrono::milliseconds>(*tile.halfOpenAt - now);
        parts.append(left > 0ms ? QStringLiteral("next try in %1").arg(format::duration(left))
                                : QStringLiteral("next try due"));
    } else if (tile.state == BreakerState::HalfOpen) {
        parts.prepend(QStringLiteral("probing"));
    }
    return parts.join(QStringLiteral(" · "));
}

QString states(const BreakerTile &tile)
{
    QString text = counted(tile.instances, "instance", "instances");
    if (tile.breakers != tile.instances) {
        text += QStringLiteral(", %1").arg(counted(tile.breakers, "breaker", "breakers"));
    }
    QStringList parts;
    for (int i = 0; i < breakerStateCount; ++i) {
        const auto state = static_cast<BreakerState>(i);
        if (const int count = tile.of(state); count > 0) {
            parts.append(QStringLiteral("%1 %2").arg(format::count(count), toString(state)));
        }
    }
    if (tile.lost > 0) {
        parts.append(QStringLiteral("%1 lost").arg(format::count(tile.lost)));
    }
    return QStringLiteral("%1: %2").arg(text, parts.join(QStringLiteral(", ")));
}

QString calls(const BreakerTile &tile)
{
    return std::isfinite(tile.callsPerSecond)
               ? QStringLiteral("%1 calls/s").arg(format::rate(tile.callsPerSecond))
           : tile.collecting ? QStringLiteral("calls with the next poll")
           : tile.isRecorded ? QStringLiteral("calls not recorded")
                             : QStringLiteral("calls not told");
}

QString latency(const BreakerTile &tile, double value)
{
    return tile.latencyIsBound && std::isfinite(value) ? QStringLiteral("≤ %1").arg(format::latency(value))
                                                       : format::latency(value);
}

QString lastChange(const BreakerTile &tile)
{
    return tile.lastChange   ? QStringLiteral("last change %1").arg(format::clock(*tile.lastChange))
           : tile.isRecorded ? QStringLiteral("state as recorded")
                             : QStringLiteral("no change seen");
}

QString trips(const BreakerTile &tile)
{
    if (tile.tripsLastDay <= 0) {
        return {};
    }
    const QString hour = QStringLiteral("%1 in 1 h").arg(counted(tile.tripsLastHour, "trip", "trips"));
    return tile.tripsLastDay == tile.tripsLastHour
               ? hour
               : QStringLiteral("%1, %2 in 24 h").arg(hour, format::count(tile.tripsLastDay));
}

QList<QString> badges(const BreakerTile &tile)
{
    QList<QString> words;
    if (tile.stuckOpen) {
        words.append(QStringLiteral("stuck open"));
    }
    if (tile.lostStream) {
        words.append(QStringLiteral("lost stream"));
    }
    if (tile.inferred) {
        words.append(QStringLiteral("inferred"));
    }
    if (tile.lowTraffic) {
        words.append(QStringLiteral("low traffic"));
    }
    return words;
}

QList<Cause> causes(const BreakerTile &tile)
{
    QList<Cause> list;
    for (int i = 0; i < callCauseCount; ++i) {
        const auto cause = static_cast<CallCause>(i);
        if (const double count = tile.of(cause); std::isfinite(count)) {
            const auto whole = static_cast<qint64>(std::llround(count));
            list.append({cause, format::count(whole), word(cause), whole == 0});
        }
    }
    return list;
}

QString whole(const BreakerTile &tile, SteadyTime now)
{
    QStringList parts{QStringLiteral("%1, %2").arg(tile.name, place(tile))};
    QString state = toString(tile.state);
    if (tile.state == BreakerState::Unknown && !tile.raw.isEmpty()) {
        state += QStringLiteral(" (%1)").arg(tile.raw);
    }
    parts.append(QStringLiteral("%1 %2").arg(state, time(tile, now)).trimmed());
    if (std::isfinite(tile.errorRatio)) {
        parts.append(errors(tile));
    }
    if (std::isfinite(tile.threshold)) {
        parts.append(QStringLiteral("opens at %1").arg(limit(tile.threshold)));
    }
    parts.append(states(tile));
    QStringList told;
    for (const Cause &cause : causes(tile)) {
        told.append(cause.count + QLatin1Char(' ') + cause.word);
    }
    if (!told.isEmpty()) {
        parts.append(QStringLiteral("%1 in the last %2")
                         .arg(told.join(QStringLiteral(", ")), format::duration(tile.window)));
    }
    parts.append(calls(tile));
    if (std::isfinite(tile.p50) || std::isfinite(tile.p99)) {
        parts.append(QStringLiteral("p50 %1, p99 %2%3")
                         .arg(latency(tile, tile.p50), latency(tile, tile.p99),
                              tile.latencyIsBound ? QStringLiteral(" (the greatest that an instance tells)")
                                                  : QString()));
    }
    parts.append(
        tile.isRecorded
            ? QStringLiteral("the record has the states of breakers, and no error ratio of theirs")
            : QStringLiteral("the line: failed or not permitted of all calls, its top is written beside it"));
    parts.append(lastChange(tile));
    if (const QString text = trips(tile); !text.isEmpty()) {
        parts.append(text);
    }
    parts.append(badges(tile));
    if (!tile.libraryName.isEmpty()) {
        parts.append(tile.libraryName);
    }
    return parts.join(QStringLiteral("; "));
}

} // namespace quarterdeck::breakertext
