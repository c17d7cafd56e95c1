#pragma once

#include "app/simfleet/catalog.h"
#include "app/simfleet/instance.h"

#include <string>

namespace quarterdeck::simfleet {

/// An answer's meaning, before it becomes bytes on a connection.
struct PlainAnswer
{
    int status = 200;
    const char *contentType = "text/plain; charset=utf-8";
    std::string body;
};

/// What Patroni tells of its node.
struct PatroniNode
{
    bool leader = false;
    int timeline = 1;
    double walPosition = 0;
    double lagBytes = 0;
    bool unlocked = false; ///< nobody leads the cluster
};

/// Whether a stack's health format has a word between well and down.
bool canSayDegraded(Stack stack);

/// `/health` in the format of the service's stack.
PlainAnswer healthAnswer(const ServiceSpec &service, const std::string &release, HealthPlay play,
                         const std::string &reason, const PatroniNode &node);

/// `/ready`, likewise.
PlainAnswer readinessAnswer(const ServiceSpec &service, const std::string &release, bool ready,
                            const std::string &reason, const PatroniNode &node);

/// The JSON of Patroni's `/patroni`, which every one of its endpoints answers with.
std::string patroniBody(const PatroniNode &node, const std::string &state);

/// Text as the inside of a JSON string.
std::string jsonEscaped(const std::string &text);

} // namespace quarterdeck::simfleet
