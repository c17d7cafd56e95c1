#include "models/exposition/serieskey.h"

#include <cstring>

namespace quarterdeck {

namespace {

/// The finisher of splitmix64: every bit of the input moves every bit of the result.
std::uint64_t mixed(std::uint64_t word)
{
    word = (word ^ (word >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    word = (word ^ (word >> 27U)) * 0x94D049BB133111EBULL;
    return word ^ (word >> 31U);
}

std::uint64_t hashOf(std::string_view text, std::uint64_t seed)
{
    std::uint64_t hash = seed ^ (text.size() * 0x9E3779B97F4A7C15ULL);
    while (text.size() >= 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data(), sizeof word);
        hash = mixed(hash ^ word) + 0x9E3779B97F4A7C15ULL;
        text.remove_prefix(8);
    }
    std::uint64_t last = 0;
    if (!text.empty()) {
        std::memcpy(&last, text.data(), text.size());
    }
    return mixed(hash ^ last);
}

} // namespace

SeriesKey seriesKey(std::string_view name, std::span<const LabelView> labels, std::string_view without)
{
    SeriesKey key{hashOf(name, 0x243F6A8885A308D3ULL), hashOf(name, 0x13198A2E03707344ULL)};
    for (const LabelView &label : labels) {
        if (label.value.empty() || (!without.empty() && label.name == without)) {
            continue;
        }
        // A sum, so that the order does not matter.
        key.high += mixed(hashOf(label.value, hashOf(label.name, 0xA4093822299F31D0ULL)));
        key.low += mixed(hashOf(label.value, hashOf(label.name, 0x082EFA98EC4E6C89ULL)));
    }
    return key;
}

} // namespace quarterdeck
