#include "models/runbooks/blastradius.h"

#include "models/runbooks/instanceset.h"

#include <QMap>
#include <QSet>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

BlastRadius::Member memberOf(const Instance &instance)
{
    return {instance.target.number, instance.target.id.instance, instance.target.service, instance.state};
}

QString counted(qsizetype count)
{
    return count == 1 ? u"1 instance"_s : u"%1 instances"_s.arg(count);
}

} // namespace

bool BlastRadius::isProtected() const
{
    return std::any_of(services.cbegin(), services.cend(),
                       [](const ServiceShare &share) { return share.isProtected; });
}

QString BlastRadius::toText() const
{
    QStringList names;
    for (const ServiceShare &share : services) {
        names.append(u"%1 of %2 of %3"_s.arg(share.touched).arg(share.total).arg(share.service));
    }
    QString text = names.isEmpty() ? u"no instance of the fleet is acted on"_s
                                   : u"%1 (%2)"_s.arg(counted(targets.size()), names.join(u", "_s));
    if (!dependants.isEmpty()) {
        text += u"; %1 of %2 %3 on it"_s.arg(counted(dependants.size()), dependentServices.join(u", "_s),
                                             dependants.size() == 1 ? u"depends"_s : u"depend"_s);
    }
    return text;
}

void BlastRadius::follow(const Fleet &fleet)
{
    for (QList<Member> *members : {&targets, &dependants}) {
        for (Member &member : *members) {
            const Instance *instance = fleet.instance(member.number);
            member.state = instance != nullptr ? instance->state : State::Unknown;
        }
    }
}

QList<QString> dependantsOf(const QList<QString> &services, const FleetDefinition &definition)
{
    QMap<QString, QSet<QString>> dependsOn;
    for (const Target &target : definition.targets) {
        if (target.policy) {
            for (const QString &name : target.policy->dependsOn) {
                dependsOn[target.service].insert(name);
            }
        }
    }
    QSet<QString> reached(services.cbegin(), services.cend());
    QList<QString> found;
    for (bool grew = true; grew;) {
        grew = false;
        for (auto it = dependsOn.cbegin(); it != dependsOn.cend(); ++it) {
            if (!reached.contains(it.key()) && it.value().intersects(reached)) {
                reached.insert(it.key());
                found.append(it.key());
                grew = true;
            }
        }
    }
    found.sort();
    return found;
}

QString BlastRadius::leftOutText() const
{
    QMap<QString, QStringList> byReason;
    for (const LeftOut &one : leftOut) {
        byReason[u"%1 (%2)"_s.arg(one.member.service, one.why)].append(one.member.name);
    }
    QStringList lines;
    for (auto it = byReason.cbegin(); it != byReason.cend(); ++it) {
        lines.append(u"Left out: %1 of %2: %3"_s.arg(QString::number(it->size()), it.key(), listed(*it)));
    }
    return lines.join(u'\n');
}

BlastRadius blastRadius(const QList<InstanceNumber> &targets, const Fleet &fleet,
                        const QHash<InstanceNumber, QString> &why)
{
    BlastRadius radius;
    const QSet<InstanceNumber> acted(targets.cbegin(), targets.cend());
    QMap<QString, BlastRadius::ServiceShare> shares;
    for (const InstanceNumber number : targets) {
        if (const Instance *instance = fleet.instance(number)) {
            radius.targets.append(memberOf(*instance));
            ++shares[instance->target.service].touched;
        }
    }
    if (shares.isEmpty()) {
        return radius;
    }
    radius.dependentServices = dependantsOf(shares.keys(), fleet.definition());
    const QSet<QString> dependent(radius.dependentServices.cbegin(), radius.dependentServices.cend());
    for (const InstanceNumber number : fleet.order()) {
        const Instance &instance = *fleet.instance(number);
        const QString &service = instance.target.service;
        if (const auto share = shares.find(service); share != shares.end()) {
            ++share->total;
            share->isProtected =
                share->isProtected || (instance.target.policy && instance.target.policy->isProtected);
            if (!acted.contains(number)) {
                radius.leftOut.append({memberOf(instance), why.value(number, u"not chosen"_s)});
            }
        } else if (dependent.contains(service)) {
            radius.dependants.append(memberOf(instance));
        }
    }
    for (auto it = shares.begin(); it != shares.end(); ++it) {
        it->service = it.key();
        radius.services.append(*it);
    }
    return radius;
}

} // namespace quarterdeck
