#pragma once

#include "models/runbooks/blastradius.h"
#include "models/runbooks/runbookdefinition.h"
#include "models/runbooks/runvalues.h"

#include <QList>
#include <QString>

#include <chrono>
#include <optional>

namespace quarterdeck {

/// Why a run may not begin. Their names are what a break-glass override names.
enum class SafetyRule : quint8 {
    ReadOnly,
    OneAtATime,
    Cooldown,
    MaxInstances,
    MaxShare,
    Assertion,
    Confirmation,
    Reason,
    Isolation,
    Preflight,
};
QString toString(SafetyRule rule); ///< "cooldown", "one-at-a-time"
std::optional<SafetyRule> safetyRuleFromString(const QString &text);
/// Read-only mode, a typed name, a reason and another run under way are not broken by glass.
bool canBeOverridden(SafetyRule rule);

/// A run as the record knows it, as far as rules ask.
struct PriorRun
{
    qint64 number = 0;
    QString title;
    QString person;
    WallTime at;
    bool acknowledged = false;
};

/// What rules look at besides the fleet.
struct SafetyFacts
{
    bool readOnly = false;
    std::optional<PriorRun> running; ///< another run of the same service
    std::optional<PriorRun> last;    ///< the last that acted on the same service
    WallTime now;
    QString reason;
    QString confirmation; ///< the name that was typed
    QString
        confirmationName;    ///< the name that must be typed: the service, or the runbook where there is none
    bool isIsolated = false; ///< the console has lost its network: what it shows is old
    QList<SafetyRule> overrides;
};

/// One rule's word on a run.
struct RuleVerdict
{
    SafetyRule rule = SafetyRule::ReadOnly;
    bool allows = true;
    bool overridden = false; ///< refused, and a person broke the glass for this rule
    QString words;
    bool operator==(const RuleVerdict &) const = default;
};

/// Everything that has a say, in a fixed order; also those that allow, for the page's ticks.
/// `assertionSets`: the instances of each assertion of the runbook, in its order.
QList<RuleVerdict> judgeSafety(const RunbookDefinition &runbook, const BlastRadius &radius,
                               const QList<QList<const Instance *>> &assertionSets, const RunValues &values,
                               const SafetyFacts &facts);
bool allAllow(const QList<RuleVerdict> &verdicts);

} // namespace quarterdeck
