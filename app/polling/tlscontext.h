#pragma once

#include "models/fleet/target.h"

#include <QString>

#include <memory>

struct ssl_ctx_st;
struct ssl_st;

namespace quarterdeck {

struct ProbeFailure;

/// A loaded TlsSettings: certificates, key, trust. Shared by all connections of a job; immutable, so safe to
/// share between workers (OpenSSL counts references to SSL_CTX atomically).
class TlsContext
{
public:
    /// Reads the files: not for a worker thread. On failure gives nothing and says why in `reason`.
    static std::shared_ptr<const TlsContext> load(const TlsSettings &settings, QString *reason);
    ~TlsContext();
    TlsContext(const TlsContext &) = delete;
    TlsContext &operator=(const TlsContext &) = delete;

    /// A client session on `descriptor` that sends the server name and checks it. `failure` is filled while
    /// the handshake rejects the server; it must outlive the session.
    [[nodiscard]] ssl_st *createSession(int descriptor, const QString &host, ProbeFailure *failure) const;

private:
    TlsContext() = default;
    ssl_ctx_st *m_context = nullptr;
    TlsSettings m_settings;
};

/// What the OpenSSL error queue of this thread says, in words; empties it.
QString tlsErrorText();

} // namespace quarterdeck
