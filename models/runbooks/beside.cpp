#include "models/runbooks/beside.h"

#include "models/runbooks/runvalues.h"

namespace quarterdeck {

std::optional<QString> factOf(const RunText &text, const RunValues &values)
{
    for (const RunText::Place &place : text.places()) {
        if (values.value(place.name).isEmpty()) {
            return std::nullopt;
        }
    }
    QString problem;
    const auto filled = text.fillPlain(values, &problem);
    return filled ? std::optional<QString>(values.redacted(*filled)) : std::nullopt;
}

Beside besideOf(const BesideDefinition &definition, const RunValues &values, const Fleet &fleet,
                SteadyTime now)
{
    Beside beside;
    for (const RunText &fact : definition.facts) {
        if (const auto text = factOf(fact, values)) {
            beside.facts.append(*text);
        }
    }
    if (!definition.instance.isEmpty()) {
        QString problem;
        const auto found = selectInstances(definition.instance, fleet, nullptr, values, now, &problem)
                               .value_or(QList<InstanceNumber>());
        if (found.size() == 1) {
            beside.instance = found.first();
        }
    }
    return beside;
}

} // namespace quarterdeck
