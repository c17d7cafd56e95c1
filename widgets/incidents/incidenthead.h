#pragma once

#include "models/incidents/incident.h"
#include "widgets/commands.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace quarterdeck {

/// Title, severity and state of an incident, and what can be done with it.
class IncidentHead final : public QWidget
{
    Q_OBJECT
public:
    /// What a person may do: everything, nothing because the console only looks, or everything through the
    /// other console that records.
    enum class Rights : quint8 { Full, ReadOnly, OtherRecords };

    explicit IncidentHead(QWidget *parent = nullptr);

    void setIncident(const Incident &incident, std::optional<WallTime> snoozed, WallTime now);
    void setRights(Rights rights, const QString &why);
    /// Says what was done, with the way back where there is one.
    void setDone(const QString &text, bool undoable);
    [[nodiscard]] QString title() const { return m_heading; }

Q_SIGNALS:
    void commandWanted(quarterdeck::CommandId command);
    void severityChosen(quarterdeck::Severity severity);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showTitle();
    void updateButtons();
    void fitButtons();
    QPushButton *addButton(const char *name, const QString &text, CommandId command);

    Incident m_incident;
    QString m_heading;
    Rights m_rights = Rights::Full;
    QBoxLayout *m_row;
    QLabel *m_title;
    QToolButton *m_severity;
    QLabel *m_state;
    QLabel *m_snoozed;
    QPushButton *m_note;
    QPushButton *m_acknowledge;
    QPushButton *m_resolve;
    QPushButton *m_export;
    QToolButton *m_more;
    QWidget *m_buttons;
    QList<std::pair<QPushButton *, QAction *>> m_alsoInMenu; ///< where the button has no room
    QLabel *m_why;
    QLabel *m_done;
    QToolButton *m_undo;
    QWidget *m_doneRow;
};

} // namespace quarterdeck
