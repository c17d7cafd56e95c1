#pragma once

#include "models/items/runbookrows.h"
#include "models/runbooks/runplan.h"

namespace quarterdeck {

/// One thing that must hold before a run may begin: a condition, a rule, or a value that is wrong.
struct RunbookCheck
{
    enum class Kind : quint8 { Problem, Condition, Rule };
    enum class Outcome : quint8 { Holds, Fails, Unknown, Overridden };
    Kind kind = Kind::Condition;
    int place = 0;                  ///< among those of its kind
    std::optional<SafetyRule> rule; ///< what an override of it names
    QString words;
    QString found;
    Outcome outcome = Outcome::Unknown;
    WallTime at;
    [[nodiscard]] int key() const { return static_cast<int>(kind) * 100'000 + place; }
    [[nodiscard]] bool passes() const { return outcome == Outcome::Holds || outcome == Outcome::Overridden; }
    [[nodiscard]] QString toText() const; ///< "Replication lag of pg3 is at most 1: 0"
    bool operator==(const RunbookCheck &) const = default;
};
QString toString(RunbookCheck::Outcome outcome); ///< "passed", "failed", "unknown", "overridden"

/// The preflight of a plan, live: problems, conditions, rules. What the person who confirms still has to type
/// is not among them.
class RunbookChecksModel final : public RunbookRows<RunbookCheck>
{
    Q_OBJECT
public:
    enum Role { CheckRole = Qt::UserRole /* const RunbookCheck *, valid during the call only */ };

    using RunbookRows<RunbookCheck>::RunbookRows;

    void setPlan(const RunPlan &plan) { merge(checksOf(plan)); }
    void clear() { merge({}); }
    [[nodiscard]] int passed() const;
    /// Refusals that a break-glass override may name, and those that one does already.
    [[nodiscard]] QList<SafetyRule> overridable() const;

    static QList<RunbookCheck> checksOf(const RunPlan &plan);
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
};

} // namespace quarterdeck
