#pragma once

#include "app/recording/runstore.h"
#include "models/items/runbookrecord.h"

namespace quarterdeck {

/// A row of the record as the page lists it.
RunSummary summaryOf(const RunRow &row);
/// Everything of one run as the page shows it: its runbook as it was then tells which steps there are, the
/// record which of them were begun and what became of each.
RunbookRecord recordOf(const RunRow &row, const QList<StepRow> &steps, const QList<LogLine> &log);

} // namespace quarterdeck
