#include "app/config/httpsettingsreader.h"

#include "app/config/secretreader.h"
#include "app/config/valuereader.h"

#include <array>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// A page larger than this is no page of metrics; parsing it would cost the other targets their time.
constexpr qint64 largestBody = 256LL << 20;

constexpr std::array unusedTlsKeys{"min_version"_L1, "max_version"_L1, "ca"_L1,       "cert"_L1,
                                   "key"_L1,         "ca_ref"_L1,      "cert_ref"_L1, "key_ref"_L1};

TlsSettings readTls(const DocumentNode &node, const SourceFile &file)
{
    TlsSettings tls;
    MappingReader reader(node, file, u"tls_config"_s);
    if (const DocumentNode *ca = reader.find("ca_file"_L1)) {
        tls.caFile = readFilePath(*ca, file);
    }
    const DocumentNode *cert = reader.find("cert_file"_L1);
    const DocumentNode *key = reader.find("key_file"_L1);
    if (cert != nullptr) {
        tls.certFile = readFilePath(*cert, file);
    }
    if (key != nullptr) {
        tls.keyFile = readFilePath(*key, file);
    }
    if (cert != nullptr && key == nullptr && node.value(u"key") == nullptr) {
        file.error(*cert, u"a client certificate needs its \"key_file\" too"_s);
    }
    if (key != nullptr && cert == nullptr && node.value(u"cert") == nullptr) {
        file.error(*key, u"a client key needs its \"cert_file\" too"_s);
    }
    if (const DocumentNode *name = reader.find("server_name"_L1)) {
        tls.serverName = readText(*name, file).value_or(QString());
    }
    if (const DocumentNode *skip = reader.find("insecure_skip_verify"_L1)) {
        tls.skipVerify = readBool(*skip, file).value_or(false);
        if (tls.skipVerify) {
            file.warning(*skip,
                         u"certificates of these targets are not verified: anyone in between can answer"_s);
        }
    }
    reader.ignore(unusedTlsKeys, u"Quarterdeck uses the files, and the system's TLS versions"_s);
    reader.finish();
    return tls;
}

void readBasicAuth(const DocumentNode &node, const SourceFile &file, HttpSettings &http)
{
    MappingReader reader(node, file, u"basic_auth"_s);
    const DocumentNode *username = reader.find("username"_L1);
    const DocumentNode *usernameFile = reader.find("username_file"_L1);
    if (username != nullptr) {
        http.username = readText(*username, file).value_or(QString());
    }
    if (usernameFile != nullptr) {
        file.containedError(*usernameFile,
                            u"Quarterdeck does not read \"username_file\": write \"username\""_s);
    }
    http.password = readSecret(reader, "password"_L1, "password_file"_L1);
    static constexpr std::array unused{"username_ref"_L1, "password_ref"_L1};
    reader.ignore(unused, u"Quarterdeck has no secret store of Prometheus's kind"_s);
    reader.finish();
}

void readAuthorization(const DocumentNode &node, const SourceFile &file, HttpSettings &http)
{
    MappingReader reader(node, file, u"authorization"_s);
    http.authorizationType = u"Bearer"_s;
    if (const DocumentNode *type = reader.find("type"_L1)) {
        const QString word = readText(*type, file).value_or(QString()).trimmed();
        if (!word.isEmpty()) {
            http.authorizationType = word;
        }
        if (word.compare("basic"_L1, Qt::CaseInsensitive) == 0) {
            file.error(*type, u"for basic authorization use \"basic_auth\""_s);
        }
    }
    http.credentials = readSecret(reader, "credentials"_L1, "credentials_file"_L1);
    static constexpr std::array unused{"credentials_ref"_L1};
    reader.ignore(unused, u"Quarterdeck has no secret store of Prometheus's kind"_s);
    reader.finish();
}

} // namespace

std::shared_ptr<const HttpSettings> readHttpSettings(MappingReader &reader)
{
    const SourceFile &file = reader.file();
    auto http = std::make_shared<HttpSettings>();
    QList<const DocumentNode *> ways;
    if (const DocumentNode *basic = reader.find("basic_auth"_L1)) {
        readBasicAuth(*basic, file, *http);
        ways.append(basic);
    }
    if (const DocumentNode *authorization = reader.find("authorization"_L1)) {
        readAuthorization(*authorization, file, *http);
        ways.append(authorization);
    }
    const DocumentNode *token = reader.find("bearer_token"_L1);
    const DocumentNode *tokenFile = reader.find("bearer_token_file"_L1);
    if (token != nullptr || tokenFile != nullptr) {
        ways.append(token != nullptr ? token : tokenFile);
        const SecretReference secret = readSecret(reader, "bearer_token"_L1, "bearer_token_file"_L1);
        if (ways.size() == 1) {
            http->authorizationType = u"Bearer"_s;
            http->credentials = secret;
        }
    }
    if (ways.size() > 1) {
        file.error(*ways.last(),
                   u"at most one of basic_auth, authorization, bearer_token and bearer_token_file "
                   u"can be used"_s);
    }
    if (const DocumentNode *oauth = reader.find("oauth2"_L1)) {
        file.warning(*oauth,
                     u"\"oauth2\" is ignored: Quarterdeck fetches no tokens, so these targets are asked "
                     u"without; use \"authorization\" with a token of its own"_s);
    }
    if (const DocumentNode *tls = reader.find("tls_config"_L1)) {
        http->tls = readTls(*tls, file);
    }
    if (const DocumentNode *proxy = reader.find("proxy_url"_L1)) {
        if (!proxy->isScalar() || !proxy->text.isEmpty()) {
            http->proxy = readUrl(*proxy, file, {u"http"_s, u"socks5"_s}).value_or(QUrl());
        }
    }
    if (const DocumentNode *limit = reader.find("body_size_limit"_L1)) {
        const qint64 bytes = readSize(*limit, file).value_or(0);
        if (bytes > largestBody) {
            file.warning(*limit, u"lowered to %1 MiB"_s.arg(largestBody >> 20));
        }
        if (bytes > 0) { // 0 is "no limit" for Prometheus; here the default one holds
            http->bodySizeLimit = std::min(bytes, largestBody);
        }
    }
    return http;
}

} // namespace quarterdeck
