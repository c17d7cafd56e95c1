#include "models/items/runbookhistorymodel.h"

#include "models/items/formatter.h"

namespace quarterdeck {

bool wantsAttention(const RunSummary &run)
{
    return run.state == RunState::Interrupted || run.state == RunState::OutcomeUnknown;
}

int RunbookHistoryModel::rowOf(RunNumber number) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (at(row).number == number) {
            return row;
        }
    }
    return -1;
}

int RunbookHistoryModel::attentionCount() const
{
    return static_cast<int>(std::count_if(rows().cbegin(), rows().cend(), wantsAttention));
}

QVariant RunbookHistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const RunSummary &run = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return QStringLiteral("Run %1: %2").arg(QString::number(run.number.value), run.title);
    case Qt::ToolTipRole: {
        QStringList lines{
            QStringLiteral("Run %1 · %2").arg(QString::number(run.number.value), run.title),
            QStringLiteral("%1 by %2").arg(format::dateTime(run.started), run.person),
            QStringLiteral("%1%2").arg(
                toString(run.state), run.outcome.isEmpty() ? QString() : QStringLiteral(": ") + run.outcome)};
        if (!run.otherFleet.isEmpty()) {
            lines.append(QStringLiteral("On another fleet: ") + run.otherFleet);
        }
        if (run.incident > 0) {
            lines.append(QStringLiteral("For incident %1").arg(run.incident));
        }
        if (!run.reason.isEmpty()) {
            lines.append(QStringLiteral("Reason: ") + run.reason);
        }
        if (!run.overrides.isEmpty()) {
            lines.append(QStringLiteral("Overridden: ") + run.overrides.join(QStringLiteral(", ")));
        }
        return lines.join(QLatin1Char('\n'));
    }
    case Qt::AccessibleTextRole:
        return QStringLiteral("Run %1, %2, %3, %4 by %5")
                   .arg(QString::number(run.number.value), run.title, toString(run.state),
                        format::dateTime(run.started), run.person) +
               (run.otherFleet.isEmpty() ? QString() : QStringLiteral(", on another fleet"));
    case SummaryRole:
        return QVariant::fromValue(&run);
    default:
        return {};
    }
}

} // namespace quarterdeck
