#pragma once

#include <QStringList>

namespace quarterdeck {

/// Reads the record: list, show, export, report, and how the fleet was at a moment. Exit codes: 0, 1 there is
/// no such incident or moment, 3 the record cannot be read.
int incidentsVerb(const QStringList &arguments);

} // namespace quarterdeck
