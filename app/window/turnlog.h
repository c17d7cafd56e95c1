#pragma once

#include "app/polling/timehistogram.h"

#include <QApplication>
#include <QFile>

#include <array>
#include <chrono>

namespace quarterdeck {

/// Measures the turns of the UI thread. A turn is a run of events without a pause: from the first one to the
/// moment the thread could have waited again. Events that follow each other within 50 µs count as one turn,
/// so a thread that never rests is seen as one long turn, not as many short ones.
///
/// Turns over 4 ms are written to a file, a line each: wall time (RFC 3339, UTC), milliseconds, of them
/// milliseconds of CPU: on a busy machine the rest was spent waiting for a core. A histogram of all of them
/// is kept, so that a benchmark can say p99 without a file of everything.
class TurnLog
{
public:
    /// `path` empty: nothing is written, the histogram is kept all the same.
    explicit TurnLog(const QString &path);
    ~TurnLog();
    TurnLog(const TurnLog &) = delete;
    TurnLog &operator=(const TurnLog &) = delete;

    void eventBegins();
    void eventEnds();
    /// Ends the log with a line that sums it up; what comes later is not measured.
    void finish();
    /// All turns since the start, as our own metrics expose them.
    [[nodiscard]] const TimeHistogram &histogram() const { return m_exposed; }
    /// A comment line with the wall time, for moments a benchmark asks about.
    void note(const QString &what);

private:
    using Clock = std::chrono::steady_clock;

    void closeTurn();

    static constexpr int bucketsPerMillisecond = 10;
    using Histogram = std::array<quint32, 2001>; ///< 0.1 ms each, the last holds all that is longer
    [[nodiscard]] double quantileMilliseconds(const Histogram &histogram, double share) const;
    static void count(Histogram &histogram, std::chrono::nanoseconds spent);

    Histogram m_histogram{};
    Histogram m_cpuHistogram{}; ///< of the thread's CPU time; only while a file is written
    TimeHistogram m_exposed;
    QFile m_file;
    Clock::time_point m_begun;
    Clock::time_point m_ended;
    int m_depth = 0;
    bool m_open = false;
    quint64 m_turns = 0;
    std::chrono::nanoseconds m_worst{0};
    std::chrono::nanoseconds m_cpuBegun{0};
    std::chrono::nanoseconds m_cpuEnded{0};
    std::chrono::nanoseconds m_cpuWorst{0};
};

/// The application, telling the turn log of every event.
class MeasuredApplication : public QApplication
{
public:
    MeasuredApplication(int &argc, char **argv, TurnLog &log) : QApplication(argc, argv), m_log(log) {}
    bool notify(QObject *receiver, QEvent *event) override;

private:
    TurnLog &m_log;
};

} // namespace quarterdeck
