#include "app/window/runbookrecords.h"

#include "app/config/runbookfile.h"

#include <QFileInfo>

namespace quarterdeck {

namespace {

constexpr SteadyTime ownZero{std::chrono::hours(1)}; ///< steps of the record have wall times only

QList<std::pair<QString, QString>> pairsOf(const QJsonObject &object, const QJsonObject &without)
{
    QList<std::pair<QString, QString>> pairs;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!without.contains(it.key()) && !it.key().contains(QLatin1Char('.'))) {
            pairs.append({it.key(), it.value().toString()});
        }
    }
    return pairs;
}

std::chrono::milliseconds between(WallTime from, WallTime to)
{
    return std::max(std::chrono::milliseconds(0),
                    std::chrono::duration_cast<std::chrono::milliseconds>(to - from));
}

/// The step of the runbook that a place belongs to: "2" and "2.1" to the second; -1 for clean-up and undo.
int stepOf(const QString &place, int steps)
{
    const bool isVerification = place.startsWith(QStringLiteral("verify "));
    bool isNumber = false;
    const int number =
        (isVerification ? place.mid(7) : place.section(QLatin1Char('.'), 0, 0)).toInt(&isNumber);
    return isNumber && number > 0 ? number - 1 + (isVerification ? steps : 0) : -1;
}

/// Of several things that happened to one step the one that matters most.
int weight(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return 0;
    case StepState::Skipped:
        return 1;
    case StepState::Done:
        return 2;
    case StepState::Aborted:
        return 3;
    case StepState::Failed:
        return 4;
    case StepState::Intended:
    case StepState::Sent:
        return 5;
    case StepState::Unknown:
        return 6;
    }
    return 0;
}

/// The last attempt at each place and target, in the order of the record.
QList<StepRow> lastAttempts(const QList<StepRow> &rows)
{
    QList<StepRow> last;
    for (const StepRow &row : rows) {
        bool replaced = false;
        for (StepRow &known : last) {
            if (known.place == row.place && known.target == row.target) {
                if (row.started >= known.started) {
                    known = row;
                }
                replaced = true;
                break;
            }
        }
        if (!replaced) {
            last.append(row);
        }
    }
    return last;
}

} // namespace

RunSummary summaryOf(const RunRow &row)
{
    RunSummary run;
    run.number = row.number;
    run.runbook = row.runbook;
    run.title = row.title;
    run.kind = row.kind;
    run.subject = row.subject;
    run.state = row.state;
    run.outcome = row.outcome;
    run.person = row.person;
    run.reason = row.reason;
    run.overrides = row.overrides;
    run.started = row.started;
    run.ended = row.ended;
    run.acted = row.acted;
    run.rto = row.rto;
    run.objective = row.objective;
    run.acknowledgedBy = row.acknowledged ? row.acknowledgedBy : QString();
    run.acknowledgedReason = row.acknowledgedReason;
    run.incident = row.incident;
    return run;
}

RunbookRecord recordOf(const RunRow &row, const QList<StepRow> &rows, const QList<LogLine> &log)
{
    RunbookRecord record;
    record.summary = summaryOf(row);
    record.file = row.sourceFile;
    record.config = row.config;
    record.parameters = pairsOf(row.parameters, {});
    record.values = pairsOf(row.values, row.parameters);
    RunProgress &progress = record.progress;
    progress.number = row.number;
    progress.title = row.title;
    progress.subject = row.subject;
    progress.state = row.state;
    progress.reason = row.outcome;
    progress.startedWall = row.started;
    progress.started = ownZero;
    progress.objective = row.objective;
    progress.rto = row.rto;
    progress.incident = row.incident;
    progress.troubleBegan = row.troubleBegan;
    progress.log = log;

    const RunbookFile file =
        readRunbook(row.source, row.sourceFile, QFileInfo(row.sourceFile).absolutePath());
    int steps = 0;
    if (file.runbook) {
        RunValues values;
        for (auto it = row.values.begin(); it != row.values.end(); ++it) {
            values.set(it.key(), it.value().toString());
        }
        for (const ParameterDefinition &parameter : file.runbook->parameters) {
            if (parameter.type == ParameterDefinition::Type::Secret) {
                record.secrets.append(parameter.name);
            }
        }
        progress.hasUndo = file.runbook->hasUndo();
        for (const StepDefinition &definition : file.runbook->steps) {
            StepProgress step;
            step.title = definition.title.fillWords(values);
            step.kind = definition.kind;
            progress.steps.append(step);
        }
        steps = static_cast<int>(progress.steps.size());
        for (const VerificationDefinition &verification : file.runbook->verification) {
            StepProgress step;
            step.title = QStringLiteral("Verify: ") + describe(verification.condition, values);
            step.kind = StepDefinition::Kind::WaitUntil;
            step.isVerification = true;
            progress.steps.append(step);
        }
    } else {
        record.problem = QStringLiteral("Its runbook cannot be read any more, so it cannot be taken up: %1")
                             .arg(file.errors.isEmpty() ? QString() : file.errors.first().message);
    }

    WallTime last = row.started;
    for (const StepRow &one : lastAttempts(rows)) {
        last = std::max({last, one.started, one.ended.value_or(one.started)});
        int at = stepOf(one.place, steps);
        if (at < 0 || at >= progress.steps.size()) {
            StepProgress other;
            other.title = QStringLiteral("%1: %2").arg(one.place, one.title);
            progress.steps.append(other);
            at = static_cast<int>(progress.steps.size()) - 1;
        }
        StepProgress &step = progress.steps[at];
        const auto duration = one.ended ? between(one.started, *one.ended) : std::chrono::milliseconds(0);
        if (!one.target.isEmpty()) {
            step.targets.append({one.target, one.state, one.detail});
        }
        if (weight(one.state) >= weight(step.state)) {
            step.state = one.state;
            step.detail = one.target.isEmpty() ? one.detail : QString();
        }
        step.started = ownZero + between(row.started, one.started);
        step.duration = std::max(step.duration, duration);
        // Waiting sends nothing that changes anything: it is no part of what was or was not sent.
        const bool sends =
            one.kind != toString(StepDefinition::Kind::WaitUntil) && one.kind != QStringLiteral("verify");
        if (!step.isVerification && sends && !one.request.isEmpty()) {
            const QString line =
                QStringLiteral("%1%2: %3 (%4)")
                    .arg(one.title, one.target.isEmpty() ? QString() : QStringLiteral(" at ") + one.target,
                         one.request.simplified().left(160), toString(one.state));
            const bool open = one.state == StepState::Intended || one.state == StepState::Unknown;
            (open ? record.maybeSent : record.sent).append(line);
            record.undoable = record.undoable || progress.hasUndo;
        }
    }
    for (const StepProgress &step : std::as_const(progress.steps)) {
        if (step.state == StepState::Waiting && step.kind != StepDefinition::Kind::WaitUntil &&
            !step.isVerification) {
            record.notSent.append(step.title);
        }
    }
    progress.ended = ownZero + between(row.started, hasEnded(row.state) ? row.ended.value_or(last)
                                                                        : std::chrono::system_clock::now());
    return record;
}

} // namespace quarterdeck
