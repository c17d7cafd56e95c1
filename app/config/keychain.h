#pragma once

#include <QByteArray>
#include <QString>

namespace quarterdeck {

/// Reads "service/key" from the desktop's keychain (Secret Service or KWallet), waiting for at most 5 s;
/// empty and a reason when it cannot. Thread-safe; never from a thread that must not wait.
QByteArray readKeychain(const QString &entry, QString *reason);

} // namespace quarterdeck
