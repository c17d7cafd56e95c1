#pragma once

#include "app/simfleet/metricspages.h"
#include "app/simfleet/world.h"

#include <cmath>
#include <map>
#include <string>

namespace quarterdeck::simfleet {

/// What a metrics page of the world says, by series as it stands on the page.
inline std::map<std::string, double> pageOf(World &world, std::uint32_t index, double now)
{
    std::string text;
    PageFormat format = PageFormat::Text;
    world.metricsPage(index, now, format, text);
    std::map<std::string, double> result;
    std::size_t from = 0;
    while (from < text.size()) {
        const std::size_t end = text.find('\n', from);
        const std::string line = text.substr(from, end - from);
        from = end + 1;
        const std::size_t blank = line.rfind(' ');
        if (line[0] != '#' && blank != std::string::npos) {
            result[line.substr(0, blank)] = std::strtod(line.c_str() + blank + 1, nullptr);
        }
    }
    return result;
}

/// The first instance of a service.
inline std::uint32_t firstOf(const World &world, const std::string &service)
{
    for (std::uint32_t i = 0; i < world.size(); ++i) {
        if (world.service(i).name == service) {
            return i;
        }
    }
    return world.size();
}

/// Sums the series whose text contains all of `parts`.
inline double sumOf(const std::map<std::string, double> &page, std::initializer_list<const char *> parts)
{
    double sum = std::nan("");
    for (const auto &[series, value] : page) {
        bool all = true;
        for (const char *part : parts) {
            all = all && series.find(part) != std::string::npos;
        }
        if (all) {
            sum = (std::isnan(sum) ? 0 : sum) + value;
        }
    }
    return sum;
}

inline FaultOrder order(const char *match, FaultKind kind, double value = 0, double forSeconds = 0)
{
    FaultOrder result;
    result.kind = kind;
    result.matchText = QString::fromLatin1(match);
    result.match = std::get<Match>(Match::parse(result.matchText));
    result.value = value;
    result.forSeconds = forSeconds;
    return result;
}

inline Match matchOf(const char *text)
{
    return std::get<Match>(Match::parse(QString::fromLatin1(text)));
}

} // namespace quarterdeck::simfleet
