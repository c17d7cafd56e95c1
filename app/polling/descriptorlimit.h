#pragma once

#include <cstddef>

namespace quarterdeck {

/// Raises this process's soft limit on open files to its hard limit and gives how many connections fit:
/// what is left after the files open now and a reserve for the rest of the program.
std::size_t connectionsAllowed();

} // namespace quarterdeck
