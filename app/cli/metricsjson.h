#pragma once

#include "app/cli/metricsreport.h"

#include <functional>
#include <string>
#include <string_view>

namespace quarterdeck {

/// Takes the JSON piece by piece: a page of a million series is never held as a tree.
using JsonSink = std::function<void(std::string_view)>;

/// A double in the shortest form that reads back as itself; `NaN`, `+Inf`, `-Inf`.
std::string shortestNumber(double value);

/// The accepted page as design section 6 has it, on one line.
void writeMetricsJson(std::string_view page, ExpositionDialect dialect, const MetricsReport &report,
                      const JsonSink &sink);

/// `{"error":{...},"errors":[...]}`: the first problem, and all of them.
std::string problemsJson(const MetricsReport &report);

} // namespace quarterdeck
