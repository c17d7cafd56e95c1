#pragma once

#include "models/runbooks/blastradius.h"
#include "models/runbooks/parametercheck.h"
#include "models/runbooks/runbookdefinition.h"
#include "models/runbooks/runstate.h"
#include "models/runbooks/runvalues.h"
#include "models/runbooks/safetyrules.h"

#include <QHash>
#include <QMap>

#include <memory>

namespace quarterdeck {

/// The number of a run in the record.
struct RunNumber
{
    qint64 value = 0;
    auto operator<=>(const RunNumber &) const = default;
};

/// The incident that a run is to end.
struct RunIncident
{
    qint64 number = 0;
    QString title;
    WallTime began; ///< its first sign: the RTO is measured from there
    bool operator==(const RunIncident &) const = default;
};

/// What a person orders.
struct RunOrder
{
    std::shared_ptr<const RunbookDefinition> runbook;
    QMap<QString, QString> parameters;
    QString reason;
    QString confirmation;
    QList<SafetyRule> overrides;
    QString person;
    std::optional<RunIncident> incident; ///< empty: the one that is open for the service, if there is one
    /// The RTO is measured from then; empty: from the incident's begin, else from the start.
    std::optional<WallTime> troubleBegan;
};

/// One check of preflight, as it was at `at`.
struct CheckResult
{
    QString words; ///< what must hold
    ConditionResult result;
    bool overridden = false;
    WallTime at;
    [[nodiscard]] bool passes() const
    {
        return overridden || result.verdict == ConditionResult::Verdict::Holds;
    }
};

/// One request or command as it will be sent, filled in. Secrets are redacted.
struct PlannedAct
{
    QString step;
    QString target;      ///< the instance, in a parallel step
    QString text;        ///< "POST http://10.2.9.12:8008/switchover {...}", "kubectl rollout undo ..."
    QStringList details; ///< headers; the folder and environment of a command
    bool isOpen = false; ///< holds a value that only an earlier step will find
};

/// A run before it begins: everything that the page shows, checked live.
struct RunPlan
{
    RunOrder order;
    QString title;
    QString subject;         ///< the name to type: the service that is acted on, else the runbook's id
    QList<QString> services; ///< those acted on: locks and cooldown; the runbook's id where there is none
    RunValues values;
    QMap<QString, ParameterChoices> choices; ///< by parameter
    QMap<QString, QList<InstanceNumber>> sets;
    QMap<QString, QHash<InstanceNumber, QString>> leftOut; ///< by set: who is not in it, and why
    QList<ParameterProblem> problems; ///< wrong values, texts that cannot be filled: nothing can begin
    QList<CheckResult> checks;
    QList<RuleVerdict> rules;
    BlastRadius radius;
    QList<PlannedAct> acts;
    QMap<QString, Beside> beside; ///< by parameter
    QList<ShownValue> shows;      ///< found live, as the runbook words it
    WallTime at;

    [[nodiscard]] bool isReady() const;
    /// Everything that stands in the way, one line each.
    [[nodiscard]] QStringList refusals() const;
};

/// One target of a parallel step.
struct TargetProgress
{
    QString name;
    StepState state = StepState::Waiting;
    QString detail;
};

struct StepProgress
{
    QString title;
    StepDefinition::Kind kind = StepDefinition::Kind::Http;
    StepState state = StepState::Waiting;
    QString detail; ///< what it waits for, what came back
    SteadyTime started{};
    std::chrono::milliseconds duration{0};
    QList<TargetProgress> targets;
    bool isVerification = false;
};

struct LogLine
{
    WallTime at;
    QString text;
};

/// A run under way, as values: what the page and the terminal show.
struct RunProgress
{
    RunNumber number;
    QString title;
    QString subject;
    RunState state = RunState::Planned;
    QString reason; ///< why it is in this state: what failed, what is awaited
    WallTime startedWall;
    SteadyTime started{};
    SteadyTime ended{};
    std::optional<std::chrono::seconds> objective;
    QList<StepProgress> steps;            ///< verification last
    QList<LogLine> log;                   ///< bounded
    QString question;                     ///< a manual step waits for a person: what to do
    qint64 incident = 0;                  ///< that it is to end; 0: none
    std::optional<WallTime> troubleBegan; ///< people have waited since then
    bool hasUndo = false;                 ///< some step of it has an undo
    std::optional<double> rto;            ///< seconds to the seen effect
    static constexpr qsizetype maxLog = 5000;
};

} // namespace quarterdeck
