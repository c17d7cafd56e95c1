#include "app/config/runbookstepreader.h"

#include "app/config/runbookconditionreader.h"
#include "app/config/runbookhttpreader.h"
#include "app/config/runbooktextreader.h"
#include "app/config/valuereader.h"

#include <QRegularExpression>

#include <array>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using std::chrono::milliseconds;

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
            if (!environment->isMapping()) {
                file.error(*environment, u"\"environment\" is a mapping of names to values, found %1"_s.arg(
                                             environment->describe()));
            }
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
        order.setPlace = placeOf(*over);
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
    step.place = placeOf(node);
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
    if (const DocumentNode *retries = reader.find("retries"_L1)) {
        step.retriesPlace = placeOf(*retries);
    }
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
            step.overPlace = placeOf(*over);
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
        step.undoPlace = placeOf(*undo);
    }
    reader.finish();
    return step;
}

} // namespace

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
