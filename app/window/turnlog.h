#pragma once

#include <QElapsedTimer>
#include <QFile>
#include <QObject>

#include <array>

namespace quarterdeck {

/// Measures every turn of the UI thread: from the moment the event loop wakes to the moment it waits again.
/// Turns over 4 ms are written to a file, a line each: wall time (RFC 3339, UTC), milliseconds. A histogram
/// of all of them is kept, so that a benchmark can say p99 without a file of everything.
class TurnLog : public QObject
{
    Q_OBJECT

public:
    /// `path` empty: nothing is written, the histogram is kept all the same.
    explicit TurnLog(const QString &path, QObject *parent = nullptr);
    ~TurnLog() override; ///< writes a last line with the summary

    /// A comment line with the wall time, for moments a benchmark asks about.
    void note(const QString &what);

    [[nodiscard]] quint64 turns() const { return m_turns; }
    [[nodiscard]] double worstMilliseconds() const;
    /// The turn time that `share` (0..1) of the turns stayed under, in milliseconds, to 0.1 ms.
    [[nodiscard]] double quantileMilliseconds(double share) const;

private:
    void begin();
    void end();

    static constexpr int bucketsPerMillisecond = 10;
    std::array<quint32, 2001> m_histogram{}; ///< 0.1 ms each, the last holds all that is longer
    QFile m_file;
    QElapsedTimer m_turn;
    bool m_inTurn = false;
    quint64 m_turns = 0;
    qint64 m_worst = 0; ///< ns
};

} // namespace quarterdeck
