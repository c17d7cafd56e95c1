#include "app/running/runjournal.h"

#include "app/running/runclock.h"

#include <qcorofuture.h>

#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace quarterdeck {

namespace {

constexpr auto flushSoon = 500ms;

} // namespace

RunJournal::RunJournal(Recorder &recorder, const RunPlan &plan, RunNumber number, const RunHistory &history)
    : m_recorder(&recorder)
    , m_number(number)
    , m_person(plan.order.person)
    , m_secrets(plan.values)
    , m_attempts(history.attempts)
    , m_acted(history.acted)
{
    m_flush.setSingleShot(true);
    connect(&m_flush, &QTimer::timeout, this, &RunJournal::flushLog);
    m_progress.number = number;
    m_progress.title = plan.title;
    m_progress.subject = plan.subject;
    m_progress.startedWall = wallNow();
    m_progress.started = std::chrono::steady_clock::now();
    m_progress.objective = plan.order.runbook->objective;
    m_progress.troubleBegan = plan.order.troubleBegan;
    m_progress.hasUndo = plan.order.runbook->hasUndo();
    m_progress.incident = plan.order.incident ? plan.order.incident->number : 0;
}

void RunJournal::keepSecret(const QString &text)
{
    if (!text.isEmpty()) {
        // No place of a runbook can have this name.
        m_secrets.set(u"(secret %1)"_s.arg(++m_secretCount), text, RunValues::Secrecy::Secret);
    }
}

void RunJournal::log(const QString &text)
{
    const LogLine line{wallNow(), redacted(text)};
    m_progress.log.append(line);
    if (m_progress.log.size() > RunProgress::maxLog) {
        m_progress.log.removeFirst();
    }
    m_unwritten.append(line);
    if (!m_flush.isActive()) {
        m_flush.start(flushSoon);
    }
    Q_EMIT logged(line);
    Q_EMIT progressed();
}

void RunJournal::flushLog()
{
    if (m_unwritten.isEmpty()) {
        return;
    }
    const QList<LogLine> lines = std::exchange(m_unwritten, {});
    write([number = m_number, lines](RunStore &store) { return store.addLog(number, lines); });
}

void RunJournal::show(int index, StepState state, const QString &detail)
{
    if (index < 0 || index >= m_progress.steps.size()) {
        return;
    }
    StepProgress &shown = m_progress.steps[index];
    const SteadyTime now = std::chrono::steady_clock::now();
    if (shown.started == SteadyTime() && state != StepState::Waiting) {
        shown.started = now;
    }
    const bool changed = shown.state != state;
    shown.state = state;
    shown.detail = redacted(detail);
    shown.duration = shown.started == SteadyTime()
                         ? 0ms
                         : std::chrono::duration_cast<std::chrono::milliseconds>(now - shown.started);
    if (changed) {
        Q_EMIT stepChanged(index);
    }
    Q_EMIT progressed();
}

void RunJournal::saveValues(const RunValues &values)
{
    QJsonObject shown;
    const QMap<QString, QString> texts = values.shown();
    for (auto it = texts.cbegin(); it != texts.cend(); ++it) {
        shown.insert(it.key(), redacted(it.value()));
    }
    write([number = m_number, shown](RunStore &store) { return store.setValues(number, shown); });
}

void RunJournal::saveRto(double seconds)
{
    m_progress.rto = seconds;
    write([number = m_number, seconds](RunStore &store) { return store.setRto(number, seconds); });
}

QCoro::Task<> RunJournal::enter(RunEvent event, QString reason)
{
    const auto state = next(m_progress.state, event);
    if (!state) {
        co_return; // asked for where it means nothing, as a second abort
    }
    m_progress.state = *state;
    m_progress.reason = redacted(reason);
    if (hasEnded(*state)) {
        m_progress.ended = std::chrono::steady_clock::now();
    }
    log(u"%1%2"_s.arg(toString(*state), reason.isEmpty() ? QString() : u": "_s + reason));
    flushLog();
    const QFuture<QString> written =
        write([number = m_number, entered = *state, text = m_progress.reason, person = m_person](
                  RunStore &store) { return store.setState(number, entered, text, wallNow(), person); });
    const QString problem = co_await written;
    if (!problem.isEmpty()) {
        log(u"the record could not be written: %1"_s.arg(problem));
    }
    Q_EMIT stateChanged();
    Q_EMIT progressed();
}

QCoro::Task<QString> RunJournal::intend(StepRow *row, bool acts)
{
    // A number that no attempt of an earlier life of this run has.
    row->attempt = ++m_attempts[RunHistory::key(row->place, row->target)];
    row->started = wallNow();
    row->title = redacted(row->title);
    row->request = redacted(row->request);
    const QFuture<QString> written =
        write([number = m_number, copy = *row, acts, person = m_person](RunStore &store) {
            return store.intend(number, copy, acts, copy.started, person);
        });
    const QString problem = co_await written;
    if (problem.isEmpty()) {
        if (acts) {
            m_acting.insert(RunHistory::key(row->place, row->target));
        }
        co_return QString();
    }
    co_return u"the record could not be written, so nothing was sent: "_s + problem;
}

QCoro::Task<> RunJournal::finish(StepRow row, StepOutcome outcome)
{
    row.state = outcome.state;
    row.detail = redacted(outcome.detail);
    // Redacted before it is cut: a secret that the cut goes through would not be found.
    row.answer =
        redacted(QString::fromUtf8(outcome.answer.left(2 * RunStore::maxText))).left(RunStore::maxText);
    // A run that turns out to have sent nothing has not acted: it starts no cooldown.
    const bool acts = m_acting.remove(RunHistory::key(row.place, row.target));
    m_acted = m_acted || (acts && outcome.sent);
    const auto soFar =
        acts && !m_acted && m_acting.isEmpty() ? RunStore::SoFar::NothingSent : RunStore::SoFar::MayHaveActed;
    const QFuture<QString> written =
        write([number = m_number, row, soFar, person = m_person](RunStore &store) {
            return store.finish(number, row, soFar, wallNow(), person);
        });
    const QString problem = co_await written;
    if (!problem.isEmpty()) {
        log(u"the record could not be written: %1"_s.arg(problem));
    }
    flushLog();
}

} // namespace quarterdeck
