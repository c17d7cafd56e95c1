#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace quarterdeck {

/// What stands above a runbook or a run: the way back, its title, kind and file, whose run it is and since
/// when, and the way to the incident that it is to end.
class RunbookHead final : public QWidget
{
    Q_OBJECT
public:
    explicit RunbookHead(QWidget *parent = nullptr);

    void setTitle(const QString &title, const QString &kind, const QString &file);
    void setTitle(const QString &title);                 ///< kind and file stay
    void setAbout(const QString &text, qint64 incident); ///< 0: none

Q_SIGNALS:
    void backWanted();
    void incidentWanted(qint64 number);

private:
    QToolButton *m_back;
    QLabel *m_title;
    QLabel *m_kind;
    QLabel *m_file;
    QLabel *m_about;
    QToolButton *m_incident;
    qint64 m_number = 0;
};

} // namespace quarterdeck
