#include "models/health/healthanswer.h"

#include <QFile>
#include <QStringList>
#include <QTest>

using namespace quarterdeck;

/// Every format with real bodies (tests/data/health/README.md says where they come from), and how body and
/// code are weighed against each other.
class TestHealthReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void files_data();
    void files();
    void texts_data();
    void texts();
    void codes_data();
    void codes();
    void expectations_data();
    void expectations();
    void namesOfFormats();
};

static QByteArray body(const QString &name)
{
    QFile file(QStringLiteral(QUARTERDECK_TEST_DATA "/health/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("missing test file");
}

/// "db DOWN down (why)", children behind two more blanks.
static void print(const QList<HealthComponent> &components, int depth, QStringList &lines)
{
    for (const HealthComponent &component : components) {
        QString line = QString(depth * 2, u' ') + component.name + u' ' + component.raw + u' ' +
                       toString(component.verdict);
        if (!component.reason.isEmpty()) {
            line += QStringLiteral(" (") + component.reason + u')';
        }
        lines.append(line);
        print(component.components, depth + 1, lines);
    }
}

static QString printed(const HealthAnswer &answer)
{
    QStringList lines;
    print(answer.components, 0, lines);
    return lines.join(u'\n');
}

void TestHealthReader::files_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("readiness");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("raw");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("components");
    const auto row = [](const char *file, int status, const char *verdict, const char *format,
                        const char *raw, const char *reason, const char *components = nullptr,
                        bool readiness = false) {
        const QByteArray name =
            QByteArray(file) + ' ' + QByteArray::number(status) + (readiness ? " readiness" : "");
        QTest::newRow(name.constData())
            << QString::fromLatin1(file) << status << readiness << QString::fromLatin1(verdict)
            << QString::fromLatin1(format) << QString::fromUtf8(raw) << QString::fromUtf8(reason)
            << (components == nullptr ? QStringLiteral("*") : QString::fromUtf8(components));
    };

    row("spring_up.json", 200, "up", "spring-boot", "UP", "",
        "db UP up (database PostgreSQL, validationQuery isValid())\n"
        "diskSpace UP up (exists true, free 91300069376, path /app/.)\n"
        "livenessState UP up\nping UP up\nreadinessState UP up");
    row("spring_down.json", 503, "down", "spring-boot", "DOWN",
        "HTTP 503 · db / ordersDataSource: DOWN (org.springframework.jdbc.CannotGetJdbcConnectionException: "
        "Failed to obtain JDBC Connection), discoveryComposite / discoveryClient: UNKNOWN (Discovery Client "
        "not "
        "initialized)",
        "db DOWN down\n"
        "  ordersDataSource DOWN down (org.springframework.jdbc.CannotGetJdbcConnectionException: Failed to "
        "obtain "
        "JDBC Connection)\n"
        "  readOnlyDataSource UP up (database PostgreSQL, validationQuery isValid())\n"
        "discoveryComposite UNKNOWN unknown (Discovery Client not initialized)\n"
        "  discoveryClient UNKNOWN unknown (Discovery Client not initialized)\n"
        "livenessState UP up\nreadinessState UP up");
    row("spring_out_of_service.json", 503, "down", "spring-boot", "OUT_OF_SERVICE",
        "HTTP 503 · readinessState: OUT_OF_SERVICE");
    row("spring_out_of_service.json", 200, "down", "spring-boot", "OUT_OF_SERVICE",
        "readinessState: OUT_OF_SERVICE");
    row("spring_2_0_details.json", 503, "down", "spring-boot", "DOWN",
        "HTTP 503 · rabbit: DOWN (org.springframework.amqp.AmqpConnectException: java.net.ConnectException: "
        "Connection refused)",
        "diskSpace UP up (free 1, threshold 10485760, total 1)\n"
        "rabbit DOWN down (org.springframework.amqp.AmqpConnectException: java.net.ConnectException: "
        "Connection refused)");
    row("spring_1_x.json", 503, "down", "spring-boot", "DOWN",
        "HTTP 503 · mongo: DOWN (com.mongodb.MongoTimeoutException: Timed out after 30000 ms)",
        "diskSpace UP up\nmongo DOWN down (com.mongodb.MongoTimeoutException: Timed out after 30000 ms)");
    row("spring_error_404.json", 404, "absent", "plain", "HTTP 404", "HTTP 404 · no such endpoint");
    row("spring_error_500.json", 500, "down", "plain", "HTTP 500", "HTTP 500 · Internal Server Error");

    row("microprofile_down.json", 503, "down", "microprofile", "DOWN",
        "HTTP 503 · Database connections health check: DOWN (<default> Unable to execute the validation "
        "check for the "
        "default DataSource: Connection refused)",
        "Database connections health check DOWN down (<default> Unable to execute the validation check for "
        "the default "
        "DataSource: Connection refused)\n"
        "SmallRye Reactive Messaging - liveness check UP up (prices [OK])");
    row("microprofile_empty.json", 200, "up", "microprofile", "UP", "", "");
    row("microprofile_1_0.json", 503, "down", "microprofile", "DOWN",
        "HTTP 503 · first-check: DOWN (foo bar, key foo)");

    row("healthjson_warn.json", 200, "degraded", "health+json", "warn",
        "cpu:utilization / 6fd416e0-8920-410f-9c7b-c479000f7227: warn (85 percent)",
        "cassandra:responseTime pass up (250 ms)\n"
        "cpu:utilization warn degraded\n"
        "  6fd416e0-8920-410f-9c7b-c479000f7227 warn degraded (85 percent)\n"
        "  7fd416e0-8920-410f-9c7b-c479000f7227 pass up (20 percent)\n"
        "uptime pass up (1.2096e+06 s)");
    row("healthjson_old_details.json", 503, "down", "health+json", "fail",
        "HTTP 503 · postgres:connections: fail (too many connections)");
    row("healthjson_aliases.json", 500, "down", "health+json", "ERROR",
        "HTTP 500 · queue:length: down (12000 messages)",
        "cache:uptime ok up\nqueue:length down down (12000 messages)");
    row("terminus.json", 503, "down", "health+json", "error", "HTTP 503 · redis: down (Could not connect)",
        "nestjs-docs up up\nredis down down (Could not connect)");

    row("kubernetes_readyz_failed.txt", 500, "down", "kubernetes", "readyz check failed",
        "HTTP 500 · etcd: failed (reason withheld), shutdown: failed (reason withheld)",
        "ping ok up\nlog ok up\netcd failed down (reason withheld)\ninformer-sync ok up\n"
        "poststarthook/start-apiserver-admission-initializer ok up\nshutdown failed down (reason withheld)");
    row("kubernetes_livez.txt", 200, "up", "kubernetes", "livez check passed", "");

    row("aspnet_ui.json", 200, "degraded", "aspnet-json", "Degraded", "payments: Degraded (slow answers)",
        "orders-db Healthy up\npayments Degraded degraded (slow answers)");
    row("aspnet_ui_unhealthy.json", 503, "down", "aspnet-json", "Unhealthy",
        "HTTP 503 · sqlserver: Unhealthy (A network-related or instance-specific error occurred while "
        "establishing a "
        "connection to SQL Server.)");
    row("aspnet_sample_writer.json", 503, "down", "aspnet-json", "Unhealthy",
        "HTTP 503 · sample: Unhealthy (queue is full)");
    row("aspnet_numbers.json", 200, "degraded", "aspnet-json", "Degraded", "disk: Degraded (92 % used)");

    row("consul_node.json", 200, "down", "consul", "critical",
        "Service 'redis' check: critical (dial tcp 10.1.10.12:6379: connect: connection refused), Disk: "
        "warning (81% used)",
        "Serf Health Status passing up (Agent alive and reachable)\n"
        "Service 'redis' check critical down (dial tcp 10.1.10.12:6379: connect: connection refused)\n"
        "Disk warning degraded (81% used)");
    row("consul_agent_service.json", 429, "degraded", "consul", "warning",
        "HTTP 429 · Service 'web' check: warning (HTTP GET http://127.0.0.1/health: 429 Too Many Requests)");
    row("consul_service.json", 200, "up", "consul", "passing", "");
    row("consul_agent_checks.json", 200, "up", "consul", "passing", "");

    row("etcd_healthy.json", 200, "up", "etcd", "true", "");
    row("etcd_alarm.json", 503, "down", "etcd", "false", "HTTP 503 · false (ALARM NOSPACE)");

    row("envoy_server_info.json", 200, "degraded", "envoy", "DRAINING", "DRAINING");
    row("envoy_server_info.json", 200, "down", "envoy", "DRAINING", "DRAINING", nullptr, true);

    row("patroni_primary.json", 200, "up", "patroni", "running", "");
    row("patroni_replica.json", 200, "up", "patroni", "running", "", nullptr, true);
    // 503 on /primary of a healthy replica is normal, but it does not take the primary's traffic
    row("patroni_replica.json", 503, "up", "patroni", "running", "HTTP 503 · running as replica");
    row("patroni_replica.json", 503, "down", "patroni", "running", "HTTP 503 · running as replica", nullptr,
        true);
    row("patroni_starting.json", 503, "degraded", "patroni", "starting", "HTTP 503 · starting as replica");
    row("patroni_starting.json", 503, "down", "patroni", "starting", "HTTP 503 · starting as replica",
        nullptr, true);
    row("patroni_start_failed.json", 503, "down", "patroni", "start failed",
        "HTTP 503 · start failed as replica");
    row("patroni_no_leader.json", 200, "degraded", "patroni", "running",
        "running as replica, cluster has no leader");

    row("prometheus_healthy.txt", 200, "up", "plain", "HTTP 200", "");
    row("login.html", 200, "unknown", "plain", "HTTP 200",
        "HTTP 200 · an HTML page (\"Sign in to Acme\") instead of a health answer");
    row("nginx_502.html", 502, "down", "plain", "HTTP 502", "HTTP 502 · 502 Bad Gateway");
    row("elasticsearch.json", 200, "degraded", "plain", "yellow",
        "yellow (cluster_name logs, number_of_nodes 1, timed_out false)");
    row("grpc_gateway.json", 503, "down", "plain", "NOT_SERVING", "HTTP 503 · NOT_SERVING");
    row("grafana.json", 200, "unknown", "plain", "HTTP 200",
        "HTTP 200 · JSON without a word on health (format: plain lets the code decide)");
}

void TestHealthReader::files()
{
    QFETCH(QString, file);
    QFETCH(int, status);
    QFETCH(bool, readiness);
    QFETCH(QString, components);
    HealthInput input;
    input.status = status;
    input.body = body(file);
    const HealthAnswer answer =
        readHealth(input, readiness ? HealthQuestion::Readiness : HealthQuestion::Health);
    QTEST(toString(answer.verdict), "verdict");
    QTEST(toString(answer.format), "format");
    QTEST(answer.raw, "raw");
    QTEST(answer.reason, "reason");
    if (components != u"*") {
        QCOMPARE(printed(answer), components);
    }
}

void TestHealthReader::texts_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("contentType");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, int status, const char *type, const char *text, const char *verdict,
                        const char *format, const char *reason) {
        QTest::newRow(name) << status << QString::fromLatin1(type) << QString::fromUtf8(text)
                            << QString::fromLatin1(verdict) << QString::fromLatin1(format)
                            << QString::fromUtf8(reason);
    };
    row("empty 200", 200, "", "", "up", "plain", "");
    row("no content", 204, "", "", "up", "plain", "");
    row("empty 503", 503, "", "", "down", "plain", "HTTP 503");
    row("blanks only", 200, "", " \r\n ", "up", "plain", "");
    row("ok", 200, "text/plain", "ok", "up", "plain", "");
    row("OK with newline", 200, "text/plain", "OK\n", "up", "plain", "");
    row("OK sent as html", 200, "text/html; charset=utf-8", "OK", "up", "plain", "");
    row("sentence 200", 200, "text/plain", "Alertmanager is feeling fine today", "up", "plain", "");
    row("sentence 503", 503, "text/plain", "warming cache", "down", "plain", "HTTP 503 · warming cache");
    row("word that nobody knows", 200, "text/plain", "sparkling", "unknown", "plain",
        "unknown word \"sparkling\"");
    row("unknown word under 503", 503, "text/plain", "sparkling", "down", "plain", "HTTP 503 · sparkling");
    row("bad word under 200", 200, "text/plain", "DOWN", "down", "plain", "DOWN");
    row("good word under 503", 503, "text/plain", "UP", "down", "plain", "HTTP 503 · UP");
    row("good status under 503", 503, "application/json", R"({"status":"UP"})", "up", "spring-boot",
        "HTTP 503");
    row("good list under 500", 500, "", "[+]ping ok\n[+]log ok\n", "down", "kubernetes", "HTTP 500");
    row("plugin", 200, "text/plain", "CRITICAL - disk 98% full", "down", "plain", "CRITICAL (disk 98% full)");
    row("plugin warning", 200, "text/plain", "WARNING - disk 88% full", "degraded", "plain",
        "WARNING (disk 88% full)");
    row("plugin ok", 200, "text/plain", "OK - all is well", "up", "plain", "");
    row("two words", 503, "text/plain", "not ready", "down", "plain", "HTTP 503 · not ready");
    row("Service Unavailable", 503, "text/plain", "Service Unavailable", "down", "plain",
        "HTTP 503 · Service Unavailable");
    row("ASP.NET Healthy", 200, "text/plain", "Healthy", "up", "aspnet-text", "");
    row("ASP.NET Degraded", 200, "text/plain", "Degraded", "degraded", "aspnet-text", "Degraded");
    row("ASP.NET Unhealthy", 503, "text/plain", "Unhealthy", "down", "aspnet-text", "HTTP 503 · Unhealthy");
    row("Envoy LIVE", 200, "text/plain", "LIVE\n", "up", "envoy", "");
    row("Envoy DRAINING", 503, "text/plain", "DRAINING\n", "down", "envoy", "HTTP 503 · DRAINING");
    row("Envoy PRE_INITIALIZING", 503, "text/plain", "PRE_INITIALIZING\n", "down", "envoy",
        "HTTP 503 · PRE_INITIALIZING");
    row("Consul agent text", 429, "text/plain", "warning", "degraded", "plain", "HTTP 429 · warning");
    row("pass", 200, "application/health+json", R"({"status":"pass"})", "up", "health+json", "");
    row("up as health+json", 200, "application/health+json", R"({"status":"up"})", "up", "health+json", "");
    row("fail says why", 503, "application/health+json", R"({"status":"fail","output":"no quorum"})", "down",
        "health+json", "HTTP 503 · fail (no quorum)");
    row("fail under 200", 200, "application/health+json", R"({"status":"Fail"})", "down", "health+json",
        "Fail");
    row("Spring bare", 200, "application/vnd.spring-boot.actuator.v3+json", R"({"status":"UP"})", "up",
        "spring-boot", "");
    row("Spring UNKNOWN is 200", 200, "application/json", R"({"status":"UNKNOWN"})", "unknown", "spring-boot",
        "UNKNOWN");
    row("Spring custom", 200, "application/json", R"({"status":"FATAL_ISH"})", "unknown", "spring-boot",
        "unknown word \"FATAL_ISH\"");
    row("Spring without case and punctuation", 503, "application/json", R"({"status":"out-of-service"})",
        "down", "spring-boot", "HTTP 503 · out-of-service");
    row("up root keeps a failing part in sight", 200, "application/json",
        R"({"status":"UP","components":{"mail":{"status":"DOWN","details":{"error":"refused"}}}})", "up",
        "spring-boot", "mail: DOWN (refused)");
    row("unknown part under an up root", 200, "application/json",
        R"({"status":"UP","components":{"dc":{"status":"UNKNOWN"}}})", "up", "spring-boot", "");
    row("health+json without status", 200, "application/json", R"({"checks":{"a:b":[{"status":"warn"}]}})",
        "degraded", "health+json", "a:b: warn");
    row("check without status informs", 200, "application/json",
        R"({"status":"fail","checks":{"a:b":[{"observedValue":3}]},"output":"x"})", "down", "health+json",
        "fail (x)");
    row("check given as an object", 200, "application/json",
        R"({"status":"warn","checks":{"db":{"status":"warn"}}})", "degraded", "health+json", "db: warn");
    row("etcd with a real boolean", 503, "application/json", R"({"health":false})", "down", "etcd",
        "HTTP 503 · false");
    row("healthy with checks", 503, "application/json",
        R"({"status":"unhealthy","checks":{"db":{"status":"unhealthy","message":"gone"}}})", "down",
        "health+json", "HTTP 503 · db: unhealthy (gone)");
    row("JSON word", 200, "application/json", R"("UP")", "up", "plain", "");
    row("JSON boolean", 200, "application/json", "true", "up", "plain", "");
    row("JSON ready false", 200, "application/json", R"({"ready":false,"message":"warming cache"})", "down",
        "plain", "false (warming cache)");
    row("JSON of something else", 200, "application/json", R"({"version":"1.2.3"})", "unknown", "plain",
        "HTTP 200 · JSON without a word on health (format: plain lets the code decide)");
    row("JSON of something else under 500", 500, "application/json", R"({"message":"boom"})", "down", "plain",
        "HTTP 500 · boom");
    row("Maintenance in Consul", 503, "application/json",
        R"({"AggregatedStatus":"maintenance","Service":{},"Checks":[]})", "down", "consul",
        "HTTP 503 · maintenance");
    row("xml", 200, "text/xml", "<?xml version=\"1.0\"?><health>DOWN</health>", "unknown", "plain",
        "HTTP 200 · markup instead of a health answer");
    row("byte order mark", 200, "application/json", "\xEF\xBB\xBF{\"status\":\"DOWN\"}", "down",
        "spring-boot", "DOWN");
}

void TestHealthReader::texts()
{
    QFETCH(int, status);
    QFETCH(QString, contentType);
    QFETCH(QString, text);
    HealthInput input;
    input.status = status;
    input.contentType = contentType.toLatin1();
    input.body = text.toUtf8();
    const HealthAnswer answer = readHealth(input, HealthQuestion::Health);
    QTEST(toString(answer.verdict), "verdict");
    QTEST(toString(answer.format), "format");
    QTEST(answer.reason, "reason");
}

void TestHealthReader::codes_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, int status, const char *sent, const char *location,
                        const char *verdict, const char *reason) {
        QTest::newRow(name) << status << QByteArray(sent) << QByteArray(location)
                            << QString::fromLatin1(verdict) << QString::fromUtf8(reason);
    };
    row("401", 401, "", "", "restricted", "HTTP 401 · needs credentials");
    row("403 with a page", 403, "<html><title>Forbidden</title></html>", "", "restricted",
        "HTTP 403 · access refused");
    row("403 with a word", 403, "Forbidden", "", "restricted", "HTTP 403 · access refused");
    row("401 JSend", 401, R"({"status":"error","message":"token expired"})", "", "restricted",
        "HTTP 401 · needs credentials");
    row("404", 404, "404 page not found\n", "", "absent", "HTTP 404 · no such endpoint");
    row("404 JSend", 404, R"({"status":"fail"})", "", "absent", "HTTP 404 · no such endpoint");
    row("404 of a health format", 404, R"({"status":"DOWN","components":{"db":{"status":"DOWN"}}})", "",
        "down", "HTTP 404 · db: DOWN");
    row("429", 429, "slow down", "", "throttled", "HTTP 429 · too many requests");
    row("429 JSON", 429, R"({"error":"rate limited"})", "", "throttled", "HTTP 429 · too many requests");
    row("302", 302, "", "https://sso.example.org/login?next=/health", "unknown",
        "HTTP 302 · redirect to https://sso.example.org/login?next=/health");
    row("301 of Go", 301, "<a href=\"/healthz/\">Moved Permanently</a>.\n\n", "/healthz/", "unknown",
        "HTTP 301 · redirect to /healthz/");
    row("307 without a place", 307, "", "", "unknown", "HTTP 307 · redirect");
    row("302 with health all the same", 302, R"({"status":"warn"})", "", "degraded", "HTTP 302 · warn");
    row("400", 400, "Client sent an HTTP request to an HTTPS server.\n", "", "down",
        "HTTP 400 · Client sent an HTTP request to an HTTPS server.");
    row("500 words", 500, "internal error: nil map", "", "down", "HTTP 500 · internal error: nil map");
    row("503 page", 503,
        "<html><body><h1>503 Service Unavailable</h1>\nNo server is available.</body></html>", "", "down",
        "HTTP 503 · 503 Service Unavailable");
}

void TestHealthReader::codes()
{
    QFETCH(int, status);
    QFETCH(QByteArray, sent);
    QFETCH(QByteArray, location);
    HealthInput input;
    input.status = status;
    input.body = sent;
    input.location = location;
    const HealthAnswer answer = readHealth(input, HealthQuestion::Health);
    QTEST(toString(answer.verdict), "verdict");
    QTEST(answer.reason, "reason");
}

void TestHealthReader::expectations_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QList<int>>("codes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("verdict");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, const char *format, const QList<int> &codes, int status,
                        const char *text, const char *verdict, const char *reason) {
        QTest::newRow(name) << QString::fromLatin1(format) << codes << status << QString::fromUtf8(text)
                            << QString::fromLatin1(verdict) << QString::fromUtf8(reason);
    };
    row("plain lets the code decide", "plain", {}, 200, R"({"version":"1.2.3"})", "up", "");
    row("plain takes HTML", "plain", {}, 200, "<html><title>Welcome</title></html>", "up", "");
    row("plain and an unknown word", "plain", {}, 200, "sparkling", "up", "");
    row("plain still hears bad news", "plain", {}, 200, R"({"status":"DOWN"})", "down", "DOWN");
    row("wanted format is not there", "microprofile", {}, 200, "hello world", "unknown",
        "HTTP 200 · not an answer of the format microprofile");
    row("wanted format, broken", "spring-boot", {}, 200, "{\"status\":", "unknown",
        "HTTP 200 · not an answer of the format spring-boot: broken JSON at byte 10: unterminated object");
    row("wanted format, bad code", "spring-boot", {}, 503, "gone", "down", "HTTP 503 · gone");
    row("wanted format, empty body", "patroni", {}, 200, "", "up", "");
    row("short form of a wanted format", "kubernetes", {}, 200, "ok", "up", "");
    row("expected code that is no 2xx", "auto", {503}, 503, "", "up", "");
    row("204 expected, 200 came", "auto", {204}, 200, "", "down", "HTTP 200 · expected 204");
    row("one of several", "auto", {200, 472}, 472, "", "up", "");
    row("a body does not talk around the codes", "auto", {200}, 500, R"({"status":"UP"})", "down",
        "HTTP 500 · expected 200 · body says UP");
    row("an expected code does not hush the body", "auto", {503}, 503, R"({"status":"DOWN"})", "down",
        "HTTP 503 · DOWN");
    row("expected redirect", "auto", {302}, 302, "", "up", "");
    row("401 stays restricted", "auto", {204}, 401, "", "restricted",
        "HTTP 401 · expected 204 · needs credentials");
}

void TestHealthReader::expectations()
{
    QFETCH(QString, format);
    QFETCH(QList<int>, codes);
    QFETCH(int, status);
    QFETCH(QString, text);
    HealthExpectation expectation;
    const std::optional<HealthFormat> wanted = healthFormatFromName(format);
    QVERIFY(wanted.has_value());
    expectation.format = *wanted;
    expectation.status = codes;
    HealthInput input;
    input.status = status;
    input.body = text.toUtf8();
    const HealthAnswer answer = readHealth(input, HealthQuestion::Health, expectation);
    QTEST(toString(answer.verdict), "verdict");
    QTEST(answer.reason, "reason");
}

void TestHealthReader::namesOfFormats()
{
    const QList<QString> names = healthFormatNames();
    QCOMPARE(names.size(), 12);
    for (const QString &name : names) {
        const std::optional<HealthFormat> format = healthFormatFromName(name.toUpper());
        QVERIFY2(format.has_value(), qPrintable(name));
        QCOMPARE(toString(*format), name);
    }
    QVERIFY(healthFormatFromName(u"spring_boot") == HealthFormat::SpringBoot);
    QVERIFY(healthFormatFromName(u"k8s") == HealthFormat::Kubernetes);
    QVERIFY(!healthFormatFromName(u"soap").has_value());
}

QTEST_APPLESS_MAIN(TestHealthReader)
#include "tst_healthreader.moc"
