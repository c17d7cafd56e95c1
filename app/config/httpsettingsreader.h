#pragma once

#include "app/config/mappingreader.h"

#include <memory>

namespace quarterdeck {

/// Reads the keys of Prometheus's HTTP client configuration (basic_auth, authorization, bearer_token,
/// bearer_token_file, tls_config, proxy_url) and body_size_limit out of a scrape config.
std::shared_ptr<const HttpSettings> readHttpSettings(MappingReader &reader);

} // namespace quarterdeck
