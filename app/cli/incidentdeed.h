#pragma once

#include "models/incidents/incidentorder.h"

namespace quarterdeck {

/// Reads the words behind `incidents ack` and its like, without the options; nothing and a problem when they
/// make no sense.
std::optional<IncidentOrder> incidentOrderOf(const QStringList &words, QString *problem);

/// Does it: through the console that records into this store, or by itself where none does. The exit code.
int carryOutInStore(const IncidentOrder &order, const QString &store);

} // namespace quarterdeck
