#include "app/window/turnlog.h"

#include <QAbstractEventDispatcher>
#include <QDateTime>

namespace quarterdeck {

namespace {

constexpr qint64 loggedFrom = 4'000'000; // ns

} // namespace

TurnLog::TurnLog(const QString &path, QObject *parent) : QObject(parent)
{
    if (!path.isEmpty()) {
        m_file.setFileName(path);
        if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Text)) {
            qWarning("turn log %s: %s", qPrintable(path), qPrintable(m_file.errorString()));
        }
    }
    // awake() comes at the start of every round, aboutToBlock() only when nothing is pending: a round that
    // finds more events waiting ends where the next one begins.
    const QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    connect(dispatcher, &QAbstractEventDispatcher::awake, this, [this] {
        end();
        begin();
    });
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &TurnLog::end);
}

TurnLog::~TurnLog()
{
    if (m_file.isOpen()) {
        m_file.write(QStringLiteral("# turns %1, p99 %2 ms, p99.9 %3 ms, worst %4 ms\n")
                         .arg(m_turns)
                         .arg(quantileMilliseconds(0.99), 0, 'f', 1)
                         .arg(quantileMilliseconds(0.999), 0, 'f', 1)
                         .arg(worstMilliseconds(), 0, 'f', 1)
                         .toUtf8());
    }
}

void TurnLog::note(const QString &what)
{
    if (m_file.isOpen()) {
        const QString now = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
        m_file.write(QStringLiteral("# %1 %2\n").arg(what, now).toUtf8());
        m_file.flush();
    }
}

void TurnLog::begin()
{
    m_turn.start();
    m_inTurn = true;
}

void TurnLog::end()
{
    if (!m_inTurn) {
        return;
    }
    m_inTurn = false;
    const qint64 spent = m_turn.nsecsElapsed();
    ++m_turns;
    m_worst = std::max(m_worst, spent);
    const auto bucket = static_cast<std::size_t>(spent * bucketsPerMillisecond / 1'000'000);
    ++m_histogram[std::min(bucket, m_histogram.size() - 1)];
    if (spent > loggedFrom && m_file.isOpen()) {
        const QString now = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
        m_file.write(QStringLiteral("%1 %2\n").arg(now).arg(double(spent) / 1e6, 0, 'f', 2).toUtf8());
        m_file.flush();
    }
}

double TurnLog::worstMilliseconds() const
{
    return double(m_worst) / 1e6;
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
    return worstMilliseconds();
}

} // namespace quarterdeck
