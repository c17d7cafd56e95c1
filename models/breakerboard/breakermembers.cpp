#include "models/breakerboard/breakermembers.h"

#include <QStringList>

#include <algorithm>

namespace quarterdeck {

namespace {

constexpr int mostInferred = 3; ///< openings told one by one; the trips count all of them

bool isOpen(BreakerState state)
{
    return state == BreakerState::Open || state == BreakerState::ForcedOpen;
}

BreakerTransition step(BreakerState from, BreakerState to, bool inferred)
{
    BreakerTransition transition;
    transition.from = from;
    transition.to = to;
    transition.inferred = inferred;
    return transition;
}

} // namespace

QString memberKey(const QString &name, const QString &convention, const QMap<QString, QString> &labels)
{
    QString key = name + QChar(0) + convention;
    for (auto label = labels.begin(); label != labels.end(); ++label) {
        key += QChar(0) + label.key() + QChar(0) + label.value();
    }
    return key;
}

std::vector<QString> tileNames(const QList<BreakerReading> &readings)
{
    std::vector<QString> names;
    names.reserve(static_cast<std::size_t>(readings.size()));
    QHash<QString, QList<qsizetype>> namesakes;
    for (qsizetype i = 0; i < readings.size(); ++i) {
        names.push_back(readings.at(i).name);
        namesakes[readings.at(i).convention + QChar(0) + readings.at(i).name].append(i);
    }
    for (const QList<qsizetype> &group : std::as_const(namesakes)) {
        if (group.size() < 2) {
            continue;
        }
        QStringList keys;
        for (const qsizetype i : group) {
            for (const QString &key : readings.at(i).labels.keys()) {
                const bool differs = std::any_of(group.begin(), group.end(), [&](qsizetype other) {
                    return readings.at(other).labels.value(key) != readings.at(i).labels.value(key);
                });
                if (differs && !keys.contains(key)) {
                    keys.append(key);
                }
            }
        }
        keys.sort();
        for (const qsizetype i : group) {
            QStringList values;
            for (const QString &key : std::as_const(keys)) {
                const QString value = readings.at(i).labels.value(key);
                if (!value.isEmpty()) {
                    values.append(value);
                }
            }
            if (!values.isEmpty()) {
                names[static_cast<std::size_t>(i)] += QStringLiteral(" (%1)").arg(values.join(u", "));
            }
        }
    }
    return names;
}

std::vector<BreakerTransition> transitionsBetween(BreakerState before, BreakerState now, int openings)
{
    std::vector<BreakerTransition> transitions;
    const bool intoHalfOpen =
        now == BreakerState::HalfOpen && !isOpen(before) && before != BreakerState::HalfOpen && openings > 0;
    const int shown = (isOpen(now) && !isOpen(before)) || intoHalfOpen ? 1 : 0;
    const int hidden = std::min(openings - shown, mostInferred);
    const bool closedBefore = !isOpen(before) && before != BreakerState::HalfOpen;
    for (int i = 0; i < hidden; ++i) {
        if (closedBefore) {
            transitions.push_back(step(before, BreakerState::Open, true));
            transitions.push_back(step(BreakerState::Open, before, true));
        } else if (before == BreakerState::HalfOpen) {
            transitions.push_back(step(BreakerState::HalfOpen, BreakerState::Open, true));
            transitions.push_back(step(BreakerState::Open, BreakerState::HalfOpen, true));
        } else {
            transitions.push_back(step(before, BreakerState::HalfOpen, true));
            transitions.push_back(step(BreakerState::HalfOpen, BreakerState::Open, true));
        }
    }
    if (intoHalfOpen) {
        // Into half-open leads no way but through open
        transitions.push_back(step(before, BreakerState::Open, true));
        transitions.push_back(step(BreakerState::Open, now, false));
    } else if (before != now) {
        transitions.push_back(step(before, now, false));
    }
    return transitions;
}

} // namespace quarterdeck
