#pragma once

#include "models/items/chartsource.h"

#include <QScrollArea>

class QFrame;
class QLabel;

namespace quarterdeck {

class FactList;
class RecordedSignals;
class ScopedCharts;

/// A service, a cluster, a service in a cluster or the whole fleet: how many are in which state, the
/// objective, and the signals.
class SubjectPanel final : public QScrollArea
{
    Q_OBJECT
public:
    /// The fleet is the caller's and outlives the panel.
    explicit SubjectPanel(const Fleet &fleet, QWidget *parent = nullptr);

    void setSubject(const ChartSubject &subject, SteadyTime now);
    [[nodiscard]] const ChartSubject &subject() const { return m_subject; }
    void apply(const FleetChanges &changes, SteadyTime now);
    /// See ScopedCharts::setRecord().
    void setRecord(RecordedSignals *record);
    [[nodiscard]] ScopedCharts *charts() const { return m_charts; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void gather();
    void refresh();

    const Fleet &m_fleet;
    ChartSubject m_subject;
    QList<InstanceNumber> m_instances;
    SteadyTime m_now{};
    QLabel *m_name;
    QLabel *m_states;
    QLabel *m_hint;
    QFrame *m_objectiveCard;
    FactList *m_objective;
    ScopedCharts *m_charts;
    RecordedSignals *m_record = nullptr;
};

} // namespace quarterdeck
