#pragma once

#include "models/runbooks/instanceset.h"
#include "models/runbooks/runtext.h"

#include <QList>
#include <QMap>
#include <QString>

#include <chrono>
#include <limits>

namespace quarterdeck {

/// How a value is compared.
struct Comparison
{
    enum class Operator : quint8 { Equals, Not, Below, AtMost, Above, AtLeast };
    Operator op = Operator::Equals;
    RunText value; ///< a number for all but Equals and Not
    bool operator==(const Comparison &) const = default;
};

/// What an answer must be like.
struct HttpExpectationRule
{
    HttpExpectationRule(); // elsewhere: where it is inlined, g++ 12 takes these lists for uninitialised
    QList<int> status;
    /// Answers that leave open whether it was done: a gateway that lost its server, a server that says so.
    QList<int> unknownStatus;
    struct Member
    {
        RunText path; ///< a JsonPath
        Comparison comparison;
        bool operator==(const Member &) const = default;
    };
    QList<Member> json;
    bool operator==(const HttpExpectationRule &) const = default;
};

/// An HTTP request with places.
struct HttpRequestTemplate
{
    QString method = QStringLiteral("GET");
    RunText url;
    QList<std::pair<QString, RunText>> headers;
    RunText body;
    SourcePlace methodPlace;
    QString contentType; ///< decides how values are put into the body
    /// GET and HEAD change nothing; everything else is sent at most once.
    [[nodiscard]] bool isSafe() const
    {
        return method == QStringLiteral("GET") || method == QStringLiteral("HEAD");
    }
    bool operator==(const HttpRequestTemplate &) const = default;
};

/// Something that must hold: before a run, while waiting, or as proof of the effect. Structured, never code.
struct Condition
{
    enum class Kind : quint8 { Instances, Metric, Signal, Http, Value };
    enum class Wanted : quint8 { Up, Ready, Down, NotUp };
    enum class Quantity : quint8 { ErrorRatio, P50, P95, P99, RequestRate };

    Kind kind = Kind::Value;
    RunText says; ///< empty: made from the rest
    SourcePlace place;

    // Instances: of the set, so many are `wanted`; Metric: the value of each instance of the set.
    InstanceSelector instances;
    Wanted wanted = Wanted::Ready;
    int atLeast = std::numeric_limits<int>::max(); ///< max: all of them

    QString metric;
    QMap<QString, RunText> labels;
    Comparison comparison;
    bool anyInstance = false; ///< Metric: one instance is enough

    RunText service; ///< Signal
    Quantity quantity = Quantity::ErrorRatio;

    HttpRequestTemplate request; ///< Http: GET or HEAD
    HttpExpectationRule expect;

    RunText left; ///< Value

    bool operator==(const Condition &) const = default;
};

/// Whether a condition holds, in words. `Unknown` does not count as holding.
struct ConditionResult
{
    enum class Verdict : quint8 { Holds, Fails, Unknown };
    Verdict verdict = Verdict::Unknown;
    QString found; ///< what there is: "0.4 %", "2 of 3 ready", "connection refused"
    bool operator==(const ConditionResult &) const = default;
};

/// The comparison of two texts or numbers; the right side is already filled.
ConditionResult compare(const QString &found, Comparison::Operator op, const QString &wanted);
/// "is 1", "is at most 1048576".
QString toWords(Comparison::Operator op, const QString &wanted);
/// Counts over the instances of a set.
ConditionResult judgeInstances(const QList<const Instance *> &instances, Condition::Wanted wanted,
                               int atLeast);
/// A signal of a service; stale or missing values are unknown.
ConditionResult judgeSignal(const SignalReading &reading, Condition::Quantity quantity,
                            Comparison::Operator op, const QString &wanted, int minRequests);
/// Whether a JSON answer is as expected. `problem` tells an answer that is not JSON from one that differs.
struct AnswerJudgement
{
    enum class Verdict : quint8 { Expected, Differs, NotUnderstood, SaysUnknown };
    Verdict verdict = Verdict::Expected;
    QString words;
};
AnswerJudgement judgeAnswer(const HttpExpectationRule &rule, int status, const QByteArray &body, bool cut,
                            const RunValues &values);
/// The condition in words: `says`, or what it asks.
QString describe(const Condition &condition, const RunValues &values);
QString toString(Condition::Wanted wanted);
QString toString(Condition::Quantity quantity);
/// Whether an instance counts as ready: up or degraded, and its readiness probe (if any) says so.
bool isReady(const Instance &instance);

} // namespace quarterdeck
