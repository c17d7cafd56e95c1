#pragma once

#include <QList>
#include <QString>

namespace quarterdeck {

/// A line of the console's own panel.
struct ConsoleFact
{
    QString name;
    QString value = {};
    QString note = {};
    bool warns = false;
    bool operator==(const ConsoleFact &) const = default;
};

} // namespace quarterdeck
