#include "app/window/windowsettings.h"

namespace quarterdeck {

namespace {

constexpr int settingsVersion = 1;

} // namespace

WindowSettings::WindowSettings()
    : m_file(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("quarterdeck"),
             QStringLiteral("window"))
{
    if (!m_file.contains(QStringLiteral("version"))) {
        m_file.setValue(QStringLiteral("version"), settingsVersion);
    }
}

} // namespace quarterdeck
