#pragma once

#include <QString>

namespace quarterdeck {

/// A process of this machine beyond doubt: numbers are used again, but not with the same start in the same
/// boot.
struct ProcessIdentity
{
    qint64 pid = 0;
    qint64 start = 0; ///< clock ticks after the boot, from /proc/PID/stat
    QString boot;     ///< /proc/sys/kernel/random/boot_id
    bool operator==(const ProcessIdentity &) const = default;

    static ProcessIdentity ofThisProcess();
    /// Whether it still runs; a zombie does not.
    [[nodiscard]] bool isAlive() const;
};

} // namespace quarterdeck
