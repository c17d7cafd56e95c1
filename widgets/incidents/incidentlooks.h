#pragma once

#include "models/incidents/incident.h"
#include "widgets/glyphs.h"

#include <QColor>

namespace quarterdeck {

/// The shape and colour that stand beside the word of an incident's state, its severity or an event.
struct IncidentLook
{
    Glyph glyph = Glyph::Ring;
    QColor colour;
};
IncidentLook lookOf(IncidentState state);
IncidentLook lookOf(Severity severity);
IncidentLook lookOf(const Event &event);

/// A note as HTML for a QTextDocument: its Markdown is read without HTML, pictures become their text, links
/// show where they lead. Nothing is loaded from anywhere.
QString noteHtml(const QString &markdown);

} // namespace quarterdeck
