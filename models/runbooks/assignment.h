#pragma once

#include "models/runbooks/runbookdefinition.h"
#include "models/runbooks/runvalues.h"

namespace quarterdeck {

/// The values that assignments take from an answer; a problem when one is missing.
QString takeAssignments(const QList<Assignment> &assignments, const QByteArray &body, const RunValues &values,
                        QList<std::pair<QString, QString>> &found);

} // namespace quarterdeck
