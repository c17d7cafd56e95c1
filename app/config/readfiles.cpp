#include "app/config/readfiles.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

#include <sys/stat.h>

#include <array>

namespace quarterdeck {

void ReadFiles::addFile(const QString &path)
{
    if (m_known.contains(path)) {
        return;
    }
    m_known.insert(path);
    QByteArray stamp;
    struct stat status = {};
    if (::stat(QFile::encodeName(path).constData(), &status) == 0) {
        const std::array<qint64, 5> facts{static_cast<qint64>(status.st_dev),
                                          static_cast<qint64>(status.st_ino), status.st_size,
                                          status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
        stamp = QByteArray(reinterpret_cast<const char *>(facts.data()), sizeof facts);
    }
    m_files.append(path);
    m_fileStamps.append(stamp);
}

void ReadFiles::addFolder(const QString &path)
{
    const QString key = path + u'/'; // a path may be listed as a folder and read as a file
    if (m_known.contains(key)) {
        return;
    }
    m_known.insert(key);
    QCryptographicHash hash(QCryptographicHash::Md5);
    const QList<QString> names =
        QDir(path).entryList(QDir::AllEntries | QDir::Hidden | QDir::System, QDir::Name);
    for (const QString &name : names) {
        hash.addData(name.toUtf8() + '/');
    }
    m_folders.append(path);
    m_folderStamps.append(hash.result());
}

QByteArray ReadFiles::fingerprint() const
{
    QCryptographicHash hash(QCryptographicHash::Md5);
    for (const QList<QByteArray> &stamps : {m_fileStamps, m_folderStamps}) {
        for (const QByteArray &stamp : stamps) {
            hash.addData(stamp + '/');
        }
    }
    return hash.result();
}

} // namespace quarterdeck
