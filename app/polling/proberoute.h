#pragma once

#include "app/polling/proxyhandshake.h"
#include "models/fleet/observation.h"
#include "models/fleet/target.h"

#include <boost/asio/ip/address.hpp>

#include <memory>
#include <optional>
#include <string>

namespace quarterdeck {

/// Everything about one probe that stays the same from one time to the next, worked out once.
struct ProbeRoute
{
    Endpoint endpoint;
    std::shared_ptr<const HttpSettings> http; ///< never null
    /// The request up to the credentials; they and the closing blank line are added per probe. What all
    /// probes of a kind say alike, the `fields`, is held once for all of them.
    std::string start;
    std::shared_ptr<const std::string> fields;
    std::optional<boost::asio::ip::address> literal; ///< a literal address never asks a name server
    std::shared_ptr<const ProxyRoute> proxy;         ///< who is connected to instead; null: the endpoint

    /// The endpoint's host as it goes over the wire.
    [[nodiscard]] std::string asciiHost() const;

    [[nodiscard]] bool needsSecret() const;
};

/// `Accept` asks for metrics as Prometheus 2.42 does, and for any health format otherwise.
std::shared_ptr<const ProbeRoute> makeRoute(const Endpoint &endpoint,
                                            std::shared_ptr<const HttpSettings> http, ProbeKind kind,
                                            std::chrono::milliseconds timeout);

/// The value of the Authorization header for a resolved secret; empty when it cannot be sent (line breaks).
QByteArray authorizationValue(const HttpSettings &http, const QByteArray &secret);
/// Which secret the settings name.
const SecretReference &secretOf(const HttpSettings &http);

} // namespace quarterdeck
