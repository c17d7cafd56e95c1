#pragma once

#include "models/exposition/series.h"

#include <cstdint>
#include <string>
#include <vector>

namespace quarterdeck {

/// A page to measure on, and the same page a scrape later: other values, the same series.
struct BenchPage
{
    std::string name;
    ExpositionFormat format = ExpositionFormat::Text;
    std::string first;
    std::string second;
};

/// The pages of the parse benchmark, one at a time as they are large. `bytes` is about the size of a
/// generated page. Deterministic.
BenchPage nodeExporterPage(const std::string &text, std::size_t bytes);
BenchPage labelHeavyPage(std::size_t bytes);
BenchPage histogramPage(std::size_t bytes);
BenchPage longFloatPage(std::size_t bytes);
BenchPage openMetricsPage(std::size_t bytes);
/// A given page; `second` has its plain numbers changed a little.
BenchPage givenPage(const std::string &name, const std::string &text);

} // namespace quarterdeck
