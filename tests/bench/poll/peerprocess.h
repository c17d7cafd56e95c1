#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

#include <chrono>
#include <memory>

namespace quarterdeck::bench {

/// A program that runs beside the benchmark, and what it costs. Ends with the object.
class PeerProcess
{
public:
    /// Starts it and waits until a line of its output contains `ready`; isRunning() is false when it did not.
    PeerProcess(const QString &program, const QStringList &arguments, const QByteArray &ready);
    ~PeerProcess();

    [[nodiscard]] bool isRunning() const { return m_ready; }
    [[nodiscard]] QString output() const { return m_output; }
    [[nodiscard]] std::chrono::microseconds cpuTime() const;
    [[nodiscard]] double residentMebibytes() const;
    [[nodiscard]] double peakMebibytes() const; ///< the most that was resident at once

private:
    QProcess m_process;
    QString m_output;
    bool m_ready = false;
};

/// The same of this process.
std::chrono::microseconds ownCpuTime();
double ownResidentMebibytes();

/// What the host of a virtual machine gave to others while this one had work, all CPUs together, since boot;
/// /proc/stat calls it steal. What is timed meanwhile says more of the neighbours than of the program.
std::chrono::milliseconds stolenTime();

} // namespace quarterdeck::bench
