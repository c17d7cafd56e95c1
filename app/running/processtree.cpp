#include "app/running/processtree.h"

#include <QDir>
#include <QFile>
#include <QMultiMap>

#include <csignal>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

QList<qint64> processesOf(qint64 group, const QByteArray &mark)
{
    QList<qint64> found;
    if (group <= 1) {
        return found; // the kernel's own threads are in group 0
    }
    QMultiMap<qint64, qint64> children;
    const QStringList names = QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs);
    for (const QString &name : names) {
        const QByteArray line = contents(u"/proc/"_s + name + u"/stat"_s);
        const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
        if (fields.size() < 3 || fields.at(0) == "Z" || fields.at(0) == "X") {
            continue;
        }
        children.insert(fields.at(1).toLongLong(), name.toLongLong());
        const bool inGroup = fields.at(2).toLongLong() == group;
        const auto isMarked = [&] {
            const QByteArray environment = '\0' + contents(u"/proc/"_s + name + u"/environ"_s) + '\0';
            return environment.contains('\0' + mark + '\0');
        };
        if (inGroup || isMarked()) {
            found.append(name.toLongLong());
        }
    }
    // And what descends from these: a child may have both a session and an environment of its own.
    for (qsizetype i = 0; i < found.size(); ++i) {
        for (const qint64 child : children.values(found.at(i))) {
            if (!found.contains(child)) {
                found.append(child);
            }
        }
    }
    return found;
}

void signalProcesses(qint64 group, const QByteArray &mark, int signal)
{
    const QList<qint64> processes = processesOf(group, mark); // before parents go that lead to them
    if (group > 1) {
        ::kill(-pid_t(group), signal);
    }
    for (const qint64 pid : processes) {
        if (pid > 1) {
            ::kill(pid_t(pid), signal);
        }
    }
}

} // namespace quarterdeck
