#pragma once

#include "app/running/commandcall.h"
#include "models/runbooks/runbookdefinition.h"
#include "models/runbooks/runvalues.h"

#include <optional>

namespace quarterdeck {

/// A command with every place filled.
struct FilledCommand
{
    CommandOrder order;
    QString shown;       ///< one line for the eye, quoted where a person could misread it; secrets redacted
    QString brief;       ///< the same for a log: long arguments are cut, as `shown` is on record
    QStringList details; ///< its folder and environment
};

/// Nothing, and the reason, when a value is missing or does not fit. `folder`: where it runs unless it says.
std::optional<FilledCommand> fillCommand(const StepDefinition &step, const RunValues &values,
                                         const QString &folder, QString *problem);
/// The command for the eye while values are still unknown: those places stay as they are written.
QString commandWords(const CommandTemplate &command, const RunValues &values);

} // namespace quarterdeck
