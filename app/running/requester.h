#pragma once

#include "app/running/httpcall.h"
#include "models/fleet/fleet.h"
#include "models/runbooks/condition.h"
#include "models/runbooks/runvalues.h"

#include <qcorotask.h>

#include <optional>

namespace quarterdeck {

/// A request with every place filled.
struct FilledRequest
{
    HttpOrder order;
    SecretReference secret; ///< of the instance that it goes to; resolved just before it is sent
    QString shown;          ///< one line, secrets redacted
};

/// Fills a request. Credentials, TLS and proxy are those of the instance of the fleet whose address it goes
/// to; a stranger gets none. Nothing, and the reason, when a value does not fit.
std::optional<FilledRequest> fillRequest(const HttpRequestTemplate &request, const RunValues &values,
                                         const Fleet &fleet, std::chrono::milliseconds timeout,
                                         QString *problem);
/// Every header of it that is not of the connection itself, as "Name: value", and the body where one line
/// would not show it as it is; secrets redacted.
QStringList headersOf(const FilledRequest &request, const RunValues &values);
/// A GET of an instance's metrics.
std::optional<FilledRequest> metricsRequest(const Instance &instance, std::chrono::milliseconds timeout);

/// Resolves the secret in a pool thread (the keychain may wait) and puts it into the order. Empty, or why
/// not.
QCoro::Task<QString> addSecret(FilledRequest &request);
/// addSecret(), then the call.
QCoro::Task<HttpResult> ask(FilledRequest request);

} // namespace quarterdeck
