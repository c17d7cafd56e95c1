#include "app/config/runbookheadreader.h"

#include "app/config/mappingreader.h"
#include "app/config/nearestword.h"
#include "app/config/runbookconditionreader.h"
#include "app/config/runbookhttpreader.h"
#include "app/config/runbookstepreader.h"
#include "app/config/runbooktextreader.h"
#include "app/config/valuereader.h"
#include "models/fleet/instancefilter.h"
#include "models/runbooks/parametercheck.h"

#include <QRegularExpression>

#include <array>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const QRegularExpression &nameForm()
{
    static const QRegularExpression form(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
    return form;
}

/// The entries of a mapping whose keys are names that the runbook makes up.
template <typename Read>
void eachNamed(const DocumentNode &node, const SourceFile &file, const QString &what, Read read)
{
    if (!node.isMapping()) {
        file.error(node,
                   u"%1 are a mapping of names to what they are, found %2"_s.arg(what, node.describe()));
        return;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        if (!nameForm().match(node.keys[i].text).hasMatch()) {
            file.error(node.keys[i], u"%1 is no name (letters, digits and _)"_s.arg(node.keys[i].describe()));
        }
        read(node.keys[i], node.items[i]);
    }
}

/// Which instance a selector finds is looked up without asking anybody.
BesideDefinition readBeside(const DocumentNode &node, const SourceFile &file)
{
    BesideDefinition beside;
    MappingReader reader(node, file, u"\"beside\""_s);
    if (const DocumentNode *of = reader.find("of"_L1)) {
        beside.instance = readInstanceSelector(*of, file, u"\"of\""_s);
        if (!beside.instance.withMetric.isEmpty() || !beside.instance.set.isEmpty()) {
            file.error(*of, u"\"of\" of \"beside\" is found by \"where\", \"address\" or \"instance\""_s);
        }
    }
    if (const DocumentNode *facts = reader.find("facts"_L1)) {
        if (!facts->isSequence()) {
            file.error(*facts, u"\"facts\" is a list of texts, found %1"_s.arg(facts->describe()));
        } else {
            for (const DocumentNode &item : facts->items) {
                beside.facts.append(readRunText(item, file));
            }
        }
    }
    reader.finish();
    return beside;
}

ShownDefinition readShown(const DocumentNode &node, const SourceFile &file)
{
    ShownDefinition shown;
    MappingReader reader(node, file, u"an entry of \"shows\""_s);
    if (const DocumentNode *label = reader.require("label"_L1)) {
        shown.label = readText(*label, file).value_or(QString());
    }
    if (const DocumentNode *value = reader.require("value"_L1)) {
        shown.value = readRunText(*value, file);
    }
    if (const DocumentNode *beside = reader.find("beside"_L1)) {
        shown.beside = readBeside(*beside, file);
    }
    reader.finish();
    return shown;
}

/// Keys that mean nothing for a parameter of its type are mistakes, not decoration.
void checkKeysOfType(const ParameterDefinition &parameter, MappingReader &reader)
{
    using Type = ParameterDefinition::Type;
    const auto onlyFor = [&](QLatin1StringView key, bool fits, const QString &types) {
        const DocumentNode *node = fits ? nullptr : reader.find(key);
        if (node != nullptr) {
            reader.file().error(*node, u"\"%1\" is for %2 only"_s.arg(key, types));
        }
    };
    const Type type = parameter.type;
    const bool isLive = type == Type::Instance || type == Type::Service || type == Type::Label;
    onlyFor("pattern"_L1, type == Type::Text || type == Type::Secret || type == Type::Label,
            u"text, secret and label"_s);
    onlyFor("min"_L1, type == Type::Number, u"number"_s);
    onlyFor("max"_L1, type == Type::Number, u"number"_s);
    onlyFor("choices"_L1, type == Type::Choice, u"choice"_s);
    onlyFor("among"_L1, isLive, u"instance, service and label"_s);
    onlyFor("of_label"_L1, type == Type::Label, u"label"_s);
    if (parameter.lowest && parameter.highest && *parameter.lowest > *parameter.highest) {
        reader.file().error(*reader.find("max"_L1), u"\"max\" is below \"min\""_s);
    }
    const DocumentNode *preset = reader.find("default"_L1);
    if (preset != nullptr && !isLive && !parameter.preset.hasPlaces() && parameter.choicesFrom.isEmpty() &&
        !parameter.preset.isEmpty()) {
        QList<ParameterProblem> problems;
        static_cast<void>(
            parameterValue(parameter, {}, {parameter.choices, type == Type::Choice}, {}, problems));
        for (const ParameterProblem &problem : std::as_const(problems)) {
            reader.file().error(*preset, u"the default of %1"_s.arg(problem.message));
        }
    }
}

ParameterDefinition readParameter(const DocumentNode &key, const DocumentNode &node, const SourceFile &file)
{
    using Type = ParameterDefinition::Type;
    static constexpr std::array<std::pair<QLatin1StringView, Type>, 7> types{{
        {"text"_L1, Type::Text},
        {"number"_L1, Type::Number},
        {"choice"_L1, Type::Choice},
        {"instance"_L1, Type::Instance},
        {"service"_L1, Type::Service},
        {"label"_L1, Type::Label},
        {"secret"_L1, Type::Secret},
    }};
    ParameterDefinition parameter;
    parameter.name = key.text;
    parameter.place = placeOf(key);
    if (key.text == "instance"_L1) {
        file.error(key,
                   u"\"instance\" is the name of the instance that a parallel step is at: choose another"_s);
    }
    MappingReader reader(node, file, u"a parameter"_s);
    if (const DocumentNode *label = reader.find("label"_L1)) {
        parameter.label = readText(*label, file).value_or(QString());
    }
    if (const DocumentNode *type = reader.find("type"_L1)) {
        parameter.type = readWord(*type, file, types, Type::Text);
    }
    if (const DocumentNode *pattern = reader.find("pattern"_L1)) {
        parameter.pattern = readText(*pattern, file).value_or(QString());
        const QRegularExpression form(parameter.pattern);
        if (!form.isValid()) {
            file.error(*pattern,
                       u"%1 is no regular expression: %2"_s.arg(pattern->describe(), form.errorString()));
        }
    }
    if (const DocumentNode *lowest = reader.find("min"_L1)) {
        parameter.lowest = readNumber(*lowest, file);
    }
    if (const DocumentNode *highest = reader.find("max"_L1)) {
        parameter.highest = readNumber(*highest, file);
    }
    if (const DocumentNode *choices = reader.find("choices"_L1)) {
        parameter.choicesPlace = placeOf(*choices);
        if (choices->isScalar()) {
            parameter.choicesFrom = choices->text;
        } else {
            parameter.choices = readTexts(*choices, file).value_or(QList<QString>());
            if (choices->isSequence() && choices->items.empty()) {
                file.error(*choices, u"there is nothing to choose from"_s);
            }
        }
    } else if (parameter.type == Type::Choice && reader.isMapping()) {
        file.error(node, u"a choice needs \"choices\": a list, or the name of a value that a lookup sets"_s);
    }
    if (const DocumentNode *among = reader.find("among"_L1)) {
        parameter.among = readInstanceSelector(*among, file, u"\"among\""_s);
    }
    if (const DocumentNode *name_ = reader.find("of_label"_L1)) {
        parameter.labelName = readText(*name_, file).value_or(QString());
    } else if (parameter.type == Type::Label && reader.isMapping()) {
        file.error(node, u"a label needs \"of_label\": whose values can be chosen"_s);
    }
    if (const DocumentNode *preset = reader.find("default"_L1)) {
        parameter.preset = readRunText(*preset, file);
        parameter.hasPreset = true;
    }
    if (const DocumentNode *optional = reader.find("optional"_L1)) {
        parameter.isOptional = readBool(*optional, file).value_or(false);
    }
    if (const DocumentNode *beside = reader.find("beside"_L1)) {
        parameter.beside = readBeside(*beside, file);
    }
    checkKeysOfType(parameter, reader);
    reader.finish();
    return parameter;
}

LookupDefinition readLookup(const DocumentNode &key, const DocumentNode &node, const SourceFile &file)
{
    LookupDefinition lookup;
    lookup.name = key.text;
    lookup.place = placeOf(key);
    MappingReader reader(node, file, u"a lookup"_s);
    lookup.request = readHttpRequest(reader);
    if (const DocumentNode *each = reader.find("ask_any_of"_L1)) {
        lookup.eachOf = readText(*each, file).value_or(QString());
        lookup.eachOfPlace = placeOf(*each);
    }
    if (const DocumentNode *expect = reader.find("expect"_L1)) {
        lookup.expect = readExpectation(*expect, file);
    }
    if (const DocumentNode *set = reader.find("set"_L1)) {
        lookup.set = readAssignments(*set, file);
    }
    reader.finish();
    return lookup;
}

SafetyDefinition readSafety(const DocumentNode &node, const SourceFile &file)
{
    SafetyDefinition safety;
    MappingReader reader(node, file, u"\"safety\""_s);
    const auto duration = [&](QLatin1StringView key, seconds preset) {
        const DocumentNode *found = reader.find(key);
        const auto value =
            found != nullptr ? readDuration(*found, file, ZeroDuration::Allowed) : std::nullopt;
        return value ? std::chrono::duration_cast<seconds>(*value) : preset;
    };
    safety.cooldown = duration("cooldown"_L1, safety.cooldown);
    safety.wait = duration("wait"_L1, safety.wait);
    if (const DocumentNode *most = reader.find("max_instances"_L1)) {
        safety.maxInstances = static_cast<int>(readInteger(*most, file, 1, 1'000'000).value_or(1));
    }
    if (const DocumentNode *share = reader.find("max_share"_L1)) {
        safety.maxShare = readRatio(*share, file).value_or(1);
    }
    if (const DocumentNode *confirm = reader.find("always_confirm"_L1)) {
        safety.alwaysConfirm = readBool(*confirm, file).value_or(true);
    }
    if (const DocumentNode *after = reader.find("after"_L1)) {
        if (!after->isSequence()) {
            file.error(*after, u"\"after\" is a list of rules, found %1"_s.arg(after->describe()));
        }
        for (const DocumentNode &item : after->items) {
            if (!after->isSequence()) {
                break;
            }
            SafetyDefinition::Assertion assertion;
            MappingReader rule(item, file, u"a rule"_s);
            if (const DocumentNode *says = rule.find("says"_L1)) {
                assertion.says = readRunText(*says, file);
            }
            if (const DocumentNode *of = rule.require("of"_L1)) {
                assertion.instances = readInstanceSelector(*of, file, u"\"of\""_s);
            }
            if (const DocumentNode *least = rule.require("at_least"_L1)) {
                assertion.atLeast = static_cast<int>(readInteger(*least, file, 0, 1'000'000).value_or(1));
            }
            rule.finish();
            safety.after.append(assertion);
        }
    }
    reader.finish();
    return safety;
}

VerificationDefinition readVerification(const DocumentNode &node, const SourceFile &file)
{
    VerificationDefinition verification;
    // The condition's keys and two more: the copy holds only what the condition knows.
    DocumentNode condition = node;
    condition.keys.clear();
    condition.items.clear();
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const QString &key = node.keys[i].text;
        if (key == "timeout"_L1) {
            verification.timeout = readDuration(node.items[i], file).value_or(verification.timeout);
        } else if (key == "for"_L1) {
            verification.holdsFor =
                readDuration(node.items[i], file, ZeroDuration::Allowed).value_or(milliseconds(0));
        } else {
            condition.keys.push_back(node.keys[i]);
            condition.items.push_back(node.items[i]);
        }
    }
    verification.condition = readCondition(condition, file);
    return verification;
}

/// A filter alone, or with the name of a metric that instances must show.
void readAppliesTo(const DocumentNode &node, const SourceFile &file, RunbookDefinition &runbook)
{
    const DocumentNode *where = &node;
    std::optional<MappingReader> reader;
    if (node.isMapping()) {
        reader.emplace(node, file, u"\"applies_to\""_s);
        where = reader->find("where"_L1);
        if (const DocumentNode *metric = reader->find("with_metric"_L1)) {
            runbook.appliesMetric = readText(*metric, file).value_or(QString());
        }
        reader->finish();
    }
    if (where == nullptr) {
        return;
    }
    runbook.appliesTo = readText(*where, file).value_or(QString());
    const auto parsed = InstanceFilter::parse(runbook.appliesTo);
    if (const auto *errors = std::get_if<QList<FilterError>>(&parsed)) {
        file.error(*where, errors->first().message);
    }
}

} // namespace

RunbookDefinition readRunbookDefinition(const DocumentNode &root, const SourceFile &file)
{
    static constexpr std::array<std::pair<QLatin1StringView, RunbookKind>, 7> kinds{{
        {"switchover"_L1, RunbookKind::Switchover},
        {"failover"_L1, RunbookKind::Failover},
        {"rollback"_L1, RunbookKind::Rollback},
        {"drain"_L1, RunbookKind::Drain},
        {"restart"_L1, RunbookKind::Restart},
        {"breaker"_L1, RunbookKind::Breaker},
        {"custom"_L1, RunbookKind::Custom},
    }};
    RunbookDefinition runbook;
    MappingReader reader(root, file, u"a runbook"_s);
    if (const DocumentNode *id = reader.require("id"_L1)) {
        runbook.id = readText(*id, file).value_or(QString());
        static const QRegularExpression form(u"\\A[a-z0-9][a-z0-9._-]*\\z"_s);
        if (!form.match(runbook.id).hasMatch()) {
            file.error(*id,
                       u"%1 is no id (small letters, digits, \"-\", \"_\" and \".\")"_s.arg(id->describe()));
        }
    }
    if (const DocumentNode *title = reader.require("title"_L1)) {
        runbook.title = readRunText(*title, file);
    }
    if (const DocumentNode *description = reader.find("description"_L1)) {
        runbook.description = readText(*description, file).value_or(QString());
    }
    if (const DocumentNode *kind = reader.find("kind"_L1)) {
        runbook.kind = readWord(*kind, file, kinds, RunbookKind::Custom);
    }
    if (const DocumentNode *applies = reader.find("applies_to"_L1)) {
        readAppliesTo(*applies, file, runbook);
    }
    if (const DocumentNode *sets = reader.find("sets"_L1)) {
        eachNamed(*sets, file, u"sets"_s, [&](const DocumentNode &key, const DocumentNode &node) {
            runbook.sets.append({key.text, readInstanceSelector(node, file, u"a set"_s), placeOf(key)});
        });
    }
    if (const DocumentNode *parameters = reader.find("parameters"_L1)) {
        eachNamed(*parameters, file, u"parameters"_s, [&](const DocumentNode &key, const DocumentNode &node) {
            runbook.parameters.append(readParameter(key, node, file));
        });
    }
    if (const DocumentNode *lookups = reader.find("lookups"_L1)) {
        eachNamed(*lookups, file, u"lookups"_s, [&](const DocumentNode &key, const DocumentNode &node) {
            runbook.lookups.append(readLookup(key, node, file));
        });
    }
    if (const DocumentNode *targets = reader.find("targets"_L1)) {
        runbook.targets = readText(*targets, file).value_or(QString());
        runbook.targetsPlace = placeOf(*targets);
    }
    if (const DocumentNode *service = reader.find("service"_L1)) {
        runbook.service = readRunText(*service, file);
    }
    const auto eachItem = [&](QLatin1StringView key, auto read) {
        const DocumentNode *list = reader.find(key);
        if (list == nullptr) {
            return;
        }
        if (!list->isSequence()) {
            file.error(*list, u"\"%1\" is a list, found %2"_s.arg(key, list->describe()));
            return;
        }
        for (const DocumentNode &item : list->items) {
            read(item);
        }
    };
    eachItem("shows"_L1, [&](const DocumentNode &item) { runbook.shows.append(readShown(item, file)); });
    eachItem("conditions"_L1,
             [&](const DocumentNode &item) { runbook.checks.append(readCondition(item, file)); });
    if (const DocumentNode *steps = reader.require("steps"_L1)) {
        runbook.steps = readSteps(*steps, file);
        if (steps->isSequence() && steps->items.empty()) {
            file.error(*steps, u"a runbook needs at least one step"_s);
        }
    }
    const DocumentNode *verification = reader.find("verification"_L1);
    if (verification == nullptr || (verification->isSequence() && verification->items.empty())) {
        file.error(verification != nullptr ? *verification : root,
                   u"a runbook needs a \"verification\": without one nobody knows whether it worked"_s);
    }
    eachItem("verification"_L1,
             [&](const DocumentNode &item) { runbook.verification.append(readVerification(item, file)); });
    if (const DocumentNode *onFailure = reader.find("on_failure"_L1)) {
        runbook.onFailure = readSteps(*onFailure, file);
    }
    if (const DocumentNode *objective = reader.find("objective"_L1)) {
        if (const auto rto = readDuration(*objective, file)) {
            runbook.objective = std::chrono::duration_cast<seconds>(*rto);
        }
    }
    if (const DocumentNode *safety = reader.find("safety"_L1)) {
        runbook.safety = readSafety(*safety, file);
    }
    reader.finish();
    return runbook;
}

} // namespace quarterdeck
