#include "app/journal/person.h"

#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace quarterdeck {

QString thisPerson()
{
    // Who became root says who they are.
    const QString sudo = qEnvironmentVariable("SUDO_USER");
    if (::geteuid() == 0 && !sudo.isEmpty()) {
        return sudo;
    }
    const passwd *entry = ::getpwuid(::getuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : u"uid %1"_s.arg(::getuid());
}

} // namespace quarterdeck
