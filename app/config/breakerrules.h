#pragma once

#include "app/config/sourcefile.h"
#include "models/breakers/breakerrule.h"

#include <memory>

namespace quarterdeck {

class BreakerConventions;

/// Reads `rules`, `saturation` and `not_breakers` of a mapping (resources/breakers.yml explains them).
BreakerRules readBreakerRules(const DocumentNode &node, const SourceFile &file);

/// The conventions of a configuration: its own rules first, then the built-in ones. The same rules give the
/// same object, so that a reload without a change of them disturbs nobody.
std::shared_ptr<const BreakerConventions> breakerConventionsFor(const DocumentNode &configured,
                                                                const SourceFile &file);

} // namespace quarterdeck
