#include "app/config/breakerrules.h"

#include "app/config/builtinrules.h"
#include "app/config/mappingreader.h"
#include "app/config/valuereader.h"
#include "models/breakers/breakerconventions.h"

#include <QMutex>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

QMap<QString, QString> readCompanionLabels(const DocumentNode &node, const SourceFile &file)
{
    QMap<QString, QString> labels;
    if (!node.isMapping()) {
        file.error(node, u"labels is a mapping of labels to expressions, found %1"_s.arg(node.describe()));
        return labels;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        labels.insert(node.keys[i].text, readText(node.items[i], file).value_or(QString()));
    }
    return labels;
}

QMap<QString, BreakerState> readStates(const DocumentNode &node, const SourceFile &file)
{
    QMap<QString, BreakerState> states;
    if (!node.isMapping()) {
        file.error(node, u"map is a mapping of values to states (write {0: closed, 1: open}), found %1"_s.arg(
                             node.describe()));
        return states;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const QString word = readText(node.items[i], file).value_or(QString());
        const BreakerState state = breakerStateFromWord(word);
        if (word == breakerStateToFillIn) {
            file.error(
                node.items[i],
                u"say which state %1 means in place of \"%2\": closed, open, half-open, forced open, forced closed, disabled, metrics only or unknown"_s
                    .arg(node.keys[i].describe(), breakerStateToFillIn));
        } else if (state == BreakerState::Unknown && word != "unknown"_L1) {
            file.error(
                node.items[i],
                u"%1 is no state: write closed, open, half-open, forced open, forced closed, disabled, metrics only or unknown"_s
                    .arg(node.items[i].describe()));
        }
        states.insert(node.keys[i].text, state);
    }
    return states;
}

void readTextInto(MappingReader &reader, QLatin1StringView key, QString &text)
{
    if (const DocumentNode *node = reader.find(key)) {
        text = readText(*node, reader.file()).value_or(QString());
    }
}

void readTextsInto(MappingReader &reader, QLatin1StringView key, QList<QString> &texts)
{
    if (const DocumentNode *node = reader.find(key)) {
        texts = readTexts(*node, reader.file(), SingleText::Allowed).value_or(QList<QString>());
    }
}

BreakerCompanion readCompanion(const DocumentNode &node, const SourceFile &file)
{
    BreakerCompanion companion;
    MappingReader reader(node, file, u"a companion"_s);
    if (const DocumentNode *fact = reader.require("fact"_L1)) {
        const auto known = breakerFactFromName(fact->text);
        if (!known) {
            file.error(
                *fact,
                u"%1 is none of failure_rate, threshold, forced_open, forced_closed, opened, closed, refused, passed, ok, slow, failed, timed_out, not_permitted, slow_now, ok_now, failed_now, wait, bucket, quantile"_s
                    .arg(fact->describe()));
        }
        companion.fact = known.value_or(companion.fact);
    }
    if (const DocumentNode *metric = reader.require("metric"_L1)) {
        companion.metric = readText(*metric, file).value_or(QString());
    }
    if (const DocumentNode *labels = reader.find("labels"_L1)) {
        companion.labels = readCompanionLabels(*labels, file);
    }
    if (const DocumentNode *scale = reader.find("scale"_L1)) {
        bool isNumber = false;
        companion.scale = scale->text.toDouble(&isNumber);
        if (!isNumber) {
            file.error(*scale, u"%1 is not a number"_s.arg(scale->describe()));
            companion.scale = 1;
        }
    }
    reader.finish();
    return companion;
}

/// Puts what is wrong with a whole rule at the key that it names ("metric: missing ...").
void report(const QString &error, const DocumentNode &entry, const SourceFile &file)
{
    if (error.isEmpty()) {
        return;
    }
    const DocumentNode *at = entry.value(error.left(error.indexOf(u':')));
    file.error(at != nullptr ? *at : entry, error);
}

BreakerRule readRule(const DocumentNode &entry, const SourceFile &file)
{
    BreakerRule rule;
    MappingReader reader(entry, file, u"a breaker rule"_s);
    reader.require("id"_L1);
    reader.require("metric"_L1);
    readTextInto(reader, "id"_L1, rule.id);
    readTextInto(reader, "metric"_L1, rule.metric);
    readTextInto(reader, "type"_L1, rule.type);
    readTextInto(reader, "help"_L1, rule.help);
    readTextInto(reader, "name"_L1, rule.name);
    readTextInto(reader, "state_label"_L1, rule.stateLabel);
    readTextInto(reader, "from_label"_L1, rule.fromLabel);
    readTextInto(reader, "hint"_L1, rule.hint);
    readTextInto(reader, "companions_of"_L1, rule.companionsOf);
    readTextsInto(reader, "needs"_L1, rule.needs);
    readTextsInto(reader, "unless"_L1, rule.unless);
    readTextsInto(reader, "name_labels"_L1, rule.nameLabels);
    readTextsInto(reader, "ignore_labels"_L1, rule.ignoreLabels);
    if (const DocumentNode *labels = reader.find("labels"_L1)) {
        rule.labels = readCompanionLabels(*labels, file);
    }
    bool isEncodingKnown = false;
    if (const DocumentNode *encoding = reader.require("encoding"_L1)) {
        const auto known = breakerEncodingFromName(encoding->text);
        isEncodingKnown = known.has_value();
        if (!known) {
            file.error(
                *encoding,
                u"%1 is none of one-hot, number, events, time-in-state, transitions, active-count"_s.arg(
                    encoding->describe()));
        }
        rule.encoding = known.value_or(rule.encoding);
    }
    if (const DocumentNode *map = reader.find("map"_L1)) {
        rule.map = readStates(*map, file);
    }
    if (const DocumentNode *helpDecides = reader.find("help_decides"_L1)) {
        rule.helpDecides = readBool(*helpDecides, file).value_or(false);
    }
    if (const DocumentNode *guarded = reader.find("guarded"_L1)) {
        rule.guarded = readBool(*guarded, file).value_or(false);
    }
    if (const DocumentNode *companions = reader.find("companions"_L1)) {
        if (!companions->isSequence()) {
            file.error(*companions, u"companions is a list, found %1"_s.arg(companions->describe()));
        }
        for (const DocumentNode &companion : companions->items) {
            rule.companions.append(readCompanion(companion, file));
        }
    }
    reader.finish();
    // What is missing was said already.
    if (!rule.id.isEmpty() && !rule.metric.isEmpty() && isEncodingKnown) {
        report(BreakerConventions::firstError(rule), entry, file);
    }
    return rule;
}

SaturationRule readSaturation(const DocumentNode &entry, const SourceFile &file)
{
    SaturationRule rule;
    MappingReader reader(entry, file, u"a saturation rule"_s);
    reader.require("id"_L1);
    reader.require("metric"_L1);
    readTextInto(reader, "id"_L1, rule.id);
    readTextInto(reader, "metric"_L1, rule.metric);
    readTextsInto(reader, "name_labels"_L1, rule.nameLabels);
    readTextInto(reader, "limit"_L1, rule.limit);
    reader.finish();
    if (!rule.id.isEmpty() && !rule.metric.isEmpty()) {
        report(BreakerConventions::firstError(rule), entry, file);
    }
    return rule;
}

} // namespace

BreakerRules readBreakerRules(const DocumentNode &node, const SourceFile &file)
{
    BreakerRules rules;
    MappingReader reader(node, file, u"breakers"_s);
    const auto list = [&](QLatin1StringView key, auto read) {
        const DocumentNode *found = reader.find(key);
        if (found != nullptr && !found->isSequence()) {
            file.error(*found, u"%1 is a list, found %2"_s.arg(key, found->describe()));
        } else if (found != nullptr) {
            std::for_each(found->items.begin(), found->items.end(), read);
        }
    };
    list("rules"_L1, [&](const DocumentNode &entry) { rules.rules.append(readRule(entry, file)); });
    list("saturation"_L1,
         [&](const DocumentNode &entry) { rules.saturation.append(readSaturation(entry, file)); });
    readTextsInto(reader, "not_breakers"_L1, rules.notBreakers);
    reader.finish();
    return rules;
}

/// Gives the rules of `configured` the companions that they borrow from other rules.
static void borrowCompanions(BreakerRules &rules, const DocumentNode &configured, const SourceFile &file)
{
    for (BreakerRule &rule : rules.rules) {
        if (rule.companionsOf.isEmpty()) {
            continue;
        }
        const auto lender =
            std::find_if(rules.rules.cbegin(), rules.rules.cend(), [&rule](const BreakerRule &other) {
                return other.id == rule.companionsOf && &other != &rule && !other.companions.isEmpty();
            });
        if (lender != rules.rules.cend()) {
            rule.companions.append(lender->companions);
            continue;
        }
        const DocumentNode *list = configured.value(u"rules"_s);
        for (const DocumentNode &entry : list == nullptr ? std::vector<DocumentNode>() : list->items) {
            const DocumentNode *key = entry.value(u"companions_of"_s);
            if (key != nullptr && key->text == rule.companionsOf) {
                file.error(*key, u"no rule with companions is called %1"_s.arg(key->describe()));
            }
        }
    }
}

std::shared_ptr<const BreakerConventions> breakerConventionsFor(const DocumentNode &configured,
                                                                const SourceFile &file)
{
    static QMutex mutex;
    static std::weak_ptr<const BreakerConventions> lastMade;

    BreakerRules rules = configured.isNull() ? BreakerRules() : readBreakerRules(configured, file);
    const QString path = u":/quarterdeck/breakers.yml"_s;
    const DocumentNode root = readBuiltInRules(path, *file.problems);
    const BreakerRules builtIn = readBreakerRules(root, builtInFile(path, *file.problems));
    rules.rules.append(builtIn.rules);
    rules.saturation.append(builtIn.saturation);
    rules.notBreakers.append(builtIn.notBreakers);
    borrowCompanions(rules, configured, file);

    const QMutexLocker lock(&mutex);
    std::shared_ptr<const BreakerConventions> conventions = lastMade.lock();
    if (!conventions || conventions->rules() != rules) {
        conventions = std::make_shared<const BreakerConventions>(std::move(rules));
        lastMade = conventions;
    }
    return conventions;
}

} // namespace quarterdeck
