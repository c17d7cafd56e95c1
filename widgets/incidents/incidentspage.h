#pragma once

#include <QWidget>

class QLabel;
class QSplitter;
class QStackedLayout;
class QVBoxLayout;

namespace quarterdeck {

class ChartStack;
class IncidentFacts;
class IncidentForms;
class IncidentHead;
class IncidentListModel;
class IncidentListPanel;
class TimeAxis;

/// Incidents: the list at the left, the chosen one beside it: head, facts, lanes, charts. The timeline of its
/// events stands in the window's details (see IncidentTimeline).
///
/// The lanes and what plays them back are put in by the composition root: setLanes(). Lanes and charts look
/// at the same stretch of time: axis().
class IncidentsPage final : public QWidget
{
    Q_OBJECT
public:
    /// The model is the caller's and outlives the page.
    explicit IncidentsPage(IncidentListModel &model, QWidget *parent = nullptr);

    [[nodiscard]] IncidentListPanel *list() const { return m_list; }
    [[nodiscard]] IncidentHead *head() const { return m_head; }
    [[nodiscard]] IncidentFacts *facts() const { return m_facts; }
    [[nodiscard]] IncidentForms *forms() const { return m_forms; }
    [[nodiscard]] ChartStack *charts() const { return m_charts; }
    /// The time that lanes and charts of the incident share.
    [[nodiscard]] TimeAxis *axis() const { return m_axis; }
    /// The page takes the widget; it stands between the facts and the charts.
    void setLanes(QWidget *lanes);

    /// What stands where an incident would, and whether one is shown.
    void setNothing(const QString &text);
    void setIncidentShown(bool shown);
    [[nodiscard]] bool isIncidentShown() const;

    [[nodiscard]] QByteArray saveLayout() const;
    void restoreLayout(const QByteArray &layout);

private:
    TimeAxis *m_axis;
    QSplitter *m_splitter;
    IncidentListPanel *m_list;
    QStackedLayout *m_stack;
    QLabel *m_nothing;
    QWidget *m_one;
    QVBoxLayout *m_column;
    IncidentHead *m_head;
    IncidentForms *m_forms;
    IncidentFacts *m_facts;
    QWidget *m_lanes = nullptr;
    ChartStack *m_charts;
};

} // namespace quarterdeck
