#pragma once

#include "models/breakers/breakerrule.h"
#include "models/exposition/series.h"

#include <memory>
#include <optional>
#include <string_view>

namespace quarterdeck {

/// The conventions by which breakers are recognised, compiled once and shared by all targets.
/// Immutable after construction: safe to read from any thread.
class BreakerConventions
{
public:
    /// No convention at all: recognises nothing.
    BreakerConventions();
    /// `rules` in order of precedence: configured ones before built-in ones. Rules with an error in them
    /// (see firstError()) are left out.
    explicit BreakerConventions(BreakerRules rules);
    ~BreakerConventions();
    BreakerConventions(const BreakerConventions &) = delete;
    BreakerConventions &operator=(const BreakerConventions &) = delete;

    [[nodiscard]] const BreakerRules &rules() const;

    /// What is wrong with a rule, empty when nothing is: patterns that do not compile, labels that the
    /// encoding needs and that are not named, states that nothing maps to.
    static QString firstError(const BreakerRule &rule);
    static QString firstError(const SaturationRule &rule);

    struct Compiled;
    [[nodiscard]] const Compiled &compiled() const { return *m_compiled; }

private:
    std::unique_ptr<const Compiled> m_compiled;
};

/// Reads a state word of any library, without regard to case and punctuation: "HALF_OPEN", "halfOpen",
/// "half-opened" are the same. `Unknown` for words that are no state.
BreakerState breakerStateFromWord(QStringView word);

/// Stands in a proposed map for a state that a person has to say; reading such a map is an error.
inline constexpr QLatin1StringView breakerStateToFillIn("fill-in");

/// The names used in breakers.yml and fleet.yml: "one-hot", "number", "events", "time-in-state",
/// "transitions", "active-count"; nothing when there is no such encoding.
std::optional<BreakerEncoding> breakerEncodingFromName(QStringView name);
/// "failure_rate", "threshold", "forced_open", "forced_closed", "opened", "refused", "passed", "closed",
/// "ok", "slow", "failed", "timed_out", "not_permitted", "slow_now", "ok_now", "failed_now", "wait",
/// "bucket", "quantile".
std::optional<BreakerFact> breakerFactFromName(QStringView name);

} // namespace quarterdeck
