#include "models/signals/signalrecognisers.h"

#include "models/signals/labelpattern.h"

#include <atomic>
#include <charconv>
#include <cmath>
#include <string>
#include <unordered_map>

namespace quarterdeck {

namespace {

struct TextHash
{
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

struct CompiledTest
{
    std::vector<std::string> labels;
    std::vector<LabelPattern> patterns;

    explicit CompiledTest(const LabelTest &test)
    {
        for (const QString &label : test.labels) {
            labels.push_back(label.toStdString());
        }
        for (const QString &pattern : test.patterns) {
            patterns.emplace_back(pattern);
        }
    }

    /// The first of the labels that the series has; nothing when it has none.
    [[nodiscard]] std::optional<std::string_view> value(const SeriesView &series) const
    {
        for (const std::string &label : labels) {
            if (const std::string_view found = series.label(label); !found.empty()) {
                return found;
            }
        }
        return std::nullopt;
    }
};

struct CompiledRule
{
    std::vector<CompiledTest> where;
    CompiledTest error;
};

/// One way in which a name is used by a rule.
struct Use
{
    int rule = 0;
    SignalMatch::Part part = SignalMatch::Part::Count;
};

std::optional<double> readNumber(std::string_view text)
{
    if (text == "+Inf" || text == "Inf" || text == "inf" || text == "+inf") {
        return std::numeric_limits<double>::infinity();
    }
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || std::isnan(number)) {
        return std::nullopt;
    }
    return number;
}

} // namespace

struct SignalRecognisers::Private
{
    QList<SignalRule> rules;
    std::vector<CompiledRule> compiled;
    std::unordered_map<std::string, std::vector<Use>, TextHash, std::equal_to<>> byName;
    std::vector<std::pair<std::string, Use>> byGlob;
    /// By rule; worker threads only ever set them.
    mutable std::unique_ptr<std::atomic<bool>[]> hasMatched;

    void addName(const std::string &name, Use use)
    {
        if (name.find('*') != std::string::npos) {
            byGlob.emplace_back(name, use);
        } else {
            byName[name].push_back(use);
        }
    }

    [[nodiscard]] std::optional<SignalMatch> match(const SeriesView &series, const Use &use) const
    {
        const CompiledRule &rule = compiled[static_cast<std::size_t>(use.rule)];
        for (const CompiledTest &test : rule.where) {
            if (!passes(test.patterns, test.value(series).value_or(std::string_view()))) {
                return std::nullopt;
            }
        }
        const SignalRule &source = rules.at(use.rule);
        SignalMatch match;
        match.rule = use.rule;
        match.role = source.role;
        match.part = use.part;
        if (use.part == SignalMatch::Part::Count) {
            const std::optional<std::string_view> value = rule.error.value(series);
            match.errorKnown = value.has_value();
            match.error = value && passes(rule.error.patterns, *value);
            return match;
        }
        const bool isBucket = use.part == SignalMatch::Part::Bucket;
        const std::optional<double> bound = readNumber(series.label(isBucket ? "le" : "quantile"));
        if (!bound || (!isBucket && !(*bound >= 0 && *bound <= 1))) {
            return std::nullopt;
        }
        match.bound = isBucket ? *bound * source.unitSeconds : *bound;
        return match;
    }
};

SignalRecognisers::SignalRecognisers(QList<SignalRule> rules)
{
    auto made = std::make_unique<Private>();
    made->rules = std::move(rules);
    made->hasMatched = std::make_unique<std::atomic<bool>[]>(static_cast<std::size_t>(made->rules.size()));
    for (int index = 0; index < made->rules.size(); ++index) {
        const SignalRule &rule = made->rules.at(index);
        std::vector<CompiledTest> where;
        for (const LabelTest &test : rule.where) {
            where.emplace_back(test);
        }
        made->compiled.push_back({std::move(where), CompiledTest(rule.error)});
        for (const QString &metric : rule.metrics) {
            const std::string name = metric.toStdString();
            if (rule.role == SignalRole::Latency) {
                made->addName(name + "_bucket", {index, SignalMatch::Part::Bucket});
                made->addName(name, {index, SignalMatch::Part::Quantile});
            } else {
                made->addName(name, {index, SignalMatch::Part::Count});
            }
        }
    }
    d = std::move(made);
}

SignalRecognisers::~SignalRecognisers() = default;

const QList<SignalRule> &SignalRecognisers::rules() const
{
    return d->rules;
}

std::optional<SignalMatch> SignalRecognisers::match(const SeriesView &series) const
{
    std::optional<SignalMatch> best;
    if (const auto found = d->byName.find(series.name); found != d->byName.end()) {
        for (const Use &use : found->second) {
            if ((best = d->match(series, use))) {
                break;
            }
        }
    }
    for (const auto &[glob, use] : d->byGlob) {
        if (best && best->rule <= use.rule) {
            break; // In order of the rules: no better one follows.
        }
        if (globMatches(glob, series.name, GlobCase::Exact)) {
            if (const std::optional<SignalMatch> match = d->match(series, use)) {
                best = match;
                break;
            }
        }
    }
    if (best) {
        d->hasMatched[static_cast<std::size_t>(best->rule)].store(true, std::memory_order_relaxed);
    }
    return best;
}

QStringList SignalRecognisers::silentRules() const
{
    QStringList silent;
    for (qsizetype index = 0; index < d->rules.size(); ++index) {
        const SignalRule &rule = d->rules.at(index);
        if (!rule.builtIn &&
            !d->hasMatched[static_cast<std::size_t>(index)].load(std::memory_order_relaxed)) {
            silent.append(rule.id);
        }
    }
    return silent;
}

QString SignalRecognisers::problem(const SignalRule &rule)
{
    if (rule.id.isEmpty()) {
        return QStringLiteral("a signal rule needs an id");
    }
    if (rule.metrics.isEmpty()) {
        return QStringLiteral("the signal rule \"%1\" names no metrics").arg(rule.id);
    }
    if (rule.traffic.isEmpty()) {
        return QStringLiteral("the signal rule \"%1\" names no traffic").arg(rule.id);
    }
    if (!(rule.unitSeconds > 0) || !std::isfinite(rule.unitSeconds)) {
        return QStringLiteral("the unit of the signal rule \"%1\" is not a time").arg(rule.id);
    }
    if (rule.role != SignalRole::Requests && !rule.error.labels.isEmpty()) {
        return QStringLiteral("only a rule of the role \"requests\" can tell errors apart");
    }
    QList<LabelTest> tests = rule.where;
    tests.append(rule.error);
    for (const LabelTest &test : std::as_const(tests)) {
        if (test.labels.isEmpty() != test.patterns.isEmpty()) {
            return QStringLiteral("a test on a label needs a label and a pattern");
        }
        for (const QString &pattern : test.patterns) {
            if (const QString wrong = LabelPattern::problem(pattern); !wrong.isEmpty()) {
                return wrong;
            }
        }
    }
    return {};
}

} // namespace quarterdeck
