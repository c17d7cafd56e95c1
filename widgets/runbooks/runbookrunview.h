#pragma once

#include "models/items/runbooklistmodel.h"
#include "models/items/runbookrecord.h"
#include "models/runbooks/runplan.h"
#include "widgets/runbooks/runbooksteps.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QScrollArea;

namespace quarterdeck {

class RunbookBlast;
class RunbookChecks;
class RunbookConfirm;
class RunbookFacts;
class RunbookHead;
class RunbookLog;
class RunbookParameters;
class RunbookTakeUp;

/// One runbook: at the left what it needs and what stands in its way, at the right its steps and its log.
/// Before a run it is an order that is checked live, then the run, then the record of it.
class RunbookRunView final : public QWidget
{
    Q_OBJECT
public:
    enum class Showing : quint8 { Nothing, Plan, Run, Record };

    explicit RunbookRunView(const Fleet &fleet, QWidget *parent = nullptr);

    void setReadOnly(bool readOnly);
    void setPerson(const QString &person) { m_person = person; }

    /// Begins an order; orderEdited() follows.
    void open(const std::shared_ptr<const RunbookDefinition> &runbook, const QStringList &wishes);
    void setPlan(const RunPlan &plan);
    void setRefusal(const QStringList &reasons, WallTime now);
    /// A run under way, or that has just ended.
    void setProgress(const RunProgress &progress, SteadyTime now);
    void appendLog(const LogLine &line);
    void setRecord(const RunbookRecord &record);
    /// What the record has of the run that is shown, where nothing was planned here.
    void setFacts(const RunbookRecord &record);
    /// The instances that a run touches, as they are now; called every second while it is looked at.
    void follow();
    void setTime(SteadyTime now);
    void close();

    [[nodiscard]] Showing showing() const { return m_showing; }
    [[nodiscard]] RunNumber run() const { return m_number; }
    [[nodiscard]] RunOrder order() const;
    /// The same with every value that is shown, also those that were only found: what one sees is what is
    /// done.
    [[nodiscard]] RunOrder orderAsShown() const;
    [[nodiscard]] const std::shared_ptr<const RunbookDefinition> &runbook() const { return m_runbook; }
    [[nodiscard]] RunbookTakeUp *takeUp() const { return m_takeUp; }
    [[nodiscard]] RunbookConfirm *confirm() const { return m_confirm; }
    [[nodiscard]] QString logText() const;
    /// Puts the focus where the person goes on.
    void focusNext();

Q_SIGNALS:
    void backWanted();
    void incidentWanted(qint64 number);
    void orderEdited();
    void startWanted();
    void abortWanted(quarterdeck::RunAbort when);
    void rollBackWanted();
    void answered(bool done);
    void takeUpWanted(quarterdeck::TakeUp how);
    void acknowledgeWanted(const QStringList &services, const QString &reason);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void edited();
    void show(Showing showing);
    void judge();

    std::shared_ptr<const RunbookDefinition> m_runbook;
    std::optional<RunPlan> m_plan;
    RunNumber m_number;
    Showing m_showing = Showing::Nothing;
    bool m_readOnly = false;
    bool m_starting = false;
    QString m_person;
    QString m_changed; ///< what changed under the eyes of the person a moment ago
    QTimer m_settle;

    const Fleet &m_fleet;
    RunbookHead *m_head;
    QLabel *m_banner;
    QScrollArea *m_left;
    RunbookCard *m_parametersCard;
    RunbookParameters *m_parameters;
    RunbookChecks *m_checks;
    QWidget *m_acknowledge;
    RunbookBlast *m_blast;
    RunbookConfirm *m_confirm;
    RunbookFacts *m_facts;
    RunbookTakeUp *m_takeUp;
    RunbookSteps *m_steps;
    RunbookLog *m_log;
};

} // namespace quarterdeck
