#pragma once

#include "models/fleet/target.h"

namespace quarterdeck {

/// The keys by which the fleet is grouped, outermost first: `cluster`, `service`, or any label's name.
using Grouping = QList<QString>;

Grouping defaultGrouping();                                   ///< cluster, then service
QString groupValue(const Target &target, const QString &key); ///< "(no zone)" when the label is missing
QString toString(const Grouping &grouping);                   ///< "cluster / service"
/// The term of the filter language that selects a group: `cluster:eu-west`, `label:zone=a`.
QString groupFilterTerm(const QString &key, const QString &value);

} // namespace quarterdeck
