#pragma once

#include <QList>
#include <QString>

#include <chrono>

namespace quarterdeck {

/// The console's own condition, as the status line tells it. A snapshot that the composition root fills.
struct ConsoleStatus
{
    int instances = 0;
    std::chrono::milliseconds interval{0};
    bool polling = false;
    double probesPerSecond = 0;
    quint64 late = 0; ///< probes of the last interval that started over 50 ms after their time
    std::chrono::microseconds p99Probe{0};
    quint64 ownBreakersOpen = 0;   ///< targets probed at a growing distance because they keep failing
    quint64 connectionsWanted = 0; ///< to keep alive, one for each target
    quint64 connectionLimit = 0;   ///< that may be open, by the limit on open files
    quint64 shed = 0;      ///< probes of the last interval that were left out because the console fell behind
    QString unverifiedTls; ///< "3 jobs skip TLS verification", empty when none does
    QString recordWord;    ///< how recording goes: "Recording"; empty where nothing is recorded
    QString configuration; ///< file name, for the right end
    QList<QString> problems; ///< what the console itself could not do, newest first; shown, never popped up
    bool operator==(const ConsoleStatus &) const = default;
};

} // namespace quarterdeck
