#pragma once

namespace quarterdeck {

class CommandPalette;
class IncidentListModel;
class RunbooksWindowPage;

// What the palette offers beside commands and the fleet.

void offerRunbooks(CommandPalette &palette, const RunbooksWindowPage &page);
/// Those that go on, and some that ended last.
void offerIncidents(CommandPalette &palette, const IncidentListModel &incidents);

} // namespace quarterdeck
