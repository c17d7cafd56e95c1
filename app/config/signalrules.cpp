#include "app/config/signalrules.h"

#include "app/config/builtinrules.h"
#include "app/config/mappingreader.h"
#include "app/config/nearestword.h"
#include "app/config/valuereader.h"
#include "models/signals/labelpattern.h"
#include "models/signals/signalrecognisers.h"

#include <QMutex>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

template <typename Value>
struct Word
{
    QLatin1StringView word;
    Value value;
};

constexpr std::array<Word<SignalRole>, 3> roles{{
    {"requests"_L1, SignalRole::Requests},
    {"errors"_L1, SignalRole::Errors},
    {"latency"_L1, SignalRole::Latency},
}};
constexpr std::array<Word<double>, 4> units{{
    {"seconds"_L1, 1},
    {"milliseconds"_L1, 1e-3},
    {"microseconds"_L1, 1e-6},
    {"nanoseconds"_L1, 1e-9},
}};

template <typename Value, std::size_t size>
Value readWord(const DocumentNode &node, const SourceFile &file, const std::array<Word<Value>, size> &known)
{
    QList<QString> words;
    for (const Word<Value> &one : known) {
        if (node.isScalar() && node.text == one.word) {
            return one.value;
        }
        words.append(one.word);
    }
    file.error(node, u"%1 is none of %2%3"_s.arg(node.describe(), words.join(u", "_s),
                                                 didYouMean(node.text, words)));
    return known.front().value;
}

QList<QString> readPatterns(const DocumentNode &node, const SourceFile &file)
{
    const QList<QString> patterns = readTexts(node, file, SingleText::Allowed).value_or(QList<QString>());
    for (qsizetype i = 0; i < patterns.size(); ++i) {
        const QString problem = LabelPattern::problem(patterns.at(i));
        if (!problem.isEmpty()) {
            file.error(node.isSequence() ? node.items[static_cast<std::size_t>(i)] : node, problem);
        }
    }
    return patterns;
}

QList<LabelTest> readWhere(const DocumentNode &node, const SourceFile &file)
{
    QList<LabelTest> tests;
    if (!node.isMapping()) {
        file.error(node, u"where is a mapping of labels to patterns, found %1"_s.arg(node.describe()));
        return tests;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        tests.append({{node.keys[i].text}, readPatterns(node.items[i], file)});
    }
    return tests;
}

LabelTest readError(const DocumentNode &node, const SourceFile &file)
{
    LabelTest test;
    MappingReader reader(node, file, u"error"_s);
    if (const DocumentNode *label = reader.require("label"_L1)) {
        test.labels = readTexts(*label, file, SingleText::Allowed).value_or(QList<QString>());
    }
    if (const DocumentNode *values = reader.require("values"_L1)) {
        test.patterns = readPatterns(*values, file);
    }
    reader.finish();
    return test;
}

/// What looks like a slip, although it may be meant.
void warnOfSlips(const SignalRule &rule, const DocumentNode &metrics, bool hasUnit, const SourceFile &file)
{
    if (rule.role != SignalRole::Latency) {
        return;
    }
    for (const QString &metric : rule.metrics) {
        for (const QLatin1StringView suffix : {"_bucket"_L1, "_sum"_L1, "_count"_L1}) {
            if (metric.endsWith(suffix)) {
                file.warning(metrics,
                             u"%1 is one of the series of a histogram or summary: write the name without its "
                             "suffix, %2"_s.arg(metric, metric.chopped(suffix.size())));
            }
        }
        if (!hasUnit && (metric.endsWith("_ms"_L1) || metric.endsWith("_milliseconds"_L1))) {
            file.warning(metrics,
                         u"%1 sounds like milliseconds, and is read as seconds: write unit: milliseconds, or "
                         "unit: seconds if it is so"_s.arg(metric));
        }
    }
}

} // namespace

QList<SignalRule> readSignalRules(const DocumentNode &node, const SourceFile &file)
{
    QList<SignalRule> rules;
    if (!node.isSequence()) {
        file.error(node, u"signals is a list of rules (each begins with \"- id: ...\"), found %1"_s.arg(
                             node.describe()));
        return rules;
    }
    for (const DocumentNode &entry : node.items) {
        MappingReader reader(entry, file, u"a signal rule"_s);
        SignalRule rule;
        if (const DocumentNode *id = reader.require("id"_L1)) {
            rule.id = readText(*id, file).value_or(QString());
        }
        if (const DocumentNode *role = reader.require("role"_L1)) {
            rule.role = readWord(*role, file, roles);
        }
        if (const DocumentNode *metrics = reader.require("metrics"_L1)) {
            rule.metrics = readTexts(*metrics, file, SingleText::Allowed).value_or(QList<QString>());
        }
        if (const DocumentNode *traffic = reader.find("traffic"_L1)) {
            rule.traffic = readTexts(*traffic, file, SingleText::Allowed).value_or(rule.traffic);
        }
        if (const DocumentNode *where = reader.find("where"_L1)) {
            rule.where = readWhere(*where, file);
        }
        if (const DocumentNode *error = reader.find("error"_L1)) {
            rule.error = readError(*error, file);
        }
        if (const DocumentNode *unit = reader.find("unit"_L1)) {
            rule.unitSeconds = readWord(*unit, file, units);
        }
        if (const DocumentNode *metrics = reader.find("metrics"_L1)) {
            warnOfSlips(rule, *metrics, reader.find("unit"_L1) != nullptr, file);
        }
        reader.finish();
        const bool isNamed = !rule.id.isEmpty() && !rule.metrics.isEmpty();
        const QString problem = isNamed ? SignalRecognisers::problem(rule) : QString();
        if (!problem.isEmpty()) {
            file.error(entry, problem);
        }
        if (std::any_of(rules.cbegin(), rules.cend(),
                        [&](const SignalRule &other) { return other.id == rule.id; }) &&
            !rule.id.isEmpty()) {
            file.error(entry,
                       u"the id \"%1\" is there already: give each rule one of its own"_s.arg(rule.id));
        }
        rules.append(std::move(rule));
    }
    return rules;
}

std::shared_ptr<const SignalRecognisers> signalRecognisersFor(const DocumentNode &configured,
                                                              const SourceFile &file)
{
    static QMutex mutex;
    static std::weak_ptr<const SignalRecognisers> lastMade;

    QList<SignalRule> rules = configured.isNull() ? QList<SignalRule>() : readSignalRules(configured, file);
    const QString path = u":/quarterdeck/signals.yml"_s;
    const DocumentNode root = readBuiltInRules(path, *file.problems);
    if (const DocumentNode *builtIn = root.value(u"signals")) {
        const qsizetype own = rules.size();
        const QList<SignalRule> others = readSignalRules(*builtIn, builtInFile(path, *file.problems));
        for (SignalRule rule : others) {
            rule.builtIn = true;
            const auto isReplaced = [&](const SignalRule &mine) { return mine.id == rule.id; };
            if (std::none_of(rules.cbegin(), rules.cbegin() + own, isReplaced)) {
                rules.append(rule);
            }
        }
    }
    const QMutexLocker lock(&mutex);
    std::shared_ptr<const SignalRecognisers> recognisers = lastMade.lock();
    if (!recognisers || recognisers->rules() != rules) {
        recognisers = std::make_shared<const SignalRecognisers>(std::move(rules));
        lastMade = recognisers;
    }
    return recognisers;
}

} // namespace quarterdeck
