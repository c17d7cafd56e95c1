#include "app/config/runbookstepreader.h"

#include "app/config/mappingreader.h"
#include "app/config/nearestword.h"
#include "app/config/valuereader.h"
#include "models/runbooks/jsonpath.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using std::chrono::milliseconds;

milliseconds readDurationOr(MappingReader &reader, QLatin1StringView key, milliseconds preset)
{
    const DocumentNode *node = reader.find(key);
    return node != nullptr ? readDuration(*node, reader.file(), ZeroDuration::Allowed).value_or(preset)
                           : preset;
}

int readCountOr(MappingReader &reader, QLatin1StringView key, int lowest, int highest, int preset)
{
    const DocumentNode *node = reader.find(key);
    return node != nullptr
               ? static_cast<int>(readInteger(*node, reader.file(), lowest, highest).value_or(preset))
               : preset;
}

RunText readTextOr(MappingReader &reader, QLatin1StringView key)
{
    const DocumentNode *node = reader.find(key);
    return node != nullptr ? readRunText(*node, reader.file()) : RunText();
}

QList<int> readNumbers(const DocumentNode &node, const SourceFile &file, int lowest, int highest)
{
    QList<int> numbers;
    if (node.isScalar()) {
        if (const auto number = readInteger(node, file, lowest, highest)) {
            numbers.append(static_cast<int>(*number));
        }
        return numbers;
    }
    if (!node.isSequence() || node.items.empty()) {
        file.error(node, u"%1 is not a number or a list of numbers"_s.arg(node.describe()));
        return numbers;
    }
    for (const DocumentNode &item : node.items) {
        if (const auto number = readInteger(item, file, lowest, highest)) {
            numbers.append(static_cast<int>(*number));
        }
    }
    return numbers;
}

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

template <typename T, std::size_t N>
T readWord(const DocumentNode &node, const SourceFile &file,
           const std::array<std::pair<QLatin1StringView, T>, N> &words, T preset)
{
    QList<QString> known;
    for (const auto &[word, value] : words) {
        if (node.isScalar() && node.text == word) {
            return value;
        }
        known.append(word);
    }
    file.error(node, u"%1 is none of %2%3"_s.arg(node.describe(), known.join(u", "_s),
                                                 didYouMean(node.text, known)));
    return preset;
}

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
        for (std::size_t i = 0; i < labels->keys.size(); ++i) {
            condition.labels.insert(labels->keys[i].text, readRunText(labels->items[i], file));
        }
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

CommandTemplate readCommand(const DocumentNode &node, const SourceFile &file)
{
    CommandTemplate command;
    const DocumentNode *arguments = &node;
    std::optional<MappingReader> reader;
    if (node.isMapping()) {
        reader.emplace(node, file, u"a command"_s);
        arguments = reader->require("arguments"_L1);
        if (const DocumentNode *environment = reader->find("environment"_L1)) {
            static const QRegularExpression name(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
            for (std::size_t i = 0; i < environment->keys.size(); ++i) {
                if (!name.match(environment->keys[i].text).hasMatch()) {
                    file.error(environment->keys[i],
                               u"\"%1\" is no name of a variable"_s.arg(environment->keys[i].text));
                }
                command.environment.append(
                    {environment->keys[i].text, readRunText(environment->items[i], file)});
            }
        }
        if (const DocumentNode *folder = reader->find("folder"_L1)) {
            command.folder = file.resolve(readText(*folder, file).value_or(QString()));
        }
        if (const DocumentNode *exit = reader->find("exit"_L1)) {
            command.expectedCodes = readNumbers(*exit, file, 0, 255);
        }
        command.grace = readDurationOr(*reader, "grace"_L1, command.grace);
        reader->finish();
    }
    if (arguments == nullptr) {
        return command;
    }
    if (!arguments->isSequence()) {
        file.error(*arguments, u"a command is a list: the program, then each argument (no shell reads it)"_s);
        return command;
    }
    for (const DocumentNode &item : arguments->items) {
        command.arguments.append(readRunText(item, file));
    }
    if (command.arguments.isEmpty() || command.arguments.first().source().isEmpty()) {
        file.error(*arguments, u"a command needs a program"_s);
    }
    return command;
}

BreakerOrder readBreaker(const DocumentNode &node, const SourceFile &file)
{
    using Action = BreakerOrder::Action;
    static constexpr std::array<std::pair<QLatin1StringView, Action>, 3> words{{
        {"force_open"_L1, Action::ForceOpen},
        {"close"_L1, Action::Close},
        {"disable"_L1, Action::Disable},
    }};
    BreakerOrder order;
    MappingReader reader(node, file, u"a breaker step"_s);
    if (const DocumentNode *action = reader.require("action"_L1)) {
        const RunText text = readRunText(*action, file);
        if (text.hasPlaces()) {
            order.actionText = text;
        } else {
            order.action = readWord(*action, file, words, Action::ForceOpen);
        }
    }
    if (const DocumentNode *name = reader.require("name"_L1)) {
        order.name = readRunText(*name, file);
    }
    if (const DocumentNode *over = reader.require("over"_L1)) {
        order.set = readText(*over, file).value_or(QString());
    }
    if (const DocumentNode *path = reader.find("path"_L1)) {
        order.path = readText(*path, file).value_or(order.path);
        if (!order.path.startsWith(u'/')) {
            file.error(*path, u"a path must begin with \"/\""_s);
        }
    }
    order.limit = readCountOr(reader, "limit"_L1, 1, 1000, order.limit);
    reader.finish();
    return order;
}

/// What a wait_until or an entry of `verification` says besides its condition.
constexpr std::array<QLatin1StringView, 6> conditionKeys{"says"_L1,   "instances"_L1, "metric"_L1,
                                                         "signal"_L1, "http"_L1,      "value"_L1};

StepDefinition readStep(const DocumentNode &node, const SourceFile &file)
{
    using Kind = StepDefinition::Kind;
    static constexpr std::array<std::pair<QLatin1StringView, Kind>, 7> kinds{{
        {"http"_L1, Kind::Http},
        {"command"_L1, Kind::Command},
        {"wait_until"_L1, Kind::WaitUntil},
        {"manual"_L1, Kind::Manual},
        {"set"_L1, Kind::Set},
        {"breaker"_L1, Kind::Breaker},
        {"parallel"_L1, Kind::Parallel},
    }};
    StepDefinition step;
    step.line = node.line;
    MappingReader reader(node, file, u"a step"_s);
    const DocumentNode *title = reader.require("step"_L1);
    step.title = title != nullptr ? readRunText(*title, file) : RunText();
    if (const DocumentNode *id = reader.find("id"_L1)) {
        step.id = readText(*id, file).value_or(QString());
    }
    const DocumentNode *body = nullptr;
    const DocumentNode *assignments = nullptr;
    for (const auto &[word, kind] : kinds) {
        const DocumentNode *found = reader.find(word);
        if (found == nullptr) {
            continue;
        }
        if (kind == Kind::Set && body != nullptr) {
            assignments = found; // of this step's own answer
            continue;
        }
        if (body != nullptr) {
            file.error(*found, u"a step does one thing: \"%1\" is a second"_s.arg(word));
            continue;
        }
        body = found;
        step.kind = kind;
    }
    if (body == nullptr) {
        if (reader.isMapping()) {
            file.error(node,
                       u"a step needs one of http, command, wait_until, manual, set, breaker, parallel"_s);
        }
        reader.finish();
        return step;
    }
    const auto standard = step.kind == Kind::WaitUntil || step.kind == Kind::Command ? milliseconds(60000)
                          : step.kind == Kind::Manual   ? milliseconds(std::chrono::hours(1))
                          : step.kind == Kind::Parallel ? milliseconds(std::chrono::hours(1))
                                                        : milliseconds(10000);
    step.timeout = readDurationOr(reader, "timeout"_L1, standard);
    if (step.timeout.count() == 0) {
        file.error(node, u"a step needs a timeout above zero"_s);
    }
    step.retries = readCountOr(reader, "retries"_L1, 0, 100, 0);
    step.retryAfter = readDurationOr(reader, "retry_after"_L1, step.retryAfter);
    if (const DocumentNode *idempotent = reader.find("idempotent"_L1)) {
        step.isIdempotent = readBool(*idempotent, file).value_or(false);
    }
    switch (step.kind) {
    case Kind::Http: {
        MappingReader http(*body, file, u"an http step"_s);
        step.request = readHttpRequest(http);
        if (const DocumentNode *expect = http.find("expect"_L1)) {
            step.expect = readExpectation(*expect, file);
        }
        http.finish();
        if (assignments != nullptr) {
            step.set = readAssignments(*assignments, file);
        }
        break;
    }
    case Kind::Command:
        step.command = readCommand(*body, file);
        break;
    case Kind::WaitUntil:
        step.until = readCondition(*body, file);
        step.holdsFor = readDurationOr(reader, "for"_L1, milliseconds(0));
        break;
    case Kind::Manual:
        step.instruction = readRunText(*body, file);
        break;
    case Kind::Set:
        step.set = readAssignments(*body, file);
        break;
    case Kind::Breaker:
        step.breaker = readBreaker(*body, file);
        break;
    case Kind::Parallel: {
        MappingReader parallel(*body, file, u"a parallel step"_s);
        if (const DocumentNode *over = parallel.require("over"_L1)) {
            step.over = readText(*over, file).value_or(QString());
        }
        step.limit = readCountOr(parallel, "limit"_L1, 1, 1000, step.limit);
        if (const DocumentNode *stop = parallel.find("stop_at_first_failure"_L1)) {
            step.stopAtFirstFailure = readBool(*stop, file).value_or(true);
        }
        if (const DocumentNode *steps = parallel.require("steps"_L1)) {
            step.steps = readSteps(*steps, file);
        }
        parallel.finish();
        break;
    }
    }
    if (assignments != nullptr && step.kind != Kind::Http) {
        file.error(*assignments, u"only an http step has an answer to set values from"_s);
    }
    if (const DocumentNode *undo = reader.find("undo"_L1)) {
        step.undo = readSteps(*undo, file);
    }
    reader.finish();
    return step;
}

} // namespace

RunText readRunText(const DocumentNode &node, const SourceFile &file)
{
    const auto text = readText(node, file);
    if (!text) {
        return {};
    }
    QString problem;
    const auto parsed = RunText::parse(*text, &problem);
    if (!parsed) {
        file.error(node, problem);
    }
    return parsed.value_or(RunText());
}

InstanceSelector readInstanceSelector(const DocumentNode &node, const SourceFile &file, const QString &what)
{
    InstanceSelector selector;
    if (node.isScalar()) {
        selector.set = node.text;
        return selector;
    }
    MappingReader reader(node, file, what);
    if (const DocumentNode *set = reader.find("set"_L1)) {
        selector.set = readText(*set, file).value_or(QString());
    }
    selector.where = readTextOr(reader, "where"_L1);
    selector.address = readTextOr(reader, "address"_L1);
    selector.instance = readTextOr(reader, "instance"_L1);
    if (const DocumentNode *metric = reader.find("with_metric"_L1)) {
        selector.withMetric = readText(*metric, file).value_or(QString());
    }
    if (const DocumentNode *labels = reader.find("labels"_L1)) {
        for (std::size_t i = 0; i < labels->keys.size(); ++i) {
            selector.metricLabels.insert(labels->keys[i].text, readRunText(labels->items[i], file));
        }
    }
    reader.finish();
    return selector;
}

HttpRequestTemplate readHttpRequest(MappingReader &reader)
{
    const SourceFile &file = reader.file();
    HttpRequestTemplate request;
    if (const DocumentNode *method = reader.find("method"_L1)) {
        request.method = readText(*method, file).value_or(request.method);
        static const QStringList known{u"GET"_s, u"HEAD"_s, u"POST"_s, u"PUT"_s, u"PATCH"_s, u"DELETE"_s};
        if (!known.contains(request.method)) {
            file.error(*method, u"%1 is none of %2"_s.arg(method->describe(), known.join(u", "_s)));
        }
    }
    if (const DocumentNode *url = reader.require("url"_L1)) {
        request.url = readRunText(*url, file);
        if (!request.url.hasPlaces() && !request.url.source().isEmpty()) {
            static_cast<void>(readUrl(*url, file, {u"http"_s, u"https"_s}));
        } else if (request.url.source().isEmpty()) {
            file.error(*url, u"the URL is empty"_s);
        }
    }
    if (const DocumentNode *headers = reader.find("headers"_L1)) {
        static const QRegularExpression token(u"\\A[!#$%&'*+.^_`|~0-9A-Za-z-]+\\z"_s);
        static const QStringList ours{u"host"_s, u"content-length"_s, u"transfer-encoding"_s,
                                      u"connection"_s};
        if (!headers->isMapping()) {
            file.error(*headers,
                       u"headers are a mapping of names to values, found %1"_s.arg(headers->describe()));
        }
        for (std::size_t i = 0; i < headers->keys.size(); ++i) {
            const DocumentNode &name = headers->keys[i];
            if (!token.match(name.text).hasMatch() || ours.contains(name.text.toLower())) {
                file.error(name, u"the header %1 cannot be set"_s.arg(name.describe()));
            }
            request.headers.append({name.text, readRunText(headers->items[i], file)});
        }
    }
    request.body = readTextOr(reader, "body"_L1);
    if (const DocumentNode *type = reader.find("content_type"_L1)) {
        request.contentType = readText(*type, file).value_or(QString());
    } else if (!request.body.isEmpty()) {
        const QString start = request.body.source().trimmed();
        request.contentType =
            start.startsWith(u'{') || start.startsWith(u'[') ? u"application/json"_s : u"text/plain"_s;
    }
    if (request.isSafe() && !request.body.isEmpty()) {
        file.error(reader.node(), u"a %1 has no body"_s.arg(request.method));
    }
    return request;
}

HttpExpectationRule readExpectation(const DocumentNode &node, const SourceFile &file)
{
    HttpExpectationRule rule;
    MappingReader reader(node, file, u"\"expect\""_s);
    if (const DocumentNode *status = reader.find("status"_L1)) {
        rule.status = readNumbers(*status, file, 100, 599);
    }
    if (const DocumentNode *unknown = reader.find("unknown"_L1)) {
        rule.unknownStatus = readNumbers(*unknown, file, 100, 599);
    }
    if (const DocumentNode *json = reader.find("json"_L1)) {
        if (!json->isMapping()) {
            file.error(*json,
                       u"\"json\" is a mapping of JSON pointers to values, found %1"_s.arg(json->describe()));
        }
        for (std::size_t i = 0; i < json->keys.size(); ++i) {
            HttpExpectationRule::Member member;
            member.path = readRunText(json->keys[i], file);
            const QString problem = JsonPath::problem(json->keys[i].text);
            if (!problem.isEmpty()) {
                file.error(json->keys[i], problem);
            }
            const DocumentNode &value = json->items[i];
            if (value.isMapping()) {
                MappingReader comparison(value, file, u"a comparison"_s);
                member.comparison = readComparison(comparison, false).value_or(Comparison());
                comparison.finish();
            } else {
                member.comparison.value = readRunText(value, file);
            }
            rule.json.append(member);
        }
    }
    reader.finish();
    return rule;
}

QList<Assignment> readAssignments(const DocumentNode &node, const SourceFile &file)
{
    static const QRegularExpression name(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
    QList<Assignment> assignments;
    if (!node.isMapping()) {
        file.error(node, u"\"set\" is a mapping of names to JSON pointers, found %1"_s.arg(node.describe()));
        return assignments;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        Assignment assignment;
        assignment.name = node.keys[i].text;
        if (assignment.name.endsWith(u'?')) { // "lag?": may be missing from the answer
            assignment.name.chop(1);
            assignment.isOptional = true;
        }
        if (!name.match(assignment.name).hasMatch()) {
            file.error(node.keys[i], u"%1 is no name (letters, digits and _)"_s.arg(node.keys[i].describe()));
        }
        assignment.path = readRunText(node.items[i], file);
        const QString problem = JsonPath::problem(node.items[i].text);
        if (!problem.isEmpty()) {
            file.error(node.items[i], problem);
        }
        assignments.append(assignment);
    }
    return assignments;
}

Condition readCondition(const DocumentNode &node, const SourceFile &file)
{
    Condition condition;
    condition.line = node.line;
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

QList<StepDefinition> readSteps(const DocumentNode &node, const SourceFile &file)
{
    QList<StepDefinition> steps;
    if (!node.isSequence()) {
        file.error(node, u"steps are a list, found %1"_s.arg(node.describe()));
        return steps;
    }
    for (const DocumentNode &item : node.items) {
        steps.append(readStep(item, file));
    }
    return steps;
}

} // namespace quarterdeck
