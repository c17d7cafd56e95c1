#pragma once

#include "models/fleet/fleet.h"

#include <QHash>
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
    /// An instance of a service that is acted on which is itself left alone.
    struct LeftOut
    {
        Member member;
        QString why;
        bool operator==(const LeftOut &) const = default;
    };
    QList<Member> targets;
    QList<Member> dependants;
    QList<ServiceShare> services; ///< of the targets
    QList<QString> dependentServices;
    QList<LeftOut> leftOut;
    [[nodiscard]] bool isProtected() const;
    /// "Left out: 3 of checkout (its page shows no series x): a, b, c", one line for each reason; empty:
    /// none.
    [[nodiscard]] QString leftOutText() const;
    [[nodiscard]] QString
    toText() const;                  ///< "3 instances of orders-db; 183 instances of checkout depend on it"
    void follow(const Fleet &fleet); ///< takes the present states; who is in it stays
    bool operator==(const BlastRadius &) const = default;
};

/// Dependants are followed to their own dependants.
/// `why`: what is known about instances that are no targets.
BlastRadius blastRadius(const QList<InstanceNumber> &targets, const Fleet &fleet,
                        const QHash<InstanceNumber, QString> &why = {});
/// The services that depend on one of these, directly or through others, sorted.
QList<QString> dependantsOf(const QList<QString> &services, const FleetDefinition &definition);

} // namespace quarterdeck
