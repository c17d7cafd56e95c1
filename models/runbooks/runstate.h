#pragma once

#include <QString>

#include <optional>

namespace quarterdeck {

/// How far a run is.
///
///     Planned -> Preflight -> Armed -> Running -> Verifying -> Succeeded | Failed | OutcomeUnknown
///        |           |          |         |           |
///        +-----------+----------+--> Refused          |
///                               |         |           |
///                               +---------+-----------+--> AbortRequested -> Aborted | Failed |
///                               OutcomeUnknown
///     any active state -> Interrupted, when the console that ran it is gone
///
/// *Abort requested* is not *aborted*: that is said when what was begun is proven to have ended.
/// *Outcome unknown* is not *failed*: something was sent, and nobody knows what became of it.
enum class RunState : quint8 {
    Planned,
    Preflight,
    Armed,
    Running,
    Verifying,
    AbortRequested,
    Succeeded,
    Failed,
    Refused,
    Aborted,
    OutcomeUnknown,
    Interrupted,
};

enum class RunEvent : quint8 {
    Check,         ///< preflight begins
    Pass,          ///< preflight passed and the person said so
    Refuse,        ///< a check or a rule said no
    Begin,         ///< the first step
    Verify,        ///< the steps are through, or an answer is lost and has to be found out
    EffectSeen,    ///< verification passed
    EffectMissing, ///< the steps went well, the effect did not come
    StepFailed,    ///< and is known to have failed
    LoseTrack,     ///< what was sent may or may not have worked, and verification did not tell
    RequestAbort,
    EndProven, ///< everything begun has ended
    ConsoleGone,
    Resume, ///< an ended run is taken up again by a person
};

/// The next state; nothing when the event cannot happen there.
std::optional<RunState> next(RunState state, RunEvent event);
bool isActive(RunState state); ///< between the first check and an end
bool hasEnded(RunState state);
QString toString(RunState state); ///< "outcome unknown", as `run --json` writes it
std::optional<RunState> runStateFromString(const QString &text);

/// How far a step, or a step at one target, is.
enum class StepState : quint8 {
    Waiting,
    Intended, ///< on record, not yet sent: after a crash it may or may not have been sent
    Sent,
    Done,
    Failed,
    Unknown, ///< sent, and the answer is lost
    Skipped,
    Aborted,
};
QString toString(StepState state);
std::optional<StepState> stepStateFromString(const QString &text);

} // namespace quarterdeck
