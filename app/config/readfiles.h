#pragma once

#include <QList>
#include <QString>

namespace quarterdeck {

/// Which files and folders a configuration was read from, so that they can be watched. Absolute paths.
struct ReadFiles {
    QList<QString> files;
    QList<QString> folders;

    void addFile(const QString &path)
    {
        if (!files.contains(path)) {
            files.append(path);
        }
    }
    void addFolder(const QString &path)
    {
        if (!folders.contains(path)) {
            folders.append(path);
        }
    }
};

} // namespace quarterdeck
