#include "app/config/runbookconditionreader.h"

#include "app/config/runbookhttpreader.h"
#include "app/config/runbooktextreader.h"
#include "app/config/valuereader.h"

#include <QLocale>

#include <array>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

void readInstancesCondition(const DocumentNode &node, const SourceFile &file, Condition &condition)
{
    using Wanted = Condition::Wanted;
    static constexpr std::array<std::pair<QLatin1StringView, Wanted>, 4> words{{
        {"ready"_L1, Wanted::Ready},
        {"up"_L1, Wanted::Up},
        {"down"_L1, Wanted::Down},
        {"not_up"_L1, Wanted::NotUp},
    }};
    MappingReader reader(node, file, u"a condition on instances"_s);
    if (const DocumentNode *of = reader.require("of"_L1)) {
        condition.instances = readInstanceSelector(*of, file, u"\"of\""_s);
    }
    if (const DocumentNode *wanted = reader.find("are"_L1)) {
        condition.wanted = readWord(*wanted, file, words, Wanted::Ready);
    }
    if (const DocumentNode *count = reader.find("at_least"_L1)) {
        condition.atLeast = static_cast<int>(readInteger(*count, file, 0, 1'000'000).value_or(1));
    }
    reader.finish();
}

void readMetricCondition(const DocumentNode &node, const SourceFile &file, Condition &condition)
{
    MappingReader reader(node, file, u"a condition on a metric"_s);
    if (const DocumentNode *name = reader.require("name"_L1)) {
        condition.metric = readText(*name, file).value_or(QString());
    }
    if (const DocumentNode *of = reader.require("of"_L1)) {
        condition.instances = readInstanceSelector(*of, file, u"\"of\""_s);
    }
    if (const DocumentNode *labels = reader.find("labels"_L1)) {
        condition.labels = readLabels(*labels, file);
    }
    if (const DocumentNode *any = reader.find("any"_L1)) {
        condition.anyInstance = readBool(*any, file).value_or(false);
    }
    const auto comparison = readComparison(reader, true);
    if (!comparison && reader.isMapping()) {
        file.error(node, u"a condition on a metric needs a comparison, as \"equals: 1\" or \"below: 5\""_s);
    }
    condition.comparison = comparison.value_or(Comparison());
    reader.finish();
}

void readSignalCondition(const DocumentNode &node, const SourceFile &file, Condition &condition)
{
    using Quantity = Condition::Quantity;
    static constexpr std::array<std::pair<QLatin1StringView, Quantity>, 5> words{{
        {"error_ratio"_L1, Quantity::ErrorRatio},
        {"p50"_L1, Quantity::P50},
        {"p95"_L1, Quantity::P95},
        {"p99"_L1, Quantity::P99},
        {"request_rate"_L1, Quantity::RequestRate},
    }};
    MappingReader reader(node, file, u"a condition on a signal"_s);
    if (const DocumentNode *name = reader.require("name"_L1)) {
        condition.quantity = readWord(*name, file, words, Quantity::ErrorRatio);
    }
    if (const DocumentNode *service = reader.require("service"_L1)) {
        condition.service = readRunText(*service, file);
    }
    const auto comparison = readComparison(reader, true);
    if (!comparison && reader.isMapping()) {
        file.error(node, u"a condition on a signal needs a comparison, as \"below: 1%\""_s);
    }
    condition.comparison = comparison.value_or(Comparison());
    reader.finish();
}

void readHttpCondition(const DocumentNode &node, const SourceFile &file, Condition &condition)
{
    MappingReader reader(node, file, u"a condition on an HTTP answer"_s);
    condition.request = readHttpRequest(reader);
    if (const DocumentNode *expect = reader.find("expect"_L1)) {
        condition.expect = readExpectation(*expect, file);
    }
    reader.finish();
}

void readValueCondition(const DocumentNode &node, const SourceFile &file, Condition &condition)
{
    MappingReader reader(node, file, u"a condition on a value"_s);
    if (const DocumentNode *of = reader.require("of"_L1)) {
        condition.left = readRunText(*of, file);
    }
    const auto comparison = readComparison(reader, false);
    if (!comparison && reader.isMapping()) {
        file.error(node, u"a condition on a value needs a comparison, as \"not: ${leader}\""_s);
    }
    condition.comparison = comparison.value_or(Comparison());
    reader.finish();
}

/// What a wait_until or an entry of `verification` says besides its condition.
constexpr std::array<QLatin1StringView, 6> conditionKeys{"says"_L1,   "instances"_L1, "metric"_L1,
                                                         "signal"_L1, "http"_L1,      "value"_L1};

} // namespace

/// The comparison among the keys of a mapping; an error when there is none or more than one.
std::optional<Comparison> readComparison(MappingReader &reader, bool wantsNumber)
{
    using Operator = Comparison::Operator;
    static constexpr std::array<std::pair<QLatin1StringView, Operator>, 6> words{{
        {"equals"_L1, Operator::Equals},
        {"not"_L1, Operator::Not},
        {"below"_L1, Operator::Below},
        {"at_most"_L1, Operator::AtMost},
        {"above"_L1, Operator::Above},
        {"at_least"_L1, Operator::AtLeast},
    }};
    std::optional<Comparison> found;
    for (const auto &[word, op] : words) {
        const DocumentNode *node = reader.find(word);
        if (node == nullptr) {
            continue;
        }
        if (found) {
            reader.file().error(
                *node, u"one comparison is enough: equals, not, below, at_most, above or at_least"_s);
            return found;
        }
        found = Comparison{op, readRunText(*node, reader.file())};
        const bool numeric = wantsNumber || (op != Operator::Equals && op != Operator::Not);
        bool isNumber = true;
        if (numeric && !found->value.hasPlaces()) {
            found->value.source().toDouble(&isNumber);
        }
        if (!isNumber) {
            // "1%" and "500ms" are what a person writes for a ratio or a latency.
            QString text = found->value.source().trimmed();
            if (text.endsWith(u'%')) {
                const double share = text.chopped(1).toDouble(&isNumber) / 100;
                found->value = RunText::literal(QString::number(share, 'g', QLocale::FloatingPointShortest));
            } else if (const auto duration = parseDuration(text)) {
                isNumber = true;
                found->value = RunText::literal(
                    QString::number(double(duration->count()) / 1000, 'g', QLocale::FloatingPointShortest));
            }
        }
        if (!isNumber) {
            reader.file().error(*node, u"%1 is not a number"_s.arg(node->describe()));
        }
    }
    return found;
}

Condition readCondition(const DocumentNode &node, const SourceFile &file)
{
    Condition condition;
    condition.place = placeOf(node);
    MappingReader reader(node, file, u"a condition"_s);
    condition.says = readTextOr(reader, "says"_L1);
    const DocumentNode *body = nullptr;
    const auto take = [&](QLatin1StringView key, Condition::Kind kind, auto read) {
        const DocumentNode *found = reader.find(key);
        if (found == nullptr) {
            return;
        }
        if (body != nullptr) {
            file.error(*found, u"a condition asks one thing: \"%1\" is a second"_s.arg(key));
            return;
        }
        body = found;
        condition.kind = kind;
        read(*found, file, condition);
    };
    take("instances"_L1, Condition::Kind::Instances, readInstancesCondition);
    take("metric"_L1, Condition::Kind::Metric, readMetricCondition);
    take("signal"_L1, Condition::Kind::Signal, readSignalCondition);
    take("http"_L1, Condition::Kind::Http, readHttpCondition);
    take("value"_L1, Condition::Kind::Value, readValueCondition);
    if (body == nullptr && reader.isMapping()) {
        file.error(node, u"a condition needs one of instances, metric, signal, http, value"_s);
    }
    reader.finish({conditionKeys.cbegin(), conditionKeys.cend()});
    return condition;
}

} // namespace quarterdeck
