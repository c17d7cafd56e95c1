#pragma once

#include "models/breakers/breakerstate.h"
#include "models/fleet/target.h"
#include "models/health/healthanswer.h"
#include "models/signals/signalreading.h"

#include <QList>
#include <QString>

#include <chrono>
#include <memory>

namespace quarterdeck {

enum class ProbeKind : quint8 { Health, Readiness, Metrics };
inline constexpr int probeKinds = 3;

/// How a probe ended. Exactly one of these.
enum class ProbeOutcome : quint8 { Ok, HttpError, Unreachable, TimedOut, TooLarge, Unparsable, Shed };
inline constexpr int probeOutcomes = 7;

/// What made a target unreachable. `NoRoute`, `NetworkDown`, `Dns` could be the console's own network;
/// `Refused` and `Reset` prove that packets travel.
enum class UnreachableCause : quint8 {
    None,
    Refused,
    Reset,
    NoRoute,
    NetworkDown,
    Dns,
    Tls,
    Closed,
    Protocol,
    Local
};

/// Where a value comes from. `Recorded`: from the record, of a moment that has gone by.
enum class ValueSource : quint8 { Live, ViaPrometheus, Recorded };

/// What a scrape came to.
struct MetricsAnswer
{
    quint64 samples = 0;
    qint64 bytes = 0;
    quint64 badLines = 0;
    QString firstProblem; ///< "line 12, column 7: ..." when badLines > 0
    SignalReading signals;
    QList<BreakerReading> breakers;
    QList<SaturationReading> saturation; ///< limits on concurrency, at them or not
    QList<double> limitValues;           ///< of ServicePolicy::limits, NaN where the page had no such series
};

/// One finished probe of one instance: small, by value, made in a worker thread, applied in the UI thread.
/// The streaks count in the worker, so a reader that only gets the newest loses no hysteresis.
struct Observation
{
    InstanceNumber instance;
    quint64 definition = 0; ///< generation of the FleetDefinition it was probed under
    ProbeKind kind = ProbeKind::Health;
    ProbeOutcome outcome = ProbeOutcome::Ok;
    UnreachableCause cause = UnreachableCause::None;
    ValueSource source = ValueSource::Live;
    int httpStatus = 0; ///< 0 when there was no answer
    QString reason;     ///< one line for a person, empty when all is well
    SteadyTime finished;
    WallTime finishedWall;
    std::chrono::microseconds duration{0};
    std::chrono::microseconds lateness{0}; ///< start against schedule
    /// Probes in a row (this one included) that say the same as this one: good or bad, see isGood().
    int streak = 1;
    /// While the poller's own breaker for this probe is open: when it tries next. Zero otherwise.
    SteadyTime nextTry{};
    std::shared_ptr<const HealthAnswer> health;   ///< Health and Readiness probes that were answered
    std::shared_ptr<const MetricsAnswer> metrics; ///< Metrics probes that could be read

    /// Whether this probe alone speaks for its instance: decides the streak.
    [[nodiscard]] bool isGood() const;
};

QString toString(ProbeKind kind);
QString toString(ProbeOutcome outcome); ///< as in `--json`: "ok", "http_error", "timed_out", ...
QString toString(UnreachableCause cause);

} // namespace quarterdeck
