#pragma once

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

#include <chrono>

namespace quarterdeck {

/// A command as it is started: never by a shell.
struct CommandOrder
{
    QStringList arguments; ///< the first is the program
    QList<std::pair<QString, QString>> environment;
    QString folder;
    std::chrono::milliseconds timeout{60000};
    std::chrono::milliseconds grace{5000};
    qint64 maxOutput = 64 * 1024; ///< kept; what comes after is counted and dropped
};

struct CommandResult
{
    enum class Kind : quint8 {
        Exited,
        NotStarted, ///< surely nothing ran
        TimedOut,   ///< ended by us, proven
        Cancelled,  ///< ended by us, proven
        Crashed,    ///< by a signal that was not ours
        StillThere, ///< could not be ended
    };
    Kind kind = Kind::NotStarted;
    int code = -1;
    QByteArray output; ///< both streams as they came, bounded
    qint64 outputBytes = 0;
    QString reason;
    std::chrono::milliseconds duration{0};
};

/// Runs one command in a process group of its own, with a clean environment, its output bounded. Ends it as a
/// tree: TERM, after a grace KILL, and says that it ended only when no process of it is left. Also waits for
/// what a command leaves behind when it exits: nothing of it outlives the step.
class CommandCall : public QObject
{
    Q_OBJECT

public:
    explicit CommandCall(CommandOrder order, QObject *parent = nullptr);
    ~CommandCall() override; ///< kills what is left

    void start();
    /// finished() comes when the end is proven, or cannot be brought about.
    void cancel();
    /// At once, without a proof: for a console that goes.
    void kill();
    [[nodiscard]] const CommandResult &result() const { return m_result; }

Q_SIGNALS:
    /// A line of what it writes, as soon as it is whole; of the output that is kept, and bounded.
    void said(const QString &line);
    void finished();

private:
    void take();
    void tell(qsizetype end);
    void exited(int code, QProcess::ExitStatus status);
    void endTree(CommandResult::Kind kind, const QString &reason);
    void look();
    void settle();

    CommandOrder m_order;
    CommandResult m_result;
    QProcess m_process;
    QTimer m_deadline;
    QTimer m_look; ///< while the tree is being ended
    QByteArray m_mark;
    qsizetype m_told = 0; ///< bytes of the output that were said
    int m_lines = 0;
    qint64 m_group = 0;
    bool m_ending = false;
    bool m_killed = false;
    bool m_done = false;
    std::chrono::steady_clock::time_point m_begun;
    std::chrono::steady_clock::time_point m_endBegun;
};

} // namespace quarterdeck
