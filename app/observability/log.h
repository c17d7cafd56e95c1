#pragma once

#include "app/observability/logline.h"

namespace quarterdeck {

/// The console's log on stderr: one line an entry, limited per category, written by a thread of its own, so
/// that a reader who does not keep up (a pipe, a slow disk) never stops the window. What does not fit its
/// queue is dropped and counted. Thread-safe.
namespace log {

/// Begins to log; until then and below `least` nothing is written. Qt's own messages come in as category
/// "qt".
void start(LogFormat format, LogLevel least);
/// Writes what is waiting, at most for half a second, and ends.
void stop();

void write(LogLevel level, const QString &category, const QString &message,
           const QList<LogField> &fields = {});
[[nodiscard]] bool wants(LogLevel level);
/// Lines that were left out, by the limit or for want of room.
[[nodiscard]] quint64 dropped();

} // namespace log

} // namespace quarterdeck
