#pragma once

#include "models/health/healthdocument.h"

#include <optional>

namespace quarterdeck {

/// One reader per format or family of formats. Each returns nothing when the body is not of its format;
/// otherwise what the body says: the verdict without regard to the status code, the word, the components, and
/// as reason what the root itself says, if anything. readHealth() adds the code and the failing parts.
std::optional<HealthAnswer> readSpringBoot(const HealthDocument &document);
std::optional<HealthAnswer> readMicroProfile(const HealthDocument &document);
std::optional<HealthAnswer> readHealthJson(const HealthDocument &document);
std::optional<HealthAnswer> readKubernetes(const HealthDocument &document);
std::optional<HealthAnswer> readAspNetText(const HealthDocument &document);
std::optional<HealthAnswer> readAspNetJson(const HealthDocument &document);
std::optional<HealthAnswer> readConsul(const HealthDocument &document);
std::optional<HealthAnswer> readEtcd(const HealthDocument &document);
std::optional<HealthAnswer> readEnvoy(const HealthDocument &document);
std::optional<HealthAnswer> readPatroni(const HealthDocument &document);
/// A status word on its own, as text, as a JSON value, or as the one telling member of a JSON object.
std::optional<HealthAnswer> readPlainWord(const HealthDocument &document);

/// What the reader of a format says of it.
std::optional<HealthAnswer> readAs(HealthFormat format, const HealthDocument &document);
/// The first format that a body fits.
std::optional<HealthAnswer> detectHealth(const HealthDocument &document);

} // namespace quarterdeck
