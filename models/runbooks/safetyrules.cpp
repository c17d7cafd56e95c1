#include "models/runbooks/safetyrules.h"

#include <QSet>

#include <array>
#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr std::array<std::pair<SafetyRule, QLatin1StringView>, 10> ruleWords{{
    {SafetyRule::ReadOnly, "read-only"_L1},
    {SafetyRule::OneAtATime, "one-at-a-time"_L1},
    {SafetyRule::Cooldown, "cooldown"_L1},
    {SafetyRule::MaxInstances, "max-instances"_L1},
    {SafetyRule::MaxShare, "max-share"_L1},
    {SafetyRule::Assertion, "assertion"_L1},
    {SafetyRule::Confirmation, "confirmation"_L1},
    {SafetyRule::Reason, "reason"_L1},
    {SafetyRule::Isolation, "isolation"_L1},
    {SafetyRule::Preflight, "preflight"_L1},
}};

QString ago(std::chrono::seconds age)
{
    const qint64 seconds = std::max<qint64>(0, age.count());
    if (seconds < 120) {
        return u"%1 s ago"_s.arg(seconds);
    }
    if (seconds < 7200) {
        return u"%1 min ago"_s.arg(seconds / 60);
    }
    return seconds < 172800 ? u"%1 h ago"_s.arg(seconds / 3600) : u"%1 days ago"_s.arg(seconds / 86400);
}

/// What is left of a wait, to the second: it is looked at again every second.
QString span(std::chrono::seconds left)
{
    const qint64 seconds = left.count();
    if (seconds < 60) {
        return u"%1 s"_s.arg(seconds);
    }
    return seconds < 3600 ? u"%1 min %2 s"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QChar(u'0'))
                          : u"%1 h %2 min"_s.arg(seconds / 3600).arg(seconds / 60 % 60, 2, 10, QChar(u'0'));
}

QString sentence(const PriorRun &run)
{
    return u"run %1 (%2)%3"_s.arg(QString::number(run.number), run.title,
                                  run.person.isEmpty() ? QString() : u" by "_s + run.person);
}

class Judge
{
public:
    Judge(const RunbookDefinition &runbook, const SafetyFacts &facts) : m_runbook(runbook), m_facts(facts) {}

    void say(SafetyRule rule, bool allows, const QString &words)
    {
        RuleVerdict verdict{rule, allows, false, words};
        if (!allows && canBeOverridden(rule) && m_facts.overrides.contains(rule)) {
            verdict.allows = true;
            verdict.overridden = true;
        }
        m_verdicts.append(verdict);
    }

    void cooldown(const QString &name)
    {
        const std::chrono::seconds cooldown = m_runbook.safety.cooldown;
        if (cooldown.count() == 0) {
            return;
        }
        if (!m_facts.last) {
            say(SafetyRule::Cooldown, true, u"no run has acted on %1 before"_s.arg(name));
            return;
        }
        const auto age = std::chrono::duration_cast<std::chrono::seconds>(m_facts.now - m_facts.last->at);
        const bool fresh = age < cooldown;
        QString words = u"the last run on %1 was %2: %3"_s.arg(name, ago(age), sentence(*m_facts.last));
        if (fresh && m_facts.last->acknowledged) {
            words += u"; it has been acknowledged"_s;
        } else if (fresh) {
            words +=
                u"; the next may begin in %1, or when that run is acknowledged"_s.arg(span(cooldown - age));
        }
        say(SafetyRule::Cooldown, !fresh || m_facts.last->acknowledged, words);
    }

    void size(const BlastRadius &radius)
    {
        const SafetyDefinition &safety = m_runbook.safety;
        if (safety.maxInstances > 0) {
            say(SafetyRule::MaxInstances, radius.targets.size() <= safety.maxInstances,
                u"%1 instances are acted on, %2 are allowed"_s.arg(radius.targets.size())
                    .arg(safety.maxInstances));
        }
        if (safety.maxShare < 1) {
            for (const BlastRadius::ServiceShare &share : radius.services) {
                const double part = share.total > 0 ? double(share.touched) / share.total : 0;
                say(SafetyRule::MaxShare, part <= safety.maxShare,
                    u"%1 of %2 instances of %3 are acted on, %4 % are allowed"_s.arg(share.touched)
                        .arg(share.total)
                        .arg(share.service)
                        .arg(std::lround(100 * safety.maxShare)));
            }
        }
    }

    void assertions(const BlastRadius &radius, const QList<QList<const Instance *>> &sets,
                    const RunValues &values)
    {
        QSet<InstanceNumber> acted;
        for (const BlastRadius::Member &member : radius.targets) {
            acted.insert(member.number);
        }
        for (qsizetype i = 0; i < m_runbook.safety.after.size() && i < sets.size(); ++i) {
            const SafetyDefinition::Assertion &assertion = m_runbook.safety.after.at(i);
            int left = 0;
            for (const Instance *instance : sets.at(i)) {
                left += isReady(*instance) && !acted.contains(instance->target.number) ? 1 : 0;
            }
            const QString says = assertion.says.isEmpty()
                                     ? u"after this, at least %1 must still be ready"_s.arg(assertion.atLeast)
                                     : assertion.says.fillWords(values);
            say(SafetyRule::Assertion, left >= assertion.atLeast,
                u"%1: %2 of %3 will be ready, %4 are wanted"_s.arg(says)
                    .arg(left)
                    .arg(sets.at(i).size())
                    .arg(assertion.atLeast));
        }
    }

    [[nodiscard]] QList<RuleVerdict> take() { return std::move(m_verdicts); }

private:
    const RunbookDefinition &m_runbook;
    const SafetyFacts &m_facts;
    QList<RuleVerdict> m_verdicts;
};

} // namespace

QString toString(SafetyRule rule)
{
    return ruleWords[static_cast<std::size_t>(rule)].second;
}

std::optional<SafetyRule> safetyRuleFromString(const QString &text)
{
    for (const auto &[rule, word] : ruleWords) {
        if (text == word) {
            return rule;
        }
    }
    return std::nullopt;
}

bool canBeOverridden(SafetyRule rule)
{
    return rule != SafetyRule::ReadOnly && rule != SafetyRule::OneAtATime &&
           rule != SafetyRule::Confirmation && rule != SafetyRule::Reason;
}

QList<RuleVerdict> judgeSafety(const RunbookDefinition &runbook, const BlastRadius &radius,
                               const QList<QList<const Instance *>> &assertionSets, const RunValues &values,
                               const SafetyFacts &facts)
{
    Judge judge(runbook, facts);
    if (facts.readOnly) {
        judge.say(SafetyRule::ReadOnly, false, u"the console is read-only: it does not act"_s);
    }
    const QString name = facts.confirmationName;
    judge.say(SafetyRule::OneAtATime, !facts.running,
              facts.running ? u"%1 is being acted on: %2 has not ended"_s.arg(name, sentence(*facts.running))
                            : u"nobody is acting on %1"_s.arg(name));
    judge.cooldown(name);
    if (facts.isIsolated) {
        judge.say(SafetyRule::Isolation, false,
                  u"the console itself seems to be cut off: what it knows of the fleet is old"_s);
    }
    judge.size(radius);
    judge.assertions(radius, assertionSets, values);
    const bool isProtected = radius.isProtected();
    if (isProtected || runbook.safety.alwaysConfirm) {
        const QString why = isProtected ? u"%1 is protected"_s.arg(name) : u"this runbook always asks"_s;
        const bool typed = facts.confirmation == name;
        judge.say(
            SafetyRule::Confirmation, typed,
            typed ? u"%1; its name was typed"_s.arg(why)
            : facts.confirmation.isEmpty()
                ? u"%1: its name must be typed to confirm (%2)"_s.arg(why, name)
                : u"%1: the typed name \"%2\" is not \"%3\""_s.arg(why, facts.confirmation.left(100), name));
    }
    if (isProtected || !facts.overrides.isEmpty()) {
        const bool given = !facts.reason.trimmed().isEmpty();
        judge.say(SafetyRule::Reason, given,
                  given         ? u"a reason is given"_s
                  : isProtected ? u"%1 is protected: a reason is wanted"_s.arg(name)
                                : u"a rule is overridden: a reason is wanted"_s);
    }
    return judge.take();
}

bool allAllow(const QList<RuleVerdict> &verdicts)
{
    return std::all_of(verdicts.cbegin(), verdicts.cend(),
                       [](const RuleVerdict &verdict) { return verdict.allows; });
}

} // namespace quarterdeck
