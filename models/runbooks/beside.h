#pragma once

#include "models/runbooks/instanceset.h"

#include <QStringList>

namespace quarterdeck {

class RunValues;

/// What stands beside a value for the eyes of a person: the instance that is meant, whose state is shown
/// live, and facts about it.
struct BesideDefinition
{
    InstanceSelector instance; ///< the one instance that it finds; more than one is none
    QList<RunText> facts;      ///< each is left out while a value of it is unknown or empty
    bool operator==(const BesideDefinition &) const = default;
    [[nodiscard]] bool isEmpty() const { return instance.isEmpty() && facts.isEmpty(); }
};

/// A value that was found live and that a person should see.
struct ShownDefinition
{
    QString label;
    RunText value;
    BesideDefinition beside;
    bool operator==(const ShownDefinition &) const = default;
};

struct Beside
{
    InstanceNumber instance; ///< 0: none of the fleet
    QStringList facts;
    bool operator==(const Beside &) const = default;
};

struct ShownValue
{
    QString label;
    QString value;
    Beside beside;
};

/// The text when every value of it is known and not empty; secrets are redacted.
std::optional<QString> factOf(const RunText &text, const RunValues &values);
Beside besideOf(const BesideDefinition &definition, const RunValues &values, const Fleet &fleet,
                SteadyTime now);

} // namespace quarterdeck
