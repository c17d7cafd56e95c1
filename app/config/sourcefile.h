#pragma once

#include "app/config/documentnode.h"
#include "app/config/problemlist.h"

namespace quarterdeck {

/// Whose rules a file follows. In Prometheus's own files a password "env:X" is the password "env:X".
enum class ConfigDialect : quint8 { Quarterdeck, Prometheus };

/// What an error in a file costs: a file of targets that cannot be read leaves the other targets.
enum class ErrorReach : quint8 { Configuration, Targets };

/// A file that is being read: how messages name it and where its relative paths start. Cheap to copy.
struct SourceFile
{
    QString shown;  ///< as messages name it
    QString folder; ///< absolute
    ConfigDialect dialect = ConfigDialect::Quarterdeck;
    ErrorReach reach = ErrorReach::Configuration;
    ProblemList *problems = nullptr;

    void error(const DocumentNode &at, const QString &message) const;
    void containedError(const DocumentNode &at, const QString &message) const;
    void warning(const DocumentNode &at, const QString &message) const;
    void error(int line, int column, const QString &message) const;

    /// An absolute, clean path for one that the file names.
    [[nodiscard]] QString resolve(const QString &path) const;
    /// How messages name a file that this file names.
    [[nodiscard]] QString show(const QString &path) const;
};

} // namespace quarterdeck
