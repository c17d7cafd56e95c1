#pragma once

#include <QStringList>

namespace quarterdeck {

/// A snapshot of the record, also while a console writes it. Exit codes: 0, 3 could not.
int backupVerb(const QStringList &arguments);
/// Puts a snapshot in the place of the record. Exit codes: 0, 3 could not, with the reason.
int restoreVerb(const QStringList &arguments);

} // namespace quarterdeck
