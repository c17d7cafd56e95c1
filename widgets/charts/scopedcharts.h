#pragma once

#include "models/items/chartsource.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace quarterdeck {

class ChartStack;
class RecordedSignals;

/// Whose signals are shown, from the closest look to the widest.
enum class ChartScope : quint8 { Instance, Here, Service, Cluster, Fleet };

/// Requests, errors and latencies of an instance, and one click away those of its service in its cluster, its
/// service, its cluster and the fleet, all over the same time.
class ScopedCharts final : public QWidget
{
    Q_OBJECT
public:
    /// The fleet is the caller's and outlives the charts.
    explicit ScopedCharts(const Fleet &fleet, QWidget *parent = nullptr);

    /// While this is at a moment, the charts are of the record around it. The caller's; outlives the charts.
    void setRecord(RecordedSignals *record);
    void setInstance(InstanceNumber number, SteadyTime now);
    void setSubject(const ChartSubject &subject, SteadyTime now);
    /// Works once a second, and only while it is seen.
    void apply(const FleetChanges &changes, SteadyTime now);

    [[nodiscard]] ChartScope scope() const { return m_scope; }
    void setScope(ChartScope scope);
    [[nodiscard]] ChartSubject subject() const; ///< shown, when the scope is not Instance
    [[nodiscard]] ChartStack *stack() const { return m_stack; }

Q_SIGNALS:
    void scopeChanged();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void refresh();
    void showRecord(const Instance *instance);
    void updateButtons();
    [[nodiscard]] bool offers(ChartScope scope) const;
    [[nodiscard]] ChartSubject subjectOf(ChartScope scope) const;

    const Fleet &m_fleet;
    RecordedSignals *m_record = nullptr;
    InstanceNumber m_number;
    ChartSubject m_place; ///< of the instance, or the subject that was set
    ChartScope m_scope = ChartScope::Fleet;
    SteadyTime m_now{};
    QList<QToolButton *> m_buttons;
    QLabel *m_title;
    ChartStack *m_stack;
    QList<ChartMark> m_marks;
    bool m_marksOutdated = true;
};

} // namespace quarterdeck
