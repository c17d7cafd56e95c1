#include "app/config/sourcefile.h"

#include <QDir>
#include <QFileInfo>

namespace quarterdeck {

void SourceFile::error(const DocumentNode &at, const QString &message) const
{
    error(at.line, at.column, message);
}

void SourceFile::error(int line, int column, const QString &message) const
{
    if (reach == ErrorReach::Targets) {
        problems->addContainedError({shown, line, column, message});
    } else {
        problems->addError({shown, line, column, message});
    }
}

void SourceFile::containedError(const DocumentNode &at, const QString &message) const
{
    problems->addContainedError({shown, at.line, at.column, message});
}

void SourceFile::warning(const DocumentNode &at, const QString &message) const
{
    problems->addWarning({shown, at.line, at.column, message});
}

QString SourceFile::resolve(const QString &path) const
{
    return QDir::cleanPath(QDir(folder).absoluteFilePath(path));
}

QString SourceFile::show(const QString &path) const
{
    if (QDir::isAbsolutePath(path)) {
        return QDir::cleanPath(path);
    }
    return QDir::cleanPath(QFileInfo(shown).path() + u'/' + path);
}

} // namespace quarterdeck
