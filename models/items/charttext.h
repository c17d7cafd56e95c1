#pragma once

#include "models/items/chartcontent.h"

namespace quarterdeck {

/// What a chart shows between two times, in one line: "Error rate: errors now 96.10 %, highest 97.20 % at
/// 14:12:05, lowest 4.02 %; limit 5.00 %". For screen readers and the record.
QString chartSummary(const ChartContent &content, double from, double to);

/// The values between two times as CSV (RFC 4180) with a head line: times as in RFC 3339, values as measured
/// (ratios 0..1, seconds). A cell that a spreadsheet would take for a formula is made text.
QString chartCsv(const ChartContent &content, double from, double to);

/// One cell of a CSV file, quoted where it must be; text that begins like a formula gets an apostrophe.
QString chartCsvCell(const QString &text);

} // namespace quarterdeck
