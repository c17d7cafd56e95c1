#pragma once

#include <QtGlobal>

namespace quarterdeck {

/// What the kernel says of this process (proc(5)); zero where it does not say.
struct ProcessFigures
{
    double cpuSeconds = 0; ///< user and system
    qint64 residentBytes = 0;
    qint64 virtualBytes = 0;
    int threads = 0;
    int openDescriptors = 0;
    qint64 descriptorLimit = 0; ///< the soft limit
    double startTime = 0;       ///< seconds since the epoch
};

/// Reads a few files of /proc: never in the UI thread's turn of painting; a fraction of a millisecond.
ProcessFigures readProcessFigures();

} // namespace quarterdeck
