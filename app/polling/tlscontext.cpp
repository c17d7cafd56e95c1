#include "app/polling/tlscontext.h"

#include "app/polling/probefailure.h"

#include <QByteArray>
#include <QFileInfo>

#include <boost/asio/ip/address.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdlib>

namespace quarterdeck {

using namespace Qt::StringLiterals;

namespace {

QString commonName(const X509 *certificate)
{
    char name[256] = {};
    const int length =
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
    return length > 0 ? u"CN="_s + oneLine(QString::fromUtf8(name, length), 80) : u"no common name"_s;
}

QString issuerName(const X509 *certificate)
{
    char name[256] = {};
    const int length =
        X509_NAME_get_text_by_NID(X509_get_issuer_name(certificate), NID_commonName, name, sizeof name);
    return length > 0 ? u"CN="_s + oneLine(QString::fromUtf8(name, length), 80) : u"no common name"_s;
}

/// "3 days", "1 hour", from now to `time` or back.
QString distance(const ASN1_TIME *time)
{
    int days = 0;
    int seconds = 0;
    ASN1_TIME_diff(&days, &seconds, nullptr, time); // nullptr: the present
    days = std::abs(days);
    seconds = std::abs(seconds);
    const auto text = [](int count, QLatin1StringView unit) {
        return u"%1 %2%3"_s.arg(count).arg(unit, count == 1 ? QString() : u"s"_s);
    };
    if (days > 0) {
        return text(days, "day"_L1);
    }
    if (seconds >= 3600) {
        return text(seconds / 3600, "hour"_L1);
    }
    return text(std::max(seconds / 60, 1), "minute"_L1);
}

QString alternativeNames(X509 *certificate)
{
    QStringList names;
    auto *list =
        static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < sk_GENERAL_NAME_num(list) && names.size() < 3; ++i) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(list, i);
        if (name->type == GEN_DNS) {
            names += oneLine(
                QString::fromUtf8(reinterpret_cast<const char *>(ASN1_STRING_get0_data(name->d.dNSName)),
                                  ASN1_STRING_length(name->d.dNSName)),
                80);
        } else if (name->type == GEN_IPADD && ASN1_STRING_length(name->d.iPAddress) == 4) {
            const unsigned char *bytes = ASN1_STRING_get0_data(name->d.iPAddress);
            names += u"%1.%2.%3.%4"_s.arg(bytes[0]).arg(bytes[1]).arg(bytes[2]).arg(bytes[3]);
        }
    }
    GENERAL_NAMES_free(list);
    return names.isEmpty() ? commonName(certificate) : names.join(", "_L1);
}

/// Puts the first thing that is wrong with the server's certificate into words. The certificate is at hand
/// only here: after a failed handshake the session no longer has it.
int verifyCallback(int accepted, X509_STORE_CTX *store)
{
    if (accepted) {
        return 1;
    }
    auto *session =
        static_cast<SSL *>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto *failure = static_cast<ProbeFailure *>(SSL_get_app_data(session));
    if (!failure || !failure->reason.isEmpty()) {
        return 0;
    }
    failure->outcome = ProbeOutcome::Unreachable;
    failure->cause = UnreachableCause::Tls;
    const int error = X509_STORE_CTX_get_error(store);
    X509 *certificate = X509_STORE_CTX_get_current_cert(store);
    if (!certificate) {
        failure->reason =
            oneLine(u"certificate rejected: "_s + QString::fromUtf8(X509_verify_cert_error_string(error)));
        return 0;
    }
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        failure->reason = u"certificate expired %1 ago (%2)"_s.arg(distance(X509_get0_notAfter(certificate)),
                                                                   commonName(certificate));
        break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        failure->reason = u"certificate is valid only in %1 (%2)"_s.arg(
            distance(X509_get0_notBefore(certificate)), commonName(certificate));
        break;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        failure->reason = u"certificate is for another name (%1)"_s.arg(alternativeNames(certificate));
        break;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        failure->reason = u"certificate is self-signed and not trusted (%1)"_s.arg(commonName(certificate));
        break;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        failure->reason = u"certificate signed by an authority that is not trusted (%1, issued by %2)"_s.arg(
            commonName(certificate), issuerName(certificate));
        break;
    case X509_V_ERR_CERT_REVOKED:
        failure->reason = u"certificate was revoked (%1)"_s.arg(commonName(certificate));
        break;
    default:
        failure->reason = oneLine(u"certificate rejected: %1 (%2)"_s.arg(
            QString::fromUtf8(X509_verify_cert_error_string(error)), commonName(certificate)));
        break;
    }
    return 0;
}

} // namespace

QString tlsErrorText()
{
    const unsigned long code = ERR_peek_error();
    ERR_clear_error();
    if (ERR_GET_LIB(code) == ERR_LIB_SSL) {
        switch (ERR_GET_REASON(code)) {
        case SSL_R_WRONG_VERSION_NUMBER:
        case SSL_R_HTTP_REQUEST:
        case SSL_R_RECORD_LENGTH_MISMATCH:
        case SSL_R_PACKET_LENGTH_TOO_LONG:
        case SSL_R_UNEXPECTED_MESSAGE:
        case SSL_R_BAD_RECORD_TYPE:
            return u"answer is not TLS"_s;
        case SSL_R_UNSUPPORTED_PROTOCOL:
        case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
            return u"server speaks only TLS versions that are no longer safe"_s;
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
            return u"server asks for a client certificate"_s;
        default:
            break;
        }
    }
    const char *reason = ERR_reason_error_string(code);
    return oneLine(u"TLS: "_s + (reason ? QString::fromUtf8(reason) : u"protocol error"_s));
}

std::shared_ptr<const TlsContext> TlsContext::load(const TlsSettings &settings, QString *reason)
{
    std::shared_ptr<TlsContext> result(new TlsContext);
    result->m_settings = settings;
    ERR_clear_error();
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    result->m_context = context;
    if (!context) {
        *reason = tlsErrorText();
        return nullptr;
    }
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    // Thousands of idle keep-alive connections: the record buffers (34 KiB each) go back between two probes.
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // An encrypted key would make OpenSSL ask on the terminal and wait.
    SSL_CTX_set_default_passwd_cb(context, [](char *, int, int, void *) { return 0; });
    const auto failed = [reason](const QString &what, const QString &file) {
        const QFileInfo info(file);
        if (!info.exists()) {
            *reason = u"%1 %2 does not exist"_s.arg(what, file);
        } else if (!info.isReadable()) {
            *reason = u"%1 %2 cannot be read"_s.arg(what, file);
        } else {
            *reason = u"%1 %2: %3"_s.arg(what, file, tlsErrorText());
        }
        ERR_clear_error();
        return nullptr;
    };
    if (settings.skipVerify) {
        SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    } else {
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER, verifyCallback);
        if (settings.caFile.isEmpty()) {
            SSL_CTX_set_default_verify_paths(context);
        } else if (SSL_CTX_load_verify_locations(context, settings.caFile.toLocal8Bit().constData(),
                                                 nullptr) != 1) {
            return failed(u"CA file"_s, settings.caFile);
        }
    }
    if (!settings.certFile.isEmpty() &&
        SSL_CTX_use_certificate_chain_file(context, settings.certFile.toLocal8Bit().constData()) != 1) {
        return failed(u"client certificate"_s, settings.certFile);
    }
    if (!settings.keyFile.isEmpty() &&
        SSL_CTX_use_PrivateKey_file(context, settings.keyFile.toLocal8Bit().constData(), SSL_FILETYPE_PEM) !=
            1) {
        if (ERR_GET_REASON(ERR_peek_error()) == X509_R_KEY_VALUES_MISMATCH) {
            ERR_clear_error();
            *reason =
                u"client key %1 does not belong to certificate %2"_s.arg(settings.keyFile, settings.certFile);
            return nullptr;
        }
        return failed(u"client key"_s, settings.keyFile);
    }
    return result;
}

TlsContext::~TlsContext()
{
    SSL_CTX_free(m_context);
}

SSL *TlsContext::createSession(int descriptor, const QString &host, ProbeFailure *failure) const
{
    SSL *session = SSL_new(m_context);
    if (!session) {
        return nullptr;
    }
    SSL_set_app_data(session, failure);
    SSL_set_fd(session, descriptor);
    SSL_set_connect_state(session);
    const QByteArray name = (m_settings.serverName.isEmpty() ? host : m_settings.serverName).toUtf8();
    boost::system::error_code notLiteral;
    boost::asio::ip::make_address(name.constData(), notLiteral);
    if (notLiteral) {
        SSL_set_tlsext_host_name(session, name.constData()); // RFC 6066: no literal addresses
        X509_VERIFY_PARAM_set_hostflags(SSL_get0_param(session), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        SSL_set1_host(session, name.constData());
    } else {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name.constData());
    }
    return session;
}

} // namespace quarterdeck
