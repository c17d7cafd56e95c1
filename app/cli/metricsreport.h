#pragma once

#include "models/exposition/expositionparser.h"

#include <string_view>
#include <vector>

namespace quarterdeck {

/// What linting a page came to: what made it unreadable, and what was read in spite of a broken rule.
struct MetricsReport
{
    static constexpr std::size_t maxProblems = 100;
    static constexpr std::size_t maxWarnings = 1000;

    std::vector<ExpositionProblem> problems; ///< by line, at most maxProblems
    std::vector<ExpositionWarning> warnings; ///< by line, at most maxWarnings
    std::uint64_t problemCount = 0;
    std::uint64_t warningCount = 0;
    std::uint64_t samples = 0;
    std::uint64_t families = 0;

    [[nodiscard]] bool rejected() const { return problemCount != 0; }
};

/// Reads the whole page with all its rules. `strict` makes a broken rule a problem.
MetricsReport lintMetrics(std::string_view page, ExpositionDialect dialect, bool strict);

/// The dialect of a page that came without a content type: OpenMetrics when its last line is `# EOF`.
ExpositionDialect dialectOfPage(std::string_view page);

} // namespace quarterdeck
