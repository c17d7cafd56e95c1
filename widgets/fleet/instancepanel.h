#pragma once

#include "models/fleet/fleet.h"

#include <QFrame>

class QAction;
class QHBoxLayout;
class QScrollArea;
class QVBoxLayout;

namespace quarterdeck {

class ChartStack;
class FactList;
class RecordedSignals;
class ScopedCharts;
class SubjectPanel;
struct ChartSubject;

/// Everything about one instance: probes with their component tree, breakers, signals, labels, state changes.
/// While none is picked: the fleet, or the group that was chosen.
class InstancePanel final : public QFrame
{
    Q_OBJECT
public:
    /// The fleet is the caller's and outlives the panel.
    explicit InstancePanel(const Fleet &fleet, QWidget *parent = nullptr);

    /// While this is at a moment, what the panel shows is of the record around it. The caller's; outlives the
    /// panel.
    void setRecord(RecordedSignals *record);
    void apply(const FleetChanges &changes, SteadyTime now);
    void setInstance(InstanceNumber number, SteadyTime now);
    /// Shows a group instead of an instance, until one is picked. At the beginning: the whole fleet.
    void setSubject(const ChartSubject &subject, SteadyTime now);
    [[nodiscard]] InstanceNumber instance() const { return m_number; }
    [[nodiscard]] SubjectPanel *subjectPanel() const { return m_subject; }
    [[nodiscard]] ChartStack *chartsShown() const;
    /// A button under the head, for a command that acts on the instance.
    void addAction(QAction *action);
    /// How soon an answer counts as stale; for the ages of the probes.
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    class Head;

    QFrame *addCard(const QString &title, const QString &objectName, QWidget *content);
    void refresh();
    void fitButtons();
    void refreshProbes(const Instance &instance);
    void refreshBreakers(const Instance &instance);
    void refreshLimits(const Instance &instance);
    void refreshObjective(const Instance &instance);
    void refreshLabels(const Instance &instance);
    void refreshChanges(const Instance &instance);
    void showRecordedChanges(const Instance &instance);

    [[nodiscard]] bool isPast() const;

    const Fleet &m_fleet;
    RecordedSignals *m_record = nullptr;
    InstanceNumber m_number;
    SteadyTime m_now{};
    Head *m_head = nullptr;
    QHBoxLayout *m_buttons = nullptr;
    QWidget *m_buttonRow = nullptr;
    QList<std::pair<QAction *, QWidget *>> m_actions;
    QScrollArea *m_scroll = nullptr;
    QVBoxLayout *m_cards = nullptr;
    SubjectPanel *m_subject = nullptr;
    FactList *m_probes = nullptr;
    QFrame *m_probesCard = nullptr;
    FactList *m_breakers = nullptr;
    QFrame *m_breakersCard = nullptr;
    FactList *m_limits = nullptr;
    QFrame *m_limitsCard = nullptr;
    FactList *m_objective = nullptr;
    QFrame *m_objectiveCard = nullptr;
    ScopedCharts *m_charts = nullptr;
    FactList *m_labels = nullptr;
    FactList *m_changes = nullptr;
};

} // namespace quarterdeck
