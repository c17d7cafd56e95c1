#pragma once

#include "app/config/sourcefile.h"
#include "models/signals/signalrule.h"

#include <memory>

namespace quarterdeck {

class SignalRecognisers;

/// Reads a `signals:` list (resources/signals.yml explains it).
QList<SignalRule> readSignalRules(const DocumentNode &node, const SourceFile &file);

/// The recognisers of a configuration: its own rules first, then the built-in ones that none of them replaces
/// by its id. The same rules give the same object, so that a reload without a change of them disturbs nobody.
std::shared_ptr<const SignalRecognisers> signalRecognisersFor(const DocumentNode &configured,
                                                              const SourceFile &file);

} // namespace quarterdeck
