#pragma once

#include <QDir>
#include <QFile>
#include <QMap>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <csignal>
#include <cstdio>

namespace quarterdeck::test {

/// Real servers of their own for a test: what `./dev lab` starts, in a folder of its own and on free ports.
/// They end with it, however the test ends.
class LabProcess
{
public:
    ~LabProcess()
    {
        if (m_isBegun) {
            m_start.waitForFinished(150'000);
            run({QStringLiteral("stop")});
        }
    }

    /// They take some seconds, in which a test may do something else.
    void beginStart()
    {
        m_isBegun = true;
        launch(m_start, {QStringLiteral("start")});
    }
    /// Returns when every server answered.
    bool start()
    {
        if (!m_isBegun) {
            beginStart();
        }
        return codeOf(m_start) == 0 && read();
    }
    /// A verb of tests/e2e/lab/lab; its exit code.
    int run(const QStringList &verb)
    {
        QProcess process;
        launch(process, verb);
        return codeOf(process);
    }
    /// Kills a node of Patroni with everything: itself, and the PostgreSQL under it.
    [[nodiscard]] bool killNode(const QString &name) const
    {
        QFile file(m_folder.filePath(QStringLiteral("data/%1/postmaster.pid").arg(name)));
        if (!file.open(QIODevice::ReadOnly)) {
            return false;
        }
        const auto postmaster = pid_t(file.readLine().trimmed().toInt());
        const auto patroni = pid_t(pids.value(name));
        return postmaster > 1 && patroni > 1 && ::kill(patroni, SIGKILL) == 0 &&
               ::kill(postmaster, SIGKILL) == 0;
    }
    /// Everything that a server wrote.
    [[nodiscard]] QByteArray log(const QString &name) const
    {
        QFile file(m_folder.filePath(QStringLiteral("logs/%1.log").arg(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] QString path(const QString &file) const { return m_folder.filePath(file); }

    QMap<QString, qint64> pids;       ///< by name, as they were at the start
    QMap<QString, QString> addresses; ///< of the first endpoint of each
    QString config;                   ///< the servers as a fleet
    QByteArray output;                ///< of the last verb

private:
    void launch(QProcess &process, const QStringList &verb) const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QUARTERDECK_LAB"), m_folder.path());
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(QUARTERDECK_SOURCE_DIR "/tests/e2e/lab/lab"), verb);
    }
    int codeOf(QProcess &process)
    {
        const bool isFinished = process.waitForFinished(150'000) || process.state() == QProcess::NotRunning;
        const bool isWell = isFinished && process.exitStatus() == QProcess::NormalExit;
        output = process.readAllStandardOutput();
        if (!isWell || process.exitCode() != 0) {
            std::fprintf(stderr, "%s: exit code %d, %s\n%s\n", qPrintable(process.arguments().join(u' ')),
                         process.exitCode(), qPrintable(process.errorString()),
                         process.readAllStandardError().constData());
        }
        return isWell ? process.exitCode() : -1;
    }
    bool read()
    {
        if (run({QStringLiteral("list")}) != 0) {
            return false;
        }
        for (const QByteArray &line : output.trimmed().split('\n')) {
            const QList<QByteArray> parts = line.split(' ');
            pids.insert(QString::fromLatin1(parts.at(0)), parts.value(1).toLongLong());
            addresses.insert(QString::fromLatin1(parts.at(0)), QString::fromLatin1(parts.value(2)));
        }
        const int code = run({QStringLiteral("config")});
        config = QString::fromLocal8Bit(output.trimmed());
        return code == 0;
    }

    /// Short, for the sockets in it; the servers may be another user's.
    QTemporaryDir m_folder{QDir::tempPath() + QStringLiteral("/qd-lab-XXXXXX")};
    bool m_isBegun = false;
    QProcess m_start;
};

} // namespace quarterdeck::test
