#include "app/cli/runoptions.h"

#include "app/cli/verbhelp.h"
#include "app/recording/recorder.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

std::optional<std::pair<QString, QString>> pairOf(const QString &text)
{
    const qsizetype at = text.indexOf(u'=');
    return at > 0 ? std::optional(std::pair(text.left(at), text.mid(at + 1))) : std::nullopt;
}

std::optional<SecretReference> secretOf(const QString &text)
{
    using Kind = SecretReference::Kind;
    for (const auto &[word, kind] :
         {std::pair(u"env:"_s, Kind::Environment), std::pair(u"file:"_s, Kind::File),
          std::pair(u"keychain:"_s, Kind::Keychain)}) {
        if (text.startsWith(word) && text.size() > word.size()) {
            return SecretReference{kind, text.mid(word.size())};
        }
    }
    return std::nullopt;
}

} // namespace

RunOptionsParser::RunOptionsParser()
{
    m_parser.setApplicationDescription(
        u"Runs a runbook with the same checks, rules and record as the window.\n\n"
        "Exit: 0 succeeded, 1 failed or aborted, 2 refused (nothing was sent), 3 outcome unknown.\n"
        "Ctrl+C aborts after the current step, a second one at once."_s);
    m_parser.addPositionalArgument(u"RUNBOOK"_s, u"Its id, or a file."_s);
    m_parser.addOptions({
        {{u"c"_s, u"config"_s}, u"The fleet: a fleet.yml or a prometheus.yml."_s, u"FILE"_s},
        {u"param"_s, u"A parameter; may be given several times."_s, u"NAME=VALUE"_s},
        {u"secret"_s, u"A secret parameter: env:VARIABLE, file:PATH or keychain:SERVICE/KEY."_s,
         u"NAME=WHERE"_s},
        {u"reason"_s, u"Why; goes on record."_s, u"TEXT"_s},
        {u"confirm"_s, u"The name of what is acted on, typed, where it must be."_s, u"NAME"_s},
        {u"override"_s, u"Breaks the glass for one rule, by its name; wants a reason."_s, u"RULE"_s},
        {u"since"_s, u"When the trouble began (2026-12-01T22:00:00Z): RTO counts from then."_s, u"TIME"_s},
        {u"incident"_s, u"The incident that the run is to end; else the one that is open for the service."_s,
         u"N"_s},
        {u"dry-run"_s, u"Checks everything, prints what would be sent, sends nothing."_s},
        {u"yes"_s, u"Does not ask."_s},
        {u"read-only"_s, u"Refuses to act, whatever else is said."_s},
        {u"list"_s, u"Lists runbooks and the newest runs instead."_s},
        {u"verify"_s, u"Finds out what became of an ended run."_s, u"RUN"_s},
        {u"continue"_s, u"Goes on with an ended run: only what is not done."_s, u"RUN"_s},
        {u"undo"_s, u"Undoes what an ended run has done, the last first."_s, u"RUN"_s},
        {u"acknowledge"_s, u"Lifts the cooldown that a run has caused; wants a reason."_s, u"RUN"_s},
        {u"store"_s, u"The record's file."_s, u"FILE"_s},
        {u"json"_s, u"One JSON object a line."_s},
    });
    addHelpOption(m_parser);
}

QString RunOptionsParser::help() const
{
    return helpOf(m_parser, u"run"_s);
}

std::optional<RunOptions> RunOptionsParser::parse(const QStringList &arguments, QString *problem)
{
    problem->clear();
    if (!m_parser.parse(arguments)) {
        *problem = m_parser.errorText();
        return std::nullopt;
    }
    if (m_parser.isSet(u"help"_s)) {
        return std::nullopt;
    }
    RunOptions options;
    options.config = m_parser.value(u"config"_s);
    options.store = m_parser.isSet(u"store"_s) ? m_parser.value(u"store"_s) : Recorder::standardPath();
    options.reason = m_parser.value(u"reason"_s);
    options.confirmation = m_parser.value(u"confirm"_s);
    options.dryRun = m_parser.isSet(u"dry-run"_s);
    options.yes = m_parser.isSet(u"yes"_s);
    options.readOnly = m_parser.isSet(u"read-only"_s);
    options.json = m_parser.isSet(u"json"_s);
    for (const QString &text : m_parser.values(u"param"_s)) {
        const auto pair = pairOf(text);
        if (!pair) {
            *problem = u"--param wants NAME=VALUE, not \"%1\""_s.arg(text);
            return std::nullopt;
        }
        options.parameters.insert(pair->first, pair->second);
    }
    for (const QString &text : m_parser.values(u"secret"_s)) {
        const auto pair = pairOf(text);
        const auto secret = pair ? secretOf(pair->second) : std::nullopt;
        if (!secret) {
            *problem = u"--secret wants NAME=env:VARIABLE, NAME=file:PATH or NAME=keychain:SERVICE/KEY"_s;
            return std::nullopt;
        }
        options.secrets.insert(pair->first, *secret);
    }
    for (const QString &text : m_parser.values(u"override"_s)) {
        const auto rule = safetyRuleFromString(text);
        if (!rule || !canBeOverridden(*rule)) {
            *problem = rule ? u"the rule \"%1\" is not broken by glass"_s.arg(text)
                            : u"there is no rule \"%1\""_s.arg(text);
            return std::nullopt;
        }
        options.overrides.append(*rule);
    }
    if (m_parser.isSet(u"since"_s)) {
        const QDateTime time = QDateTime::fromString(m_parser.value(u"since"_s), Qt::ISODate);
        if (!time.isValid() || time > QDateTime::currentDateTimeUtc()) {
            *problem = u"--since wants a time that has been, as 2026-12-01T22:00:00Z, not \"%1\""_s.arg(
                m_parser.value(u"since"_s));
            return std::nullopt;
        }
        options.troubleBegan = WallTime(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
    }
    if (m_parser.isSet(u"incident"_s)) {
        options.incident = m_parser.value(u"incident"_s).toLongLong();
        if (options.incident < 1) {
            *problem = u"--incident wants the number of an incident, not \"%1\""_s.arg(
                m_parser.value(u"incident"_s));
            return std::nullopt;
        }
    }
    int tasks = 0;
    const auto numbered = [&](const QString &option, RunOptions::Task task, Resume how) {
        if (!m_parser.isSet(option)) {
            return true;
        }
        bool fine = false;
        options.number = {m_parser.value(option).toLongLong(&fine)};
        options.task = task;
        options.how = how;
        ++tasks;
        if (!fine || options.number.value < 1) {
            *problem = u"--%1 wants the number of a run, not \"%2\""_s.arg(option, m_parser.value(option));
            return false;
        }
        return true;
    };
    using Task = RunOptions::Task;
    if (!numbered(u"verify"_s, Task::TakeUp, Resume::Verify) ||
        !numbered(u"continue"_s, Task::TakeUp, Resume::Continue) ||
        !numbered(u"undo"_s, Task::TakeUp, Resume::Undo) ||
        !numbered(u"acknowledge"_s, Task::Acknowledge, Resume::No)) {
        return std::nullopt;
    }
    if (m_parser.isSet(u"list"_s)) {
        options.task = Task::List;
        ++tasks;
    }
    const QStringList positional = m_parser.positionalArguments();
    options.runbook = positional.value(0);
    if (positional.size() + tasks != 1) {
        *problem =
            u"run needs one RUNBOOK (an id or a file), or one of --list, --verify, --continue, --undo, "
            "--acknowledge; see --help"_s;
        return std::nullopt;
    }
    if (options.task == Task::Acknowledge && options.reason.trimmed().isEmpty()) {
        *problem = u"--acknowledge wants --reason TEXT"_s;
        return std::nullopt;
    }
    return options;
}

} // namespace quarterdeck
