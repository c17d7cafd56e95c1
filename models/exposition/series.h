#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quarterdeck {

/// The two wire formats a scrape can answer with (Prometheus text 0.0.4, OpenMetrics 1.0).
enum class ExpositionFormat : std::uint8_t { Text, OpenMetrics };

/// The types of both formats in one list; `Untyped` of the text format is `Unknown` of OpenMetrics.
enum class MetricType : std::uint8_t {
    Unknown,
    Counter,
    Gauge,
    Histogram,
    GaugeHistogram,
    Summary,
    Info,
    StateSet,
};

/// A label as it stands on the page, unescaped. Valid only while the parser's call lasts.
struct LabelView
{
    std::string_view name;
    std::string_view value;
};

/// A series as the parser sees it: what a recogniser decides on. `family` is the name the metadata was
/// declared under (`http_requests` for `http_requests_total` in OpenMetrics), empty when none was.
/// Valid only while the parser's call lasts: nothing here owns its bytes.
struct SeriesView
{
    std::string_view name;
    std::string_view family;
    std::string_view help;
    MetricType type = MetricType::Unknown;
    std::span<const LabelView> labels; ///< in the order of the page

    /// The value of a label, empty when it is absent (Prometheus makes no difference between the two).
    [[nodiscard]] std::string_view label(std::string_view labelName) const
    {
        for (const LabelView &candidate : labels) {
            if (candidate.name == labelName) {
                return candidate.value;
            }
        }
        return {};
    }
};

/// Chosen by a SeriesSelector for a series it wants; dense, from 0.
using SeriesSlot = std::uint32_t;
inline constexpr SeriesSlot ignoredSeries = std::numeric_limits<SeriesSlot>::max();

/// One wanted value of a page. `timestampMs` is the exposed timestamp, Unix milliseconds.
struct SelectedSample
{
    static constexpr std::int64_t noTimestamp = std::numeric_limits<std::int64_t>::min();
    SeriesSlot slot = ignoredSeries;
    double value = 0;
    std::int64_t timestampMs = noTimestamp;
};

/// Decides once per series and page layout whether a value is wanted; the reader caches the answer with
/// the layout, so this is not on the path of an unchanged page.
class SeriesSelector
{
public:
    virtual ~SeriesSelector() = default;
    /// Returns the slot under which values of this series are wanted, or `ignoredSeries`.
    virtual SeriesSlot select(const SeriesView &series) = 0;
};

/// Where and why a line could not be read. `line` and `column` count from 1, columns in bytes.
struct ExpositionProblem
{
    std::uint64_t line = 0;
    std::uint64_t column = 0;
    std::string message;
    bool operator==(const ExpositionProblem &) const = default;
};

/// What reading one page came to, besides the selected samples.
struct PageReport
{
    std::uint64_t samples = 0;               ///< readable samples on the page
    std::uint64_t badLines = 0;              ///< lines that could not be read and were left out
    std::vector<ExpositionProblem> problems; ///< the first of them, at most `maxProblems`
    bool layoutReused = false;               ///< the page had the series of the page before
    bool complete = true; ///< false: OpenMetrics without `# EOF`, which may be cut off; nothing was selected
    static constexpr std::size_t maxProblems = 100;
};

} // namespace quarterdeck
