#pragma once

#include "app/window/windowsettings.h"
#include "models/incidents/incidentchanges.h"
#include "models/incidents/incidentnotices.h"

#include <QObject>

namespace quarterdeck {

class Chronicle;
class IncidentBanner;
class Notifier;

/// Tells of incidents: on the desktop, in the banner of the window, and as lines of the activity. Quiet hours
/// and snoozes are this user's own and remembered.
class IncidentNews final : public QObject
{
    Q_OBJECT
public:
    /// All of them are the caller's and outlive this.
    IncidentNews(Chronicle &chronicle, IncidentBanner &banner, Notifier &notifier, WindowSettings &settings,
                 QObject *parent = nullptr);

    /// Once a second.
    void tick(SteadyTime now, WallTime wall);
    void snooze(const QList<IncidentNumber> &incidents, std::chrono::minutes span);
    [[nodiscard]] const QHash<IncidentNumber, WallTime> &snoozed() const { return m_notices.snoozed(); }
    [[nodiscard]] const QuietHours &quietHours() const { return m_quiet; }
    void setQuietHours(const QuietHours &hours);

Q_SIGNALS:
    void line(const QString &text, quarterdeck::WallTime happened);
    void snoozedChanged();

private:
    void follow(const IncidentChanges &changes);
    void save();

    Chronicle &m_chronicle;
    IncidentBanner &m_banner;
    Notifier &m_notifier;
    WindowSettings &m_settings;
    IncidentNotices m_notices;
    QuietHours m_quiet;
};

} // namespace quarterdeck
