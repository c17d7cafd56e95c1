#pragma once

#include "models/fleet/fleet.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace quarterdeck {

/// How a line about an objective is to be read.
enum class ObjectiveTone : quint8 { Plain, Dim, Good, Warning, Bad };

struct ObjectiveLine
{
    QString name;
    QString value;
    QString note; ///< "12 min so far": what a window that is not full yet holds
    ObjectiveTone tone = ObjectiveTone::Plain;
    bool operator==(const ObjectiveLine &) const = default;
};

/// The objective of a service, its budget and burn rates and which pair of windows alerts, line by line;
/// empty without an objective.
QList<ObjectiveLine> objectiveLines(const ServiceSignals &service, SteadyTime now);

/// "20.0× over 1 h and 21.3× over 5 min (limit 14.4×)", the same of 6 h and 30 min, both, or empty.
QString burnAlertText(const BurnRates &rates);

/// A line for each service of these instances whose budget burns so that a pair alerts, or at all in the last
/// 5 min, with how long it was watched where that is not six hours yet.
QStringList burnLines(const Fleet &fleet, const QList<InstanceNumber> &instances, SteadyTime now);

/// One line for a tool tip or a status line: "error budget of the service burns 0.4× over 5 min, 0.3× over 30
/// min (12 min so far), ...".
QString objectiveSummary(const BurnRates &rates);

} // namespace quarterdeck
