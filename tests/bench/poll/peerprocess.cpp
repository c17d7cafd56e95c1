#include "tests/bench/poll/peerprocess.h"

#include <QDeadlineTimer>
#include <QFile>

#include <sys/resource.h>
#include <unistd.h>

namespace quarterdeck::bench {

namespace {

double residentMebibytesOf(const QString &process)
{
    QFile file(QStringLiteral("/proc/%1/statm").arg(process));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    return file.readAll().split(' ').value(1).toDouble() * double(::sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

} // namespace

PeerProcess::PeerProcess(const QString &program, const QStringList &arguments, const QByteArray &ready)
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(program, arguments);
    const QDeadlineTimer deadline(30'000);
    QByteArray all;
    while (!m_ready && !deadline.hasExpired() && m_process.state() != QProcess::NotRunning) {
        m_process.waitForReadyRead(200);
        all += m_process.readAll();
        m_ready = all.contains(ready);
    }
    m_output = QString::fromUtf8(all);
}

PeerProcess::~PeerProcess()
{
    m_process.terminate();
    if (!m_process.waitForFinished(5000)) {
        m_process.kill();
        m_process.waitForFinished(5000);
    }
}

std::chrono::microseconds PeerProcess::cpuTime() const
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(m_process.processId()));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    // After the name in brackets, which may hold blanks: utime and stime are fields 14 and 15 of proc(5).
    const QByteArray text = file.readAll();
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    const double ticks = fields.value(11).toDouble() + fields.value(12).toDouble();
    return std::chrono::microseconds(qint64(ticks * 1e6 / double(::sysconf(_SC_CLK_TCK))));
}

double PeerProcess::residentMebibytes() const
{
    return residentMebibytesOf(QString::number(m_process.processId()));
}

double PeerProcess::peakMebibytes() const
{
    QFile file(QStringLiteral("/proc/%1/status").arg(m_process.processId()));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("VmHWM:")) {
            return line.mid(6).trimmed().split(' ').first().toDouble() / 1024; // it says kB
        }
    }
    return 0;
}

std::chrono::microseconds ownCpuTime()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return std::chrono::seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           std::chrono::microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

double ownResidentMebibytes()
{
    return residentMebibytesOf(QStringLiteral("self"));
}

std::chrono::milliseconds stolenTime()
{
    constexpr int steal = 8; // proc(5): the eighth figure of the line, after its name
    QFile file(QStringLiteral("/proc/stat"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    const QList<QByteArray> all = file.readLine().simplified().split(' ');
    return std::chrono::milliseconds(all.value(steal).toLongLong() * 1000 / ::sysconf(_SC_CLK_TCK));
}

} // namespace quarterdeck::bench
