#pragma once

#include <QStringList>

namespace quarterdeck {

/// Opens the window (the program's default verb) and returns the exit code. Makes the QApplication itself,
/// because the platform depends on the options: a picture needs no display.
/// `arguments`: those of argv without the console's options.
int windowMain(int &argc, char **argv, const QStringList &arguments);

} // namespace quarterdeck
