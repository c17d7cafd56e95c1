#pragma once

#include <QByteArray>
#include <QList>

namespace quarterdeck {

/// The living processes of a command: those of its process group, and those that left the group but still
/// carry its mark in their environment (a grandchild may begin a session of its own), and what descends from
/// these. Zombies do not live.
QList<qint64> processesOf(qint64 group, const QByteArray &mark);

/// Sends a signal to the group and to every marked process outside it.
void signalProcesses(qint64 group, const QByteArray &mark, int signal);

} // namespace quarterdeck
