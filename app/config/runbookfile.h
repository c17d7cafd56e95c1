#pragma once

#include "app/config/configuration.h"
#include "models/runbooks/runbookdefinition.h"

#include <memory>
#include <optional>

namespace quarterdeck {

/// A runbook file as it was read: the definition only when nothing is wrong with it.
struct RunbookFile
{
    QString path;
    std::shared_ptr<const RunbookDefinition> runbook;
    QList<ConfigProblem> errors;
    QList<ConfigProblem> warnings;
};

/// Reads one runbook. A file that somebody other than its owner may write (or that lies in such a folder) is
/// refused: who writes it decides what the console does. Shipped runbooks (":/quarterdeck/runbooks/...") are
/// part of the program.
RunbookFile readRunbookFile(const QString &path);
/// As readRunbookFile(), from text that was read before; no permissions are looked at.
RunbookFile readRunbook(const QByteArray &text, const QString &path, const QString &folder);
/// Whether a YAML file looks like a runbook (it has `steps`), as `check` tells the kinds of file apart.
bool looksLikeRunbook(const QString &path);

} // namespace quarterdeck
