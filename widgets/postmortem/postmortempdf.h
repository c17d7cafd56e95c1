#pragma once

#include "models/incidents/postmortem.h"

namespace quarterdeck {

/// The postmortem as a PDF of A4 pages: the same facts as the other forms, with lanes and graphs drawn as
/// vectors and fonts embedded. Wants a QGuiApplication, and no display.
QByteArray postmortemPdf(const Postmortem &facts);

} // namespace quarterdeck
