#pragma once

#include <QByteArray>
#include <QStringList>

namespace quarterdeck {

struct Postmortem;

/// Reads the record: list, show, export, report, and how the fleet was at a moment; and does what people do
/// to incidents. Exit codes: 0, 1 there is no such incident or moment, or nothing came of it, 3 the record
/// cannot be read or written.
int incidentsVerb(const QStringList &arguments);
/// A PDF is drawn.
bool incidentsVerbDraws(const QStringList &arguments);

/// Drawing belongs to the widgets, which verbs do not know: whoever puts the program together says who does
/// it.
void setPostmortemPdf(QByteArray (*draw)(const Postmortem &facts));

} // namespace quarterdeck
