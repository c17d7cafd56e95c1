#pragma once

#include "models/incidents/incident.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace quarterdeck {

/// What a notice of incidents says within the window: it stays until it was looked at, with or without a
/// tray. One line, and what stands on it takes no focus.
class IncidentBanner final : public QFrame
{
    Q_OBJECT
public:
    explicit IncidentBanner(QWidget *parent = nullptr);

    void tell(const QString &title, const QString &text, const QList<IncidentNumber> &incidents);
    /// Those that it tells of, until it is put away.
    [[nodiscard]] const QList<IncidentNumber> &incidents() const { return m_incidents; }
    /// What was looked at is no news any more.
    void noteSeen(IncidentNumber number);
    void putAway();

Q_SIGNALS:
    void showWanted(quarterdeck::IncidentNumber number);
    void snoozeWanted(const QList<quarterdeck::IncidentNumber> &incidents);

private:
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_show;
    QList<IncidentNumber> m_incidents;
};

} // namespace quarterdeck
