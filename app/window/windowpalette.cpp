#include "app/window/windowpalette.h"

#include "app/window/runbookswindowpage.h"
#include "models/items/incidentlistmodel.h"
#include "models/items/runbooklistmodel.h"
#include "widgets/commandpalette.h"

namespace quarterdeck {

void offerRunbooks(CommandPalette &palette, const RunbooksWindowPage &page)
{
    QList<PaletteEntry> entries;
    for (const auto &runbook : page.runbooks()) {
        PaletteEntry entry;
        entry.kind = PaletteEntry::Kind::Runbook;
        entry.title = RunbookListModel::titleOf(*runbook);
        entry.detail = QStringLiteral("runbook · %1 · %2").arg(toString(runbook->kind), runbook->id);
        entry.runbook = runbook->id;
        entries.append(entry);
    }
    palette.setRunbooks(entries);
}

void offerIncidents(CommandPalette &palette, const IncidentListModel &incidents)
{
    constexpr int mostEnded = 50;
    QList<PaletteEntry> entries;
    int ended = 0;
    for (auto incident = incidents.all().crbegin(); incident != incidents.all().crend(); ++incident) {
        if (incident->state == IncidentState::Merged || (!incident->isActive() && ++ended > mostEnded)) {
            continue;
        }
        PaletteEntry entry;
        entry.kind = PaletteEntry::Kind::Incident;
        entry.title = QStringLiteral("%1 %2").arg(QString::number(incident->number.value),
                                                  incident->title.simplified());
        entry.detail =
            QStringLiteral("incident · %1 · %2").arg(toString(incident->state), toString(incident->severity));
        entry.incident = incident->number.value;
        entries.append(entry);
    }
    palette.setIncidents(entries);
}

} // namespace quarterdeck
