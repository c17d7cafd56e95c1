#pragma once

#include <QByteArray>
#include <QList>
#include <QSet>
#include <QString>

namespace quarterdeck {

/// Which files and folders a configuration is read from, and what they were like just before. Absolute paths.
class ReadFiles
{
public:
    /// To be called before the file is read; it need not exist.
    void addFile(const QString &path);
    /// To be called before the folder is listed.
    void addFolder(const QString &path);

    [[nodiscard]] const QList<QString> &files() const { return m_files; }
    [[nodiscard]] const QList<QString> &folders() const { return m_folders; }
    /// Differs as soon as one of the files was written, replaced, removed, made, or swapped by a link above
    /// it, or a folder has other names in it.
    [[nodiscard]] QByteArray fingerprint() const;

private:
    QSet<QString> m_known;
    QList<QString> m_files;
    QList<QString> m_folders;
    QList<QByteArray> m_fileStamps;
    QList<QByteArray> m_folderStamps;
};

} // namespace quarterdeck
