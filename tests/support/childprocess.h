#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace quarterdeck::test {

/// A real server beside a test. Starts with the object and ends with it.
class ChildProcess
{
public:
    ChildProcess(const QString &program, const QStringList &arguments);
    ~ChildProcess();
    ChildProcess(const ChildProcess &) = delete;
    ChildProcess &operator=(const ChildProcess &) = delete;

    /// Waits until it accepts connections; false, and the reason in output(), when it does not.
    [[nodiscard]] bool listensOn(const QString &address, quint16 port);
    [[nodiscard]] QByteArray output();

private:
    QProcess m_process;
    QByteArray m_output;
};

/// A port of `address` that nobody listened on a moment ago.
quint16 freePort(const QByteArray &address = "127.0.0.1");

} // namespace quarterdeck::test
