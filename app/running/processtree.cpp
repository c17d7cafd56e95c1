#include "app/running/processtree.h"

#include <QDir>
#include <QFile>

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
    const QStringList names = QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs);
    for (const QString &name : names) {
        const QByteArray line = contents(u"/proc/"_s + name + u"/stat"_s);
        const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
        if (fields.size() < 3 || fields.at(0) == "Z" || fields.at(0) == "X") {
            continue;
        }
        const bool inGroup = fields.at(2).toLongLong() == group;
        const auto isMarked = [&] {
            const QByteArray environment = '\0' + contents(u"/proc/"_s + name + u"/environ"_s) + '\0';
            return environment.contains('\0' + mark + '\0');
        };
        if (inGroup || isMarked()) {
            found.append(name.toLongLong());
        }
    }
    return found;
}

void signalProcesses(qint64 group, const QByteArray &mark, int signal)
{
    if (group > 1) {
        ::kill(-pid_t(group), signal);
    }
    for (const qint64 pid : processesOf(group, mark)) {
        if (pid > 1) {
            ::kill(pid_t(pid), signal);
        }
    }
}

} // namespace quarterdeck
