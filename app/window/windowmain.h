#pragma once

namespace quarterdeck {

/// Opens the window (the program's default verb) and returns the exit code. Makes the QApplication itself,
/// because the platform depends on the options: a picture needs no display.
int windowMain(int argc, char **argv);

} // namespace quarterdeck
