#pragma once

#include "models/incidents/incident.h"

#include <QByteArray>

namespace quarterdeck {

// An incident as the record keeps it: a JSON text, so that a later version can add to it.

QByteArray incidentDocument(const Incident &incident);
std::optional<Incident> incidentFromDocument(const QByteArray &document);

} // namespace quarterdeck
