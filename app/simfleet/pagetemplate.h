#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace quarterdeck::simfleet {

/// What stands where a number stands on a metrics page. `index` and `part` mean, in this order, what the
/// comment says.
enum class Quantity : std::uint8_t {
    Constant,       ///< `scale` itself
    Requests,       ///< RequestClass (requestClasses: all)
    RequestBucket,  ///< RequestClass, bucket
    RequestSeconds, ///< RequestClass
    InFlight,
    BreakerIsIn,           ///< breaker, SimulatedBreaker::Mode: 1 or 0
    BreakerIsOpen,         ///< breaker: 1 while it is open or half-open
    BreakerNumber,         ///< breaker, BreakerEncoding
    BreakerCalls,          ///< breaker, BreakerCall
    BreakerSeconds,        ///< breaker, BreakerCall
    BreakerBucket,         ///< breaker, BreakerCall + breakerCalls * bucket; the last bucket is +Inf
    BreakerQuantile,       ///< breaker, BreakerCall + breakerCalls * place in breakerQuantiles: seconds
    BreakerSlowNow,        ///< breaker, BreakerCall: slow calls in the library's own window
    BreakerEvents,         ///< breaker, BreakerEvent
    BreakerFailurePercent, ///< breaker
    BreakerEjected,        ///< breaker: hosts out of an Envoy cluster
    IsSaturated,           ///< 1 while requests take so much longer that they queue
    Uptime,
    StartTime,
    CpuSeconds,
    MemoryBytes,
    HeapBytes,
    OpenFiles,
    Threads,
    IsLeader,
    IsReplica,
    Timeline,
    WalPosition,
    ReplayPosition,
    PaddingCounter, ///< running number
    PaddingGauge,   ///< running number
};

enum class BreakerEncoding : std::uint8_t { ClosedHalfOpen, ClosedOpenHalf };
enum class BreakerCall : std::uint8_t { Successful, Failed, Slow, NotPermitted, All };
inline constexpr std::size_t breakerCalls = 5;
/// Those that prom-client's summaries have unless told otherwise.
inline constexpr std::array breakerQuantiles{0.01, 0.05, 0.5, 0.9, 0.95, 0.99, 0.999};
enum class BreakerEvent : std::uint8_t { Opened, HalfOpened, Closed, Isolated };

struct Slot
{
    Quantity quantity = Quantity::Constant;
    std::uint16_t index = 0;
    std::uint16_t part = 0;
    double scale = 1; ///< the value's factor: a route's share of the requests, milliseconds for seconds
    bool operator==(const Slot &) const = default;
};

enum class FamilyType : std::uint8_t { Counter, Gauge, Histogram, Summary };
enum class PageFormat : std::uint8_t { Text, OpenMetrics };

/// One line of a family: `suffix` is "_bucket", "_sum", "_count" or nothing.
struct PageRow
{
    std::string suffix = {};
    std::vector<std::pair<std::string, std::string>> labels = {};
    Slot slot = {};
};

/// A metric family of a page. A counter's name is the one of the text format.
struct PageFamily
{
    std::string name;
    std::string help;
    FamilyType type = FamilyType::Gauge;
    std::vector<PageRow> rows = {};
};

/// A page with the text between its numbers made once: rendering copies text and formats numbers.
class PageTemplate
{
public:
    PageTemplate() = default;
    PageTemplate(const std::vector<PageFamily> &families, PageFormat format);

    /// Appends the page; `values` gives the number of each slot in the order of slots().
    void render(const std::vector<double> &values, std::string &out) const;
    [[nodiscard]] const std::vector<Slot> &slots() const { return m_slots; }

    /// Roughly the size of one row on a page in bytes.
    static std::size_t estimatedSize(const PageFamily &family);

private:
    std::string m_text;
    std::vector<std::uint32_t> m_ends; ///< where in m_text the text before each number ends
    std::vector<Slot> m_slots;
};

/// Appends a number as the formats want it: whole ones without a point, NaN and infinities by name.
void appendNumber(double value, std::string &out);

} // namespace quarterdeck::simfleet
