#pragma once

#include "models/fleet/fleet.h"
#include "models/runbooks/runtext.h"

#include <QList>
#include <QMap>
#include <QString>

namespace quarterdeck {

/// Which instances are meant. All parts that are given must fit.
struct InstanceSelector
{
    QString set;                         ///< name of a set of the runbook; the rest narrows it
    RunText where;                       ///< the fleet's filter language
    RunText address;                     ///< "host:port" of one of its endpoints, or a URL
    RunText instance;                    ///< the `instance` label
    QString withMetric;                  ///< its page shows a series of this name ...
    QMap<QString, RunText> metricLabels; ///< ... with these labels
    SourcePlace setPlace;                ///< of the name of the set
    bool operator==(const InstanceSelector &) const = default;
    [[nodiscard]] bool isEmpty() const { return *this == InstanceSelector(); }
};

/// The instances that fit everything but the metric, in the fleet's order. Nothing, and the reason, when the
/// filter or a value is wrong. `among`: only these, when not null.
std::optional<QList<InstanceNumber>> selectInstances(const InstanceSelector &selector, const Fleet &fleet,
                                                     const QList<InstanceNumber> *among,
                                                     const RunValues &values, SteadyTime now,
                                                     QString *problem);

/// Names under which one instance's facts are filled in: `instance`, `instance.url`, `instance.host`,
/// `instance.service`, `instance.cluster`, `instance.job`, `instance.label.NAME`.
void setInstanceValues(RunValues &values, const Instance &instance, const QString &name);

/// The instances as texts, for messages: "a, b and 3 more".
QString listed(const QStringList &names);

} // namespace quarterdeck
