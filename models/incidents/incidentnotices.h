#pragma once

#include "models/incidents/incident.h"

#include <QHash>

namespace quarterdeck {

/// A daily stretch in which the desktop is left alone, in minutes of the local day; may go over midnight.
struct QuietHours
{
    int from = 0;
    int to = 0; ///< the same as `from`: there are none
    bool operator==(const QuietHours &) const = default;

    [[nodiscard]] bool isSet() const { return from != to; }
    [[nodiscard]] bool contains(int minute) const;
    [[nodiscard]] QString text() const; ///< "22:00-07:00"; empty when there are none
    /// Understands what text() writes; nothing for anything else.
    static std::optional<QuietHours> fromText(const QString &text);
};

/// What a person at another window is told of incidents: each once when it opens, those that open together in
/// one notice, and again, in other words, while nobody has taken it on. In quiet hours nothing goes to the
/// desktop, and what opened in them and still is open is told when they end. A snoozed incident is not
/// reminded of. No clock of its own.
class IncidentNotices
{
public:
    static constexpr std::chrono::seconds bundledFor{5};
    static constexpr std::chrono::minutes remindEvery{15};

    struct Notice
    {
        QString title;
        QString text;
        QList<IncidentNumber> incidents;
        bool forDesktop = true; ///< else for this console's own window only: it is quiet
        bool isReminder = false;
        bool operator==(const Notice &) const = default;
    };

    enum class Hours : quint8 { Usual, Quiet };

    void noteOpened(const Incident &incident, SteadyTime now);
    /// What is to be told now, given the incidents that are active; nothing most of the time.
    std::optional<Notice> due(const QList<Incident> &active, SteadyTime now, WallTime wall,
                              Hours hours = Hours::Usual);

    /// No reminder of it until then; a time that has gone by ends it.
    void snooze(IncidentNumber number, WallTime until);
    /// Those that are in force.
    [[nodiscard]] const QHash<IncidentNumber, WallTime> &snoozed() const { return m_snoozed; }

private:
    struct Opened
    {
        IncidentNumber number;
        QString text;
    };
    std::optional<SteadyTime> m_firstOpened;
    QList<Opened> m_opened;
    QList<Opened> m_heldBack;                 ///< opened in quiet hours
    QHash<IncidentNumber, SteadyTime> m_told; ///< when each was told last
    QHash<IncidentNumber, WallTime> m_snoozed;
};

} // namespace quarterdeck
