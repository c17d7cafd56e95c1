#include "app/recording/processidentity.h"

#include <QFile>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Field 22 of /proc/PID/stat; 0 when there is no such process, or only its zombie.
qint64 startOf(qint64 pid)
{
    const QByteArray line = contents(u"/proc/%1/stat"_s.arg(pid));
    // The name before it may hold blanks and parentheses.
    const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
    if (fields.size() < 20 || fields.first() == "Z" || fields.first() == "X") {
        return 0;
    }
    return fields.at(19).toLongLong();
}

QString bootId()
{
    return QString::fromLatin1(contents(u"/proc/sys/kernel/random/boot_id"_s).trimmed());
}

} // namespace

ProcessIdentity ProcessIdentity::ofThisProcess()
{
    const qint64 pid = ::getpid();
    return {pid, startOf(pid), bootId()};
}

bool ProcessIdentity::isAlive() const
{
    return pid > 0 && boot == bootId() && start != 0 && startOf(pid) == start;
}

} // namespace quarterdeck
