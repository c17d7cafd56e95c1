#include "app/config/runbookfile.h"

#include "app/config/documentreader.h"
#include "app/config/mappingreader.h"
#include "app/config/nearestword.h"
#include "app/config/runbookstepreader.h"
#include "app/config/valuereader.h"
#include "models/fleet/instancefilter.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <array>
#include <sys/stat.h>
#include <unistd.h>

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
        read(node.keys[i].text, node.items[i]);
    }
}

ParameterDefinition readParameter(const QString &name, const DocumentNode &node, const SourceFile &file)
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
    parameter.name = name;
    if (name == "instance"_L1) {
        file.error(node,
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
        if (choices->isScalar()) {
            parameter.choicesFrom = choices->text;
        } else {
            parameter.choices = readTexts(*choices, file).value_or(QList<QString>());
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
    reader.finish();
    return parameter;
}

LookupDefinition readLookup(const QString &name, const DocumentNode &node, const SourceFile &file)
{
    LookupDefinition lookup;
    lookup.name = name;
    MappingReader reader(node, file, u"a lookup"_s);
    lookup.request = readHttpRequest(reader);
    if (const DocumentNode *each = reader.find("ask_any_of"_L1)) {
        lookup.eachOf = readText(*each, file).value_or(QString());
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

RunbookDefinition readDefinition(const DocumentNode &root, const SourceFile &file)
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
        runbook.appliesTo = readText(*applies, file).value_or(QString());
        const auto parsed = InstanceFilter::parse(runbook.appliesTo);
        if (const auto *errors = std::get_if<QList<FilterError>>(&parsed)) {
            file.error(*applies, errors->first().message);
        }
    }
    if (const DocumentNode *sets = reader.find("sets"_L1)) {
        eachNamed(*sets, file, u"sets"_s, [&](const QString &name, const DocumentNode &node) {
            runbook.sets.append({name, readInstanceSelector(node, file, u"a set"_s)});
        });
    }
    if (const DocumentNode *parameters = reader.find("parameters"_L1)) {
        eachNamed(*parameters, file, u"parameters"_s, [&](const QString &name, const DocumentNode &node) {
            runbook.parameters.append(readParameter(name, node, file));
        });
    }
    if (const DocumentNode *lookups = reader.find("lookups"_L1)) {
        eachNamed(*lookups, file, u"lookups"_s, [&](const QString &name, const DocumentNode &node) {
            runbook.lookups.append(readLookup(name, node, file));
        });
    }
    if (const DocumentNode *targets = reader.find("targets"_L1)) {
        runbook.targets = readText(*targets, file).value_or(QString());
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
    eachItem("conditions"_L1,
             [&](const DocumentNode &item) { runbook.checks.append(readCondition(item, file)); });
    if (const DocumentNode *steps = reader.require("steps"_L1)) {
        runbook.steps = readSteps(*steps, file);
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

/// Why a file must not be trusted, empty when it may.
QString permissionProblem(const QString &path)
{
    struct stat status = {};
    const QString folder = QFileInfo(path).absolutePath();
    if (::stat(QFile::encodeName(path).constData(), &status) != 0) {
        return {};
    }
    if ((status.st_mode & S_IWOTH) != 0) {
        return u"anybody may write this file, so anybody would decide what the console does (chmod o-w)"_s;
    }
    if ((status.st_mode & S_IWGRP) != 0 && status.st_gid != ::getegid()) {
        return u"its group may write this file, and it is not your group (chmod g-w)"_s;
    }
    if (::stat(QFile::encodeName(folder).constData(), &status) == 0 && (status.st_mode & S_IWOTH) != 0 &&
        (status.st_mode & S_ISVTX) == 0) {
        return u"anybody may replace this file, because anybody may write its folder %1 (chmod o-w)"_s.arg(
            folder);
    }
    return {};
}

} // namespace

RunbookFile readRunbook(const QByteArray &text, const QString &path, const QString &folder)
{
    RunbookFile result;
    result.path = path;
    ProblemList problems;
    SourceFile file;
    file.shown = path;
    file.folder = folder;
    file.problems = &problems;
    std::optional<RunbookDefinition> runbook;
    if (const auto root = readYaml(text, file)) {
        if (root->isNull()) {
            file.error(0, 0,
                       u"the file is empty: a runbook needs at least id, title, steps and verification"_s);
        } else {
            runbook = readDefinition(*root, file);
            runbook->file = path;
            runbook->folder = folder;
            runbook->source = text;
            if (problems.isUsable()) {
                for (const DefinitionProblem &problem : problemsOf(*runbook)) {
                    file.error(problem.line, problem.line > 0 ? 1 : 0, problem.message);
                }
            }
        }
    }
    result.errors = problems.errors();
    result.warnings = problems.warnings();
    if (runbook && result.errors.isEmpty()) {
        result.runbook = std::make_shared<const RunbookDefinition>(std::move(*runbook));
    }
    return result;
}

RunbookFile readRunbookFile(const QString &path)
{
    QString reason;
    const auto bytes = readBounded(path, &reason);
    RunbookFile result;
    result.path = path;
    if (!bytes) {
        result.errors.append({path, 0, 0, u"the file "_s + reason});
        return result;
    }
    if (!path.startsWith(u':')) {
        const QString problem = permissionProblem(path);
        if (!problem.isEmpty()) {
            result.errors.append({path, 0, 0, problem});
            return result;
        }
    }
    return readRunbook(*bytes, path, QFileInfo(path).absolutePath());
}

bool looksLikeRunbook(const QString &path)
{
    QString reason;
    const auto bytes = readBounded(path, &reason);
    if (!bytes) {
        return false;
    }
    ProblemList problems;
    SourceFile file;
    file.shown = path;
    file.problems = &problems;
    const auto root = readYaml(*bytes, file);
    return root && root->isMapping() &&
           (root->value(u"steps") != nullptr ||
            (root->value(u"id") != nullptr && root->value(u"title") != nullptr));
}

} // namespace quarterdeck
