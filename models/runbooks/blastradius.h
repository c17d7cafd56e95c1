#pragma once

#include "models/fleet/fleet.h"

#include <QList>
#include <QString>

namespace quarterdeck {

/// What a run touches: the instances that it acts on, and those of services that depend on them.
struct BlastRadius
{
    struct Member
    {
        InstanceNumber number;
        QString name;
        QString service;
        State state = State::Unknown;
        bool operator==(const Member &) const = default;
    };
    struct ServiceShare
    {
        QString service;
        int touched = 0;
        int total = 0;
        bool isProtected = false;
        bool operator==(const ServiceShare &) const = default;
    };
    QList<Member> targets;
    QList<Member> dependants;
    QList<ServiceShare> services; ///< of the targets
    QList<QString> dependentServices;
    [[nodiscard]] bool isProtected() const;
    [[nodiscard]] QString
    toText() const; ///< "3 instances of orders-db; 183 instances of checkout depend on it"
    bool operator==(const BlastRadius &) const = default;
};

/// Dependants are followed to their own dependants.
BlastRadius blastRadius(const QList<InstanceNumber> &targets, const Fleet &fleet);
/// The services that depend on one of these, directly or through others, sorted.
QList<QString> dependantsOf(const QList<QString> &services, const FleetDefinition &definition);

} // namespace quarterdeck
