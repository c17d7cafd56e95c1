#pragma once

#include "app/config/sourcefile.h"
#include "models/fleet/target.h"

#include <vector>

namespace quarterdeck {

/// How a health or readiness endpoint differs from the scrape's.
struct ProbeRule
{
    QString path;
    std::optional<Scheme> scheme;
    std::optional<QString> host;
    std::optional<quint16> port;
    HealthExpectation expectation;
};

/// One entry of `services:`.
struct ServiceRule
{
    int line = 0;
    int column = 0;
    Labels match;
    std::optional<ProbeRule> health;
    std::optional<ProbeRule> readiness;
    std::shared_ptr<const ServicePolicy> policy;
    std::vector<DocumentNode> dependsOn; ///< the same names as the policy's, with their places

    /// Equality of every label; `labels` are an instance's final ones, `service` and `cluster` included.
    [[nodiscard]] bool matches(const Labels &labels) const;
};

/// Reads the `services:` list.
std::vector<ServiceRule> readServices(const DocumentNode &node, const SourceFile &file);

/// Reads a `match:` mapping; an empty one is an error, as it would match everything unsaid.
Labels readMatch(const DocumentNode &node, const SourceFile &file);

} // namespace quarterdeck
