#pragma once

#include "models/runbooks/beside.h"
#include "models/runbooks/condition.h"

#include <chrono>
#include <memory>
#include <optional>

namespace quarterdeck {

enum class RunbookKind : quint8 { Switchover, Failover, Rollback, Drain, Restart, Breaker, Custom };

/// A value that a person gives, or that is found live.
struct ParameterDefinition
{
    enum class Type : quint8 { Text, Number, Choice, Instance, Service, Label, Secret };
    QString name;
    QString label; ///< for people; the name when empty
    Type type = Type::Text;
    QString pattern; ///< Text, Secret, Label: a regular expression that the whole value matches
    std::optional<double> lowest;
    std::optional<double> highest;
    QList<QString> choices;
    QString choicesFrom;    ///< Choice: the name of a looked-up list
    InstanceSelector among; ///< Instance, Service, Label: candidates
    QString labelName;      ///< Label: values of this label of the series that the set was found by
    RunText preset;         ///< the default; with Instance, Service and Label the only candidate is one too
    bool hasPreset = false;
    bool isOptional = false; ///< may be empty
    BesideDefinition beside; ///< of the value that is chosen
    SourcePlace place;
    SourcePlace choicesPlace;
    bool operator==(const ParameterDefinition &) const = default;
    [[nodiscard]] QString title() const { return label.isEmpty() ? name : label; }
};

/// A set of instances with a name, found live.
struct SetDefinition
{
    QString name;
    InstanceSelector instances;
    SourcePlace place;
    bool operator==(const SetDefinition &) const = default;
};

/// A value out of an answer.
struct Assignment
{
    QString name;
    RunText path; ///< a JsonPath
    bool isOptional = false;
    SourcePlace place;
    bool operator==(const Assignment &) const = default;
};

/// A question that is asked live, before the checks and again at the start. It changes nothing.
struct LookupDefinition
{
    QString name;
    HttpRequestTemplate request; ///< GET or HEAD
    HttpExpectationRule expect;
    QString eachOf; ///< a set: its instances are asked in turn (as `instance`) until one answers as expected
    QList<Assignment> set;
    SourcePlace place;
    SourcePlace eachOfPlace;
    bool operator==(const LookupDefinition &) const = default;
};

struct CommandTemplate
{
    QList<RunText> arguments; ///< the first is the program, without places
    QList<std::pair<QString, RunText>> environment;
    QString folder; ///< absolute; empty: the runbook file's
    QList<int> expectedCodes{0};
    /// How long a process may take to end by itself when it was asked to.
    std::chrono::milliseconds grace{5000};
    bool operator==(const CommandTemplate &) const = default;
};

/// An order to breakers through resilience4j's actuator endpoint.
struct BreakerOrder
{
    enum class Action : quint8 { ForceOpen, Close, Disable };
    Action action = Action::ForceOpen;
    RunText actionText; ///< a place that names it ("force_open", "close", "disable"); empty: `action`
    RunText name;
    QString set;
    QString path = QStringLiteral("/actuator/circuitbreakers");
    int limit = 10;
    SourcePlace setPlace;
    bool operator==(const BreakerOrder &) const = default;
};

struct StepDefinition
{
    enum class Kind : quint8 { Http, Command, WaitUntil, Manual, Set, Breaker, Parallel };
    QString id; ///< may be empty
    RunText title;
    Kind kind = Kind::Http;
    SourcePlace place;
    std::chrono::milliseconds timeout{10000};
    bool isIdempotent = false; ///< may be sent again; the only steps that are retried
    int retries = 0;
    SourcePlace retriesPlace;
    std::chrono::milliseconds retryAfter{1000};

    HttpRequestTemplate request;
    HttpExpectationRule expect;
    QList<Assignment> set; ///< of the answer of this step (Http), or of the last one (Set)
    CommandTemplate command;
    Condition until;
    std::chrono::milliseconds holdsFor{0};
    RunText instruction; ///< Manual
    BreakerOrder breaker;
    QString over; ///< Parallel: a set
    SourcePlace overPlace;
    int limit = 10;
    bool stopAtFirstFailure = true;
    QList<StepDefinition> steps; ///< Parallel: for each instance, one after the other
    QList<StepDefinition> undo;
    SourcePlace undoPlace;

    [[nodiscard]] bool acts() const; ///< sends something that may change the world
    bool operator==(const StepDefinition &) const = default;
};

/// Something that must be seen before a run has succeeded.
struct VerificationDefinition
{
    Condition condition;
    std::chrono::milliseconds timeout{60000};
    std::chrono::milliseconds holdsFor{0};
    bool operator==(const VerificationDefinition &) const = default;
};

struct SafetyDefinition
{
    std::chrono::seconds cooldown{900};
    std::chrono::seconds wait{0}; ///< between the order and the first step
    int maxInstances = 0;         ///< 0: no limit
    double maxShare = 1;          ///< of a service
    bool alwaysConfirm = false;   ///< the typed name also where nothing is protected
    /// "After this, at least N of a set are still ready."
    struct Assertion
    {
        RunText says;
        InstanceSelector instances;
        int atLeast = 1;
        bool operator==(const Assertion &) const = default;
    };
    QList<Assertion> after;
    bool operator==(const SafetyDefinition &) const = default;
};

struct RunbookDefinition
{
    QString id;
    QString file;   ///< where it was read from; ":/..." when shipped
    QString folder; ///< of the file, absolute
    QByteArray source;
    RunText title;
    QString description;
    RunbookKind kind = RunbookKind::Custom;
    // Where it is offered: both must fit, and what is empty always does.
    QString appliesTo;     ///< a filter
    QString appliesMetric; ///< a name: instances whose page shows a series of it
    QList<ParameterDefinition> parameters;
    QList<SetDefinition> sets;
    QList<LookupDefinition> lookups;
    QList<ShownDefinition> shows; ///< of what was found live; empty: all of it
    QString targets;              ///< the set that is acted on: blast radius, lock, cooldown
    SourcePlace targetsPlace;
    RunText service; ///< where no set is acted on: the service that it concerns
    QList<Condition> checks;
    QList<StepDefinition> steps;
    QList<VerificationDefinition> verification;
    QList<StepDefinition> onFailure;
    std::optional<std::chrono::seconds> objective; ///< RTO
    SafetyDefinition safety;
    bool operator==(const RunbookDefinition &) const = default;

    [[nodiscard]] bool appliesAnywhere() const { return appliesTo.isEmpty() && appliesMetric.isEmpty(); }
    [[nodiscard]] bool hasUndo() const; ///< some step of it
    [[nodiscard]] const SetDefinition *set(const QString &name) const;
    [[nodiscard]] const ParameterDefinition *parameter(const QString &name) const;
};

QString toString(RunbookKind kind);
QString toString(StepDefinition::Kind kind);

} // namespace quarterdeck
