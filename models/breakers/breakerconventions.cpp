#include "models/breakers/breakerconventions.h"

#include "models/breakers/compiledconventions.h"

#include <QLocale>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace quarterdeck {

namespace {

std::unique_ptr<RE2> compile(const QString &pattern, bool caseSensitive = true)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(caseSensitive);
    options.set_max_mem(1 << 20); // bounds what a configured pattern may cost
    return std::make_unique<RE2>(pattern.toStdString(), options);
}

std::vector<LabelPattern> compileLabels(const QMap<QString, QString> &labels)
{
    std::vector<LabelPattern> patterns;
    for (auto it = labels.constBegin(); it != labels.constEnd(); ++it) {
        patterns.push_back({it.key().toStdString(), compile(it.value())});
    }
    return patterns;
}

NameTemplate compileTemplate(const QString &text)
{
    NameTemplate compiled;
    const qsizetype group = text.indexOf(u"$1");
    compiled.hasGroup = group >= 0;
    compiled.prefix = (group < 0 ? text : text.left(group)).toStdString();
    compiled.suffix = group < 0 ? std::string() : text.mid(group + 2).toStdString();
    return compiled;
}

std::optional<MetricType> typeFromName(const QString &name)
{
    static const QMap<QString, MetricType> types = {
        {QStringLiteral("counter"), MetricType::Counter},
        {QStringLiteral("gauge"), MetricType::Gauge},
        {QStringLiteral("histogram"), MetricType::Histogram},
        {QStringLiteral("gaugehistogram"), MetricType::GaugeHistogram},
        {QStringLiteral("summary"), MetricType::Summary},
        {QStringLiteral("info"), MetricType::Info},
        {QStringLiteral("stateset"), MetricType::StateSet},
        {QStringLiteral("unknown"), MetricType::Unknown},
        {QStringLiteral("untyped"), MetricType::Unknown},
    };
    const auto found = types.constFind(name.toLower());
    return found == types.constEnd() ? std::nullopt : std::optional(*found);
}

QString bareWord(const QString &word)
{
    QString bare;
    for (const QChar character : word) {
        if (character.isLetterOrNumber()) {
            bare.append(character.toLower());
        }
    }
    return bare;
}

CompiledRule compileRule(const BreakerRule &rule)
{
    CompiledRule compiled;
    compiled.rule = &rule;
    compiled.metric = compile(rule.metric);
    if (!rule.help.isEmpty()) {
        compiled.help = compile(rule.help, false);
    }
    if (!rule.type.isEmpty()) {
        compiled.type = typeFromName(rule.type);
    }
    compiled.labels = compileLabels(rule.labels);
    for (const QString &label : rule.ignoreLabels) {
        compiled.ignoreLabels.push_back(label.toStdString());
    }
    for (const QString &label : {rule.stateLabel, rule.fromLabel}) {
        if (!label.isEmpty()) {
            compiled.ignoreLabels.push_back(label.toStdString());
        }
    }
    for (const QString &name : rule.needs) {
        compiled.needs.push_back(compileTemplate(name));
    }
    for (const QString &name : rule.unless) {
        compiled.unless.push_back(compileTemplate(name));
    }
    for (const BreakerCompanion &companion : rule.companions) {
        CompiledCompanion one;
        one.fact = companion.fact;
        one.scale = companion.scale;
        one.metric = compile(companion.metric);
        one.labels = compileLabels(companion.labels);
        compiled.companions.push_back(std::move(one));
    }
    const auto has = [&rule](BreakerFact fact) {
        return std::any_of(rule.companions.begin(), rule.companions.end(),
                           [fact](const BreakerCompanion &companion) { return companion.fact == fact; });
    };
    // Members of a balancer are counted there, not calls
    const bool countsCalls = rule.encoding != BreakerEncoding::ActiveCount;
    compiled.passedIsOk = countsCalls && !has(BreakerFact::CallsOk);
    compiled.refusedIsNotPermitted = countsCalls && !has(BreakerFact::CallsNotPermitted);
    for (auto it = rule.map.constBegin(); it != rule.map.constEnd(); ++it) {
        bool isNumber = false;
        const double number = it.key().toDouble(&isNumber);
        if (isNumber) {
            compiled.numbers.insert(number, it.value());
        } else if (it.key() == u"more") {
            compiled.moreThanNumbers = it.value();
        }
        compiled.words.insert(bareWord(it.key()), it.value());
    }
    return compiled;
}

std::string watchPattern(const NameTemplate &name)
{
    return RE2::QuoteMeta(name.prefix) + (name.hasGroup ? ".*" + RE2::QuoteMeta(name.suffix) : std::string());
}

QString patternError(const QString &pattern, const QString &what)
{
    const std::unique_ptr<RE2> compiled = compile(pattern);
    return compiled->ok() ? QString()
                          : QStringLiteral("%1: bad pattern \"%2\": %3")
                                .arg(what, pattern, QString::fromStdString(compiled->error()));
}

} // namespace

bool BreakerConventions::Compiled::soundsElectrical(const SeriesView &series) const
{
    const auto hasWord = [this](std::string_view text) {
        std::string word;
        char before = ' ';
        for (const char character : text) {
            const auto byte = static_cast<unsigned char>(character);
            const bool part = std::isalnum(byte) != 0;
            // camelCase parts words too
            const bool hump =
                std::isupper(byte) != 0 && std::islower(static_cast<unsigned char>(before)) != 0;
            if (!word.empty() && (!part || hump)) {
                if (notBreakers.contains(word)) {
                    return true;
                }
                word.clear();
            }
            if (part) {
                word.push_back(static_cast<char>(std::tolower(byte)));
            }
            before = character;
        }
        return notBreakers.contains(word);
    };
    return hasWord(series.name) || hasWord(series.help) ||
           std::any_of(series.labels.begin(), series.labels.end(),
                       [&hasWord](const LabelView &label) { return hasWord(label.name); });
}

BreakerConventions::BreakerConventions() : BreakerConventions(BreakerRules{}) {}

BreakerConventions::BreakerConventions(BreakerRules rules)
{
    auto compiled = std::make_unique<Compiled>();
    compiled->rules = std::move(rules);
    RE2::Options options;
    options.set_log_errors(false);
    compiled->names = std::make_unique<RE2::Set>(options, RE2::ANCHOR_BOTH);
    using Pattern = Compiled::Pattern;
    const auto add = [&compiled](const std::string &pattern, Pattern meaning) {
        if (compiled->names->Add(pattern, nullptr) >= 0) {
            compiled->patterns.push_back(meaning);
        }
    };
    for (const BreakerRule &rule : std::as_const(compiled->rules.rules)) {
        if (!firstError(rule).isEmpty()) {
            continue;
        }
        const std::size_t index = compiled->compiledRules.size();
        compiled->compiledRules.push_back(compileRule(rule));
        const CompiledRule &made = compiled->compiledRules.back();
        add(rule.metric.toStdString(), {Pattern::Kind::State, index, 0});
        for (std::size_t i = 0; i < made.companions.size(); ++i) {
            add(made.companions[i].metric->pattern(), {Pattern::Kind::Companion, index, i});
        }
        for (const NameTemplate &name : made.needs) {
            add(watchPattern(name), {Pattern::Kind::Watch, index, 0});
        }
        for (const NameTemplate &name : made.unless) {
            add(watchPattern(name), {Pattern::Kind::Watch, index, 0});
        }
    }
    for (const SaturationRule &rule : std::as_const(compiled->rules.saturation)) {
        if (firstError(rule).isEmpty()) {
            add(rule.metric.toStdString(), {Pattern::Kind::Saturation, compiled->saturation.size(), 0});
            compiled->saturation.push_back({&rule, compile(rule.metric)});
        }
    }
    if (!compiled->compiledRules.empty()) {
        // All client libraries that tell it call it so; opossum-prometheus puts its name before prom-client's
        // own
        add("(?:opossum_)?process_start_time_seconds", {Pattern::Kind::Start, 0, 0});
    }
    compiled->names->Compile();
    for (const QString &word : std::as_const(compiled->rules.notBreakers)) {
        compiled->notBreakers.insert(word.toLower().toStdString());
    }
    m_compiled = std::move(compiled);
}

BreakerConventions::~BreakerConventions() = default;

const BreakerRules &BreakerConventions::rules() const
{
    return m_compiled->rules;
}

QString BreakerConventions::firstError(const BreakerRule &rule)
{
    if (rule.id.isEmpty()) {
        return QStringLiteral("id: missing");
    }
    if (rule.metric.isEmpty()) {
        return QStringLiteral("metric: missing");
    }
    QList<std::pair<QString, QString>> patterns = {{rule.metric, QStringLiteral("metric")},
                                                   {rule.help, QStringLiteral("help")}};
    for (auto it = rule.labels.constBegin(); it != rule.labels.constEnd(); ++it) {
        patterns.append({it.value(), QStringLiteral("labels: ") + it.key()});
    }
    for (const BreakerCompanion &companion : rule.companions) {
        patterns.append({companion.metric, QStringLiteral("companions: metric")});
        if (companion.metric.isEmpty()) {
            return QStringLiteral("companions: metric: missing");
        }
        if (!std::isfinite(companion.scale)) {
            return QStringLiteral("companions: scale: not a finite number");
        }
        for (auto it = companion.labels.constBegin(); it != companion.labels.constEnd(); ++it) {
            patterns.append({it.value(), QStringLiteral("companions: labels: ") + it.key()});
        }
    }
    for (const auto &[pattern, what] : std::as_const(patterns)) {
        const QString error = patternError(pattern, what);
        if (!error.isEmpty()) {
            return error;
        }
    }
    if (!rule.type.isEmpty() && !typeFromName(rule.type)) {
        return QStringLiteral("type: no metric type is called \"%1\"").arg(rule.type);
    }
    const bool labelled =
        rule.encoding == BreakerEncoding::OneHot || rule.encoding == BreakerEncoding::Events ||
        rule.encoding == BreakerEncoding::TimeInState || rule.encoding == BreakerEncoding::Transitions;
    if (labelled && rule.stateLabel.isEmpty()) {
        return QStringLiteral("state_label: missing (this encoding names the state in a label)");
    }
    if (rule.encoding == BreakerEncoding::Events && rule.map.isEmpty()) {
        return QStringLiteral("map: missing (which event leads to which state)");
    }
    if (rule.encoding == BreakerEncoding::Number && rule.map.isEmpty() && !rule.helpDecides) {
        return QStringLiteral("map: missing (which number is which state), or help_decides: true");
    }
    return {};
}

QString BreakerConventions::firstError(const SaturationRule &rule)
{
    if (rule.id.isEmpty()) {
        return QStringLiteral("id: missing");
    }
    if (rule.metric.isEmpty()) {
        return QStringLiteral("metric: missing");
    }
    return patternError(rule.metric, QStringLiteral("metric"));
}

QString shortNumber(double value)
{
    if (std::isnan(value)) {
        return QStringLiteral("NaN");
    }
    if (std::isinf(value)) {
        return value > 0 ? QStringLiteral("+Inf") : QStringLiteral("-Inf");
    }
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

} // namespace quarterdeck
