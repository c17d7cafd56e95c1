#pragma once

#include "models/exposition/expositionline.h"

#include <string>

namespace quarterdeck {

/// Bytes that must be readable past the last line of a buffer: the scans read whole words and vectors.
inline constexpr std::size_t pagePadding = 64;

/// Reads one line in every form the two formats allow, and says exactly what is wrong with any other. Goes
/// byte by byte; LineCursor takes the ordinary lines faster and leaves the rest to this function, so that the
/// rules stand in one place.
///
/// Prometheus 2.42 is the arbiter of what can be read, with the specification's word where it allows more
/// (text 0.0.4: negative timestamps, blanks before a line and before a type) or where Prometheus would let
/// one line swallow others (a raw line feed in a label value, a NUL at the start of a line).
///
/// `begin` starts a line; `end` is one past the last line feed of the buffer, with pagePadding readable bytes
/// after it. Returns the start of the next line.
const char *readExpositionLine(ExpositionDialect dialect, const char *begin, const char *end,
                               ExpositionLine &line);

/// The rest of a sample from behind its value: timestamp and exemplar. `at` is line.valueEnd of a line whose
/// name, labels and value have been read.
const char *readExpositionSuffix(ExpositionDialect dialect, const char *at, const char *end,
                                 ExpositionLine &line);

/// The metric type that `word` means in the format; false when it means none.
bool readTypeWord(ExpositionFormat format, std::string_view word, MetricType &type);

/// The reason in words, with the offending text.
std::string faultMessage(const ExpositionLine &line);
std::string faultMessage(LineFault fault, std::string_view token = {});

} // namespace quarterdeck
