#pragma once

#include "app/simfleet/server.h"

#include <QString>
#include <QStringList>

#include <variant>

namespace quarterdeck::simfleet {

/// What the command line asks for.
struct CommandLine
{
    ServerOptions server;
    QString fleetFile;      ///< --write-config
    QString prometheusFile; ///< --write-prometheus
    int intervalMs = 5000;
    int timeoutMs = 2000;
    bool exitWithParent = false;
    bool help = false;
    bool version = false;
};

/// Reads the arguments (without the program's name), or says what is wrong with them.
std::variant<CommandLine, QString> readCommandLine(const QStringList &arguments);
QString helpText();

} // namespace quarterdeck::simfleet
