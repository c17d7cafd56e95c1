#include "configfolder.h"

using namespace quarterdeck;
using namespace Qt::StringLiterals;

/// How the HTTP client keys of a scrape config become settings.
class TestHttpSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void settings_data();
    void settings();
};

using Kind = SecretReference::Kind;

void TestHttpSettings::settings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<HttpSettings>("expected");
    const auto row = [](const char *name, const QByteArray &text, const auto &change) {
        HttpSettings expected;
        change(expected);
        QTest::newRow(name) << text << expected;
    };
    row("nothing", "", [](HttpSettings &) {});
    row("basic, password in the environment", "basic_auth: {username: u, password: 'env:PASS'}",
        [](HttpSettings &http) {
            http.username = u"u"_s;
            http.password = {Kind::Environment, u"PASS"_s};
        });
    row("basic, password in a file", "basic_auth: {username: u, password_file: secret}",
        [](HttpSettings &http) {
            http.username = u"u"_s;
            http.password = {Kind::File, u"FOLDER/secret"_s};
        });
    row("bearer by default", "authorization: {credentials: 'keychain:service/a/b'}", [](HttpSettings &http) {
        http.authorizationType = u"Bearer"_s;
        http.credentials = {Kind::Keychain, u"service/a/b"_s};
    });
    row("another type", "authorization: {type: Token, credentials: 'file:secret'}", [](HttpSettings &http) {
        http.authorizationType = u"Token"_s;
        http.credentials = {Kind::File, u"FOLDER/secret"_s};
    });
    row("the old bearer_token_file", "bearer_token_file: secret", [](HttpSettings &http) {
        http.authorizationType = u"Bearer"_s;
        http.credentials = {Kind::File, u"FOLDER/secret"_s};
    });
    row("inline", "bearer_token: abc", [](HttpSettings &http) {
        http.authorizationType = u"Bearer"_s;
        http.credentials = {Kind::Inline, u"abc"_s};
    });
    row("TLS",
        "tls_config: {ca_file: secret, cert_file: secret, key_file: ./secret, server_name: s, "
        "insecure_skip_verify: yes}",
        [](HttpSettings &http) {
            http.tls = {u"FOLDER/secret"_s, u"FOLDER/secret"_s, u"FOLDER/secret"_s, u"s"_s, true};
        });
    row("proxy", "proxy_url: http://p:3128",
        [](HttpSettings &http) { http.proxy = QUrl(u"http://p:3128"_s); });
    row("limit", "body_size_limit: 10KB", [](HttpSettings &http) { http.bodySizeLimit = 10240; });
    row("no limit is the usual one", "body_size_limit: 0", [](HttpSettings &) {});
    row("a limit beyond reason", "body_size_limit: 1TB",
        [](HttpSettings &http) { http.bodySizeLimit = 256LL << 20; });
}

void TestHttpSettings::settings()
{
    QFETCH(QByteArray, text);
    QFETCH(HttpSettings, expected);
    ConfigFolder folder;
    folder.write(u"secret"_s, "x");
    const ConfigurationResult result = folder.load("fleet: a\nscrape_configs:\n- job_name: j\n"
                                                   "  static_configs: [{targets: ['h:1']}]\n  " +
                                                   text + "\n");
    QCOMPARE(lines(result.errors), QStringList());
    HttpSettings found = *result.configuration->fleet.targets.first().http;
    for (QString *path : {&found.password.value, &found.credentials.value, &found.tls.caFile,
                          &found.tls.certFile, &found.tls.keyFile}) {
        path->replace(folder.path(), u"FOLDER"_s);
    }
    QCOMPARE(found.username, expected.username);
    QCOMPARE(found.password.value, expected.password.value);
    QCOMPARE(found.authorizationType, expected.authorizationType);
    QCOMPARE(found.credentials.value, expected.credentials.value);
    QCOMPARE(found.tls.caFile, expected.tls.caFile);
    QCOMPARE(found.bodySizeLimit, expected.bodySizeLimit);
    QCOMPARE(found.proxy, expected.proxy);
    QVERIFY(found == expected);
}

QTEST_APPLESS_MAIN(TestHttpSettings)
#include "tst_httpsettings.moc"
