#pragma once

#include "models/signals/signalreading.h"

#include <QList>
#include <QString>

#include <compare>
#include <optional>

namespace quarterdeck {

struct IncidentNumber
{
    qint64 value = 0; ///< 0: none
    auto operator<=>(const IncidentNumber &) const = default;
    [[nodiscard]] explicit operator bool() const { return value != 0; }
};
inline size_t qHash(IncidentNumber number, size_t seed = 0)
{
    return ::qHash(number.value, seed);
}

/// What an event tells of. `Incident`: its course, and what people changed of it.
enum class EventKind : quint8 {
    State,
    Breaker,
    Alert,
    Run,
    Step,
    Note,
    Acknowledgement,
    Configuration,
    Console,
    Incident,
};
inline constexpr int eventKindCount = 10;

/// One thing that happened, as the record keeps it for good. Plain text throughout; whoever shows it escapes
/// it.
struct Event
{
    qint64 number = 0; ///< from 1, in the order of recording; 0: not recorded yet
    WallTime happened;
    WallTime recorded;
    EventKind kind = EventKind::State;
    QString subject;   ///< an instance ("job/instance"), a run, a person's name, "console"
    QString component; ///< the part of the subject: a breaker's name
    QString service;
    QString cluster;
    QString from;
    QString to;
    QString reason; ///< why, or the text of a note
    QString source; ///< "probe", "metrics", "auto", "run 12", or the person's name
    bool inferred = false;
    bool pinned = false;
    IncidentNumber incident;
    qint64 run = 0; ///< 0: none
    bool operator==(const Event &) const = default;

    /// One line for people: "checkout/10.0.0.1:80 up → down: connection refused".
    [[nodiscard]] QString text() const;
    /// By when it happened; those of one moment in the order of recording.
    static bool isEarlier(const Event &a, const Event &b);
};

QString toString(EventKind kind); ///< "state", "breaker", "ack", ... as in `--json`
std::optional<EventKind> eventKindFromString(const QString &word);

/// "2026-11-21T14:15:21.250Z"
QString rfc3339Text(WallTime time);
/// Understands what rfc3339Text() writes, with any offset; nothing for anything else.
std::optional<WallTime> wallTimeFromRfc3339(const QString &text);

} // namespace quarterdeck
