#include "models/items/toperrors.h"

#include "models/items/chartsource.h"
#include "models/items/formatter.h"

#include <QHash>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

using std::chrono::seconds;

constexpr seconds lookBack{15 * 60};
constexpr seconds baselineWidth{60};    ///< one sample is noise: the ratio then is that of a whole minute
constexpr seconds shortestLook{2 * 60}; ///< a rise over less says nothing yet
constexpr seconds newestAge{35};        ///< three steps of a history and a late scrape
constexpr qsizetype mostNamed = 3;

/// The error ratio of the minute that began 15 min before the newest point, or of the first that is known.
void compareWithThen(const SignalHistory &history, TopError &error)
{
    const WallTime newest = history.last().at;
    qsizetype low = 0;
    for (qsizetype high = history.size(); low < high;) {
        const qsizetype middle = (low + high) / 2;
        if (history.at(middle).at < newest - lookBack) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    double requests = 0;
    double errors = 0;
    std::optional<WallTime> begin;
    for (qsizetype i = low; i < history.size(); ++i) {
        const SignalPoint point = history.at(i);
        if (begin && point.at - *begin >= baselineWidth) {
            break;
        }
        if (point.requestRate > 0 && std::isfinite(point.errorRatio)) {
            begin = begin.value_or(point.at);
            requests += static_cast<double>(point.requestRate);
            errors += static_cast<double>(point.errorRatio) * static_cast<double>(point.requestRate);
        }
    }
    if (begin && newest - *begin >= shortestLook) {
        error.rise = error.errorRatio - errors / requests;
        error.since = std::chrono::round<seconds>(newest - *begin);
    }
}

QString budgetText(const TopError &error)
{
    if (error.burn->budgetLeft <= 0) {
        return QStringLiteral(" (all spent)");
    }
    return std::isfinite(error.burn->budgetLeft)
               ? QStringLiteral(" (%1 % left)").arg(format::budgetNumber(error.burn->budgetLeft))
               : QString();
}

} // namespace

bool TopError::isBad() const
{
    if (isBurning()) {
        return true;
    }
    return !quiet && errorRatio > (std::isfinite(limit) ? limit : usualErrorLimit);
}

QList<TopError> measureErrors(const Fleet &fleet, SteadyTime now)
{
    QList<TopError> errors;
    const std::optional<WallTime> wall = wallTimeAt(fleet, now);
    if (!wall) {
        return errors;
    }
    QHash<QString, qsizetype> places;
    for (const InstanceNumber number : fleet.order()) {
        const Instance *instance = fleet.instance(number);
        const Target &target = instance->target;
        auto place = places.constFind(target.service);
        if (place == places.constEnd()) {
            place = places.insert(target.service, errors.size());
            errors.emplace_back().service = target.service;
        }
        TopError &error = errors[*place];
        ++error.instances;
        const State state = instance->state;
        error.inTrouble +=
            state == State::Down || state == State::NotReady || state == State::Degraded ? 1 : 0;
        if (target.policy && target.policy->maxErrorRatio) {
            error.limit = *target.policy->maxErrorRatio;
        }
    }
    const PollSettings &poll = fleet.definition().poll;
    const double window = std::max(1.0, std::chrono::duration<double>(poll.signalWindow).count());
    for (TopError &error : errors) {
        const ServiceSignals *service = fleet.service(error.service);
        if (!service) {
            continue;
        }
        error.burn = service->burnRates(now);
        if (service->history.isEmpty() || *wall - service->history.last().at > newestAge) {
            continue;
        }
        const SignalPoint point = service->history.last();
        error.measured = point.at;
        error.errorRatio = static_cast<double>(point.errorRatio);
        error.requestRate = static_cast<double>(point.requestRate);
        error.quiet = !(error.requestRate * window >= poll.minRequests);
        compareWithThen(service->history, error);
    }
    errors.removeIf(
        [](const TopError &error) { return std::isnan(error.requestRate) && !error.isBurning(); });
    return errors;
}

bool isTooEarlyForRates(const Fleet &fleet)
{
    // Two pages make a rate, and the second comes an interval after the first
    const QList<SignalPoint> &history = fleet.history();
    return history.isEmpty() ||
           history.last().at - history.first().at < 2 * fleet.definition().poll.interval + seconds(5);
}

QString topErrorsSummary(const QList<TopError> &errors, bool tooEarly)
{
    QList<TopError> bad;
    const TopError *most = nullptr;
    for (const TopError &error : errors) {
        if (error.isBad()) {
            bad.append(error);
        }
        if (!error.quiet && error.errorRatio > 0 && (!most || error.errorRatio > most->errorRatio)) {
            most = &error;
        }
    }
    if (errors.isEmpty()) {
        return tooEarly ? QStringLiteral("counting: the first rates come with the second poll")
                        : QStringLiteral("no service counts its requests");
    }
    if (bad.isEmpty()) {
        return most ? QStringLiteral("nothing fails beyond its limit; most: %1 %2")
                          .arg(most->service, format::percent(most->errorRatio))
                    : QStringLiteral("no request fails");
    }
    // What burns its budget first: that is what was promised.
    std::stable_sort(bad.begin(), bad.end(), [](const TopError &a, const TopError &b) {
        return std::pair(!a.isBurning(), -a.errorRatio) < std::pair(!b.isBurning(), -b.errorRatio);
    });
    QStringList parts;
    for (const TopError &error : bad.first(std::min(bad.size(), mostNamed))) {
        if (error.isBurning()) {
            const double rate = error.burn->isFast() ? error.burn->hour : error.burn->sixHours;
            parts.append(QStringLiteral("%1 burns its budget %2%3")
                             .arg(error.service, format::burn(rate), budgetText(error)));
        } else {
            parts.append(QStringLiteral("%1 fails %2").arg(error.service, format::percent(error.errorRatio)));
        }
    }
    if (bad.size() > mostNamed) {
        parts.append(QStringLiteral("and %1 more").arg(format::count(bad.size() - mostNamed)));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace quarterdeck
