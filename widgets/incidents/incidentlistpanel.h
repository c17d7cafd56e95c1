#pragma once

#include "models/incidents/incident.h"

#include <QFrame>

class QLabel;
class QListView;
class QToolButton;

namespace quarterdeck {

class FilterLine;
class IncidentListModel;

/// The list of incidents with its filter. What the filter means is the model's; what its words find in the
/// record is asked for by wordsChanged().
class IncidentListPanel final : public QFrame
{
    Q_OBJECT
public:
    /// The model is the caller's and outlives the panel.
    explicit IncidentListPanel(IncidentListModel &model, QWidget *parent = nullptr);

    [[nodiscard]] FilterLine *filterLine() const { return m_filter; }
    [[nodiscard]] QListView *list() const { return m_list; }
    void setCurrent(IncidentNumber number);
    [[nodiscard]] IncidentNumber current() const;
    /// Whether the record may hold older ones.
    void setMoreAvailable(bool more);
    void showCounts();
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void picked(quarterdeck::IncidentNumber number);
    void activated(quarterdeck::IncidentNumber number); ///< Enter, or a double click
    void wordsChanged(const QString &words);            ///< that the record is to be searched for
    void moreWanted();
    void filterTextChanged(const QString &text);

private:
    void noteCurrent();

    IncidentListModel &m_model;
    FilterLine *m_filter;
    QLabel *m_error;
    QLabel *m_title;
    QListView *m_list;
    QWidget *m_emptyRow;
    QLabel *m_nothing;
    QToolButton *m_more;
    IncidentNumber m_current;
};

} // namespace quarterdeck
