#include "app/window/turnlog.h"

#include <QDateTime>
#include <QThread>

#include <ctime>

namespace quarterdeck {

namespace {

using namespace std::chrono_literals;

constexpr auto loggedFrom = 4ms;
/// Between two events of one round of the event loop there are a few microseconds; waiting takes longer.
constexpr auto pause = 50us;

double milliseconds(std::chrono::nanoseconds value)
{
    return std::chrono::duration<double, std::milli>(value).count();
}

/// CPU time of this thread.
std::chrono::nanoseconds cpuTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

QString wallTime()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
}

} // namespace

TurnLog::TurnLog(const QString &path)
{
    if (!path.isEmpty()) {
        m_file.setFileName(path);
        if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Text)) {
            qWarning("turn log %s: %s", qPrintable(path), qPrintable(m_file.errorString()));
        }
    }
}

TurnLog::~TurnLog()
{
    finish();
}

void TurnLog::finish()
{
    if (m_depth > 0) {
        m_open = false; // the turn that asks for the end is not over
    }
    closeTurn();
    if (m_file.isOpen()) {
        m_file.write(QStringLiteral("# turns %1, p99 %2 ms, p99.9 %3 ms, worst %4 ms; CPU p99 %5 ms, "
                                    "p99.9 %6 ms, worst %7 ms\n")
                         .arg(m_turns)
                         .arg(quantileMilliseconds(m_histogram, 0.99), 0, 'f', 1)
                         .arg(quantileMilliseconds(m_histogram, 0.999), 0, 'f', 1)
                         .arg(milliseconds(m_worst), 0, 'f', 1)
                         .arg(quantileMilliseconds(m_cpuHistogram, 0.99), 0, 'f', 1)
                         .arg(quantileMilliseconds(m_cpuHistogram, 0.999), 0, 'f', 1)
                         .arg(milliseconds(m_cpuWorst), 0, 'f', 1)
                         .toUtf8());
        m_file.close();
    }
}

void TurnLog::eventBegins()
{
    if (m_depth++ > 0) {
        return; // sent from within another event
    }
    const Clock::time_point now = Clock::now();
    if (m_open && now - m_ended > pause) {
        closeTurn();
    }
    if (!m_open) {
        m_open = true;
        m_begun = now;
        m_cpuBegun = m_file.isOpen() ? cpuTime() : 0ns;
    }
}

void TurnLog::eventEnds()
{
    if (--m_depth == 0) {
        m_ended = Clock::now();
        m_cpuEnded = m_file.isOpen() ? cpuTime() : 0ns;
    }
}

void TurnLog::closeTurn()
{
    if (!m_open) {
        return;
    }
    m_open = false;
    const std::chrono::nanoseconds spent = m_ended - m_begun;
    ++m_turns;
    m_exposed.add(spent);
    m_worst = std::max(m_worst, spent);
    count(m_histogram, spent);
    if (!m_file.isOpen()) {
        return;
    }
    const std::chrono::nanoseconds worked = m_cpuEnded - m_cpuBegun;
    count(m_cpuHistogram, worked);
    m_cpuWorst = std::max(m_cpuWorst, worked);
    if (spent > loggedFrom) {
        m_file.write(QStringLiteral("%1 %2 %3\n")
                         .arg(wallTime())
                         .arg(milliseconds(spent), 0, 'f', 2)
                         .arg(milliseconds(worked), 0, 'f', 2)
                         .toUtf8());
        m_file.flush();
    }
}

void TurnLog::count(Histogram &histogram, std::chrono::nanoseconds spent)
{
    const auto bucket = static_cast<std::size_t>(milliseconds(spent) * bucketsPerMillisecond);
    ++histogram[std::min(bucket, histogram.size() - 1)];
}

void TurnLog::note(const QString &what)
{
    if (m_file.isOpen()) {
        m_file.write(QStringLiteral("# %1 %2\n").arg(what, wallTime()).toUtf8());
        m_file.flush();
    }
}

double TurnLog::quantileMilliseconds(const Histogram &histogram, double share) const
{
    const auto wanted = static_cast<quint64>(share * double(m_turns));
    quint64 below = 0;
    for (std::size_t bucket = 0; bucket < histogram.size(); ++bucket) {
        below += histogram[bucket];
        if (below > wanted) {
            return double(bucket + 1) / bucketsPerMillisecond;
        }
    }
    return milliseconds(m_worst);
}

bool MeasuredApplication::notify(QObject *receiver, QEvent *event)
{
    if (QThread::currentThread() != thread()) {
        return QApplication::notify(receiver, event); // other threads' events come through here too
    }
    m_log.eventBegins();
    const bool handled = QApplication::notify(receiver, event);
    m_log.eventEnds();
    return handled;
}

} // namespace quarterdeck
