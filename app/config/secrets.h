#pragma once

#include "models/fleet/target.h"

#include <QByteArray>
#include <QString>

namespace quarterdeck {

/// The secret that a reference stands for, in UTF-8; empty and a reason when there is none (a reference of
/// kind None is empty without one). Thread-safe. May wait: reads files, and asks the desktop's keychain for
/// at most a few seconds. So it is for worker threads.
///
/// Files are read again when they change, and blanks at both ends are cut off, as Prometheus does: tokens
/// rotate, and editors end files with a line break. A secret with a line break inside is refused: it would
/// begin a header of its own.
QByteArray resolveSecret(const SecretReference &reference, QString *reason);

} // namespace quarterdeck
