#include "models/runbooks/condition.h"

#include "models/runbooks/jsonpath.h"
#include "models/runbooks/runvalues.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

using Ruling = ConditionResult::Verdict;

QString words(double value, Condition::Quantity quantity)
{
    switch (quantity) {
    case Condition::Quantity::ErrorRatio:
        return u"%1 %"_s.arg(100 * value, 0, 'g', 3);
    case Condition::Quantity::RequestRate:
        return u"%1/s"_s.arg(value, 0, 'g', 4);
    default:
        return u"%1 ms"_s.arg(1000 * value, 0, 'g', 4);
    }
}

double valueOf(const SignalReading &reading, Condition::Quantity quantity)
{
    switch (quantity) {
    case Condition::Quantity::ErrorRatio:
        return reading.errorRatio();
    case Condition::Quantity::P50:
        return reading.p50;
    case Condition::Quantity::P95:
        return reading.p95;
    case Condition::Quantity::P99:
        return reading.p99;
    case Condition::Quantity::RequestRate:
        return reading.requestRate;
    }
    return noValue;
}

bool isAsWanted(const Instance &instance, Condition::Wanted wanted)
{
    switch (wanted) {
    case Condition::Wanted::Up:
        return instance.state == State::Up;
    case Condition::Wanted::Ready:
        return isReady(instance);
    case Condition::Wanted::Down:
        return instance.state == State::Down;
    case Condition::Wanted::NotUp:
        return instance.state != State::Up;
    }
    return false;
}

} // namespace

HttpExpectationRule::HttpExpectationRule() : status{200}, unknownStatus{408, 502, 504} {}

bool isReady(const Instance &instance)
{
    return (instance.state == State::Up || instance.state == State::Degraded) &&
           !instance.flags.testFlag(InstanceFlag::Stale);
}

ConditionResult compare(const QString &found, Comparison::Operator op, const QString &wanted)
{
    using Operator = Comparison::Operator;
    bool bothNumbers = false;
    bool wantedNumber = false;
    const double left = found.toDouble(&bothNumbers);
    const double right = wanted.toDouble(&wantedNumber);
    bothNumbers = bothNumbers && wantedNumber;
    const QString shown = found.isEmpty() ? u"nothing"_s : found.left(200);
    bool holds = false;
    if (op == Operator::Equals || op == Operator::Not) {
        const bool same = found == wanted || (bothNumbers && left == right);
        holds = same == (op == Operator::Equals);
    } else if (!bothNumbers || std::isnan(left) || std::isnan(right)) {
        return {Ruling::Unknown, u"%1, which is no number"_s.arg(shown)};
    } else {
        holds = (op == Operator::Below && left < right) || (op == Operator::AtMost && left <= right) ||
                (op == Operator::Above && left > right) || (op == Operator::AtLeast && left >= right);
    }
    return {holds ? Ruling::Holds : Ruling::Fails, shown};
}

QString toWords(Comparison::Operator op, const QString &wanted)
{
    switch (op) {
    case Comparison::Operator::Equals:
        return u"is "_s + wanted;
    case Comparison::Operator::Not:
        return u"is not "_s + wanted;
    case Comparison::Operator::Below:
        return u"is below "_s + wanted;
    case Comparison::Operator::AtMost:
        return u"is at most "_s + wanted;
    case Comparison::Operator::Above:
        return u"is above "_s + wanted;
    case Comparison::Operator::AtLeast:
        return u"is at least "_s + wanted;
    }
    return wanted;
}

ConditionResult judgeInstances(const QList<const Instance *> &instances, Condition::Wanted wanted,
                               int atLeast)
{
    const bool all = atLeast == std::numeric_limits<int>::max();
    const auto good = std::count_if(instances.cbegin(), instances.cend(),
                                    [wanted](const Instance *one) { return isAsWanted(*one, wanted); });
    ConditionResult result;
    result.found = u"%1 of %2 %3"_s.arg(good).arg(instances.size()).arg(toString(wanted));
    if (all && instances.isEmpty()) {
        result.found = u"no instance is in the set"_s;
        return result;
    }
    result.verdict = good >= (all ? instances.size() : atLeast) ? Ruling::Holds : Ruling::Fails;
    return result;
}

ConditionResult judgeSignal(const SignalReading &reading, Condition::Quantity quantity,
                            Comparison::Operator op, const QString &wanted, int minRequests)
{
    const double value = valueOf(reading, quantity);
    if (std::isnan(value)) {
        return {Ruling::Unknown, u"no value yet (rates need two scrapes)"_s};
    }
    if (quantity != Condition::Quantity::RequestRate && reading.requests < minRequests) {
        return {Ruling::Unknown, u"%1, but from %2 requests only"_s.arg(words(value, quantity))
                                     .arg(std::lround(reading.requests))};
    }
    ConditionResult result = compare(QString::number(value, 'g', 17), op, wanted);
    result.found = words(value, quantity);
    return result;
}

AnswerJudgement judgeAnswer(const HttpExpectationRule &rule, int status, const QByteArray &body, bool cut,
                            const RunValues &values)
{
    using Judgement = AnswerJudgement::Verdict;
    if (!rule.status.contains(status)) {
        QStringList wanted;
        for (const int one : rule.status) {
            wanted.append(QString::number(one));
        }
        const QString said = QString::fromUtf8(body.left(300)).simplified();
        const QString text = u"answered %1, not %2%3"_s.arg(QString::number(status), wanted.join(u" or "_s),
                                                            said.isEmpty() ? QString() : u": "_s + said);
        return {rule.unknownStatus.contains(status) ? Judgement::SaysUnknown : Judgement::Differs, text};
    }
    if (rule.json.isEmpty()) {
        return {Judgement::Expected, u"answered %1"_s.arg(status)};
    }
    if (cut) {
        return {Judgement::NotUnderstood, u"the answer is too large to be read"_s};
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError) {
        return {Judgement::NotUnderstood,
                u"answered %1, but not with JSON: %2"_s.arg(QString::number(status), error.errorString())};
    }
    const QJsonValue root = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    QStringList found;
    for (const HttpExpectationRule::Member &member : rule.json) {
        QString problem;
        const auto path = member.path.fillPath(values, &problem);
        const auto wanted = member.comparison.value.fillPlain(values, &problem);
        if (!path || !wanted) {
            return {Judgement::Differs, problem};
        }
        const QList<QJsonValue> hits = JsonPath::find(root, *path);
        if (hits.isEmpty()) {
            return {Judgement::Differs, u"nothing is at %1"_s.arg(*path)};
        }
        for (const QJsonValue &hit : hits) {
            const ConditionResult result = compare(JsonPath::toText(hit), member.comparison.op, *wanted);
            if (result.verdict != Ruling::Holds) {
                return {Judgement::Differs, u"%1 is %2, wanted: %3"_s.arg(
                                                *path, result.found, toWords(member.comparison.op, *wanted))};
            }
        }
        found.append(u"%1 %2"_s.arg(*path, toWords(member.comparison.op, *wanted)));
    }
    return {Judgement::Expected, found.join(u", "_s)};
}

QString toString(Condition::Wanted wanted)
{
    switch (wanted) {
    case Condition::Wanted::Up:
        return u"up"_s;
    case Condition::Wanted::Ready:
        return u"ready"_s;
    case Condition::Wanted::Down:
        return u"down"_s;
    case Condition::Wanted::NotUp:
        return u"not up"_s;
    }
    return {};
}

QString toString(Condition::Quantity quantity)
{
    switch (quantity) {
    case Condition::Quantity::ErrorRatio:
        return u"error ratio"_s;
    case Condition::Quantity::P50:
        return u"p50"_s;
    case Condition::Quantity::P95:
        return u"p95"_s;
    case Condition::Quantity::P99:
        return u"p99"_s;
    case Condition::Quantity::RequestRate:
        return u"request rate"_s;
    }
    return {};
}

QString describe(const Condition &condition, const RunValues &values)
{
    if (!condition.says.isEmpty()) {
        return values.redacted(condition.says.fillWords(values));
    }
    const InstanceSelector &of = condition.instances;
    const QString set = !of.set.isEmpty()       ? of.set
                        : !of.where.isEmpty()   ? of.where.fillWords(values)
                        : !of.address.isEmpty() ? of.address.fillWords(values)
                                                : of.instance.fillWords(values);
    const QString wanted = toWords(condition.comparison.op, condition.comparison.value.fillWords(values));
    QString text;
    switch (condition.kind) {
    case Condition::Kind::Instances:
        text = condition.atLeast == std::numeric_limits<int>::max()
                   ? u"all of %1 are %2"_s.arg(set, toString(condition.wanted))
                   : u"at least %1 of %2 are %3"_s.arg(QString::number(condition.atLeast), set,
                                                       toString(condition.wanted));
        break;
    case Condition::Kind::Metric:
        text = u"%1 of %2 %3"_s.arg(condition.metric, set, wanted);
        break;
    case Condition::Kind::Signal:
        text =
            u"%1 of %2 %3"_s.arg(toString(condition.quantity), condition.service.fillWords(values), wanted);
        break;
    case Condition::Kind::Http:
        text = u"%1 %2 answers as expected"_s.arg(condition.request.method,
                                                  condition.request.url.fillWords(values));
        break;
    case Condition::Kind::Value:
        text = u"%1 %2"_s.arg(condition.left.fillWords(values), wanted);
        break;
    }
    return values.redacted(text);
}

} // namespace quarterdeck
