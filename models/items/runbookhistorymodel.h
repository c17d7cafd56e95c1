#pragma once

#include "models/items/runbookrows.h"
#include "models/runbooks/runplan.h"

namespace quarterdeck {

/// A run of the record, as it is listed.
struct RunSummary
{
    RunNumber number;
    QString runbook; ///< its id
    QString title;
    QString kind;
    QString subject;
    RunState state = RunState::Planned;
    QString outcome; ///< why it ended so
    QString person;
    QString reason;
    QStringList overrides;
    WallTime started;
    std::optional<WallTime> ended;
    bool acted = false;        ///< something was sent
    std::optional<double> rto; ///< seconds
    std::optional<std::chrono::seconds> objective;
    QString acknowledgedBy; ///< its cooldown was lifted by; empty: it was not
    QString acknowledgedReason;
    qint64 incident = 0; ///< that it was to end; 0: none
    QString otherFleet;  ///< the file of the fleet that it ran on, where that is not the one in front
    [[nodiscard]] qint64 key() const { return number.value; }
    bool operator==(const RunSummary &) const = default;
};

/// Whether somebody has to look: it is open what became of it.
bool wantsAttention(const RunSummary &run);

/// Past and present runs, newest first.
class RunbookHistoryModel final : public RunbookRows<RunSummary>
{
    Q_OBJECT
public:
    enum Role { SummaryRole = Qt::UserRole /* const RunSummary *, valid during the call only */ };

    using RunbookRows<RunSummary>::RunbookRows;

    void setRuns(const QList<RunSummary> &newestFirst) { merge(newestFirst); }
    [[nodiscard]] int rowOf(RunNumber number) const;
    [[nodiscard]] int attentionCount() const;

    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
};

} // namespace quarterdeck
