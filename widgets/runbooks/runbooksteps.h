#pragma once

#include "models/items/runbookstepsmodel.h"
#include "widgets/runbooks/runbooklooks.h"

class QPushButton;
class QTreeView;

namespace quarterdeck {

class RunbookActButton;

/// When an abort takes effect.
enum class RunAbort : quint8 { AfterStep, AtOnce };

/// The steps of a run with what became of each, the time against the objective, the question of a manual
/// step, and the ways to stop.
class RunbookSteps final : public RunbookCard
{
    Q_OBJECT
public:
    explicit RunbookSteps(QWidget *parent = nullptr);

    void clear();
    /// Before a run: what would be done.
    void setPlan(const RunPlan &plan, SteadyTime now);
    void setProgress(const RunProgress &progress, SteadyTime now, bool live);
    void setTime(SteadyTime now);
    [[nodiscard]] RunbookStepsModel &model() { return m_model; }
    [[nodiscard]] QTreeView *tree() const { return m_tree; }
    void focusSteps();

Q_SIGNALS:
    void abortWanted(quarterdeck::RunAbort when);
    void rollBackWanted();
    void answered(bool done);
    void copyLogWanted();

private:
    class Bar;
    void showElapsed(SteadyTime now);
    void fitHeight();

    RunbookStepsModel m_model;
    RunProgress m_progress; ///< without steps and log
    bool m_live = false;
    Bar *m_bar;
    QWidget *m_stateMark;
    QLabel *m_state;
    QTreeView *m_tree;
    QFrame *m_question;
    QLabel *m_questionText;
    RunbookActButton *m_done;
    QPushButton *m_notDone;
    QWidget *m_buttons;
    QPushButton *m_abortAfter;
    QPushButton *m_abortNow;
    QPushButton *m_rollBack;
    QLabel *m_meaning;
};

/// "00:06.4", "12:40", "1:02:11".
QString elapsedText(std::chrono::milliseconds elapsed);

} // namespace quarterdeck
