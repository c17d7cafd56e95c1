#pragma once

#include "models/breakers/breakerconventions.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace quarterdeck {

/// A label and the pattern its whole value must fit.
struct LabelPattern
{
    std::string name;
    std::unique_ptr<RE2> value;
};

struct CompiledCompanion
{
    BreakerFact fact = BreakerFact::Opened;
    double scale = 1.0;
    std::unique_ptr<RE2> metric;
    std::vector<LabelPattern> labels;
};

/// A metric name that another rule asks for: `prefix` + $1 + `suffix`, or just `prefix`.
struct NameTemplate
{
    std::string prefix;
    std::string suffix;
    bool hasGroup = false;
    [[nodiscard]] std::string expand(const std::string &group) const
    {
        return hasGroup ? prefix + group + suffix : prefix;
    }
};

struct CompiledRule
{
    const BreakerRule *rule = nullptr;
    std::unique_ptr<RE2> metric;
    std::unique_ptr<RE2> help;
    std::optional<MetricType> type;
    std::vector<LabelPattern> labels;
    std::vector<std::string> ignoreLabels; ///< with the state's own labels
    std::vector<NameTemplate> needs;
    std::vector<NameTemplate> unless;
    std::vector<CompiledCompanion> companions;
    bool passedIsOk = false; ///< see BreakerFact::CallsOk
    bool refusedIsNotPermitted = false;
    QMap<double, BreakerState> numbers;
    std::optional<BreakerState> moreThanNumbers; ///< `more` of the map
    QMap<QString, BreakerState> words;           ///< without case and punctuation
};

struct CompiledSaturation
{
    const SaturationRule *rule = nullptr;
    std::unique_ptr<RE2> metric;
};

struct BreakerConventions::Compiled
{
    BreakerRules rules;
    std::vector<CompiledRule> compiledRules;
    std::vector<CompiledSaturation> saturation;
    std::unordered_set<std::string> notBreakers;

    /// What a pattern of `names` stands for.
    struct Pattern
    {
        enum class Kind { State, Companion, Saturation, Watch, Start } kind = Kind::State;
        std::size_t rule = 0;
        std::size_t companion = 0;
    };
    std::unique_ptr<RE2::Set> names; ///< all patterns for metric names, tried in one pass
    std::vector<Pattern> patterns;   ///< by their index in `names`

    /// Whether words of `notBreakers` are in a name, a HELP text or label names.
    [[nodiscard]] bool soundsElectrical(const SeriesView &series) const;
};

/// A number as it is written on a page, in the shortest form.
QString shortNumber(double value);

} // namespace quarterdeck
