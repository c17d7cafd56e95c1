#include "app/config/documentreader.h"

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace quarterdeck {

std::optional<QByteArray> readBounded(const QString &path, QString *reason)
{
    const QFileInfo info(path);
    if (!info.exists()) {
        *reason = info.isSymLink() ? u"is a link to \"%1\", which does not exist"_s.arg(info.symLinkTarget())
                                   : u"does not exist"_s;
        return std::nullopt;
    }
    // Opening a pipe would wait for its writer, and a device never ends.
    if (!info.isFile()) {
        *reason = info.isDir() ? u"is a folder, not a file"_s : u"is not a regular file"_s;
        return std::nullopt;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        *reason = u"cannot be read: %1"_s.arg(file.errorString());
        return std::nullopt;
    }
    QByteArray bytes = file.read(DocumentLimits::bytes + 1);
    bytes.squeeze(); // Qt keeps the room it was asked for, and some of these are kept for good
    if (file.error() != QFileDevice::NoError) {
        *reason = u"cannot be read: %1"_s.arg(file.errorString());
        return std::nullopt;
    }
    if (bytes.size() > DocumentLimits::bytes) {
        *reason = u"is larger than %1 MiB"_s.arg(DocumentLimits::bytes >> 20);
        return std::nullopt;
    }
    return bytes;
}

} // namespace quarterdeck
