#pragma once

#include "models/incidents/incident.h"

#include <QFrame>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace quarterdeck {

/// What a person typed into a form of an incident.
struct IncidentEntry
{
    enum class Kind : quint8 {
        Note,
        Acknowledge,
        Resolve,
        Title,
        Commander,
        Link,
        Merge,
        Split,
        Snooze,
        Quiet
    };
    Kind kind = Kind::Note;
    IncidentNumber incident;
    QString text;
    WallTime happened; ///< of a note
    bool clearsOnRecovery = false;
    QStringList services; ///< to split off
    qint64 chosen = 0;    ///< a run, the incident to merge into, or the minutes of a snooze
};

/// The form for one deed at a time, below the head of the incident: nothing is done before its button is
/// pressed (Ctrl+Enter, or Enter in a line), and Escape closes it.
class IncidentForms final : public QFrame
{
    Q_OBJECT
public:
    struct Choice
    {
        qint64 value = 0;
        QString text;
    };

    explicit IncidentForms(QWidget *parent = nullptr);

    void askNote(const Incident &incident);
    void askAcknowledge(const Incident &incident);
    void askResolve(const Incident &incident);
    void askTitle(const Incident &incident);
    void askCommander(const Incident &incident, const QString &person);
    void askRun(const Incident &incident, const QList<Choice> &runs);
    void askMerge(const Incident &incident, const QList<Choice> &others);
    void askSplit(const Incident &incident);
    void askSnooze(const Incident &incident);
    /// Not about an incident: when the desktop is left alone.
    void askQuietHours(const QString &hours);
    void close();
    [[nodiscard]] bool isOpen() const { return isVisibleTo(parentWidget()); }
    [[nodiscard]] IncidentNumber incident() const { return m_deed.incident; }
    [[nodiscard]] IncidentEntry::Kind kind() const { return m_deed.kind; }

Q_SIGNALS:
    void given(const quarterdeck::IncidentEntry &deed);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void begin(IncidentEntry::Kind kind, const Incident &incident, const QString &heading,
               const QString &verb, const QString &hint);
    void finish(QWidget *first);
    void give();

    IncidentEntry m_deed;
    QLabel *m_heading;
    QPlainTextEdit *m_text;
    QLineEdit *m_line;
    QLineEdit *m_when;
    QCheckBox *m_clears;
    QComboBox *m_choice;
    QWidget *m_checks;
    QVBoxLayout *m_checkColumn;
    QList<QCheckBox *> m_services;
    QLabel *m_hint;
    QLabel *m_wrong;
    QPushButton *m_do;
    QPushButton *m_cancel;
};

} // namespace quarterdeck
