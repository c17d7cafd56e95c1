#include "widgets/runbooks/runbooksteps.h"

#include "models/items/formatter.h"
#include "widgets/runbooks/runbookinputs.h"
#include "widgets/runbooks/runbookstepdelegate.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

/// A shape of a state, as large as a letter.
class Mark final : public QWidget
{
public:
    explicit Mark(QWidget *parent) : QWidget(parent) { setFixedSize(14, 20); }
    void setState(RunState state)
    {
        m_state = state;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Look look = lookOf(m_state);
        paintGlyph(painter, look.glyph, QRectF(1, 5, 10, 10), look.colour);
    }

private:
    RunState m_state = RunState::Planned;
};

} // namespace

QString elapsedText(std::chrono::milliseconds elapsed)
{
    const qint64 tenths = std::max<qint64>(0, elapsed.count()) / 100;
    const qint64 seconds = tenths / 10;
    const QLatin1Char zero('0');
    if (seconds >= 3600) {
        return QStringLiteral("%1:%2:%3")
            .arg(seconds / 3600)
            .arg(seconds / 60 % 60, 2, 10, zero)
            .arg(seconds % 60, 2, 10, zero);
    }
    return QStringLiteral("%1:%2.%3")
        .arg(seconds / 60, 2, 10, zero)
        .arg(seconds % 60, 2, 10, zero)
        .arg(tenths % 10);
}

/// Time that is gone of the objective; beyond it the bar is full and has the colour of what is not well.
class RunbookSteps::Bar final : public QWidget
{
public:
    explicit Bar(QWidget *parent) : QWidget(parent) { setFixedHeight(6); }

    void setShare(double share, const QColor &colour)
    {
        m_share = std::clamp(share, 0.0, 1.0);
        m_colour = colour;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours().raised);
        painter.drawRoundedRect(rect(), 3, 3);
        painter.setBrush(m_colour);
        painter.drawRoundedRect(QRectF(0, 0, m_share * width(), height()), 3, 3);
    }

private:
    double m_share = 0;
    QColor m_colour;
};

RunbookSteps::RunbookSteps(QWidget *parent)
    : RunbookCard(QStringLiteral("runbookSteps"), QStringLiteral("Steps"), parent)
    , m_bar(new Bar(this))
    , m_stateMark(new Mark(this))
    , m_state(plainLabel(QStringLiteral("runState"), "", this))
    , m_tree(new QTreeView(this))
    , m_question(new QFrame(this))
    , m_questionText(plainLabel(QStringLiteral("manualQuestion"), "", m_question))
    , m_done(new RunbookActButton(m_question))
    , m_notDone(new QPushButton(QStringLiteral("Not done"), m_question))
    , m_buttons(new QWidget(this))
    , m_abortAfter(new QPushButton(QStringLiteral("&Abort after this step"), m_buttons))
    , m_abortNow(new QPushButton(QStringLiteral("Abort &now"), m_buttons))
    , m_rollBack(new QPushButton(QStringLiteral("Roll &back"), m_buttons))
    , m_meaning(plainLabel(QStringLiteral("abortMeaning"), "small", this))
{
    column()->addWidget(m_bar);
    auto *stateRow = new QHBoxLayout;
    stateRow->setSpacing(6);
    stateRow->addWidget(m_stateMark, 0, Qt::AlignTop);
    m_state->setAccessibleName(QStringLiteral("State of the run"));
    stateRow->addWidget(m_state, 1);
    column()->addLayout(stateRow);

    m_tree->setObjectName(QStringLiteral("stepTree"));
    m_tree->setAccessibleName(QStringLiteral("Steps of the run"));
    m_tree->setModel(&m_model);
    m_tree->setItemDelegate(new RunbookStepDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(16);
    m_tree->setRootIsDecorated(false);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->viewport()->setAutoFillBackground(false);
    column()->addWidget(m_tree, 1);

    m_question->setObjectName(QStringLiteral("questionBox"));
    m_question->setProperty("card", true);
    auto *question = new QVBoxLayout(m_question);
    auto *questionTitle = plainLabel(QStringLiteral("questionTitle"), "heading", m_question);
    questionTitle->setText(QStringLiteral("By hand: do this, then say so"));
    question->addWidget(questionTitle);
    question->addWidget(m_questionText);
    auto *answers = new QHBoxLayout;
    m_done->setText(QStringLiteral("Done"));
    m_done->setProperty("danger", false);
    m_done->setProperty("primary", true);
    m_done->setObjectName(QStringLiteral("manualDone"));
    m_notDone->setObjectName(QStringLiteral("manualNotDone"));
    m_notDone->setAutoDefault(false);
    answers->addWidget(m_done);
    answers->addWidget(m_notDone);
    answers->addStretch(1);
    question->addLayout(answers);
    column()->addWidget(m_question);

    auto *buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 2, 0, 0);
    buttons->setSpacing(8);
    m_abortAfter->setObjectName(QStringLiteral("abortAfterStep"));
    m_abortAfter->setProperty("danger", true);
    m_abortAfter->setToolTip(QStringLiteral("What is under way ends by itself; nothing more is sent"));
    m_abortNow->setObjectName(QStringLiteral("abortNow"));
    m_abortNow->setToolTip(QStringLiteral(
        "Waits stop and commands are ended with everything they started; a request that was sent cannot "
        "be unsent, its answer is awaited"));
    m_rollBack->setObjectName(QStringLiteral("rollBack"));
    m_rollBack->setToolTip(
        QStringLiteral("Aborts after this step, then undoes what was done, the last first"));
    auto *copy = new QPushButton(QStringLiteral("&Copy log"), m_buttons);
    copy->setObjectName(QStringLiteral("copyLog"));
    for (QPushButton *button : {m_abortAfter, m_abortNow, m_rollBack, copy}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch(1);
    column()->addWidget(m_buttons);
    m_meaning->setText(
        QStringLiteral("After this step: what is under way ends by itself, nothing more is sent. Now: waits "
                       "stop, commands are "
                       "ended with everything they started; a request that was sent cannot be unsent, its "
                       "answer is awaited. It is called aborted only when that is proven."));
    column()->addWidget(m_meaning);

    connect(m_abortAfter, &QPushButton::clicked, this, [this] { Q_EMIT abortWanted(RunAbort::AfterStep); });
    connect(m_abortNow, &QPushButton::clicked, this, [this] { Q_EMIT abortWanted(RunAbort::AtOnce); });
    connect(m_rollBack, &QPushButton::clicked, this, &RunbookSteps::rollBackWanted);
    connect(copy, &QPushButton::clicked, this, &RunbookSteps::copyLogWanted);
    connect(m_done, &QPushButton::clicked, this, [this] { Q_EMIT answered(true); });
    connect(m_notDone, &QPushButton::clicked, this, [this] { Q_EMIT answered(false); });
    connect(m_tree, &QTreeView::expanded, this, &RunbookSteps::fitHeight);
    connect(m_tree, &QTreeView::collapsed, this, &RunbookSteps::fitHeight);
    clear();
}

void RunbookSteps::clear()
{
    m_model.setSteps({}, {});
    m_progress = {};
    m_live = false;
    aside()->clear();
    m_bar->setShare(0, {});
    m_state->parentWidget()->setVisible(true);
    m_stateMark->hide();
    m_state->hide();
    m_question->hide();
    m_buttons->hide();
    m_meaning->hide();
    fitHeight();
}

void RunbookSteps::setPlan(const RunPlan &plan, SteadyTime now)
{
    m_live = false;
    m_model.setSteps(plannedSteps(plan), now);
    aside()->setText(plan.order.runbook->objective
                         ? QStringLiteral("objective RTO %1 s").arg(plan.order.runbook->objective->count())
                         : QStringLiteral("no objective"));
    fitHeight();
}

void RunbookSteps::setProgress(const RunProgress &progress, SteadyTime now, bool live)
{
    const bool active = live && !hasEnded(progress.state);
    m_live = active;
    m_progress = progress;
    m_progress.steps.clear();
    m_progress.log.clear();
    QList<StepProgress> steps = progress.steps;
    if (hasEnded(progress.state)) {
        for (StepProgress &step : steps) {
            // Nothing is under way any more: what was begun and has no end is not known.
            // A wait sends nothing: there is nothing of it that could be unknown.
            const bool onlyAsks = step.kind == StepDefinition::Kind::WaitUntil || step.isVerification;
            if (isUnderWay(step.state)) {
                step.state = onlyAsks ? StepState::Aborted : StepState::Unknown;
                step.detail = onlyAsks ? QStringLiteral("was waiting when the run was cut off") : step.detail;
            }
            for (TargetProgress &target : step.targets) {
                target.state = isUnderWay(target.state) ? StepState::Unknown : target.state;
            }
        }
    }
    m_model.setSteps(steps, now);
    for (int row = 0; row < progress.steps.size(); ++row) {
        // Whoever looks at a step at many instances wants to see them.
        if (!progress.steps.at(row).targets.isEmpty() && isUnderWay(progress.steps.at(row).state) &&
            !m_tree->isExpanded(m_model.index(row, 0))) {
            m_tree->expand(m_model.index(row, 0));
        }
    }
    static_cast<Mark *>(m_stateMark)->setState(progress.state);
    m_stateMark->show();
    QString words = toString(progress.state);
    if (!progress.reason.isEmpty()) {
        words += QStringLiteral(": ") + progress.reason;
    }
    if (m_state->text() != words) {
        m_state->setText(words);
    }
    m_state->show();
    const bool asks = active && !progress.question.isEmpty();
    m_questionText->setText(progress.question);
    if (asks && m_question->isHidden()) {
        m_question->show();
        m_notDone->setFocus(); // never the one that goes on
    } else if (!asks) {
        m_question->hide();
    }
    const bool stopping = progress.state == RunState::AbortRequested;
    m_abortAfter->setVisible(active);
    m_abortAfter->setEnabled(!stopping);
    m_abortNow->setVisible(active);
    const bool undoable = progress.state == RunState::Succeeded && live;
    m_rollBack->setVisible((active || undoable) && progress.hasUndo);
    m_rollBack->setText(undoable ? QStringLiteral("&Undo…") : QStringLiteral("Roll &back"));
    m_rollBack->setEnabled(!stopping);
    m_buttons->show();
    m_meaning->setVisible(active);
    showElapsed(now);
    fitHeight();
}

void RunbookSteps::setTime(SteadyTime now)
{
    if (m_live) {
        m_model.setTime(now);
        showElapsed(now);
    }
}

void RunbookSteps::showElapsed(SteadyTime now)
{
    const SteadyTime end =
        hasEnded(m_progress.state) && m_progress.ended != SteadyTime() ? m_progress.ended : now;
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(end - m_progress.started);
    QString text = QStringLiteral("%1 elapsed").arg(elapsedText(elapsed));
    // People have waited since the incident began, not since somebody pressed a button.
    auto waited = elapsed;
    if (m_progress.troubleBegan && *m_progress.troubleBegan < m_progress.startedWall) {
        waited += std::chrono::duration_cast<std::chrono::milliseconds>(m_progress.startedWall -
                                                                        *m_progress.troubleBegan);
        text += QStringLiteral(" · %1 since %2 began")
                    .arg(elapsedText(waited), m_progress.incident > 0
                                                  ? QStringLiteral("incident %1").arg(m_progress.incident)
                                                  : QStringLiteral("the trouble"));
    }
    const Theme &theme = Theme::instance();
    QColor colour = colours().accent;
    double share = hasEnded(m_progress.state) ? 1 : 0;
    if (m_progress.objective && m_progress.objective->count() > 0) {
        const double objective = double(m_progress.objective->count());
        const double gone = m_progress.rto.value_or(double(waited.count()) / 1000);
        share = gone / objective;
        text += QStringLiteral(" · objective RTO %1 s%2")
                    .arg(m_progress.objective->count())
                    .arg(gone > objective ? QStringLiteral(", exceeded") : QString());
        if (gone > objective) {
            colour = theme.state(State::Down);
        } else if (m_progress.state == RunState::Succeeded) {
            colour = theme.state(State::Up);
        }
    } else if (!hasEnded(m_progress.state)) {
        const auto &steps = m_model.steps();
        const auto done = std::count_if(steps.cbegin(), steps.cend(), [](const StepProgress &step) {
            return step.state == StepState::Done || step.state == StepState::Skipped;
        });
        share = steps.isEmpty() ? 0 : double(done) / double(steps.size());
    }
    if (m_progress.rto && m_progress.state != RunState::Succeeded) { // there its own line says so
        text += QStringLiteral(" · effect seen after %1 s").arg(*m_progress.rto, 0, 'f', 1);
    }
    aside()->setText(text);
    m_bar->setShare(share, colour);
}

void RunbookSteps::focusSteps()
{
    m_tree->setFocus();
    if (!m_tree->currentIndex().isValid() && m_model.rowCount() > 0) {
        m_tree->setCurrentIndex(m_model.index(0, 0));
    }
}

void RunbookSteps::fitHeight()
{
    int height = 4;
    for (int row = 0; row < m_model.rowCount() && height < 420; ++row) {
        const QModelIndex index = m_model.index(row, 0);
        height += m_model.steps().at(row).detail.isEmpty() ? 27 : 44;
        if (m_tree->isExpanded(index)) {
            height += 27 * m_model.rowCount(index);
        }
    }
    m_tree->setFixedHeight(std::clamp(height, 40, 420));
    m_tree->doItemsLayout();
}

} // namespace quarterdeck
