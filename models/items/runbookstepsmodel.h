#pragma once

#include "models/runbooks/runplan.h"

#include <QAbstractItemModel>

namespace quarterdeck {

/// The steps of a run, and under a step that is done at many instances each of them.
class RunbookStepsModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Role {
        StepRole = Qt::UserRole, ///< const StepProgress *, valid during the call only; null for a target
        TargetRole,              ///< const TargetProgress *, valid during the call only; null for a step
        ElapsedRole,             ///< qint64: milliseconds, of a step that began
        CurrentRole,             ///< bool: under way
    };

    using QAbstractItemModel::QAbstractItemModel;

    /// Merges; another number of steps is another run.
    void setSteps(const QList<StepProgress> &steps, SteadyTime now);
    void setTime(SteadyTime now); ///< steps under way have grown older
    [[nodiscard]] const QList<StepProgress> &steps() const { return m_steps; }
    [[nodiscard]] int currentStep() const; ///< the one under way, or -1

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void mergeTargets(int step, const QList<TargetProgress> &targets);

    QList<StepProgress> m_steps;
    SteadyTime m_now{};
};

bool isUnderWay(StepState state);
/// What a plan will do, before it does: every step waits.
QList<StepProgress> plannedSteps(const RunPlan &plan);

} // namespace quarterdeck
