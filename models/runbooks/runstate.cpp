#include "models/runbooks/runstate.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr std::array<std::pair<RunState, QLatin1StringView>, 12> stateWords{{
    {RunState::Planned, "planned"_L1},
    {RunState::Preflight, "preflight"_L1},
    {RunState::Armed, "armed"_L1},
    {RunState::Running, "running"_L1},
    {RunState::Verifying, "verifying"_L1},
    {RunState::AbortRequested, "abort requested"_L1},
    {RunState::Succeeded, "succeeded"_L1},
    {RunState::Failed, "failed"_L1},
    {RunState::Refused, "refused"_L1},
    {RunState::Aborted, "aborted"_L1},
    {RunState::OutcomeUnknown, "outcome unknown"_L1},
    {RunState::Interrupted, "interrupted"_L1},
}};

constexpr std::array<std::pair<StepState, QLatin1StringView>, 8> stepWords{{
    {StepState::Waiting, "waiting"_L1},
    {StepState::Intended, "intended"_L1},
    {StepState::Sent, "sent"_L1},
    {StepState::Done, "done"_L1},
    {StepState::Failed, "failed"_L1},
    {StepState::Unknown, "unknown"_L1},
    {StepState::Skipped, "skipped"_L1},
    {StepState::Aborted, "aborted"_L1},
}};

} // namespace

std::optional<RunState> next(RunState state, RunEvent event)
{
    using enum RunState;
    if (event == RunEvent::ConsoleGone) {
        return isActive(state) ? std::optional(Interrupted) : std::nullopt;
    }
    switch (state) {
    case Planned:
        if (event == RunEvent::Check) {
            return Preflight;
        }
        return event == RunEvent::Refuse ? std::optional(Refused) : std::nullopt;
    case Preflight:
        if (event == RunEvent::Pass) {
            return Armed;
        }
        return event == RunEvent::Refuse ? std::optional(Refused) : std::nullopt;
    case Armed:
        switch (event) {
        case RunEvent::Begin:
            return Running;
        case RunEvent::Refuse:
            return Refused;
        case RunEvent::RequestAbort:
            return AbortRequested;
        default:
            return std::nullopt;
        }
    case Running:
        switch (event) {
        case RunEvent::Verify:
            return Verifying;
        case RunEvent::StepFailed:
            return Failed;
        case RunEvent::LoseTrack:
            return OutcomeUnknown;
        case RunEvent::RequestAbort:
            return AbortRequested;
        default:
            return std::nullopt;
        }
    case Verifying:
        switch (event) {
        case RunEvent::EffectSeen:
            return Succeeded;
        case RunEvent::EffectMissing:
            return Failed;
        case RunEvent::LoseTrack:
            return OutcomeUnknown;
        case RunEvent::RequestAbort:
            return AbortRequested;
        default:
            return std::nullopt;
        }
    case AbortRequested:
        switch (event) {
        case RunEvent::EndProven:
            return Aborted;
        case RunEvent::StepFailed:
        case RunEvent::EffectMissing:
            return Failed;
        case RunEvent::LoseTrack:
            return OutcomeUnknown;
        case RunEvent::EffectSeen: // it was through before the request could matter
            return Succeeded;
        default:
            return std::nullopt;
        }
    case Failed:
    case OutcomeUnknown:
    case Interrupted:
    case Aborted:
    case Succeeded: // what worked can still be undone
        return event == RunEvent::Resume ? std::optional(Running) : std::nullopt;
    case Refused:
        return std::nullopt;
    }
    return std::nullopt;
}

bool isActive(RunState state)
{
    return state == RunState::Preflight || state == RunState::Armed || state == RunState::Running ||
           state == RunState::Verifying || state == RunState::AbortRequested;
}

bool hasEnded(RunState state)
{
    return state != RunState::Planned && !isActive(state);
}

QString toString(RunState state)
{
    return stateWords[static_cast<std::size_t>(state)].second;
}

std::optional<RunState> runStateFromString(const QString &text)
{
    for (const auto &[state, word] : stateWords) {
        if (text == word) {
            return state;
        }
    }
    return std::nullopt;
}

QString toString(StepState state)
{
    return stepWords[static_cast<std::size_t>(state)].second;
}

std::optional<StepState> stepStateFromString(const QString &text)
{
    for (const auto &[state, word] : stepWords) {
        if (text == word) {
            return state;
        }
    }
    return std::nullopt;
}

} // namespace quarterdeck
