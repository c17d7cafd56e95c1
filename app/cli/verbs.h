#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace quarterdeck {

/// What the program can do without a window. `run` is given the arguments with the verb in place of the
/// program's name and returns the exit code; a QCoreApplication exists by then.
struct Verb
{
    QString name;
    QString summary;
    int (*run)(const QStringList &arguments);
    /// Whether these arguments make it draw: then a QGuiApplication exists, and none otherwise. Null: never.
    bool (*draws)(const QStringList &arguments) = nullptr;
};

const QList<Verb> &verbs();

/// The help of the whole program: the window's options are in `quarterdeck window --help`.
QString programHelp();

/// The known verb nearest to `word`, empty when none is near.
QString nearestVerb(const QString &word);

} // namespace quarterdeck
