#pragma once

#include <QStringList>

namespace quarterdeck {

/// `quarterdeck audit verify|list`. Exits 0, or 1 when the chain is broken or there is no record.
int auditVerb(const QStringList &arguments);

} // namespace quarterdeck
