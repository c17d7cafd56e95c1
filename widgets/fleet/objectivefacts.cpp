#include "widgets/fleet/objectivefacts.h"

#include "models/items/objectivetext.h"
#include "widgets/theme.h"

namespace quarterdeck {

namespace {

QColor colourOf(ObjectiveTone tone)
{
    switch (tone) {
    case ObjectiveTone::Dim:
        return colours().dim;
    case ObjectiveTone::Good:
        return Theme::instance().state(State::Up);
    case ObjectiveTone::Warning:
        return Theme::instance().state(State::Degraded);
    case ObjectiveTone::Bad:
        return Theme::instance().state(State::Down);
    case ObjectiveTone::Plain:
        break;
    }
    return {};
}

} // namespace

QList<Fact> objectiveFacts(const ServiceSignals *service, SteadyTime now)
{
    QList<Fact> facts;
    if (!service) {
        return facts;
    }
    for (const ObjectiveLine &line : objectiveLines(*service, now)) {
        Fact fact;
        fact.name = line.name;
        fact.value = line.value;
        fact.note = line.note;
        fact.valueColour = colourOf(line.tone);
        facts.append(fact);
    }
    return facts;
}

} // namespace quarterdeck
