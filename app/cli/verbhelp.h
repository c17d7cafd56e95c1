#pragma once

#include <QCommandLineParser>
#include <QString>

namespace quarterdeck {

/// Adds -h and --help without Qt's --help-all, whose options mean nothing without a window.
void addHelpOption(QCommandLineParser &parser);
/// The parser's help text as the user has to type it: "Usage: quarterdeck VERB ..." whatever path the program
/// was started by. An empty verb is the window.
QString helpOf(const QCommandLineParser &parser, const QString &verb);

} // namespace quarterdeck
