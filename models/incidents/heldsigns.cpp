#include "models/incidents/heldsigns.h"

#include <QSet>

#include <algorithm>

namespace quarterdeck {

namespace {

/// Causes before those that depend on them, so that these find an incident to join.
QList<IncidentSign> causesFirst(QList<IncidentSign> signs,
                                const QHash<QString, const ServiceCondition *> &conditions)
{
    QList<IncidentSign> ordered;
    while (!signs.isEmpty()) {
        QSet<QString> waiting;
        for (const IncidentSign &sign : std::as_const(signs)) {
            waiting.insert(sign.service);
        }
        QList<IncidentSign> later;
        for (const IncidentSign &sign : std::as_const(signs)) {
            const ServiceCondition *condition = conditions.value(sign.service);
            const bool waits =
                condition && std::any_of(condition->dependsOn.begin(), condition->dependsOn.end(),
                                         [&](const QString &cause) {
                                             return cause != sign.service && waiting.contains(cause);
                                         });
            (waits ? later : ordered).append(sign);
        }
        if (later.size() == signs.size()) {
            return ordered + later; // services that depend on each other in a circle
        }
        signs = later;
    }
    return ordered;
}

} // namespace

QString HeldSigns::keyOf(const IncidentSign &sign)
{
    return QString::number(int(sign.rule)) + u'\0' + sign.service + u'\0' + sign.part;
}

void HeldSigns::note(const Conditions &conditions, SteadyTime now, WallTime wall,
                     const IncidentTiming &timing)
{
    for (Held &held : m_held) {
        held.present = false;
    }
    for (const ServiceCondition *condition : conditions) {
        for (const IncidentSign &sign : signsOf(*condition, wall, timing)) {
            Held &held = m_held[keyOf(sign)];
            if (held.from == SteadyTime{}) {
                held.from = now;
                held.sign = sign;
            } else {
                const WallTime since = std::min(held.sign.since, sign.since);
                if (sign.ebbs && !held.sign.ebbs) {
                    m_ended[sign.service] = wall;
                }
                held.sign = sign;
                held.sign.since = since;
            }
            held.present = true;
        }
    }
    for (const Held &held : std::as_const(m_held)) {
        if (held.present) {
            continue;
        }
        // Instances are believed to be well again after some good answers: it was over with the first.
        const ServiceCondition *condition = conditions.value(held.sign.service);
        const bool isKnown =
            held.sign.rule == IncidentRule::InstancesDown && condition && condition->wellSince;
        WallTime &ended = m_ended[held.sign.service];
        ended = std::max(ended, isKnown ? std::min(*condition->wellSince, wall) : wall);
    }
    m_held.removeIf([](const auto &held) { return !held.value().present; });
}

QList<IncidentSign> HeldSigns::due(const Conditions &conditions, SteadyTime now) const
{
    QList<IncidentSign> due;
    for (const Held &held : m_held) {
        if (!held.settled && now - held.from >= held.sign.hold) {
            due.append(held.sign);
        }
    }
    std::sort(due.begin(), due.end(),
              [](const IncidentSign &a, const IncidentSign &b) { return keyOf(a) < keyOf(b); });
    return causesFirst(due, conditions);
}

bool HeldSigns::isBad(const QStringList &services) const
{
    return std::any_of(m_held.cbegin(), m_held.cend(), [&services](const Held &held) {
        return !held.sign.ebbs && services.contains(held.sign.service);
    });
}

std::optional<WallTime> HeldSigns::endedLast(const QStringList &services) const
{
    std::optional<WallTime> last;
    for (const QString &service : services) {
        const auto ended = m_ended.constFind(service);
        if (ended != m_ended.constEnd()) {
            last = std::max(last, std::optional(*ended));
        }
    }
    return last;
}

void HeldSigns::setSettled(const QStringList &services, bool settled)
{
    for (Held &held : m_held) {
        held.settled = services.contains(held.sign.service) ? settled : held.settled;
    }
}

} // namespace quarterdeck
