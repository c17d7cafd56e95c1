#pragma once

#include "models/exposition/series.h"

#include <random>
#include <string>

namespace quarterdeck {

/// Makes pages for tests that compare two readers: correct ones as exporters write them, odd ones that
/// Prometheus still reads, and damaged ones. The same seed makes the same pages.
class PageMutator
{
public:
    explicit PageMutator(std::uint64_t seed) : m_random(seed) {}

    /// A page of a few families with up to `lines` samples each. Series are not repeated.
    std::string page(ExpositionFormat format, int lines);
    /// The page with one to three bytes changed, added, removed or taken from the format's own tokens.
    std::string damaged(const std::string &page);
    /// The page with some values changed, and perhaps series added, removed or exchanged.
    std::string later(const std::string &page);

    int below(int limit) { return static_cast<int>(m_random() % static_cast<std::uint64_t>(limit)); }

private:
    std::string value();
    std::string labelValue(ExpositionFormat format);

    std::mt19937_64 m_random;
};

} // namespace quarterdeck
