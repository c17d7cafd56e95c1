#include "models/items/runbookstepsmodel.h"

#include "models/items/runbooklistmodel.h"

namespace quarterdeck {

namespace {

bool same(const TargetProgress &a, const TargetProgress &b)
{
    return a.state == b.state && a.name == b.name && a.detail == b.detail;
}

bool sameButTargets(const StepProgress &a, const StepProgress &b)
{
    return a.state == b.state && a.title == b.title && a.detail == b.detail && a.kind == b.kind &&
           a.started == b.started && a.duration == b.duration && a.isVerification == b.isVerification;
}

} // namespace

bool isUnderWay(StepState state)
{
    return state == StepState::Intended || state == StepState::Sent;
}

QList<StepProgress> plannedSteps(const RunPlan &plan)
{
    QList<StepProgress> steps;
    const RunbookDefinition &runbook = *plan.order.runbook;
    for (const StepDefinition &definition : runbook.steps) {
        StepProgress step;
        step.title = withoutPlaces(plan.values.redacted(definition.title.fillWords(plan.values)), runbook);
        step.kind = definition.kind;
        steps.append(step);
    }
    for (const VerificationDefinition &verification : runbook.verification) {
        StepProgress step;
        step.title =
            QStringLiteral("Verify: ") +
            withoutPlaces(plan.values.redacted(describe(verification.condition, plan.values)), runbook);
        step.kind = StepDefinition::Kind::WaitUntil;
        step.isVerification = true;
        steps.append(step);
    }
    return steps;
}

void RunbookStepsModel::setSteps(const QList<StepProgress> &steps, SteadyTime now)
{
    m_now = now;
    if (steps.size() != m_steps.size()) {
        beginResetModel();
        m_steps = steps;
        endResetModel();
        return;
    }
    for (int row = 0; row < steps.size(); ++row) {
        mergeTargets(row, steps.at(row).targets);
        if (!sameButTargets(m_steps.at(row), steps.at(row))) {
            m_steps[row] = steps.at(row);
            const QModelIndex changed = index(row, 0);
            Q_EMIT dataChanged(changed, changed);
        }
    }
}

void RunbookStepsModel::mergeTargets(int step, const QList<TargetProgress> &targets)
{
    QList<TargetProgress> &own = m_steps[step].targets;
    const QModelIndex parent = index(step, 0);
    const int before = static_cast<int>(own.size());
    const int after = static_cast<int>(targets.size());
    if (after < before) {
        beginRemoveRows(parent, after, before - 1);
        own.resize(after);
        endRemoveRows();
    } else if (after > before) {
        beginInsertRows(parent, before, after - 1);
        own.append(targets.mid(before));
        endInsertRows();
    }
    int first = -1;
    int last = -1;
    for (int row = 0; row < std::min(before, after); ++row) {
        if (!same(own.at(row), targets.at(row))) {
            own[row] = targets.at(row);
            first = first < 0 ? row : first;
            last = row;
        }
    }
    if (first >= 0) {
        Q_EMIT dataChanged(index(first, 0, parent), index(last, 0, parent));
    }
}

void RunbookStepsModel::setTime(SteadyTime now)
{
    m_now = now;
    for (int row = 0; row < m_steps.size(); ++row) {
        if (isUnderWay(m_steps.at(row).state)) {
            const QModelIndex changed = index(row, 0);
            Q_EMIT dataChanged(changed, changed, {ElapsedRole});
        }
    }
}

int RunbookStepsModel::currentStep() const
{
    for (int row = 0; row < m_steps.size(); ++row) {
        if (isUnderWay(m_steps.at(row).state)) {
            return row;
        }
    }
    return -1;
}

// The internal id is 0 for a step, the step's row + 1 for a target.

QModelIndex RunbookStepsModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : quintptr(0));
}

QModelIndex RunbookStepsModel::parent(const QModelIndex &child) const
{
    return child.isValid() && child.internalId() != 0
               ? createIndex(int(child.internalId()) - 1, 0, quintptr(0))
               : QModelIndex();
}

int RunbookStepsModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid()) {
        return static_cast<int>(m_steps.size());
    }
    return parent.internalId() == 0 && parent.column() == 0
               ? static_cast<int>(m_steps.at(parent.row()).targets.size())
               : 0;
}

int RunbookStepsModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant RunbookStepsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const bool isTarget = index.internalId() != 0;
    const StepProgress &step = m_steps.at(isTarget ? int(index.internalId()) - 1 : index.row());
    const TargetProgress *target = isTarget ? &step.targets.at(index.row()) : nullptr;
    const StepState state = target ? target->state : step.state;
    const QString name = target ? target->name : step.title;
    const QString detail = target ? target->detail : step.detail;
    switch (role) {
    case Qt::DisplayRole:
        return name;
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return QStringLiteral("%1: %2%3")
            .arg(name, toString(state), detail.isEmpty() ? QString() : QStringLiteral(", ") + detail);
    case StepRole:
        return QVariant::fromValue(target ? nullptr : &step);
    case TargetRole:
        return QVariant::fromValue(target);
    case ElapsedRole: {
        if (target || step.state == StepState::Waiting) {
            return {};
        }
        const auto elapsed = isUnderWay(step.state) && step.started != SteadyTime()
                                 ? std::chrono::duration_cast<std::chrono::milliseconds>(m_now - step.started)
                                 : step.duration;
        return qint64(std::max(elapsed, std::chrono::milliseconds(0)).count());
    }
    case CurrentRole:
        return isUnderWay(state);
    default:
        return {};
    }
}

} // namespace quarterdeck
