#include "app/polling/descriptorlimit.h"

#include <QDir>

#include <sys/resource.h>

#include <algorithm>

namespace quarterdeck {

namespace {

constexpr std::size_t reserve = 256; ///< store, files, windows, runbooks, upstream servers
constexpr std::size_t enough = 1 << 20;

} // namespace

std::size_t connectionsAllowed()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 512;
    }
    if (limit.rlim_cur < limit.rlim_max) {
        rlimit raised = limit;
        raised.rlim_cur = limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0) {
            limit = raised;
        }
    }
    const std::size_t most =
        limit.rlim_cur == RLIM_INFINITY ? enough : std::min<std::size_t>(limit.rlim_cur, enough);
    const auto open = std::size_t(QDir(QStringLiteral("/proc/self/fd"))
                                      .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
                                      .size());
    return std::max<std::size_t>(most > open + reserve ? most - open - reserve : 0, 64);
}

} // namespace quarterdeck
