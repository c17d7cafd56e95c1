#include "app/recording/storebackup.h"

#include "app/recording/database.h"
#include "app/recording/storeclaim.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QTemporaryDir>

#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr qint64 pieceSize = 1024 * 1024;
constexpr auto magic = "quarterdeck-backup 1";

QString sha256Of(QFile &file)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return hash.addData(&file) ? QString::fromLatin1(hash.result().toHex()) : QString();
}

/// Copies from where `from` stands to its end. Empty when done, else why not.
QString copy(QIODevice &from, QIODevice &into)
{
    for (;;) {
        const QByteArray piece = from.read(pieceSize);
        if (piece.isEmpty()) {
            return {};
        }
        if (into.write(piece) != piece.size()) {
            return into.errorString();
        }
    }
}

BackupResult failed(const QString &problem)
{
    BackupResult result;
    result.problem = problem;
    return result;
}

void syncToDisk(const QString &path)
{
    const int file = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        ::fsync(file);
        ::close(file);
    }
}

/// A file that is known by two names is never without one. Where the file system knows no second names it is
/// renamed. Never over anything.
bool giveSecondName(const QString &path, const QString &name)
{
    return ::link(QFile::encodeName(path).constData(), QFile::encodeName(name).constData()) == 0 ||
           (!QFile::exists(name) && QFile::rename(path, name));
}

} // namespace

BackupResult backupStore(const QString &store, const QString &path)
{
    const QTemporaryDir folder(QFileInfo(path).absolutePath() + u"/.quarterdeck-backup-XXXXXX"_s);
    if (!folder.isValid()) {
        return failed(u"%1: %2"_s.arg(QFileInfo(path).absolutePath(), folder.errorString()));
    }
    const QString copyPath = folder.filePath(u"copy.sqlite"_s);
    {
        Database database;
        QString problem = database.open(store, Database::Access::ReadOnly);
        if (!problem.isEmpty()) {
            return failed(problem);
        }
        // One read transaction over the whole store, whoever writes meanwhile.
        if (!database.run(u"VACUUM INTO ?"_s, {copyPath}, &problem)) {
            return failed(u"%1: %2"_s.arg(store, problem));
        }
    }
    QFile copied(copyPath);
    QSaveFile backup(path);
    if (!copied.open(QIODevice::ReadOnly) || !backup.open(QIODevice::WriteOnly)) {
        return failed(u"%1: %2"_s.arg(path, backup.errorString()));
    }
    backup.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    BackupResult result;
    result.bytes = copied.size();
    result.sha256 = sha256Of(copied);
    copied.seek(0);
    backup.write(QByteArray(magic) + ' ' + QByteArray::number(result.bytes) + ' ' + result.sha256.toLatin1() +
                 '\n');
    const QString problem = copy(copied, backup);
    if (!problem.isEmpty() || !backup.commit()) {
        return failed(u"%1: %2"_s.arg(path, problem.isEmpty() ? backup.errorString() : problem));
    }
    return result;
}

BackupResult restoreStore(const QString &path, const QString &store, const QString &stamp)
{
    QFile backup(path);
    if (!backup.open(QIODevice::ReadOnly)) {
        return failed(u"%1: %2"_s.arg(path, backup.errorString()));
    }
    const QList<QByteArray> head = backup.readLine(200).trimmed().split(' ');
    bool fine = false;
    const qint64 bytes = head.value(2).toLongLong(&fine);
    if (head.size() != 4 || head.at(0) + ' ' + head.at(1) != magic || !fine) {
        return failed(u"%1 is not a backup of this program"_s.arg(path));
    }
    if (backup.size() - backup.pos() != bytes) {
        return failed(u"%1 is damaged: it holds %2 bytes, and should hold %3"_s.arg(
            path, QString::number(backup.size() - backup.pos()), QString::number(bytes)));
    }
    if (!QDir().mkpath(QFileInfo(store).absolutePath())) {
        return failed(u"the folder of %1 cannot be made"_s.arg(store));
    }
    StoreClaim claim;
    QString holder;
    if (!claim.take(store, &holder)) {
        return failed(holder.isEmpty() ? u"the folder of %1 cannot be written to"_s.arg(store)
                                       : u"%1 records into %2: end it first"_s.arg(holder, store));
    }
    const QTemporaryDir folder(QFileInfo(store).absolutePath() + u"/.quarterdeck-restore-XXXXXX"_s);
    const QString freshPath = folder.filePath(u"store.sqlite"_s);
    QFile fresh(freshPath);
    if (!folder.isValid() || !fresh.open(QIODevice::ReadWrite)) {
        return failed(u"%1: %2"_s.arg(store, fresh.errorString()));
    }
    QString problem = copy(backup, fresh);
    fresh.seek(0);
    if (problem.isEmpty() && sha256Of(fresh) != QString::fromLatin1(head.at(3))) {
        problem = u"it is damaged: its SHA-256 is not the one it was written with"_s;
    }
    fresh.close();
    if (problem.isEmpty()) {
        Database database;
        problem = database.open(freshPath, Database::Access::ReadWrite);
        auto check =
            problem.isEmpty() ? database.run(u"PRAGMA quick_check(1)"_s, {}, &problem) : std::nullopt;
        if (check && check->next() && check->value(0).toString() != u"ok") {
            problem = u"it is damaged: %1"_s.arg(check->value(0).toString());
        }
    }
    if (!problem.isEmpty()) {
        return failed(u"%1: %2"_s.arg(path, problem));
    }
    syncToDisk(freshPath);
    BackupResult result;
    result.bytes = bytes;
    result.sha256 = QString::fromLatin1(head.at(3));
    if (QFile::exists(store)) {
        result.setAside = u"%1.before-%2"_s.arg(store, stamp);
        if (!giveSecondName(store, result.setAside)) {
            return failed(u"%1 cannot be kept as %2"_s.arg(store, result.setAside));
        }
        // A journal belongs to its store: beside another one it would be taken for that one's.
        for (const QString &suffix : {u"-wal"_s, u"-shm"_s}) {
            if (QFile::exists(store + suffix)) {
                QFile::rename(store + suffix, result.setAside + suffix);
            }
        }
    }
    // In one step: whoever looks sees the one or the other.
    if (::rename(QFile::encodeName(freshPath).constData(), QFile::encodeName(store).constData()) != 0) {
        return failed(u"%1 cannot be put in its place"_s.arg(store));
    }
    syncToDisk(QFileInfo(store).absolutePath());
    return result;
}

} // namespace quarterdeck
