#pragma once

#include <QSize>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

namespace quarterdeck {

/// The command line of the window.
struct WindowOptions
{
    QString config;     ///< empty: the user's own fleet.yml, if there is one
    QString screenshot; ///< a PNG to write, then leave
    double after = 12;  ///< seconds until the picture is taken
    QString page;       ///< a page's name as in the navigation, lower case
    QString theme;      ///< dark, light, system; empty: as remembered
    QString filter;
    QString replay; ///< a moment of the record to show: RFC 3339, "14:05", "10 min ago"
    QString select; ///< the name of an instance to show the details of
    QSize size;
    QString store;                       ///< the record; empty: the user's own
    std::optional<double> keepDays;      ///< how long the record is kept; none: as fleet.yml says
    std::optional<double> keepMegabytes; ///< how much of it
    bool readOnly = false;
    bool helpWanted = false;
};

/// Reads the options, or says in one line what is wrong with them. `arguments` begins with the program's
/// name.
std::variant<WindowOptions, QString> readWindowOptions(const QStringList &arguments);
QString windowHelp();

/// Where a user's fleet is looked for when no --config is given.
QString defaultConfigPath();

} // namespace quarterdeck
