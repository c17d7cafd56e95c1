#pragma once

#include <QHash>
#include <QString>

#include <chrono>

namespace quarterdeck {

/// How much each category may log: a burst, then a steady rate. When ten thousand instances fail at once the
/// log says so and goes on, instead of filling the disk. No clock of its own; not thread-safe.
class LogLimit
{
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr double burst = 200;    ///< lines
    static constexpr double perSecond = 20; ///< lines

    struct Verdict
    {
        bool admitted = true;
        quint64 leftOut = 0; ///< lines of this category left out since the last admitted one
    };
    Verdict admit(const QString &category, Time now);

private:
    struct Allowance
    {
        double tokens = burst;
        Time at;
        quint64 leftOut = 0;
    };
    QHash<QString, Allowance> m_allowances;
};

} // namespace quarterdeck
