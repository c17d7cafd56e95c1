#include "app/recording/runstore.h"

#include "app/recording/recordtime.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

const QString runColumns = u"number, runbook, title, kind, subject, state, outcome, person, reason, "
                           u"parameters, overrides, run_values, source, "
                           "source_file, config, started, ended, acted, rto_ms, objective_ms, "
                           "acknowledged_by, acknowledged_reason, acknowledged, "
                           "owner_pid, owner_start, owner_boot, incident, trouble_began"_s;

QString jsonText(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QJsonObject jsonObject(const QVariant &text)
{
    return QJsonDocument::fromJson(text.toString().toUtf8()).object();
}

QString bounded(const QString &text)
{
    return text.size() > RunStore::maxText
               ? QString(text.left(RunStore::maxText) + u"… (%1 characters in all)"_s.arg(text.size()))
               : text;
}

RunRow runOf(const QSqlQuery &row)
{
    RunRow run;
    run.number = {row.value(0).toLongLong()};
    run.runbook = row.value(1).toString();
    run.title = row.value(2).toString();
    run.kind = row.value(3).toString();
    run.subject = row.value(4).toString();
    run.state = runStateFromString(row.value(5).toString()).value_or(RunState::Interrupted);
    run.outcome = row.value(6).toString();
    run.person = row.value(7).toString();
    run.reason = row.value(8).toString();
    run.parameters = jsonObject(row.value(9));
    run.overrides = row.value(10).toString().split(u' ', Qt::SkipEmptyParts);
    run.values = jsonObject(row.value(11));
    run.source = row.value(12).toByteArray();
    run.sourceFile = row.value(13).toString();
    run.config = row.value(14).toString();
    run.started = toWallTime(row.value(15).toLongLong());
    if (!row.value(16).isNull()) {
        run.ended = toWallTime(row.value(16).toLongLong());
    }
    run.acted = row.value(17).toBool();
    if (!row.value(18).isNull()) {
        run.rto = row.value(18).toDouble() / 1000;
    }
    if (!row.value(19).isNull()) {
        run.objective = std::chrono::seconds(row.value(19).toLongLong() / 1000);
    }
    run.acknowledgedBy = row.value(20).toString();
    run.acknowledgedReason = row.value(21).toString();
    if (!row.value(22).isNull()) {
        run.acknowledged = toWallTime(row.value(22).toLongLong());
    }
    run.owner = {row.value(23).toLongLong(), row.value(24).toLongLong(), row.value(25).toString()};
    run.incident = row.value(26).toLongLong();
    if (!row.value(27).isNull()) {
        run.troubleBegan = toWallTime(row.value(27).toLongLong());
    }
    return run;
}

QString named(RunNumber run)
{
    return u"run %1"_s.arg(run.value);
}

QJsonObject detailOf(const RunRow &run)
{
    QJsonObject detail{
        {u"runbook"_s, run.runbook},       {u"title"_s, run.title},
        {u"subject"_s, run.subject},       {u"services"_s, QJsonArray::fromStringList(run.services)},
        {u"parameters"_s, run.parameters}, {u"overrides"_s, QJsonArray::fromStringList(run.overrides)},
        {u"reason"_s, run.reason}};
    if (run.incident > 0) {
        detail.insert(u"incident"_s, run.incident);
    }
    return detail;
}

QString marks(qsizetype count)
{
    return QStringList(count, u"?"_s).join(u',');
}

QList<QVariant> bound(const QList<QString> &texts)
{
    return {texts.cbegin(), texts.cend()};
}

} // namespace

QString RunStore::takeLocks(RunNumber run, const QList<QString> &services, std::optional<RunRow> *busy)
{
    QString problem;
    for (const QString &service : services) {
        const QList<RunRow> holders =
            select(u"WHERE number IN (SELECT run FROM run_locks WHERE service=?)"_s, {service});
        if (!holders.isEmpty() && holders.first().number != run) {
            if (isActive(holders.first().state) && holders.first().owner.isAlive()) {
                *busy = holders.first();
                return u"%1 is being acted on by run %2"_s.arg(service).arg(holders.first().number.value);
            }
        }
        if (!m_database.run(u"INSERT OR REPLACE INTO run_locks VALUES(?,?)"_s, {service, run.value},
                            &problem)) {
            return problem;
        }
    }
    return {};
}

QString RunStore::begin(RunRow &run, std::optional<RunRow> *busy)
{
    return m_database.write(Durability::Full, [&]() -> QString {
        QString problem;
        const auto inserted = m_database.run(
            u"INSERT INTO runs(runbook, title, kind, subject, state, person, reason, parameters, overrides, "
            u"run_values, "
            "source, source_file, config, started, objective_ms, owner_pid, owner_start, owner_boot, "
            "incident, "
            "trouble_began) VALUES(%1)"_s.arg(marks(20)),
            {run.runbook,
             run.title,
             run.kind,
             run.subject,
             toString(run.state),
             run.person,
             run.reason,
             jsonText(run.parameters),
             run.overrides.join(u' '),
             jsonText(run.values),
             run.source,
             run.sourceFile,
             run.config,
             toMilliseconds(run.started),
             run.objective ? QVariant(qint64(run.objective->count()) * 1000) : QVariant(),
             run.owner.pid,
             run.owner.start,
             run.owner.boot,
             run.incident > 0 ? QVariant(run.incident) : QVariant(),
             run.troubleBegan ? QVariant(toMilliseconds(*run.troubleBegan)) : QVariant()},
            &problem);
        if (!inserted) {
            return problem;
        }
        run.number = {inserted->lastInsertId().toLongLong()};
        problem = takeLocks(run.number, run.services, busy);
        for (const QString &service : run.services) {
            if (problem.isEmpty() && !m_database.run(u"INSERT INTO run_services VALUES(?,?)"_s,
                                                     {run.number.value, service}, &problem)) {
                return problem;
            }
        }
        return problem.isEmpty() ? m_audit.append({.entry = 0,
                                                   .at = run.started,
                                                   .person = run.person,
                                                   .action = u"run started"_s,
                                                   .subject = named(run.number),
                                                   .detail = detailOf(run),
                                                   .previous = {},
                                                   .hash = {}})
                                 : problem;
    });
}

QString RunStore::refuse(const RunRow &run, const QStringList &reasons)
{
    return m_database.write(Durability::Full, [&] {
        QJsonObject detail = detailOf(run);
        detail.insert(u"refused"_s, QJsonArray::fromStringList(reasons));
        AuditEntry entry;
        entry.at = run.started;
        entry.person = run.person;
        entry.action = u"run refused"_s;
        entry.subject = run.subject;
        entry.detail = detail;
        return m_audit.append(entry);
    });
}

QString RunStore::intend(RunNumber run, const StepRow &step, bool acts, WallTime at, const QString &person)
{
    return m_database.write(Durability::Full, [&]() -> QString {
        QString problem;
        if (!m_database.run(
                u"INSERT OR REPLACE INTO run_steps(run, place, target, attempt, title, kind, state, request, "
                "answer, detail, started) VALUES(%1)"_s.arg(marks(11)),
                {run.value, step.place, step.target, step.attempt, step.title, step.kind,
                 toString(step.state), bounded(step.request), bounded(step.answer), bounded(step.detail),
                 toMilliseconds(step.started)},
                &problem)) {
            return problem;
        }
        if (!acts) {
            return {};
        }
        if (!m_database.run(u"UPDATE runs SET acted=1 WHERE number=?"_s, {run.value}, &problem)) {
            return problem;
        }
        AuditEntry entry;
        entry.at = at;
        entry.person = person;
        entry.action = u"step intended"_s;
        entry.subject = named(run);
        entry.detail = {{u"place"_s, step.place},
                        {u"target"_s, step.target},
                        {u"attempt"_s, step.attempt},
                        {u"request"_s, bounded(step.request)}};
        return m_audit.append(entry);
    });
}

QString RunStore::finish(RunNumber run, const StepRow &step, SoFar soFar, WallTime at, const QString &person)
{
    return m_database.write(Durability::Full, [&]() -> QString {
        QString problem;
        if (!m_database.run(
                u"UPDATE run_steps SET state=?, answer=?, detail=?, ended=? WHERE run=? AND place=? AND "
                "target=? AND attempt=?"_s,
                {toString(step.state), bounded(step.answer), bounded(step.detail), toMilliseconds(at),
                 run.value, step.place, step.target, step.attempt},
                &problem)) {
            return problem;
        }
        if (soFar == SoFar::NothingSent &&
            !m_database.run(u"UPDATE runs SET acted=0 WHERE number=?"_s, {run.value}, &problem)) {
            return problem;
        }
        AuditEntry entry;
        entry.at = at;
        entry.person = person;
        entry.action = u"step "_s + toString(step.state);
        entry.subject = named(run);
        entry.detail = {
            {u"place"_s, step.place}, {u"target"_s, step.target}, {u"detail"_s, bounded(step.detail)}};
        return m_audit.append(entry);
    });
}

QString RunStore::setState(RunNumber run, RunState state, const QString &outcome, WallTime at,
                           const QString &person)
{
    return m_database.write(Durability::Full, [&]() -> QString {
        QString problem;
        const bool ended = hasEnded(state);
        if (!m_database.run(
                u"UPDATE runs SET state=?, outcome=?, ended=? WHERE number=?"_s,
                {toString(state), outcome, ended ? QVariant(toMilliseconds(at)) : QVariant(), run.value},
                &problem) ||
            (ended && !m_database.run(u"DELETE FROM run_locks WHERE run=?"_s, {run.value}, &problem))) {
            return problem;
        }
        AuditEntry entry;
        entry.at = at;
        entry.person = person;
        entry.action = u"run "_s + toString(state);
        entry.subject = named(run);
        entry.detail = {{u"outcome"_s, outcome}};
        return m_audit.append(entry);
    });
}

QString RunStore::setValues(RunNumber run, const QJsonObject &values)
{
    return m_database.write(Durability::Full, [&] {
        QString problem;
        m_database.run(u"UPDATE runs SET run_values=? WHERE number=?"_s, {jsonText(values), run.value},
                       &problem);
        return problem;
    });
}

QString RunStore::setRto(RunNumber run, double seconds)
{
    return m_database.write(Durability::Normal, [&] {
        QString problem;
        m_database.run(u"UPDATE runs SET rto_ms=? WHERE number=?"_s, {qint64(seconds * 1000), run.value},
                       &problem);
        return problem;
    });
}

QString RunStore::addLog(RunNumber run, const QList<LogLine> &lines)
{
    return m_database.write(Durability::Normal, [&] {
        QString problem;
        for (const LogLine &line : lines) {
            if (!m_database.run(u"INSERT INTO run_log VALUES(?,?,?)"_s,
                                {run.value, toMilliseconds(line.at), bounded(line.text)}, &problem)) {
                break;
            }
        }
        return problem;
    });
}

QString RunStore::acknowledge(RunNumber run, const QString &person, const QString &reason, WallTime at)
{
    return m_database.write(Durability::Full, [&]() -> QString {
        QString problem;
        const auto updated = m_database.run(
            u"UPDATE runs SET acknowledged=?, acknowledged_by=?, acknowledged_reason=? WHERE number=?"_s,
            {toMilliseconds(at), person, reason, run.value}, &problem);
        if (!updated) {
            return problem;
        }
        if (updated->numRowsAffected() != 1) {
            return u"there is no run %1"_s.arg(run.value);
        }
        AuditEntry entry;
        entry.at = at;
        entry.person = person;
        entry.action = u"run acknowledged"_s;
        entry.subject = named(run);
        entry.detail = {{u"reason"_s, reason}};
        return m_audit.append(entry);
    });
}

QString RunStore::resume(RunNumber run, const QString &what, const QString &person, const QString &reason,
                         WallTime at, const ProcessIdentity &owner, std::optional<RunRow> *busy)
{
    const auto known = this->run(run);
    if (!known) {
        return u"there is no run %1"_s.arg(run.value);
    }
    return m_database.write(Durability::Full, [&]() -> QString {
        QString problem = takeLocks(run, known->services, busy);
        if (!problem.isEmpty()) {
            return problem;
        }
        if (!m_database.run(
                u"UPDATE runs SET state=?, ended=NULL, owner_pid=?, owner_start=?, owner_boot=? WHERE number=?"_s,
                {toString(RunState::Running), owner.pid, owner.start, owner.boot, run.value}, &problem)) {
            return problem;
        }
        AuditEntry entry;
        entry.at = at;
        entry.person = person;
        entry.action = u"run taken up: "_s + what;
        entry.subject = named(run);
        entry.detail = {{u"reason"_s, reason}};
        return m_audit.append(entry);
    });
}

QString RunStore::markInterrupted(WallTime at, QList<RunRow> *found)
{
    for (
        const RunRow &run : select(
            u"WHERE state IN ('preflight','armed','running','verifying','abort requested') ORDER BY number"_s,
            {})) {
        if (run.owner.isAlive()) {
            continue;
        }
        QStringList sent;
        QStringList awaited;
        for (const StepRow &step : steps(run.number)) {
            if (step.state == StepState::Intended || step.state == StepState::Sent) {
                const bool onlyAsks =
                    step.kind == toString(StepDefinition::Kind::WaitUntil) || step.kind == u"verify"_s;
                (onlyAsks ? awaited : sent).append(step.title);
            }
        }
        QString outcome = u"the console that ran it is gone; %1"_s.arg(
            !run.acted        ? u"nothing was sent"_s
            : !sent.isEmpty() ? u"the outcome of \"%1\" is not known: it may or may not have been sent"_s.arg(
                                    sent.join(u"\", \""_s))
            : awaited.isEmpty() ? u"every step that was begun had ended"_s
                                : u"everything that was sent had been answered"_s);
        if (!awaited.isEmpty()) {
            outcome += u"; it was waiting: \"%1\""_s.arg(awaited.join(u"\", \""_s));
        }
        const QString problem = setState(run.number, RunState::Interrupted, outcome, at, QString());
        if (!problem.isEmpty()) {
            return problem;
        }
        if (found != nullptr) {
            found->append(*this->run(run.number));
        }
    }
    return {};
}

QList<RunRow> RunStore::select(const QString &rest, const QList<QVariant> &values) const
{
    QList<RunRow> runs;
    QString problem;
    auto rows = m_database.run(u"SELECT %1 FROM runs %2"_s.arg(runColumns, rest), values, &problem);
    while (rows && rows->next()) {
        runs.append(runOf(*rows));
    }
    for (RunRow &run : runs) {
        auto services = m_database.run(u"SELECT service FROM run_services WHERE run=? ORDER BY service"_s,
                                       {run.number.value}, &problem);
        while (services && services->next()) {
            run.services.append(services->value(0).toString());
        }
    }
    return runs;
}

std::optional<RunRow> RunStore::run(RunNumber number) const
{
    const QList<RunRow> found = select(u"WHERE number=?"_s, {number.value});
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

QList<RunRow> RunStore::runs(int limit) const
{
    return select(u"ORDER BY number DESC LIMIT ?"_s, {limit});
}

QList<StepRow> RunStore::steps(RunNumber number) const
{
    QList<StepRow> found;
    QString problem;
    auto rows = m_database.run(
        u"SELECT place, target, attempt, title, kind, state, request, answer, detail, started, ended "
        "FROM run_steps WHERE run=? ORDER BY started, place, target, attempt"_s,
        {number.value}, &problem);
    while (rows && rows->next()) {
        StepRow step;
        step.place = rows->value(0).toString();
        step.target = rows->value(1).toString();
        step.attempt = rows->value(2).toInt();
        step.title = rows->value(3).toString();
        step.kind = rows->value(4).toString();
        step.state = stepStateFromString(rows->value(5).toString()).value_or(StepState::Unknown);
        step.request = rows->value(6).toString();
        step.answer = rows->value(7).toString();
        step.detail = rows->value(8).toString();
        step.started = toWallTime(rows->value(9).toLongLong());
        if (!rows->value(10).isNull()) {
            step.ended = toWallTime(rows->value(10).toLongLong());
        }
        found.append(step);
    }
    return found;
}

QList<LogLine> RunStore::log(RunNumber number) const
{
    QList<LogLine> lines;
    QString problem;
    auto rows = m_database.run(u"SELECT at, text FROM run_log WHERE run=? ORDER BY rowid"_s, {number.value},
                               &problem);
    while (rows && rows->next()) {
        lines.append({toWallTime(rows->value(0).toLongLong()), rows->value(1).toString()});
    }
    return lines;
}

std::optional<RunRow> RunStore::running(const QList<QString> &services) const
{
    for (const RunRow &run :
         select(u"WHERE number IN (SELECT run FROM run_locks WHERE service IN (%1))"_s.arg(
                    marks(services.size())),
                bound(services))) {
        if (isActive(run.state) && run.owner.isAlive()) {
            return run;
        }
    }
    return std::nullopt;
}

std::optional<RunRow> RunStore::lastActed(const QList<QString> &services) const
{
    const QList<RunRow> found = select(
        u"WHERE acted=1 AND number IN (SELECT run FROM run_services WHERE service IN (%1)) ORDER BY COALESCE(ended, started) DESC LIMIT 1"_s
            .arg(marks(services.size())),
        bound(services));
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

} // namespace quarterdeck
