#include "configfolder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace quarterdeck;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestConfiguration : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeFleetFile();
    void sampleFile();
    void prometheusFileAsArgument();
    void prometheusFileInAFleet();
    void fleetOrPrometheus_data();
    void fleetOrPrometheus();
    void problems_data();
    void problems();
    void everythingAtOnce();
    void warnings_data();
    void warnings();
    void brokenTargetFilesCostOnlyTheirTargets_data();
    void brokenTargetFilesCostOnlyTheirTargets();
    void unreadableFiles_data();
    void unreadableFiles();
    void duplicatesOfTargets();
    void clusters_data();
    void clusters();
    void servicesMatchInOrder();
    void numbersStayOverReloads();
    void tenThousandTargets();
    void filesAndFoldersAreListed();
};

namespace {

const QByteArray oneJob = "scrape_configs:\n- job_name: j\n  static_configs: [{targets: ['127.0.0.1:1']}]\n";

} // namespace

void TestConfiguration::wholeFleetFile()
{
    ConfigFolder folder;
    folder.write(u"token"_s, "secret\n");
    folder.write(u"ca.pem"_s, "x");
    folder.write(u"targets/a.json"_s,
                 R"([{"targets": ["10.2.14.42"], "labels": {"zone": "z9", "service": "cart"}}])");
    QDir(folder.path()).mkdir(u"runbooks"_s);
    const ConfigurationResult result = folder.load(R"(
fleet: prod
poll: {interval: 5s, timeout: 2s, fail_after: 3, recover_after: 4, stale_after: 25s, window: 2m, min_requests: 20}
scrape_configs:
  - job_name: checkout
    scheme: https
    metrics_path: /actuator/prometheus
    params: {format: [prometheus]}
    honor_timestamps: false
    body_size_limit: 1MB
    authorization: {credentials_file: token}
    tls_config: {ca_file: ca.pem, server_name: checkout.example.org}
    static_configs: [{targets: ["10.2.14.41:8080"], labels: {cluster: eu-west}}]
    file_sd_configs: [{files: ["targets/*.json"]}]
    relabel_configs: []
services:
  - match: {job: checkout, cluster: eu-west}
    health: {path: /actuator/health, port: 8081, scheme: http, expected_status: [200, 429], format: spring-boot}
    readiness: /ready?full=1
    thresholds: {error_ratio: 5%, p99: 500ms}
    objective: {availability: 99.9%, rto: 5m}
    depends_on: [cart]
    protected: true
reachability: ["https://status.example.org/", "tcp://10.0.0.1:53"]
maintenance: [{match: {cluster: ap-south}, from: 2026-12-01T22:00Z, to: 2026-12-02T02:00:30+02:00, reason: kernel}]
runbooks: runbooks/
record: {keep: 7d, size: 500MB}
)");
    QCOMPARE(lines(result.errors), QStringList());
    QCOMPARE(lines(result.warnings), QStringList());
    const Configuration &configuration = *result.configuration;
    const FleetDefinition &fleet = configuration.fleet;
    QCOMPARE(fleet.name, u"prod"_s);
    QCOMPARE(fleet.poll, (PollSettings{5s, 2s, 3, 4, 25s, 2min, 20}));
    QCOMPARE(fleet.targets.size(), 2);

    const Target &first = fleet.targets.at(0);
    QCOMPARE(first.id, (InstanceId{u"checkout"_s, u"10.2.14.41:8080"_s, 0}));
    QCOMPARE(first.service, u"checkout"_s);
    QCOMPARE(first.cluster, u"eu-west"_s);
    QCOMPARE(first.labels, (Labels{{u"cluster"_s, u"eu-west"_s},
                                   {u"instance"_s, u"10.2.14.41:8080"_s},
                                   {u"job"_s, u"checkout"_s}}));
    QCOMPARE(*first.metrics,
             (Endpoint{Scheme::Https, u"10.2.14.41"_s, 8080, u"/actuator/prometheus?format=prometheus"_s}));
    QCOMPARE(first.health->endpoint, (Endpoint{Scheme::Http, u"10.2.14.41"_s, 8081, u"/actuator/health"_s}));
    QVERIFY(first.health->expectation.format == HealthFormat::SpringBoot);
    QCOMPARE(first.health->expectation.status, (QList<int>{200, 429}));
    QCOMPARE(first.readiness->endpoint, (Endpoint{Scheme::Https, u"10.2.14.41"_s, 8080, u"/ready?full=1"_s}));
    QCOMPARE(first.interval, 5s);
    QCOMPARE(first.timeout, 2s);
    QVERIFY(!first.honorTimestamps);
    QCOMPARE(first.http->bodySizeLimit, 1024 * 1024);
    QCOMPARE(first.http->authorizationType, u"Bearer"_s);
    QCOMPARE(first.http->credentials,
             (SecretReference{SecretReference::Kind::File, folder.path(u"token"_s)}));
    QCOMPARE(first.http->tls.caFile, folder.path(u"ca.pem"_s));
    QCOMPARE(first.http->tls.serverName, u"checkout.example.org"_s);
    QCOMPARE(first.policy->maxErrorRatio, 0.05);
    QCOMPARE(first.policy->maxP99, 500ms);
    QCOMPARE(first.policy->availability, 0.999);
    QCOMPARE(first.policy->rto, 300s);
    QCOMPARE(first.policy->dependsOn, QList<QString>{u"cart"_s});
    QVERIFY(first.policy->isProtected);

    const Target &second = fleet.targets.at(1);
    QCOMPARE(second.id.instance, u"10.2.14.42:443"_s);
    QCOMPARE(second.service, u"cart"_s);
    QCOMPARE(second.cluster, u"z9"_s);
    QVERIFY(!second.health);
    QVERIFY(second.policy != nullptr);
    QVERIFY(!second.labels.contains(u"__meta_filepath"_s));
    QCOMPARE(second.http, first.http);

    QCOMPARE(fleet.reachability,
             (QList<QUrl>{QUrl(u"https://status.example.org/"_s), QUrl(u"tcp://10.0.0.1:53"_s)}));
    QCOMPARE(fleet.maintenance.size(), 1);
    QCOMPARE(fleet.maintenance.at(0).match, (Labels{{u"cluster"_s, u"ap-south"_s}}));
    QCOMPARE(fleet.maintenance.at(0).to - fleet.maintenance.at(0).from, 2h + 30s);
    QCOMPARE(fleet.maintenance.at(0).reason, u"kernel"_s);
    QCOMPARE(configuration.runbooksFolder, folder.path(u"runbooks"_s));
    QCOMPARE(configuration.record.age.count(), 7 * 24);
    QCOMPARE(configuration.record.bytes, qint64(500) * 1024 * 1024);
    QCOMPARE(configuration.jobs.size(), 1);
    QCOMPARE(configuration.jobs.at(0).targets, (QList<QString>{u"10.2.14.41:8080"_s, u"10.2.14.42:443"_s}));
    QVERIFY(configuration.signalRecognisers != nullptr);
    QVERIFY(configuration.breakerConventions != nullptr);
}

void TestConfiguration::sampleFile()
{
    // What people copy must be right, and name every key that there is.
    InstanceNumbering numbering;
    const QString path = QStringLiteral(QUARTERDECK_SOURCE_DIR "/resources/sample/fleet.yml");
    const ConfigurationResult result = loadConfiguration(path, numbering);
    QCOMPARE(lines(result.errors), QStringList());
    QCOMPARE(lines(result.warnings), QStringList());
    QVERIFY(!result.configuration->fleet.targets.isEmpty());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    for (const char *key : {"fleet",
                            "poll",
                            "interval",
                            "timeout",
                            "fail_after",
                            "recover_after",
                            "stale_after",
                            "window",
                            "min_requests",
                            "prometheus_config",
                            "scrape_configs",
                            "job_name",
                            "scrape_interval",
                            "scrape_timeout",
                            "metrics_path",
                            "scheme",
                            "params",
                            "honor_timestamps",
                            "body_size_limit",
                            "basic_auth",
                            "username",
                            "password",
                            "password_file",
                            "authorization",
                            "type",
                            "credentials",
                            "credentials_file",
                            "bearer_token_file",
                            "proxy_url",
                            "tls_config",
                            "ca_file",
                            "cert_file",
                            "key_file",
                            "server_name",
                            "insecure_skip_verify",
                            "static_configs",
                            "targets",
                            "labels",
                            "file_sd_configs",
                            "files",
                            "refresh_interval",
                            "relabel_configs",
                            "source_labels",
                            "separator",
                            "regex",
                            "target_label",
                            "replacement",
                            "action",
                            "modulus",
                            "services",
                            "match",
                            "health",
                            "readiness",
                            "path",
                            "port",
                            "host",
                            "format",
                            "expected_status",
                            "thresholds",
                            "error_ratio",
                            "p99",
                            "objective",
                            "availability",
                            "rto",
                            "depends_on",
                            "protected",
                            "reachability",
                            "maintenance",
                            "from",
                            "to",
                            "reason",
                            "runbooks",
                            "signals",
                            "breakers"}) {
        QVERIFY2(text.contains(QLatin1StringView(key) + u':'), key);
    }
}

void TestConfiguration::prometheusFileAsArgument()
{
    ConfigFolder folder;
    const ConfigurationResult result = folder.loadFile(folder.write(u"prometheus.yml"_s, R"(
global: {scrape_interval: 30s, evaluation_interval: 1m}
alerting: {alertmanagers: []}
scrape_configs:
  - {job_name: fast, scrape_interval: 5s, static_configs: [{targets: ['127.0.0.1:1']}]}
  - {job_name: usual, static_configs: [{targets: ['127.0.0.1:2']}]}
  - {job_name: secret, basic_auth: {username: u, password: 'env:NOT_A_NAME_HERE'}, static_configs: [{targets: ['127.0.0.1:3']}]}
)"));
    QCOMPARE(lines(result.errors), QStringList());
    const FleetDefinition &fleet = result.configuration->fleet;
    QCOMPARE(fleet.name, u"prometheus"_s);
    QCOMPARE(fleet.poll.interval, 30s);
    QCOMPARE(fleet.poll.timeout, 10s);
    QCOMPARE(fleet.poll.staleAfter, 120s);
    QCOMPARE(fleet.targets.at(0).interval, 5s);
    QCOMPARE(fleet.targets.at(0).timeout, 5s); // Prometheus's 10 s do not fit into 5 s
    QCOMPARE(fleet.targets.at(1).interval, 30s);
    QVERIFY(!fleet.targets.at(1).health);
    // Prometheus knows no "env:": there it is the password.
    QCOMPARE(fleet.targets.at(2).http->password.kind, SecretReference::Kind::Inline);
}

void TestConfiguration::prometheusFileInAFleet()
{
    ConfigFolder folder;
    folder.write(u"prometheus/prometheus.yml"_s, R"(
scrape_configs:
  - job_name: slow
    file_sd_configs: [{files: [sd.yml]}]
)");
    folder.write(u"prometheus/sd.yml"_s, "- targets: ['127.0.0.1:1']\n");
    const ConfigurationResult result =
        folder.load("poll: {interval: 2s}\nprometheus_config: prometheus/prometheus.yml\n"
                    "scrape_configs:\n- job_name: own\n  static_configs: [{targets: ['127.0.0.1:2']}]\n");
    QCOMPARE(lines(result.errors), QStringList());
    const FleetDefinition &fleet = result.configuration->fleet;
    QCOMPARE(fleet.targets.size(), 2);
    QCOMPARE(fleet.targets.at(0).interval, 60s);
    QCOMPARE(fleet.targets.at(1).interval, 2s);
    QCOMPARE(fleet.targets.at(1).timeout, 2s);
    QCOMPARE(fleet.poll.staleAfter, 8s);
}

void TestConfiguration::fleetOrPrometheus_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("extra");
    QTest::addColumn<int>("seconds");
    QTest::newRow("a fleet key") << u"x.yml"_s << QByteArray("fleet: a\n") << 5;
    QTest::newRow("a Prometheus key") << u"fleet.yml"_s << QByteArray("global: {}\n") << 60;
    QTest::newRow("both: a fleet that holds a foreign key")
        << u"x.yml"_s << QByteArray("global: {}\nservices: []\n") << 5;
    QTest::newRow("neither, called prometheus.yml") << u"prometheus.yml"_s << QByteArray() << 60;
    QTest::newRow("neither, called fleet.yml") << u"fleet.yml"_s << QByteArray() << 5;
}

void TestConfiguration::fleetOrPrometheus()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, extra);
    QFETCH(int, seconds);
    ConfigFolder folder;
    const ConfigurationResult result = folder.loadFile(folder.write(name, extra + oneJob));
    QCOMPARE(lines(result.errors), QStringList());
    QCOMPARE(result.configuration->fleet.targets.at(0).interval, std::chrono::seconds(seconds));
}

void TestConfiguration::problems_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, const QByteArray &text, const QString &error) {
        QTest::newRow(name) << text << error;
    };
    row("unknown key", "poll:\n  intervall: 5s\n",
        u"fleet.yml:2:3: unknown key \"intervall\" (did you mean \"interval\"?)"_s);
    row("unknown key at the top", "flet: prod\nservices: []\n",
        u"fleet.yml:1:1: unknown key \"flet\" (did you mean \"fleet\"?)"_s);
    row("unknown key, nothing near", "fleet: a\nservices: [{match: {job: j}, xyz: 1}]\n",
        u"fleet.yml:2:30: unknown key \"xyz\"; a service knows match"_s);
    row("a mapping for a text", "fleet: {ü: 1}\n", u"fleet.yml:1:8: a mapping is not text"_s);
    row("a column after letters of two bytes", "services: [{match: {job: äöü}, healt: /}]\n",
        u"fleet.yml:1:32: unknown key \"healt\" (did you mean \"health\"?)"_s);
    row("key twice", "fleet: a\npoll: {}\nfleet: b\n",
        u"fleet.yml:3:1: the key \"fleet\" stands here twice (first in line 1)"_s);
    row("not YAML", "fleet: a\npoll: [1, 2\n", u"fleet.yml:3:1: not YAML: "_s);
    row("a tab", "poll:\n\tinterval: 5s\n",
        u"fleet.yml:2:1: not YAML: a tab in the indentation (indent with spaces)"_s);
    row("a list at the top", "- a\n",
        u"fleet.yml:1:1: a fleet.yml is a mapping of keys to values, found a list"_s);
    row("a word at the top", "hello\n",
        u"fleet.yml:1:1: a fleet.yml is a mapping of keys to values, found \"hello\""_s);
    row("duration", "poll: {interval: 5 seconds}\n",
        u"fleet.yml:1:18: \"5 seconds\" is not a duration (write 500ms, 5s or 1m30s)"_s);
    row("duration without unit", "poll: {interval: 5}\n", u"fleet.yml:1:18: \"5\" is not a duration"_s);
    row("interval zero", "poll: {interval: 0s}\n", u"fleet.yml:1:18: \"0s\" is not a duration above zero"_s);
    row("timeout over interval", "poll: {interval: 1s, timeout: 2s}\n",
        u"fleet.yml:1:31: the timeout (2s) is longer than the interval (1s)"_s);
    row("number", "poll: {fail_after: two}\n", u"fleet.yml:1:20: \"two\" is not a whole number from 1"_s);
    row("number in quotes", "poll: {fail_after: '2'}\n", u"fleet.yml:1:20: \"2\" is not a whole number"_s);
    row("percentage", "services: [{match: {job: j}, thresholds: {error_ratio: 5 percent}}]\n",
        u"fleet.yml:1:56: \"5 percent\" is not a share from 0% to 100% (write 5% or 0.05)"_s);
    row("percentage over 100", "services: [{match: {job: j}, objective: {availability: 999%}}]\n",
        u"\"999%\" is not a share from 0% to 100%"_s);
    row("boolean", "services: [{match: {job: j}, protected: maybe}]\n",
        u"fleet.yml:1:41: \"maybe\" is not true or false"_s);
    row("URL", "reachability: [status.example.org]\n",
        u"fleet.yml:1:16: \"status.example.org\" is not a URL that begins with https://"_s);
    row("URL scheme", "reachability: ['ftp://a/']\n",
        u"fleet.yml:1:16: \"ftp://a/\" is not a URL that begins with https://"_s);
    row("tcp without a port", "reachability: ['tcp://10.0.0.1']\n", u"needs a port"_s);
    row("time without zone",
        "maintenance: [{match: {job: j}, from: 2026-12-01T22:00, to: 2026-12-02T22:00Z}]\n",
        u"fleet.yml:1:39: \"2026-12-01T22:00\" is not a time with its zone (add Z for UTC, or +02:00)"_s);
    row("window backwards",
        "maintenance: [{match: {job: j}, from: 2026-12-03T22:00Z, to: 2026-12-02T22:00Z}]\n",
        u"ends before it begins"_s);
    row("no such day", "maintenance: [{match: {job: j}, from: 2026-02-30T22:00Z, to: 2026-12-02T22:00Z}]\n",
        u"is not a time"_s);
    row("match of nothing", "services: [{match: {}}]\n",
        u"fleet.yml:1:20: match is a mapping of labels to values"_s);
    row("service without match", "services: [{health: /}]\n",
        u"fleet.yml:1:12: a service needs the key \"match\""_s);
    row("health path", "services: [{match: {job: j}, health: health}]\n", u"must begin with \"/\""_s);
    row("health path with a blank", "services: [{match: {job: j}, health: '/a b'}]\n", u"no blanks"_s);
    row("health port", "services: [{match: {job: j}, health: {path: /, port: 99999}}]\n",
        u"a whole number from 1 to 65535"_s);
    row("health format", "services: [{match: {job: j}, health: {path: /, format: sprung-boot}}]\n",
        u"unknown health format \"sprung-boot\" (did you mean"_s);
    row("no prometheus.yml", "prometheus_config: nowhere.yml\n",
        u"fleet.yml:1:20: the file \"nowhere.yml\" does not exist (looked for FOLDER/nowhere.yml)"_s);
    row("job without name", "fleet: a\nscrape_configs:\n- static_configs: []\n",
        u"fleet.yml:3:3: a scrape config needs the key \"job_name\""_s);
    row("job twice", "fleet: a\nscrape_configs:\n- job_name: j\n- job_name: j\n",
        u"fleet.yml:4:13: the job \"j\" is there already (FOLDER/fleet.yml:3:13)"_s);
    row("scrape_configs no list", "fleet: a\nscrape_configs: {}\n",
        u"fleet.yml:2:17: scrape_configs is a list"_s);
    row("key of a job", "fleet: a\nscrape_configs:\n- job_name: j\n  static_config: []\n",
        u"fleet.yml:4:3: unknown key \"static_config\" (did you mean \"static_configs\"?)"_s);
    row("discovery that nobody knows", "fleet: a\nscrape_configs:\n- job_name: j\n  consull_sd_configs: []\n",
        u"unknown key \"consull_sd_configs\" (did you mean \"consul_sd_configs\"?)"_s);
    row("target with a scheme",
        "fleet: a\nscrape_configs:\n- job_name: j\n  static_configs: [{targets: ['http://a:1/m']}]\n",
        u"fleet.yml:4:31: \"http://a:1/m\" is not host:port"_s);
    row("targets no list", "fleet: a\nscrape_configs:\n- job_name: j\n  static_configs: [{targets: 'a:1'}]\n",
        u"fleet.yml:4:30: targets is a list of host:port"_s);
    row("label name",
        "fleet: a\nscrape_configs:\n- job_name: j\n  static_configs: [{targets: [], labels: {a-b: c}}]\n",
        u"fleet.yml:4:43: \"a-b\" is not a label name"_s);
    row("label value",
        "fleet: a\nscrape_configs:\n- job_name: j\n  static_configs: [{targets: [], labels: {a: [b]}}]\n",
        u"the value of a label is text, found a list"_s);
    row("relabel regex",
        "fleet: a\nscrape_configs:\n- job_name: j\n  relabel_configs:\n  - {regex: '(a', target_label: b}\n",
        u"fleet.yml:5:13: not a regular expression (RE2): missing ): (a"_s);
    row("relabel action",
        "fleet: a\nscrape_configs:\n- job_name: j\n  relabel_configs:\n  - {action: hasmod}\n",
        u"fleet.yml:5:14: unknown relabel action \"hasmod\" (did you mean \"hashmod\"?)"_s);
    row("relabel modulus",
        "fleet: a\nscrape_configs:\n- job_name: j\n  relabel_configs:\n  - {action: hashmod, target_label: "
        "a, modulus: -1}\n",
        u"fleet.yml:5:49: \"-1\" is not a whole number from 0"_s);
    row("scheme", "fleet: a\nscrape_configs:\n- job_name: j\n  scheme: gopher\n",
        u"unknown scheme \"gopher\": write http or https"_s);
    row("scrape timeout",
        "fleet: a\nscrape_configs:\n- job_name: j\n  scrape_interval: 1s\n  scrape_timeout: 5s\n",
        u"fleet.yml:5:19: the scrape timeout (5s) is longer than the scrape interval (1s)"_s);
    row("params", "fleet: a\nscrape_configs:\n- job_name: j\n  params: {a: b}\n",
        u"fleet.yml:4:15: \"b\" is not a list"_s);
    row("size", "fleet: a\nscrape_configs:\n- job_name: j\n  body_size_limit: 5 megabytes\n",
        u"is not a size (write 512KB or 10MB)"_s);
    row("two ways to authorize",
        "fleet: a\nscrape_configs:\n- job_name: j\n  bearer_token: env:A\n  basic_auth: {username: a, "
        "password: env:B}\n",
        u"at most one of basic_auth"_s);
    row("secret twice",
        "fleet: a\nscrape_configs:\n- job_name: j\n  basic_auth: {username: a, password: env:B, "
        "password_file: c}\n",
        u"\"password\" and \"password_file\" exclude each other"_s);
    row("keychain reference", "fleet: a\nscrape_configs:\n- job_name: j\n  bearer_token: keychain:a\n",
        u"write keychain:service/key"_s);
    row("key without certificate",
        "fleet: a\nscrape_configs:\n- job_name: j\n  tls_config: {key_file: fleet.yml}\n",
        u"a client key needs its \"cert_file\" too"_s);
    row("missing CA", "fleet: a\nscrape_configs:\n- job_name: j\n  tls_config: {ca_file: nope.pem}\n",
        u"fleet.yml:4:25: the file \"nope.pem\" does not exist (looked for FOLDER/nope.pem)"_s);
    row("missing token", "fleet: a\nscrape_configs:\n- job_name: j\n  bearer_token_file: nope\n",
        u"fleet.yml:4:22: the file \"nope\" does not exist"_s);
    row("sd path", "fleet: a\nscrape_configs:\n- job_name: j\n  file_sd_configs: [{files: ['a/*/b.txt']}]\n",
        u"is not a path of target files"_s);
    row("sd without files",
        "fleet: a\nscrape_configs:\n- job_name: j\n  file_sd_configs: [{refresh_interval: 1m}]\n",
        u"a file_sd_config needs the key \"files\""_s);
    row("runbooks is a file", "runbooks: fleet.yml\n", u"fleet.yml:1:11: \"fleet.yml\" is not a folder"_s);
    row("alias bomb",
        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f "
        "[*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"
        "g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]\n",
        u"fleet.yml:6:14: the aliases stand for more than 250000 values"_s);
    row("an alias of itself", "a: &a [*a]\n", u"an alias inside the value that it stands for"_s);
    row("nested too deep", QByteArray("a: ") + QByteArray(2000, '[') + QByteArray(2000, ']') + '\n',
        u"nested deeper than 64 levels"_s);
    row("binary", QByteArray("fleet: a\n\0\x01", 11), u"fleet.yml:2:1: not a text file"_s);
    row("signal rule", "signals: [{id: a, role: request, metrics: [m]}]\n",
        u"fleet.yml:1:25: \"request\" is none of requests, errors, latency (did you mean \"requests\"?)"_s);
    row("breaker encoding", "breakers: {rules: [{id: a, metric: m, encoding: nunber}]}\n",
        u"fleet.yml:1:49: \"nunber\" is none of one-hot"_s);
    row("breaker state", "breakers: {rules: [{id: a, metric: m, encoding: number, map: {0: shut}}]}\n",
        u"fleet.yml:1:66: \"shut\" is no state"_s);
}

void TestConfiguration::problems()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, error);
    ConfigFolder folder;
    const ConfigurationResult result = folder.load(text);
    const QStringList errors = lines(result.errors);
    const bool isThere = std::any_of(errors.cbegin(), errors.cend(),
                                     [&](const QString &line) { return line.contains(error); });
    QVERIFY2(isThere,
             qPrintable(u"expected: "_s + error + u"\nfound:    "_s + errors.join(u"\n          "_s)));
    for (const ConfigProblem &problem : result.errors) {
        QVERIFY2(problem.line > 0 && problem.column > 0, qPrintable(problem.toString()));
    }
}

void TestConfiguration::everythingAtOnce()
{
    ConfigFolder folder;
    folder.write(u"prometheus.yml"_s, "scrape_configs:\n- job_name: p\n  scheme: x\n");
    const ConfigurationResult result =
        folder.load("poll: {intervall: 1s, timeout: x}\nprometheus_config: prometheus.yml\n"
                    "scrape_configs: [{job_name: a, params: 1}]\nservices: [{match: 1}]\nmaintenance: 3\n");
    QVERIFY(!result.configuration);
    QCOMPARE(
        lines(result.errors),
        (QStringList{
            u"fleet.yml:1:8: unknown key \"intervall\" (did you mean \"interval\"?)"_s,
            u"fleet.yml:1:32: \"x\" is not a duration (write 500ms, 5s or 1m30s)"_s,
            u"fleet.yml:3:40: params is a mapping of names to lists, found \"1\""_s,
            u"fleet.yml:4:20: match is a mapping of labels to values (write {job: checkout}), found \"1\""_s,
            u"fleet.yml:5:14: maintenance is a list, found \"3\""_s,
            u"prometheus.yml:3:11: unknown scheme \"x\": write http or https"_s}));
}

void TestConfiguration::warnings_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("warning");
    const QByteArray job =
        "fleet: a\nscrape_configs:\n- job_name: j\n  static_configs: [{targets: ['127.0.0.1:1']}]\n";
    QTest::newRow("empty file") << QByteArray() << u"the fleet is empty: name a prometheus.yml"_s;
    QTest::newRow("no targets") << QByteArray("fleet: a\nscrape_configs: [{job_name: j}]\n")
                                << u"the fleet is empty: none of its jobs has a target"_s;
    QTest::newRow("metric_relabel_configs") << job + "  metric_relabel_configs: []\n"
                                            << u"fleet.yml:5:3: \"metric_relabel_configs\" is ignored: "_s;
    QTest::newRow("other discovery") << job + "  kubernetes_sd_configs: [{role: pod}]\n"
                                     << u"fleet.yml:5:3: \"kubernetes_sd_configs\" is ignored: "_s;
    QTest::newRow("sample_limit") << job + "  sample_limit: 5\n" << u"\"sample_limit\" is ignored"_s;
    QTest::newRow("rule_files in a fleet.yml")
        << job + "rule_files: []\n"
        << u"fleet.yml:5:1: \"rule_files\" is ignored: it belongs into a prometheus.yml"_s;
    QTest::newRow("inline secret") << job + "  bearer_token: abc\n"
                                   << u"fleet.yml:5:17: the secret stands in the file itself"_s;
    QTest::newRow("unverified TLS") << job + "  tls_config: {insecure_skip_verify: true}\n"
                                    << u"not verified"_s;
    QTest::newRow("query in the path") << job + "  metrics_path: /m?a=b\n"
                                       << u"fleet.yml:5:17: the \"?\" is sent as \"%3F\""_s;
    QTest::newRow("service of nobody") << job + "services: [{match: {job: k}}]\n"
                                       << u"fleet.yml:5:12: this service matches no instance"_s;
    QTest::newRow("service behind another") << job + "services: [{match: {job: j}}, {match: {service: j}}]\n"
                                            << u"fleet.yml:5:31: this service is never used"_s;
    QTest::newRow("dependency")
        << job + "services: [{match: {job: j}, depends_on: [jj]}]\n"
        << u"fleet.yml:5:43: no instance belongs to the service \"jj\" (did you mean \"j\"?)"_s;
    QTest::newRow("no runbooks folder") << job + "runbooks: nope\n"
                                        << u"fleet.yml:5:11: the folder \"nope\" does not exist"_s;
    QTest::newRow("no match of a glob")
        << QByteArray("fleet: a\nscrape_configs: [{job_name: j, file_sd_configs: [{files: ['x/*.json']}]}]\n")
        << u"fleet.yml:2:59: no file matches \"x/*.json\" yet"_s;
    QTest::newRow("no target file yet")
        << QByteArray("fleet: a\nscrape_configs: [{job_name: j, file_sd_configs: [{files: ['x.json']}]}]\n")
        << u"fleet.yml:2:59: the file \"x.json\" does not exist yet"_s;
    QTest::newRow("address lost")
        << job + "  relabel_configs: [{target_label: __address__, replacement: ''}]\n"
        << u"fleet.yml:4:31: the target \"127.0.0.1:1\" of job \"j\" has no __address__"_s;
    QTest::newRow("reference inside the fleet") << job + "reachability: ['tcp://127.0.0.1:1']\n"
                                                << u"is an instance of the fleet itself"_s;
    QTest::newRow("second document") << job + "---\nfleet: b\n" << u"only the first document"_s;
    QTest::newRow("no such reader of tokens") << job + "  oauth2: {}\n  follow_redirects: false\n"
                                              << u"\"follow_redirects\" is ignored"_s;
}

void TestConfiguration::warnings()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, warning);
    ConfigFolder folder;
    const ConfigurationResult result = folder.load(text);
    QCOMPARE(lines(result.errors), QStringList());
    QVERIFY(result.configuration);
    const QStringList warnings = lines(result.warnings);
    const bool isThere = std::any_of(warnings.cbegin(), warnings.cend(),
                                     [&](const QString &line) { return line.contains(warning); });
    QVERIFY2(isThere,
             qPrintable(u"expected: "_s + warning + u"\nfound:    "_s + warnings.join(u"\n          "_s)));
}

void TestConfiguration::brokenTargetFilesCostOnlyTheirTargets_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("error");
    QTest::newRow("not JSON") << u"bad.json"_s << QByteArray("[{\"targets\": [\"a:1\",]}]")
                              << u"targets/bad.json:1:21: not JSON: a comma before the closing bracket"_s;
    QTest::newRow("cut off") << u"bad.json"_s << QByteArray("[{\"targets\":\n [\"a:1\"")
                             << u"targets/bad.json:2:8: not JSON: expected \",\" or \"]\""_s;
    QTest::newRow("empty JSON")
        << u"bad.json"_s << QByteArray()
        << u"targets/bad.json:1:1: not JSON: the file ends in the middle of a value"_s;
    QTest::newRow("text after JSON") << u"bad.json"_s << QByteArray("[] []")
                                     << u"targets/bad.json:1:4: not JSON: text after the end"_s;
    QTest::newRow("HTML") << u"bad.json"_s << QByteArray("<html>")
                          << u"targets/bad.json:1:1: not JSON: \"<html>\" is not a value"_s;
    QTest::newRow("an object") << u"bad.json"_s << QByteArray("{\"targets\": []}")
                               << u"targets/bad.json:1:1: expected a list of target groups"_s;
    QTest::newRow("unknown key")
        << u"bad.json"_s << QByteArray("[{\"target\": []}]")
        << u"targets/bad.json:1:3: unknown key \"target\" (did you mean \"targets\"?)"_s;
    QTest::newRow("YAML") << u"bad.yml"_s << QByteArray("- targets: [a\n")
                          << u"targets/bad.yml:2:1: not YAML"_s;
    QTest::newRow("address")
        << u"bad.yml"_s << QByteArray("- targets: ['a:b:c']\n")
        << u"targets/bad.yml:1:13: the target \"a:b:c\" of job \"j\" is left out: its address \"a:b:c\" is not host:port: it has too many colons"_s;
    QTest::newRow("port") << u"bad.yml"_s << QByteArray("- targets: ['a:99999']\n")
                          << u"\"99999\" is not a port"_s;
}

void TestConfiguration::brokenTargetFilesCostOnlyTheirTargets()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QString, error);
    ConfigFolder folder;
    folder.write(u"targets/good.json"_s, R"([{"targets": ["127.0.0.1:1"]}])");
    folder.write(u"targets/"_s + name, content);
    const ConfigurationResult result =
        folder.load("fleet: a\nscrape_configs:\n- job_name: j\n  file_sd_configs: [{files: "
                    "['targets/*.json', 'targets/*.yml']}]\n");
    QCOMPARE(result.errors.size(), 1);
    QVERIFY2(result.errors.at(0).toString().contains(error), qPrintable(result.errors.at(0).toString()));
    QVERIFY(result.configuration);
    QCOMPARE(result.configuration->fleet.targets.size(), 1);
    QCOMPARE(result.configuration->errors.size(), 1);
}

void TestConfiguration::unreadableFiles_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("error");
    QTest::newRow("missing") << u"missing"_s << u"x.yml: the file does not exist"_s;
    QTest::newRow("a folder") << u"folder"_s << u"x.yml: the file is a folder, not a file"_s;
    QTest::newRow("a dangling link") << u"link"_s << u"x.yml: the file is a link to "_s;
    QTest::newRow("too large") << u"large"_s << u"x.yml: the file is larger than 16 MiB"_s;
    QTest::newRow("a device that never ends") << u"device"_s << u"x.yml: the file is not a regular file"_s;
}

void TestConfiguration::unreadableFiles()
{
    QFETCH(QString, kind);
    QFETCH(QString, error);
    ConfigFolder folder;
    const QString path = folder.path(u"x.yml"_s);
    if (kind == u"folder"_s) {
        QDir().mkpath(path);
    } else if (kind == u"link"_s) {
        QVERIFY(QFile::link(u"nowhere"_s, path));
    } else if (kind == u"device"_s) {
        QVERIFY(QFile::link(u"/dev/zero"_s, path));
    } else if (kind == u"large"_s) {
        folder.write(u"x.yml"_s, QByteArray(17 << 20, '#'));
    }
    const ConfigurationResult result = folder.loadFile(path);
    QVERIFY(!result.configuration);
    QCOMPARE(result.errors.size(), 1);
    QVERIFY2(result.errors.at(0).toString().startsWith(error), qPrintable(result.errors.at(0).toString()));
    QCOMPARE(result.files, QList<QString>{path});
}

void TestConfiguration::duplicatesOfTargets()
{
    ConfigFolder folder;
    const ConfigurationResult result = folder.load(R"(fleet: a
scrape_configs:
- job_name: j
  static_configs:
  - targets: ['127.0.0.1:1', '127.0.0.1:1']
  - {targets: ['127.0.0.1:1'], labels: {x: y}}
- job_name: k
  static_configs: [{targets: ['127.0.0.1:1']}]
)");
    QCOMPARE(lines(result.errors), QStringList());
    const QList<Target> &targets = result.configuration->fleet.targets;
    QCOMPARE(targets.size(), 3);
    QCOMPARE(targets.at(0).id.toString(), u"j/127.0.0.1:1"_s);
    QCOMPARE(targets.at(1).id.toString(), u"j/127.0.0.1:1#2"_s);
    QCOMPARE(targets.at(2).id.toString(),
             u"k/127.0.0.1:1"_s); // the same address in two jobs is two instances
    QVERIFY(targets.at(0).number != targets.at(1).number);
    QCOMPARE(result.warnings.size(), 2);
    QCOMPARE(result.warnings.at(0).line, 5);
    QVERIFY(result.warnings.at(0).message.contains(u"watched once"_s));
    QCOMPARE(result.warnings.at(1).line, 6);
    QVERIFY(result.warnings.at(1).message.contains(u"j/127.0.0.1:1#2"_s));
}

void TestConfiguration::clusters_data()
{
    QTest::addColumn<QByteArray>("labels");
    QTest::addColumn<QString>("cluster");
    QTest::newRow("cluster first") << QByteArray("cluster: c, datacenter: d, region: r, zone: z") << u"c"_s;
    QTest::newRow("then datacenter") << QByteArray("datacenter: d, region: r, zone: z") << u"d"_s;
    QTest::newRow("then region") << QByteArray("region: r, zone: z") << u"r"_s;
    QTest::newRow("then zone") << QByteArray("zone: z") << u"z"_s;
    QTest::newRow("else default") << QByteArray("rack: q, cluster: ''") << u"default"_s;
}

void TestConfiguration::clusters()
{
    QFETCH(QByteArray, labels);
    QFETCH(QString, cluster);
    ConfigFolder folder;
    const ConfigurationResult result =
        folder.load("fleet: a\nscrape_configs: [{job_name: j, static_configs: [{targets: ['h:1'], labels: {" +
                    labels + "}}]}]\n");
    QCOMPARE(result.configuration->fleet.targets.at(0).cluster, cluster);
}

void TestConfiguration::servicesMatchInOrder()
{
    ConfigFolder folder;
    const ConfigurationResult result = folder.load(R"(fleet: a
scrape_configs:
- {job_name: j, static_configs: [{targets: ['h:1'], labels: {service: s, zone: z1}}, {targets: ['h:2'], labels: {tier: ''}}, {targets: ['h:3'], labels: {tier: x}}]}
services:
- {match: {service: s, cluster: z1}, health: /first}
- {match: {service: j, cluster: default, tier: ''}, health: /second}
- {match: {job: j}, health: /third, readiness: {path: /r, host: 'probe.example.org', scheme: https}}
)");
    QCOMPARE(lines(result.errors), QStringList());
    const QList<Target> &targets = result.configuration->fleet.targets;
    QCOMPARE(targets.at(0).health->endpoint.path, u"/first"_s);
    QVERIFY(!targets.at(0).readiness);
    QCOMPARE(targets.at(1).health->endpoint.path, u"/second"_s);
    QCOMPARE(targets.at(2).health->endpoint.path, u"/third"_s);
    QCOMPARE(targets.at(2).readiness->endpoint,
             (Endpoint{Scheme::Https, u"probe.example.org"_s, 3, u"/r"_s}));
}

void TestConfiguration::numbersStayOverReloads()
{
    ConfigFolder folder;
    InstanceNumbering numbering;
    const QByteArray head = "fleet: a\nscrape_configs: [{job_name: j, static_configs: [{targets: ";
    const QString path = folder.write(u"fleet.yml"_s, head + "['h:1', 'h:2']}]}]\n");
    const auto first = loadConfiguration(path, numbering).configuration->fleet.targets;
    folder.write(u"fleet.yml"_s, head + "['h:3', 'h:2']}]}]\n");
    const auto second = loadConfiguration(path, numbering).configuration->fleet.targets;
    folder.write(u"fleet.yml"_s, head + "['h:1']}]}]\n");
    const auto third = loadConfiguration(path, numbering).configuration->fleet.targets;
    QCOMPARE(second.at(1).number, first.at(1).number);
    QVERIFY(second.at(0).number != first.at(0).number);
    QCOMPARE(third.at(0).number, first.at(0).number);
}

void TestConfiguration::tenThousandTargets()
{
    ConfigFolder folder;
    QJsonArray groups;
    for (int i = 0; i < 10000; ++i) {
        groups.append(QJsonObject{{u"targets"_s, QJsonArray{u"127.%1.%2.1:8080"_s.arg(i / 250).arg(i % 250)}},
                                  {u"labels"_s, QJsonObject{{u"service"_s, u"s%1"_s.arg(i % 40)},
                                                            {u"zone"_s, u"z%1"_s.arg(i % 5)}}}});
    }
    groups.append(QJsonObject{{u"targets"_s, QJsonArray{u"a/b"_s}}});
    folder.write(u"all.json"_s, QJsonDocument(groups).toJson(QJsonDocument::Compact)); // one line of 1 MB
    const ConfigurationResult result = folder.load(
        "fleet: a\nscrape_configs:\n- job_name: j\n  file_sd_configs: [{files: [all.json]}]\n"
        "  relabel_configs: [{source_labels: [__address__], regex: '(.*):.*', target_label: host}]\n");
    QCOMPARE(result.errors.size(), 1);
    QCOMPARE(result.errors.at(0).file, u"all.json"_s);
    QCOMPARE(result.errors.at(0).line, 1);
    QVERIFY(result.errors.at(0).column > 500'000);
    QCOMPARE(result.configuration->fleet.targets.size(), 10000);
    QCOMPARE(result.configuration->fleet.targets.last().labels[u"host"_s], u"127.39.249.1"_s);
}

void TestConfiguration::filesAndFoldersAreListed()
{
    ConfigFolder folder;
    folder.write(u"p/prometheus.yml"_s,
                 "scrape_configs: [{job_name: j, file_sd_configs: [{files: ['../t/*.json', later.yml]}]}]\n");
    folder.write(u"t/a.json"_s, "[]");
    const ConfigurationResult result = folder.load("prometheus_config: p/prometheus.yml\n");
    QCOMPARE(lines(result.errors), QStringList());
    QCOMPARE(result.configuration->files,
             (QList<QString>{folder.path(u"fleet.yml"_s), folder.path(u"p/prometheus.yml"_s),
                             folder.path(u"t/a.json"_s), folder.path(u"p/later.yml"_s)}));
    QCOMPARE(result.configuration->folders, QList<QString>{folder.path(u"t"_s)});
}

QTEST_GUILESS_MAIN(TestConfiguration)
#include "tst_configuration.moc"
