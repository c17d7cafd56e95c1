#include "app/window/turnlog.h"

#include <QDateTime>

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
        m_file.write(QStringLiteral("# turns %1, p99 %2 ms, p99.9 %3 ms, worst %4 ms\n")
                         .arg(m_turns)
                         .arg(quantileMilliseconds(0.99), 0, 'f', 1)
                         .arg(quantileMilliseconds(0.999), 0, 'f', 1)
                         .arg(milliseconds(m_worst), 0, 'f', 1)
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
    }
}

void TurnLog::eventEnds()
{
    if (--m_depth == 0) {
        m_ended = Clock::now();
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
    const auto bucket = static_cast<std::size_t>(milliseconds(spent) * bucketsPerMillisecond);
    ++m_histogram[std::min(bucket, m_histogram.size() - 1)];
    if (spent > loggedFrom && m_file.isOpen()) {
        m_file.write(QStringLiteral("%1 %2\n").arg(wallTime()).arg(milliseconds(spent), 0, 'f', 2).toUtf8());
        m_file.flush();
    }
}

void TurnLog::note(const QString &what)
{
    if (m_file.isOpen()) {
        m_file.write(QStringLiteral("# %1 %2\n").arg(what, wallTime()).toUtf8());
        m_file.flush();
    }
}

double TurnLog::quantileMilliseconds(double share) const
{
    const auto wanted = static_cast<quint64>(share * double(m_turns));
    quint64 below = 0;
    for (std::size_t bucket = 0; bucket < m_histogram.size(); ++bucket) {
        below += m_histogram[bucket];
        if (below > wanted) {
            return double(bucket + 1) / bucketsPerMillisecond;
        }
    }
    return milliseconds(m_worst);
}

bool MeasuredApplication::notify(QObject *receiver, QEvent *event)
{
    m_log.eventBegins();
    const bool handled = QApplication::notify(receiver, event);
    m_log.eventEnds();
    return handled;
}

} // namespace quarterdeck
