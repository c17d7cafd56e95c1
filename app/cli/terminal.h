#pragma once

#include <QObject>
#include <QString>

#include <optional>

namespace quarterdeck {

/// The person at the terminal: answers questions, presses Ctrl+C. While it waits everything else goes on.
/// One at a time in a process; lives in the main thread.
class Terminal : public QObject
{
    Q_OBJECT

public:
    explicit Terminal(QObject *parent = nullptr);
    ~Terminal() override;

    /// Whether there is somebody who can be asked.
    static bool isInteractive();
    /// Asks on stderr, gives the line without its end; nothing when the input has ended.
    std::optional<QString> ask(const QString &question);

Q_SIGNALS:
    /// INT or TERM has come.
    void interrupted();
};

} // namespace quarterdeck
