#pragma once

#include "app/recording/auditlog.h"
#include "app/recording/processidentity.h"
#include "models/runbooks/runplan.h"

#include <QJsonObject>

namespace quarterdeck {

/// A run as the record has it.
struct RunRow
{
    RunNumber number;
    QString runbook;
    QString title;
    QString kind;
    QString subject;
    QList<QString> services;
    RunState state = RunState::Planned;
    QString outcome; ///< why it ended so
    QString person;
    QString reason;
    QJsonObject parameters; ///< secrets are "[redacted]"
    QStringList overrides;
    QJsonObject values; ///< what lookups and steps had found, secrets redacted
    QByteArray source;  ///< the runbook's text as it was
    QString sourceFile;
    QString config;
    WallTime started;
    std::optional<WallTime> ended;
    bool acted = false;                   ///< something was sent, or may have been
    qint64 incident = 0;                  ///< that it is to end; 0: none
    std::optional<WallTime> troubleBegan; ///< the RTO counts from then; empty: from the start
    std::optional<double> rto;
    std::optional<std::chrono::seconds> objective;
    std::optional<WallTime> acknowledged;
    QString acknowledgedBy;
    QString acknowledgedReason;
    ProcessIdentity owner;
};

/// What happened to one step, at one target, in one attempt.
struct StepRow
{
    QString place; ///< "2", "2.1", "undo 1.1", "verify 1": where in the runbook
    QString target;
    int attempt = 1;
    QString title;
    QString kind;
    StepState state = StepState::Intended;
    QString request; ///< bounded, redacted
    QString answer;  ///< bounded, redacted
    QString detail;
    WallTime started;
    std::optional<WallTime> ended;
};

/// Runs in the record. Every function is one transaction with full durability, and what a person must answer
/// for is in the audit log too. Each returns an empty text, or why it could not.
class RunStore
{
public:
    static constexpr qsizetype maxText = 64 * 1024; ///< of one request or answer

    explicit RunStore(Database &database) : m_database(database), m_audit(database) {}

    /// The locks of its services and the run, or nothing: `busy` is the run that has one of them.
    QString begin(RunRow &run, std::optional<RunRow> *busy);
    /// A refused attempt: no run, but an entry of the audit log.
    QString refuse(const RunRow &run, const QStringList &reasons);
    /// Before anything is sent. `acts`: from now on the run may have changed something.
    QString intend(RunNumber run, const StepRow &step, bool acts, WallTime at, const QString &person);
    enum class SoFar : quint8 { MayHaveActed, NothingSent };
    /// `soFar`: what is known of the whole run by now.
    QString finish(RunNumber run, const StepRow &step, SoFar soFar, WallTime at, const QString &person);
    QString setState(RunNumber run, RunState state, const QString &outcome, WallTime at,
                     const QString &person);
    QString setValues(RunNumber run, const QJsonObject &values);
    QString setRto(RunNumber run, double seconds);
    QString addLog(RunNumber run, const QList<LogLine> &lines);
    QString acknowledge(RunNumber run, const QString &person, const QString &reason, WallTime at);
    /// An ended run goes on under this process. Takes its locks again.
    QString resume(RunNumber run, const QString &what, const QString &person, const QString &reason,
                   WallTime at, const ProcessIdentity &owner, std::optional<RunRow> *busy);

    /// Runs whose console is gone become interrupted; returns them.
    QString markInterrupted(WallTime at, QList<RunRow> *found);

    [[nodiscard]] std::optional<RunRow> run(RunNumber number) const;
    /// Newest first.
    [[nodiscard]] QList<RunRow> runs(int limit) const;
    [[nodiscard]] QList<StepRow> steps(RunNumber number) const;
    [[nodiscard]] QList<LogLine> log(RunNumber number) const;
    /// The run that holds the lock of one of these, if its console is alive.
    [[nodiscard]] std::optional<RunRow> running(const QList<QString> &services) const;
    /// The run that acted last on one of these.
    [[nodiscard]] std::optional<RunRow> lastActed(const QList<QString> &services) const;
    [[nodiscard]] AuditLog &audit() { return m_audit; }

private:
    QString takeLocks(RunNumber run, const QList<QString> &services, std::optional<RunRow> *busy);
    [[nodiscard]] QList<RunRow> select(const QString &rest, const QList<QVariant> &values) const;

    Database &m_database;
    AuditLog m_audit;
};

} // namespace quarterdeck
