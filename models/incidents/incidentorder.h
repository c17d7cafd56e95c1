#pragma once

#include "models/incidents/incidentbook.h"

namespace quarterdeck {

/// What a person can do to an incident.
enum class OrderKind : quint8 {
    Acknowledge,
    Resolve,
    Note,
    Title,
    Severity,
    Commander,
    Pin,
    Unpin,
    Link,  ///< a run
    Merge, ///< into another one
    Split, ///< services off it
    Reopen,
    Withdraw, ///< an acknowledgement
    Unlink,   ///< a run
};

/// Something that a person wants done, told by a console that does not record to the one that does.
struct IncidentOrder
{
    OrderKind kind = OrderKind::Note;
    IncidentNumber incident;
    QString person;
    QString text;                     ///< comment, note, title, severity or commander
    std::optional<WallTime> happened; ///< of a note that tells of earlier
    bool clearsOnRecovery = false;
    qint64 other = 0;     ///< the run, or the incident to merge into
    QStringList services; ///< to split off
    bool operator==(const IncidentOrder &) const = default;
};

QString toString(OrderKind deed); ///< "ack", "resolve", "note", ... as on the command line
std::optional<OrderKind> orderKindFromString(const QString &word);

/// Does it; `problem` says why nothing came of it.
IncidentChanges carryOut(const IncidentOrder &order, IncidentBook &book, WallTime now, QString *problem);

} // namespace quarterdeck
