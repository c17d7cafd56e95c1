#include "app/cli/runreport.h"

#include "app/cli/output.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// At once: who reads it through a pipe, or from a file when the console was killed, wants to know how far it
/// came.
void say(const QString &text)
{
    printData(text);
    std::fflush(stdout);
}

QString timeText(WallTime time)
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

QString clockText(WallTime time)
{
    return timeText(time).mid(11, 12);
}

QString toString(ConditionResult::Verdict verdict)
{
    switch (verdict) {
    case ConditionResult::Verdict::Holds:
        return u"holds"_s;
    case ConditionResult::Verdict::Fails:
        return u"fails"_s;
    case ConditionResult::Verdict::Unknown:
        break;
    }
    return u"unknown"_s;
}

QString mark(bool passes, bool overridden)
{
    return overridden ? u"!"_s : passes ? u"+"_s : u"x"_s;
}

QString line(const QString &text)
{
    return RunReport::plain(text) + u'\n';
}

} // namespace

QString RunReport::plain(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control) {
            c = u' ';
        }
    }
    return text;
}

void RunReport::print(QJsonObject object) const
{
    if (!object.contains(u"time"_s)) {
        object.insert(u"time"_s, timeText(std::chrono::system_clock::now()));
    }
    printJson(QJsonDocument(object));
}

void RunReport::plan(const RunPlan &plan) const
{
    if (!m_json) {
        say(line(plan.title));
        say(line(u"  acts on: "_s + plan.radius.toText()));
        const QStringList leftOut = plan.radius.leftOutText().split(u'\n', Qt::SkipEmptyParts);
        for (const QString &words : leftOut) {
            say(line(u"  "_s + words));
        }
        if (plan.order.incident) {
            say(line(u"  for incident %1, which began at %2%3"_s.arg(
                QString::number(plan.order.incident->number), timeText(plan.order.incident->began),
                plan.order.incident->title.isEmpty() ? QString() : u": "_s + plan.order.incident->title)));
        }
        for (const ParameterProblem &problem : plan.problems) {
            say(line(u"  x "_s + problem.message));
        }
        for (const CheckResult &check : plan.checks) {
            say(line(u"  %1 %2: %3"_s.arg(mark(check.passes(), check.overridden), check.words,
                                          check.result.found)));
        }
        for (const RuleVerdict &rule : plan.rules) {
            say(line(u"  %1 %2"_s.arg(mark(rule.allows, rule.overridden), rule.words)));
        }
        return;
    }
    QJsonArray services;
    for (const QString &service : plan.services) {
        services.append(service);
    }
    print({{u"kind"_s, u"plan"_s},
           {u"runbook"_s, plan.order.runbook->id},
           {u"title"_s, plan.title},
           {u"subject"_s, plan.subject},
           {u"services"_s, services},
           {u"radius"_s, plan.radius.toText()},
           {u"left_out"_s, plan.radius.leftOutText()},
           {u"incident"_s, plan.order.incident ? QJsonValue(plan.order.incident->number) : QJsonValue()}});
    for (const ParameterProblem &problem : plan.problems) {
        print({{u"kind"_s, u"preflight"_s},
               {u"rule"_s, u"parameters"_s},
               {u"allows"_s, false},
               {u"words"_s, problem.message}});
    }
    for (const CheckResult &check : plan.checks) {
        print({{u"kind"_s, u"preflight"_s},
               {u"time"_s, timeText(check.at)},
               {u"check"_s, check.words},
               {u"verdict"_s, toString(check.result.verdict)},
               {u"found"_s, check.result.found},
               {u"overridden"_s, check.overridden}});
    }
    for (const RuleVerdict &rule : plan.rules) {
        print({{u"kind"_s, u"preflight"_s},
               {u"rule"_s, quarterdeck::toString(rule.rule)},
               {u"allows"_s, rule.allows},
               {u"overridden"_s, rule.overridden},
               {u"words"_s, rule.words}});
    }
}

void RunReport::acts(const RunPlan &plan) const
{
    if (!m_json) {
        say(u"would do:\n"_s);
    }
    for (const PlannedAct &act : plan.acts) {
        if (m_json) {
            print({{u"kind"_s, u"act"_s},
                   {u"step"_s, act.step},
                   {u"target"_s, act.target},
                   {u"text"_s, act.text},
                   {u"details"_s, QJsonArray::fromStringList(act.details)},
                   {u"open"_s, act.isOpen}});
        } else {
            say(line(u"  %1%2: %3%4"_s.arg(
                act.step, act.target.isEmpty() ? QString() : u" at "_s + act.target, act.text,
                act.isOpen ? u" (filled in by an earlier step)"_s : QString())));
            for (const QString &detail : act.details) {
                say(line(u"      "_s + detail));
            }
        }
    }
}

void RunReport::log(const LogLine &entry) const
{
    if (m_json) {
        print({{u"kind"_s, u"log"_s}, {u"time"_s, timeText(entry.at)}, {u"text"_s, entry.text}});
    } else {
        say(line(clockText(entry.at) + u' ' + entry.text));
    }
}

void RunReport::step(const StepProgress &step, int index) const
{
    if (!m_json) {
        return; // the log says it
    }
    QJsonArray targets;
    for (const TargetProgress &target : step.targets) {
        targets.append(QJsonObject{{u"target"_s, target.name},
                                   {u"state"_s, quarterdeck::toString(target.state)},
                                   {u"detail"_s, target.detail}});
    }
    print({{u"kind"_s, u"step"_s},
           {u"index"_s, index + 1},
           {u"title"_s, step.title},
           {u"state"_s, quarterdeck::toString(step.state)},
           {u"detail"_s, step.detail},
           {u"duration_ms"_s, qint64(step.duration.count())},
           {u"verification"_s, step.isVerification},
           {u"targets"_s, targets}});
}

void RunReport::state(const RunProgress &run) const
{
    if (m_json) {
        print({{u"kind"_s, u"state"_s},
               {u"run"_s, run.number.value},
               {u"state"_s, quarterdeck::toString(run.state)},
               {u"reason"_s, run.reason},
               {u"question"_s, run.question}});
    }
}

void RunReport::result(const QString &state, const QString &reason, const RunProgress *run) const
{
    const bool measured = run != nullptr && run->rto;
    if (m_json) {
        print({{u"kind"_s, u"result"_s},
               {u"run"_s, run != nullptr ? QJsonValue(run->number.value) : QJsonValue()},
               {u"state"_s, state},
               {u"reason"_s, reason},
               {u"rto_s"_s, measured ? QJsonValue(*run->rto) : QJsonValue()}});
        return;
    }
    say(line(u"%1%2%3"_s.arg(run != nullptr ? u"run %1: "_s.arg(run->number.value) : QString(), state,
                             reason.isEmpty() ? QString() : u": "_s + reason)));
}

} // namespace quarterdeck
