#include "models/incidents/incidentrules.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

QString inClusters(const QStringList &clusters)
{
    return clusters.isEmpty()     ? QString()
           : clusters.size() <= 2 ? u" in "_s + clusters.join(u" and "_s)
                                  : u" in %1 clusters"_s.arg(clusters.size());
}

IncidentSign instancesDown(const ServiceCondition &condition, WallTime now)
{
    IncidentSign sign;
    sign.rule = IncidentRule::InstancesDown;
    const QString word = condition.down == 0       ? u"not ready"_s
                         : condition.notReady == 0 ? u"down"_s
                                                   : u"down or not ready"_s;
    sign.text = u"%1 of %2 %3"_s.arg(condition.bad()).arg(condition.instances).arg(word);
    const bool all = condition.bad() == condition.instances;
    sign.title =
        (all ? u"%1 %2"_s.arg(condition.service, word) : u"%1: %2"_s.arg(condition.service, sign.text)) +
        inClusters(condition.clusters);
    sign.since = condition.badSince.value_or(now);
    sign.clusters = condition.clusters;
    sign.severity = 2 * condition.bad() >= condition.instances ? Severity::Critical : Severity::Major;
    return sign;
}

} // namespace

QString IncidentSign::ruleText() const
{
    return hold.count() > 0 ? u"%1 for %2"_s.arg(text, spanText(hold)) : text;
}

int badInstancesThreshold(int instances)
{
    return std::max(1, (instances + 9) / 10);
}

int openBreakersThreshold(int instances)
{
    return std::max(1, (instances + 4) / 5);
}

QList<IncidentSign> signsOf(const ServiceCondition &condition, WallTime now, const IncidentTiming &timing)
{
    QList<IncidentSign> found;
    if (condition.bad() >= badInstancesThreshold(condition.instances)) {
        found.append(instancesDown(condition, now));
        found.last().hold = timing.openAfter;
    }
    if (condition.fastBurn) {
        IncidentSign sign;
        sign.rule = IncidentRule::BudgetBurn;
        sign.text = u"error budget burns at %1 over 5 min and above 14.4 over 1 h"_s.arg(*condition.fastBurn,
                                                                                         0, 'f', 1);
        sign.title = u"%1 burns its error budget"_s.arg(condition.service);
        sign.since = now;
        sign.severity = Severity::Critical;
        sign.ebbs = condition.burnEbbs;
        found.append(sign);
    }
    for (const BreakerCondition &breaker : condition.breakers) {
        if (breaker.open >= openBreakersThreshold(breaker.instances)) {
            IncidentSign sign;
            sign.rule = IncidentRule::BreakerOpen;
            sign.part = breaker.name + u'\0' + breaker.cluster;
            sign.text = u"breaker %1 open on %2 of %3"_s.arg(breaker.name, QString::number(breaker.open),
                                                             QString::number(breaker.instances));
            sign.title =
                u"%1: breaker %2 open"_s.arg(condition.service, breaker.name) + inClusters({breaker.cluster});
            sign.since = breaker.openSince.value_or(now);
            sign.clusters = QStringList{breaker.cluster};
            sign.hold = timing.openAfter;
            found.append(sign);
        }
    }
    for (const QString &alert : condition.criticalAlerts) {
        IncidentSign sign;
        sign.rule = IncidentRule::CriticalAlert;
        sign.part = alert;
        sign.text = u"critical alert %1 fires"_s.arg(alert);
        sign.title = u"%1: %2"_s.arg(condition.service, alert);
        sign.since = condition.alertsSince.value_or(now);
        sign.severity = Severity::Critical;
        found.append(sign);
    }
    for (IncidentSign &sign : found) {
        sign.service = condition.service;
    }
    return found;
}

} // namespace quarterdeck
