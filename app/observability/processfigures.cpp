#include "app/observability/processfigures.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QList>

#include <sys/resource.h>
#include <unistd.h>

namespace quarterdeck {

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

double bootTime()
{
    for (const QByteArray &line : contentOf(QStringLiteral("/proc/stat")).split('\n')) {
        if (line.startsWith("btime ")) {
            return line.mid(6).trimmed().toDouble();
        }
    }
    return 0;
}

} // namespace

ProcessFigures readProcessFigures()
{
    ProcessFigures figures;
    const QByteArray stat = contentOf(QStringLiteral("/proc/self/stat"));
    // The second field is the program's name in brackets and may hold blanks (proc(5), /proc/pid/stat).
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    const auto field = [&fields](int number) { return fields.value(number - 3).toDouble(); };
    const auto ticks = double(sysconf(_SC_CLK_TCK));
    figures.cpuSeconds = (field(14) + field(15)) / ticks;
    figures.threads = int(field(20));
    figures.virtualBytes = qint64(field(23));
    figures.residentBytes = qint64(field(24)) * sysconf(_SC_PAGESIZE);
    static const double boot = bootTime();
    figures.startTime = boot + field(22) / ticks;
    figures.openDescriptors = int(QDir(QStringLiteral("/proc/self/fd"))
                                      .entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System)
                                      .size());
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        figures.descriptorLimit = qint64(limit.rlim_cur);
    }
    return figures;
}

} // namespace quarterdeck
