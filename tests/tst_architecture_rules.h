#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace quarterdeck::architecture {

/// Something that the house's rules forbid, at a line of a file.
struct Breach
{
    QString path; ///< from the top of the tree
    int line = 0;
    QString text; ///< what stands there
    QString rule; ///< why it may not
    [[nodiscard]] QString toString() const;
};

/// The source without comments and without the contents of string literals, its lines where they were.
QString withoutComments(const QString &source);

/// Which arrows between the rooms, and which libraries, a source file may not have. `path` is from the top.
QList<Breach> forbiddenIncludes(const QString &path, const QString &source);

/// Calls that a room may not make: the wall clock, timers and the environment in models/; waiting in tests/.
QList<Breach> forbiddenCalls(const QString &path, const QString &source);

/// Commands and libraries that a CMakeLists.txt may not have.
QList<Breach> forbiddenCMake(const QString &path, const QString &source);

} // namespace quarterdeck::architecture
