#include "models/runbooks/livenames.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// Something that is found live, by what it gives and what it needs. Sets are "set NAME" among the names.
struct LiveThing
{
    SourcePlace at;
    QString words;
    QSet<QString> gives;
    QSet<QString> needs;
};

void addNeeds(QSet<QString> &needs, const RunText &text)
{
    for (const RunText::Place &place : text.places()) {
        needs.insert(place.name.section(u'.', 0, 0));
    }
}

QString setName(const QString &name)
{
    return u"set "_s + name;
}

void addNeeds(QSet<QString> &needs, const InstanceSelector &selector)
{
    if (!selector.set.isEmpty()) {
        needs.insert(setName(selector.set));
    }
    addNeeds(needs, selector.where);
    addNeeds(needs, selector.address);
    addNeeds(needs, selector.instance);
    for (const RunText &label : selector.metricLabels) {
        addNeeds(needs, label);
    }
}

LiveThing thingOf(const LookupDefinition &lookup)
{
    LiveThing thing{lookup.place, u"the lookup \"%1\""_s.arg(lookup.name), {}, {}};
    addNeeds(thing.needs, lookup.request.url);
    addNeeds(thing.needs, lookup.request.body);
    for (const auto &header : lookup.request.headers) {
        addNeeds(thing.needs, header.second);
    }
    for (const HttpExpectationRule::Member &member : lookup.expect.json) {
        addNeeds(thing.needs, member.path);
        addNeeds(thing.needs, member.comparison.value);
    }
    for (const Assignment &assignment : lookup.set) {
        addNeeds(thing.needs, assignment.path);
        thing.gives.insert(assignment.name);
    }
    if (!lookup.eachOf.isEmpty()) {
        thing.gives.insert(lookup.name); // who answered
        thing.needs.remove(u"instance"_s);
        thing.needs.insert(setName(lookup.eachOf));
    }
    return thing;
}

QList<LiveThing> thingsOf(const RunbookDefinition &runbook)
{
    QList<LiveThing> things;
    for (const SetDefinition &set : runbook.sets) {
        LiveThing thing{set.place, u"the set \"%1\""_s.arg(set.name), {setName(set.name)}, {}};
        addNeeds(thing.needs, set.instances);
        things.append(thing);
    }
    for (const ParameterDefinition &parameter : runbook.parameters) {
        LiveThing thing{parameter.place, u"the parameter \"%1\""_s.arg(parameter.name), {parameter.name}, {}};
        addNeeds(thing.needs, parameter.among);
        addNeeds(thing.needs, parameter.preset);
        if (!parameter.choicesFrom.isEmpty()) {
            thing.needs.insert(parameter.choicesFrom);
        }
        things.append(thing);
    }
    for (const LookupDefinition &lookup : runbook.lookups) {
        things.append(thingOf(lookup));
    }
    return things;
}

/// The shortest way from a thing back to itself; empty when there is none.
QList<qsizetype> wayBack(const QList<LiveThing> &things, qsizetype start)
{
    QHash<qsizetype, qsizetype> cameFrom;
    QList<qsizetype> todo{start};
    for (qsizetype i = 0; i < todo.size(); ++i) {
        const qsizetype at = todo.at(i);
        for (qsizetype next = 0; next < things.size(); ++next) {
            if (!things.at(at).needs.intersects(things.at(next).gives)) {
                continue;
            }
            if (next == start) {
                QList<qsizetype> way{start};
                for (qsizetype back = at; back != start; back = cameFrom.value(back)) {
                    way.prepend(back);
                }
                way.prepend(start);
                return way;
            }
            if (!cameFrom.contains(next)) {
                cameFrom.insert(next, at);
                todo.append(next);
            }
        }
    }
    return {};
}

} // namespace

QList<LiveCircle> circlesOf(const RunbookDefinition &runbook)
{
    const QList<LiveThing> things = thingsOf(runbook);
    QList<LiveCircle> circles;
    QSet<qsizetype> told;
    for (qsizetype i = 0; i < things.size(); ++i) {
        const QList<qsizetype> way = told.contains(i) ? QList<qsizetype>() : wayBack(things, i);
        if (way.isEmpty()) {
            continue;
        }
        LiveCircle circle{things.at(i).at, {}};
        for (const qsizetype at : way) {
            circle.names.append(things.at(at).words);
            told.insert(at);
        }
        circles.append(circle);
    }
    return circles;
}

} // namespace quarterdeck
