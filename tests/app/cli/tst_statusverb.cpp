#include "app/cli/fleetjson.h"
#include "app/cli/statusverb.h"
#include "models/items/objectivetext.h"
#include "tests/app/cli/verbrun.h"
#include "tests/models/fleet/fleetfixture.h"
#include "tests/support/hostileserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>

using namespace quarterdeck;
using namespace quarterdeck::test;

namespace {

struct StatusFleet
{
    QTemporaryDir folder;
    HostileServer one{"127.0.0.1"};
    HostileServer two{"127.0.0.2"};

    StatusFleet()
    {
        for (HostileServer *server : {&one, &two}) {
            server->behave("/health", {.body = "{\"status\":\"UP\"}"});
            server->behave("/ready", {.body = "ok"});
            server->behave("/metrics", {.body = "http_requests_total{code=\"200\"} 10\n"});
        }
        QFile file(path());
        if (file.open(QIODevice::WriteOnly)) {
            file.write("fleet: pair\n"
                       "poll: {interval: 1s, timeout: 500ms}\n"
                       "scrape_configs:\n"
                       "  - job_name: shop\n"
                       "    static_configs:\n"
                       "      - {targets: ['127.0.0.1:" +
                       QByteArray::number(one.port()) +
                       "'], labels: {instance: one, cluster: eu}}\n"
                       "      - {targets: ['127.0.0.2:" +
                       QByteArray::number(two.port()) +
                       "'], labels: {instance: two, cluster: us}}\n"
                       "services:\n"
                       "  - {match: {job: shop}, health: {path: /health}, readiness: {path: /ready}}\n");
        }
    }

    [[nodiscard]] QString path() const { return folder.filePath(QStringLiteral("fleet.yml")); }

    [[nodiscard]] VerbRun run(const QStringList &more = {}) const
    {
        return runVerb(statusVerb,
                       QStringList{QStringLiteral("status"), QStringLiteral("--config"), path()} + more);
    }
};

} // namespace

class TestStatusVerb : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exitCodeSaysTheWorst_data();
    void exitCodeSaysTheWorst();
    void jsonHasTheDocumentedShape();
    void servicesWithAnObjective();
    void filters();
    void namesRulesThatFindNothing();
    void couldNot_data();
    void couldNot();
};

void TestStatusVerb::exitCodeSaysTheWorst_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("says");

    QTest::newRow("all up") << QByteArray("/health") << 200 << QByteArray("{\"status\":\"UP\"}") << 0
                            << QByteArray("pair: 2 up");
    QTest::newRow("not ready") << QByteArray("/ready") << 503 << QByteArray("warming") << 1
                               << QByteArray("HTTP 503");
    QTest::newRow("down") << QByteArray("/health") << 503 << QByteArray("{\"status\":\"DOWN\"}") << 2
                          << QByteArray("down       two");
    QTest::newRow("a bad line") << QByteArray("/metrics") << 200 << QByteArray("a 1\nb{ 2\n") << 1
                                << QByteArray("line 2");
}

void TestStatusVerb::exitCodeSaysTheWorst()
{
    QFETCH(QByteArray, path);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, says);
    StatusFleet fleet;
    fleet.two.behave(path, {.status = status, .body = body});
    const VerbRun run = fleet.run();
    QTEST(run.code, "code");
    QVERIFY2(run.out.contains(says), run.out.constData());
    QCOMPARE(run.err, QByteArray());
}

void TestStatusVerb::jsonHasTheDocumentedShape()
{
    const StatusFleet fleet;
    const VerbRun run = fleet.run({QStringLiteral("--json")});
    QCOMPARE(run.code, 0);
    const QJsonObject root = QJsonDocument::fromJson(run.out).object();
    QCOMPARE(root.keys(), (QStringList{QStringLiteral("fleet"), QStringLiteral("instances"),
                                       QStringLiteral("isolated"), QStringLiteral("services")}));
    QCOMPARE(root.value(QStringLiteral("services")).toArray().size(), 0); // none has an objective
    QCOMPARE(root.value(QStringLiteral("isolated")).toBool(true), false);
    const QJsonArray instances = root.value(QStringLiteral("instances")).toArray();
    QCOMPARE(instances.size(), 2);
    const QJsonObject one = instances.at(0).toObject();
    for (const char *key : {"instance", "service", "cluster", "labels", "state", "why", "since", "flags",
                            "health", "readiness", "metrics", "signals", "breakers"}) {
        QVERIFY2(one.contains(QLatin1String(key)), key);
    }
    QCOMPARE(one.value(QStringLiteral("instance")).toString(), QStringLiteral("one"));
    QCOMPARE(one.value(QStringLiteral("state")).toString(), QStringLiteral("up"));
    QCOMPARE(one.value(QStringLiteral("health")).toObject().value(QStringLiteral("verdict")).toString(),
             QStringLiteral("up"));
    const QJsonObject metrics = one.value(QStringLiteral("metrics")).toObject();
    QCOMPARE(metrics.value(QStringLiteral("outcome")).toString(), QStringLiteral("ok"));
    QCOMPARE(metrics.value(QStringLiteral("samples")).toInt(), 1);
    // One scrape makes no rate: it is null, not zero.
    QVERIFY(one.value(QStringLiteral("signals")).toObject().value(QStringLiteral("request_rate")).isNull());
}

void TestStatusVerb::servicesWithAnObjective()
{
    test::FleetFixture f;
    auto policy = std::make_shared<ServicePolicy>();
    policy->availability = 0.999;
    f.addTarget(QStringLiteral("checkout")).policy = policy;
    f.addTarget(QStringLiteral("search"));
    f.define();
    const auto of = [&f] {
        const QJsonArray services =
            fleetToJson(f.fleet, {}, f.clock.steady()).value(QStringLiteral("services")).toArray();
        return services.size() == 1 ? services.at(0).toObject() : QJsonObject();
    };
    QCOMPARE(of().value(QStringLiteral("service")).toString(), QStringLiteral("checkout"));
    QVERIFY(of().value(QStringLiteral("budget_left")).isNull()); // nothing counted is not a whole budget
    QVERIFY(burnLines(f.fleet, {f.instance().target.number}, f.clock.steady()).isEmpty());

    SignalReading reading;
    reading.window = std::chrono::seconds(60);
    reading.requestRate = 100;
    reading.errorRate = 2;
    int scrape = 0;
    const auto scrapeUntil = [&](int last) {
        for (; scrape <= last; ++scrape) {
            reading.countedRequests = 500.0 * scrape;
            reading.countedErrors = 50.0 * scrape;
            f.apply(f.page(1, reading));
            f.tick();
            f.clock.advance(std::chrono::seconds(5));
        }
    };
    scrapeUntil(24);
    const QJsonObject checkout = of();
    QCOMPARE(checkout.value(QStringLiteral("objective")).toDouble(), 0.999);
    QVERIFY(
        checkout.value(QStringLiteral("budget_left")).isNull()); // too early to speak of a budget of hours
    const QJsonArray burn = checkout.value(QStringLiteral("burn")).toArray();
    QCOMPARE(burn.size(), 4);
    const QJsonObject hour = burn.at(2).toObject();
    QCOMPARE(hour.value(QStringLiteral("window_s")).toInt(), 3600);
    QCOMPARE(hour.value(QStringLiteral("covered_s")).toInt(), 120);
    QVERIFY(std::abs(hour.value(QStringLiteral("burn_rate")).toDouble() - 100) < 1e-6);
    QCOMPARE(checkout.value(QStringLiteral("alerts")).toArray(),
             (QJsonArray{QStringLiteral("fast"), QStringLiteral("slow")}));
    QCOMPARE(
        burnLines(f.fleet, {f.instance().target.number}, f.clock.steady()),
        QStringList{QStringLiteral("checkout: error budget burns at 100× over 1 h and 100× over 5 min (limit "
                                   "14.4×) · 100× over 6 h and 100× over 30 min (limit 6.0×) (watched for "
                                   "2 min)")});
    scrapeUntil(72);
    QVERIFY(std::abs(of().value(QStringLiteral("budget_left")).toDouble() + 99) < 1e-6);
}

void TestStatusVerb::filters()
{
    StatusFleet fleet;
    fleet.two.behave("/health", {.status = 503, .body = "{\"status\":\"DOWN\"}"});
    const VerbRun healthy = fleet.run({QStringLiteral("--filter"), QStringLiteral("cluster:eu")});
    QCOMPARE(healthy.code, 0);
    QVERIFY(!healthy.out.contains("two"));
    QVERIFY2(healthy.out.contains("1 up (of 2, filtered by cluster:eu)"), healthy.out.constData());
    const VerbRun none = fleet.run({QStringLiteral("--filter"), QStringLiteral("cluster:mars")});
    QCOMPARE(none.code, 3); // a slip in a script must not read as "all up"
    QVERIFY2(none.err.contains("no instance matches"), none.err.constData());
    const VerbRun unknown = fleet.run({QStringLiteral("--filter"), QStringLiteral("foo:bar")});
    QCOMPARE(unknown.code, 64);
    const VerbRun wrong = fleet.run({QStringLiteral("--filter"), QStringLiteral("state:dwon")});
    QCOMPARE(wrong.code, 64);
    QVERIFY2(wrong.err.contains("column 7"), wrong.err.constData());
}

void TestStatusVerb::namesRulesThatFindNothing()
{
    StatusFleet fleet;
    QFile file(fleet.path());
    QVERIFY(file.open(QIODevice::Append));
    file.write("signals:\n"
               "  - {id: found, role: requests, metrics: [http_requests_total]}\n"
               "  - {id: slip, role: requests, metrics: [http_request_totals]}\n");
    file.close();
    const VerbRun run = fleet.run();
    QVERIFY2(run.err.contains("signals rule \"slip\": no series matched"), run.err.constData());
    QVERIFY2(!run.err.contains("found"), run.err.constData());
}

void TestStatusVerb::couldNot_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("empty fleet") << QByteArray("fleet: none\nscrape_configs: []\n")
                                 << QByteArray("no targets");
    QTest::newRow("wrong file") << QByteArray("fleet: none\npoll: {timeout: fast}\n")
                                << QByteArray("fleet.yml:2:17");
}

void TestStatusVerb::couldNot()
{
    QFETCH(QByteArray, config);
    QFETCH(QByteArray, says);
    const StatusFleet fleet;
    QFile file(fleet.path());
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(config);
    file.close();
    const VerbRun run = fleet.run();
    QCOMPARE(run.code, 3);
    QVERIFY2(run.err.contains(says), run.err.constData());
}

QTEST_GUILESS_MAIN(TestStatusVerb)
#include "tst_statusverb.moc"
