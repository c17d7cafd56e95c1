#pragma once

#include "models/incidents/event.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QListView;
class QSplitter;
class QTextBrowser;
class QToolButton;

namespace quarterdeck {

class IncidentEventsModel;

/// The events of the chosen incident, in the order in which they happened, and the one that is picked in
/// full. Stands in the window's details.
class IncidentTimeline final : public QFrame
{
    Q_OBJECT
public:
    /// The model is the caller's and outlives the panel.
    explicit IncidentTimeline(IncidentEventsModel &model, QWidget *parent = nullptr);

    [[nodiscard]] QLineEdit *filter() const { return m_filter; }
    [[nodiscard]] QListView *list() const { return m_list; }
    [[nodiscard]] QTextBrowser *detail() const { return m_detail; }
    /// The event that is picked elsewhere; 0: none.
    void setCurrentEvent(qint64 number);
    [[nodiscard]] const Event *currentEvent() const; ///< null: none; valid until the model changes
    /// Pinning is offered to those who may act; why it cannot be done all the same, or nothing.
    void setPinning(bool offered, const QString &whyNot);
    /// Whether its events are still being read: an incident may have none.
    void setReading(bool reading);
    void showCounts();
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void eventPicked(qint64 number);
    void eventActivated(qint64 number); ///< Enter or a double click: the moment of it
    void pinWanted();

private:
    void noteCurrent();
    void showDetail();

    IncidentEventsModel &m_model;
    QLabel *m_title;
    QLineEdit *m_filter;
    QSplitter *m_splitter;
    QListView *m_list;
    QWidget *m_emptyRow;
    QLabel *m_nothing;
    QFrame *m_box;
    QTextBrowser *m_detail;
    QToolButton *m_pin;
    qint64 m_current = 0;
    bool m_reading = true;
    QString m_whyNot; ///< an event can be pinned
};

} // namespace quarterdeck
