#include "app/recording/storeclaim.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace quarterdeck {

StoreClaim::~StoreClaim()
{
    release();
}

bool StoreClaim::take(const QString &store, QString *holder)
{
    holder->clear();
    if (isTaken()) {
        return true;
    }
    const QString path = store + u".recorder"_s;
    const int file = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) {
        return false;
    }
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        char text[32] = {};
        const ssize_t length = ::pread(file, text, sizeof(text) - 1, 0);
        *holder = u"process %1"_s.arg(
            QString::fromLatin1(text, length > 0 ? static_cast<qsizetype>(length) : 0).trimmed());
        ::close(file);
        return false;
    }
    const QByteArray pid = QByteArray::number(QCoreApplication::applicationPid()) + '\n';
    if (::ftruncate(file, 0) != 0 ||
        ::pwrite(file, pid.constData(), static_cast<size_t>(pid.size()), 0) < 0) {
        // The number is only what a second console shows; the lock is what counts.
        errno = 0;
    }
    m_file = file;
    return true;
}

void StoreClaim::release()
{
    if (m_file >= 0) {
        ::close(m_file);
        m_file = -1;
    }
}

} // namespace quarterdeck
