#include "models/items/incidentfilter.h"

#include "models/fleet/filterlexer.h"
#include "models/fleet/filterterm.h"
#include "models/fleet/filtervalues.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

struct IncidentFilter::Key
{
    QString name;
    Subject subject;
    QString hint;
};

const QList<IncidentFilter::Key> &IncidentFilter::keys()
{
    static const QList<Key> all{
        {u"state"_s, Subject::State, u"state:open,mitigated"_s},
        {u"severity"_s, Subject::Severity, u"severity:critical"_s},
        {u"service"_s, Subject::Service, u"service~check"_s},
        {u"cluster"_s, Subject::Cluster, u"cluster:eu-west"_s},
        {u"rule"_s, Subject::Rule, u"rule:\"breaker open\""_s},
        {u"commander"_s, Subject::Commander, u"commander:ana"_s},
        {u"is"_s, Subject::Is, u"is:unseen"_s},
        {u"age"_s, Subject::Age, u"age<2h"_s},
    };
    return all;
}

/// The words that a key with a fixed choice understands; none where anything goes.
QStringList IncidentFilter::wordsOf(Subject subject)
{
    switch (subject) {
    case Subject::State:
        return {u"open"_s, u"mitigated"_s, u"resolved"_s, u"merged"_s, u"active"_s};
    case Subject::Severity:
        return {u"critical"_s, u"major"_s, u"minor"_s};
    case Subject::Is:
        return {u"unseen"_s, u"acknowledged"_s, u"pinned"_s, u"snoozed"_s};
    case Subject::Rule: {
        QStringList words;
        for (const IncidentRule rule :
             {IncidentRule::InstancesDown, IncidentRule::BudgetBurn, IncidentRule::BreakerOpen,
              IncidentRule::CriticalAlert, IncidentRule::FleetUnreachable, IncidentRule::Person}) {
            words.append(toString(rule));
        }
        return words;
    }
    default:
        return {};
    }
}

std::variant<IncidentFilter, QList<FilterError>> IncidentFilter::parse(const QString &text)
{
    IncidentFilter filter;
    QList<FilterError> errors;
    for (const FilterWord &word : lexFilter(text)) {
        Term term;
        term.negated = word.negated;
        term.contains = word.op == FilterOperator::Contains;
        term.younger = word.op == FilterOperator::Less || word.op == FilterOperator::LessOrEqual;
        if (word.unterminatedQuote) {
            errors.append({word.quotePosition, word.position + word.length - word.quotePosition,
                           u"the quote is not closed"_s});
        }
        if (!word.key.isEmpty()) {
            const auto key = std::find_if(keys().begin(), keys().end(), [&word](const Key &one) {
                return one.name.compare(word.key, Qt::CaseInsensitive) == 0;
            });
            if (key == keys().end()) {
                QStringList names;
                for (const Key &one : keys()) {
                    names.append(one.name);
                }
                errors.append({word.keyPosition, word.key.size(),
                               u"incidents are asked for %1"_s.arg(names.join(u", "_s))});
                continue;
            }
            term.subject = key->subject;
            const bool comparing = word.op != FilterOperator::Is && word.op != FilterOperator::Contains;
            if (word.values.isEmpty() || word.values.first().text.isEmpty() ||
                comparing != (term.subject == Subject::Age)) {
                errors.append({word.position, word.length, u"write %1"_s.arg(key->hint)});
                continue;
            }
        }
        for (const FilterValue &value : word.values) {
            Operand operand{value.text, 0, value.negated};
            const QStringList words = wordsOf(term.subject);
            if (term.subject == Subject::Age) {
                const std::optional<double> seconds = readDuration(value.text);
                if (!seconds) {
                    errors.append({value.position, value.length, u"write age<2h"_s});
                }
                operand.seconds = seconds.value_or(0);
            } else if (!words.isEmpty() && !term.contains &&
                       std::none_of(words.begin(), words.end(),
                                    [&](const QString &one) { return wordMatches(value.text, one); })) {
                errors.append(
                    {value.position, value.length, u"one of %1 is wanted"_s.arg(words.join(u", "_s))});
            }
            term.operands.append(operand);
        }
        filter.m_terms.append(term);
    }
    if (!errors.isEmpty()) {
        return errors;
    }
    return filter;
}

bool IncidentFilter::operandMatches(const Term &term, const Operand &operand, const IncidentRow &row,
                                    WallTime now)
{
    const Incident &incident = row.incident;
    const auto fits = [&](const QString &text) {
        return term.contains ? text.contains(operand.text, Qt::CaseInsensitive)
                             : wordMatches(operand.text, text);
    };
    const auto anyFits = [&](const QStringList &texts) {
        return std::any_of(texts.begin(), texts.end(), fits);
    };
    switch (term.subject) {
    case Subject::Text: {
        QStringList places = incident.services + incident.dependants + incident.clusters;
        places << incident.title << incident.ruleText << incident.commander << incident.acknowledgement
               << QString::number(incident.number.value);
        return std::any_of(places.begin(), places.end(), [&operand](const QString &place) {
            return place.contains(operand.text, Qt::CaseInsensitive);
        });
    }
    case Subject::State:
        return fits(toString(incident.state)) || (incident.isActive() && fits(u"active"_s));
    case Subject::Severity:
        return fits(toString(incident.severity));
    case Subject::Service:
        return anyFits(incident.services) || anyFits(incident.dependants);
    case Subject::Cluster:
        return anyFits(incident.clusters);
    case Subject::Rule:
        return fits(toString(incident.rule));
    case Subject::Commander:
        return fits(incident.commander);
    case Subject::Is:
        return (row.unseen && fits(u"unseen"_s)) || (row.snoozed && fits(u"snoozed"_s)) ||
               (incident.acknowledgementStands && fits(u"acknowledged"_s)) ||
               (incident.pinned && fits(u"pinned"_s));
    case Subject::Age: {
        const double age = std::chrono::duration<double>(now - incident.clock.started).count();
        return term.younger ? age < operand.seconds : age > operand.seconds;
    }
    }
    return false;
}

bool IncidentFilter::termMatches(const Term &term, const IncidentRow &row, WallTime now)
{
    bool anyIncluding = false;
    bool included = false;
    bool excluded = false;
    for (const Operand &operand : term.operands) {
        const bool matched = operandMatches(term, operand, row, now);
        if (operand.negated) {
            excluded = excluded || matched;
        } else {
            anyIncluding = true;
            included = included || matched;
        }
    }
    return (!excluded && (included || !anyIncluding)) != term.negated;
}

bool IncidentFilter::matchesWithoutWords(const IncidentRow &row, WallTime now) const
{
    bool asksForState = false;
    for (const Term &term : m_terms) {
        asksForState = asksForState || term.subject == Subject::State;
        const bool isWord = term.subject == Subject::Text && !term.negated;
        if (!isWord && !termMatches(term, row, now)) {
            return false;
        }
    }
    return asksForState || row.incident.state != IncidentState::Merged;
}

bool IncidentFilter::matches(const IncidentRow &row, WallTime now) const
{
    return matchesWithoutWords(row, now) &&
           std::all_of(m_terms.begin(), m_terms.end(), [&](const Term &term) {
               return term.subject != Subject::Text || termMatches(term, row, now);
           });
}

QString IncidentFilter::words() const
{
    QStringList words;
    for (const Term &term : m_terms) {
        if (term.subject == Subject::Text && !term.negated) {
            for (const Operand &operand : term.operands) {
                words.append(operand.text);
            }
        }
    }
    return words.join(u' ');
}

FilterCompletion IncidentFilter::complete(const QString &text, qsizetype cursor, const QList<Incident> &known)
{
    FilterCompletion completion;
    qsizetype start = cursor;
    while (start > 0 && !text.at(start - 1).isSpace()) {
        --start;
    }
    start += text.mid(start, cursor - start).startsWith(u'!') ? 1 : 0;
    const QString typed = text.mid(start, cursor - start);
    const qsizetype sign = std::max(typed.indexOf(u':'), typed.indexOf(u'~'));
    QStringList candidates;
    completion.position = start;
    if (sign < 0) {
        for (const Key &key : keys()) {
            candidates.append(key.name + (key.subject == Subject::Age ? u'<' : u':'));
        }
    } else {
        completion.position = start + std::max(sign, typed.lastIndexOf(u',')) + 1;
        const auto key = std::find_if(keys().begin(), keys().end(), [&](const Key &one) {
            return one.name.compare(typed.left(sign), Qt::CaseInsensitive) == 0;
        });
        if (key != keys().end()) {
            candidates = wordsOf(key->subject);
            for (const Incident &incident : known) {
                candidates += key->subject == Subject::Service   ? incident.services + incident.dependants
                              : key->subject == Subject::Cluster ? incident.clusters
                              : key->subject == Subject::Commander && !incident.commander.isEmpty()
                                  ? QStringList{incident.commander}
                                  : QStringList();
            }
            candidates.removeDuplicates();
        }
    }
    completion.length = cursor - completion.position;
    const QString prefix = text.mid(completion.position, completion.length);
    for (const QString &candidate : std::as_const(candidates)) {
        if (candidate.startsWith(prefix, Qt::CaseInsensitive) && candidate.size() > prefix.size()) {
            completion.candidates.append(candidate.contains(u' ') ? u'"' + candidate + u'"' : candidate);
        }
    }
    return completion;
}

} // namespace quarterdeck
