#pragma once

#include <QString>

namespace quarterdeck {

/// Whose actions these are: the login name of this process's user.
QString thisPerson();

} // namespace quarterdeck
