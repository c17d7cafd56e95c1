#include "app/config/servicerule.h"

#include "app/config/mappingreader.h"
#include "app/config/nearestword.h"
#include "app/config/valuereader.h"
#include "models/fleet/relabel.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// "spring-boot", "SpringBoot" and "spring_boot" are the same word to whoever writes it.
QString plainWord(const QString &word)
{
    QString plain = word.toLower();
    plain.removeIf([](QChar c) { return !c.isLetterOrNumber(); });
    return plain;
}

HealthFormat readFormat(const DocumentNode &node, const SourceFile &file)
{
    const auto word = readText(node, file);
    if (!word) {
        return HealthFormat::Auto;
    }
    QList<QString> names;
    for (int i = 0; i <= static_cast<int>(HealthFormat::Plain); ++i) {
        const auto format = static_cast<HealthFormat>(i);
        names.append(toString(format));
        if (plainWord(names.last()) == plainWord(*word)) {
            return format;
        }
    }
    const QString hint = didYouMean(*word, names);
    file.error(node, u"unknown health format \"%1\"%2"_s.arg(
                         *word, hint.isEmpty() ? u"; known are %1"_s.arg(names.join(u", "_s)) : hint));
    return HealthFormat::Auto;
}

QList<int> readStatuses(const DocumentNode &node, const SourceFile &file)
{
    QList<int> statuses;
    const auto add = [&](const DocumentNode &one) {
        if (const auto code = readInteger(one, file, 100, 599)) {
            statuses.append(static_cast<int>(*code));
        }
    };
    if (node.isSequence()) {
        std::for_each(node.items.begin(), node.items.end(), add);
    } else {
        add(node);
    }
    return statuses;
}

std::optional<ProbeRule> readProbe(const DocumentNode &node, const SourceFile &file, const QString &what)
{
    ProbeRule probe;
    const auto readPath = [&](const DocumentNode &path) {
        const QString text = readText(path, file).value_or(u"/"_s);
        if (!text.startsWith(u'/')) {
            file.error(path, u"%1 is not a path: it must begin with \"/\""_s.arg(path.describe()));
        }
        for (const QChar c : text) {
            // It goes into a request as it is.
            if (c <= u' ' || c == u'#' || c.unicode() == 0x7F) {
                file.error(path, u"%1 is not a path: no blanks and no \"#\" (write %20, %23)"_s.arg(
                                     path.describe()));
                break;
            }
        }
        probe.path = text;
    };
    if (node.isScalar()) { // health: /actuator/health
        readPath(node);
        return probe;
    }
    MappingReader reader(node, file, what);
    if (const DocumentNode *path = reader.require("path"_L1)) {
        readPath(*path);
    }
    if (const DocumentNode *scheme = reader.find("scheme"_L1)) {
        const QString word = readText(*scheme, file).value_or(QString());
        if (word != "http"_L1 && word != "https"_L1) {
            file.error(*scheme, u"unknown scheme %1: write http or https"_s.arg(scheme->describe()));
        }
        probe.scheme = word == "https"_L1 ? Scheme::Https : Scheme::Http;
    }
    if (const DocumentNode *host = reader.find("host"_L1)) {
        probe.host = readText(*host, file);
    }
    if (const DocumentNode *port = reader.find("port"_L1)) {
        if (const auto number = readInteger(*port, file, 1, 65535)) {
            probe.port = static_cast<quint16>(*number);
        }
    }
    if (const DocumentNode *format = reader.find("format"_L1)) {
        probe.expectation.format = readFormat(*format, file);
    }
    const DocumentNode *status = reader.find("expected_status"_L1);
    const DocumentNode *shortStatus = reader.find("status"_L1);
    if (status != nullptr && shortStatus != nullptr) {
        file.error(*shortStatus, u"\"status\" and \"expected_status\" mean the same: keep one"_s);
    }
    if (status == nullptr) {
        status = shortStatus;
    }
    if (status != nullptr) {
        probe.expectation.status = readStatuses(*status, file);
    }
    reader.finish();
    return probe;
}

/// `- {metric: patroni_xlog_replay_lag, labels: {scope: orders}, above: 1e9, name: replication lag, unit:
/// bytes}`
std::optional<MetricLimit> readMetricLimit(const DocumentNode &node, const SourceFile &file)
{
    MappingReader reader(node, file, u"a limit on a metric"_s);
    MetricLimit limit;
    if (const DocumentNode *metric = reader.require("metric"_L1)) {
        limit.metric = readText(*metric, file).value_or(QString());
    }
    limit.name = limit.metric;
    if (const DocumentNode *name = reader.find("name"_L1)) {
        limit.name = readText(*name, file).value_or(limit.metric);
    }
    if (const DocumentNode *labels = reader.find("labels"_L1)) {
        limit.labels = readMatch(*labels, file);
    }
    const DocumentNode *above = reader.find("above"_L1);
    const DocumentNode *below = reader.find("below"_L1);
    if ((above == nullptr) == (below == nullptr)) {
        file.error(node, u"a limit on a metric needs either \"above\" or \"below\""_s);
    } else {
        limit.side = above ? MetricLimit::Side::Above : MetricLimit::Side::Below;
        limit.limit = readNumber(above ? *above : *below, file).value_or(0);
    }
    if (const DocumentNode *unit = reader.find("unit"_L1)) {
        const QString word = readText(*unit, file).value_or(QString());
        const QMap<QString, LimitUnit> units{{u"bytes"_s, LimitUnit::Bytes},
                                             {u"seconds"_s, LimitUnit::Seconds},
                                             {u"ratio"_s, LimitUnit::Ratio}};
        if (!units.contains(word)) {
            file.error(*unit, u"unknown unit %1: write bytes, seconds or ratio"_s.arg(unit->describe()));
        }
        limit.unit = units.value(word, LimitUnit::None);
    }
    reader.finish();
    return limit.metric.isEmpty() ? std::nullopt : std::optional(limit);
}

void readThresholds(const DocumentNode &node, const SourceFile &file, ServicePolicy &policy)
{
    MappingReader reader(node, file, u"thresholds"_s);
    if (const DocumentNode *ratio = reader.find("error_ratio"_L1)) {
        policy.maxErrorRatio = readRatio(*ratio, file);
    }
    if (const DocumentNode *p99 = reader.find("p99"_L1)) {
        policy.maxP99 = readDuration(*p99, file);
    }
    if (const DocumentNode *metrics = reader.find("metrics"_L1)) {
        if (!metrics->isSequence()) {
            file.error(*metrics, u"\"metrics\" is a list of limits: - {metric: NAME, above: NUMBER}"_s);
        }
        for (const DocumentNode &item : metrics->items) {
            if (const auto limit = readMetricLimit(item, file)) {
                policy.limits.append(*limit);
            }
        }
    }
    reader.finish();
}

void readObjective(const DocumentNode &node, const SourceFile &file, ServicePolicy &policy)
{
    MappingReader reader(node, file, u"objective"_s);
    if (const DocumentNode *availability = reader.find("availability"_L1)) {
        policy.availability = readRatio(*availability, file);
    }
    if (const DocumentNode *rto = reader.find("rto"_L1)) {
        if (const auto duration = readDuration(*rto, file)) {
            policy.rto = std::chrono::ceil<std::chrono::seconds>(*duration);
        }
    }
    reader.finish();
}

} // namespace

bool ServiceRule::matches(const Labels &labels) const
{
    for (auto wanted = match.cbegin(); wanted != match.cend(); ++wanted) {
        if (labels.value(wanted.key()) != wanted.value()) {
            return false;
        }
    }
    return true;
}

Labels readMatch(const DocumentNode &node, const SourceFile &file)
{
    Labels match;
    if (!node.isMapping() || node.keys.empty()) {
        file.error(node, u"match is a mapping of labels to values (write {job: checkout}), found %1"_s.arg(
                             node.isMapping() ? u"an empty one"_s : node.describe()));
        return match;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const DocumentNode &name = node.keys[i];
        if (!isLabelName(name.text)) {
            file.error(name,
                       u"\"%1\" is not a label name (letters, digits and underscores, no digit first)"_s.arg(
                           name.text));
        } else if (node.items[i].isNull()) {
            match.insert(name.text, QString());
        } else if (const auto value = readText(node.items[i], file)) {
            match.insert(name.text, *value);
        }
    }
    return match;
}

std::vector<ServiceRule> readServices(const DocumentNode &node, const SourceFile &file)
{
    std::vector<ServiceRule> rules;
    if (!node.isSequence()) {
        file.error(node, u"services is a list (each entry begins with \"- match: ...\"), found %1"_s.arg(
                             node.describe()));
        return rules;
    }
    for (const DocumentNode &entry : node.items) {
        MappingReader reader(entry, file, u"a service"_s);
        ServiceRule rule;
        rule.line = entry.line;
        rule.column = entry.column;
        auto policy = std::make_shared<ServicePolicy>();
        if (const DocumentNode *match = reader.require("match"_L1)) {
            rule.match = readMatch(*match, file);
        }
        if (const DocumentNode *health = reader.find("health"_L1)) {
            rule.health = readProbe(*health, file, u"health"_s);
        }
        if (const DocumentNode *readiness = reader.find("readiness"_L1)) {
            rule.readiness = readProbe(*readiness, file, u"readiness"_s);
        }
        if (const DocumentNode *thresholds = reader.find("thresholds"_L1)) {
            readThresholds(*thresholds, file, *policy);
        }
        if (const DocumentNode *objective = reader.find("objective"_L1)) {
            readObjective(*objective, file, *policy);
        }
        if (const DocumentNode *dependsOn = reader.find("depends_on"_L1)) {
            policy->dependsOn = readTexts(*dependsOn, file, SingleText::Allowed).value_or(QList<QString>());
            rule.dependsOn =
                dependsOn->isSequence() ? dependsOn->items : std::vector<DocumentNode>{*dependsOn};
        }
        if (const DocumentNode *isProtected = reader.find("protected"_L1)) {
            policy->isProtected = readBool(*isProtected, file).value_or(false);
        }
        reader.finish();
        rule.policy = std::move(policy);
        rules.push_back(std::move(rule));
    }
    return rules;
}

} // namespace quarterdeck
