// Shipped runbooks over simfleet, and blue/green behind a real HAProxy, ordered through the program itself;
// and a console that is killed in the middle.

#include "tests/app/simfleet/simfleetprocess.h"
#include "tests/e2e/runbooks/console.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace quarterdeck::test;

class TestRunsE2e : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void breakerControl();
    void rollingRestart();
    void secondRunAtTheSameTime();
    void killedAtEveryStage_data();
    void killedAtEveryStage();
    void drainAndReady();
    void blueGreenRollback();
    void cleanupTestCase();

private:
    QStringList order(const QString &config, const QString &store, const QString &runbook,
                      const QStringList &parameters, const QStringList &more = {}) const
    {
        QStringList arguments{u"run"_s, runbook,     u"--config"_s, config,      u"--store"_s,
                              store,    u"--json"_s, u"--reason"_s, u"a test"_s, u"--yes"_s};
        for (const QString &parameter : parameters) {
            arguments += {u"--param"_s, parameter};
        }
        return arguments + more;
    }
    QStringList restartOrder(const QString &store) const
    {
        return order(
            m_config, store, u"rolling-restart"_s,
            {u"service=search"_s, u"agent=http://127.0.0.1:%1/restart"_s.arg(m_simfleet.controlPort)},
            {u"--override"_s, u"cooldown"_s});
    }
    /// POSTs to `path` so far, by the instance that they name.
    QMap<QString, int> posts(const QString &path) const;
    void startHaproxy();
    [[nodiscard]] QByteArray haproxyMetrics() const;

    SimfleetProcess m_simfleet;
    QTemporaryDir m_folder;
    QString m_config;
    QString m_store;
    QString m_haproxyConfig;
    QProcess m_haproxy;
    QProcess m_traffic;
    quint16 m_status = 0;
    quint16 m_front = 0;
};

namespace {

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

} // namespace

QMap<QString, int> TestRunsE2e::posts(const QString &path) const
{
    QMap<QString, int> counts;
    const QJsonArray acts = m_simfleet.control("GET", "/requests").json().value(u"acts"_s).toArray();
    for (const QJsonValue &act : acts) {
        if (act[u"path"_s].toString() == path) {
            const QJsonObject body = QJsonDocument::fromJson(act[u"body"_s].toString().toUtf8()).object();
            const QString named = body.value(u"instance"_s).toString();
            ++counts[named.isEmpty() ? act[u"instance"_s].toString() : named];
        }
    }
    return counts;
}

void TestRunsE2e::initTestCase()
{
    m_config = m_folder.filePath(u"fleet.yml"_s);
    m_store = m_folder.filePath(u"record.sqlite"_s);
    QVERIFY2(m_simfleet.start({u"--instances"_s, u"24"_s, u"--write-config"_s, m_config, u"--interval"_s,
                               u"500ms"_s, u"--timeout"_s, u"400ms"_s}),
             m_simfleet.errors.constData());
}

void TestRunsE2e::breakerControl()
{
    const auto state = [&] {
        QStringList states;
        const QJsonArray all = m_simfleet.control("GET", "/instances?match=service%3Dcheckout")
                                   .json()
                                   .value(u"instances"_s)
                                   .toArray();
        for (const QJsonValue &one : all) {
            const QString host = one[u"address"_s].toString();
            const QJsonObject answer = m_simfleet.get(host, "/actuator/circuitbreakers").json();
            states.append(answer.value(u"circuitBreakers"_s)[u"card-gateway"_s][u"state"_s].toString());
        }
        states.removeDuplicates();
        return states;
    };
    QVERIFY(!state().isEmpty());
    // More than half of the service: the rule is broken by its name and with a reason, or not at all.
    const QStringList before = state();
    const QStringList cutOff =
        order(m_config, m_store, u"breaker-force-open"_s, {u"service=checkout"_s, u"breaker=card-gateway"_s});
    const ConsoleRun refused = console(cutOff);
    QVERIFY2(refused.code == 2 && refused.err.contains("50 % are allowed"),
             (refused.err + refused.out).constData());
    QCOMPARE(state(), before);
    for (const auto &[runbook, wanted] :
         {std::pair(u"breaker-force-open"_s, u"FORCED_OPEN"_s), std::pair(u"breaker-close"_s, u"CLOSED"_s)}) {
        const ConsoleRun run =
            console(order(m_config, m_store, runbook, {u"service=checkout"_s, u"breaker=card-gateway"_s}) +
                    QStringList{u"--override"_s, u"max-share"_s});
        QVERIFY2(run.code == 0, (run.err + run.out).constData());
        QCOMPARE(state(), QStringList{wanted});
    }
    // A breaker that nobody has: nothing to act on.
    const ConsoleRun none =
        console(order(m_config, m_store, u"breaker-close"_s, {u"service=checkout"_s, u"breaker=nobody's"_s}));
    QVERIFY2(none.code == 2, (none.err + none.out).constData());
}

void TestRunsE2e::rollingRestart()
{
    const ConsoleRun run = console(restartOrder(m_store));
    QVERIFY2(run.code == 0, (run.err + run.out).constData());
    const QMap<QString, int> restarts = posts(u"/restart"_s);
    QVERIFY(restarts.size() >= 2);
    for (auto it = restarts.cbegin(); it != restarts.cend(); ++it) {
        QCOMPARE(it.value(), 1);
    }
    // One at a time: each was ready again before the next was ordered.
    QString open;
    for (const QJsonObject &line : run.lines) {
        const QString text = line.value(u"text"_s).toString();
        if (text.contains(u"/restart {"_s)) {
            QVERIFY2(open.isEmpty(), qPrintable(text));
            open = text;
        } else if (text.contains(u"1 of 1 ready"_s)) {
            open.clear();
        }
    }
}

void TestRunsE2e::secondRunAtTheSameTime()
{
    QCOMPARE(m_simfleet.control("DELETE", "/requests").status, 200);
    const QString store = m_folder.filePath(u"second.sqlite"_s);
    QProcess first;
    first.start(consoleProgram(), restartOrder(store));
    QTRY_VERIFY_WITH_TIMEOUT(!posts(u"/restart"_s).isEmpty(), 20000);
    const ConsoleRun second = console(restartOrder(store));
    const int sent = posts(u"/restart"_s).size();
    QVERIFY2(second.code == 2, (second.err + second.out).constData());
    QVERIFY2(second.reason().contains(u"is being acted on"_s), qPrintable(second.reason()));
    // Ctrl+C ends the first after its step; nothing further is sent.
    ::kill(pid_t(first.processId()), SIGINT);
    QVERIFY(first.waitForFinished(30000));
    const QByteArray out = first.readAllStandardOutput();
    QVERIFY2(out.contains("\"state\":\"aborted\""), out.constData());
    QCOMPARE(first.exitCode(), 1);
    QVERIFY(posts(u"/restart"_s).size() <= sent + 1);
}

void TestRunsE2e::killedAtEveryStage_data()
{
    QTest::addColumn<QByteArray>("moment"); ///< the line of output after which it is killed
    QTest::newRow("checking") << QByteArray("\"kind\":\"plan\"");
    QTest::newRow("running") << QByteArray("\"state\":\"running\"");
    QTest::newRow("a request is on its way") << QByteArray("/restart {");
    QTest::newRow("waiting") << QByteArray("Wait until");
    QTest::newRow("verifying") << QByteArray("\"state\":\"verifying\"");
}

void TestRunsE2e::killedAtEveryStage()
{
    QFETCH(QByteArray, moment);
    // Two instances restart within two seconds each: small, so that every stage is reached soon.
    const QString runbook = m_folder.filePath(u"quick.yml"_s);
    QVERIFY(write(
        runbook,
        "id: quick\ntitle: Restart two\nsets:\n  members: {where: \"service:pricing\"}\ntargets: "
        "members\nsteps:\n  - step: Restart\n    parallel:\n      over: members\n      limit: 1\n      "
        "steps:\n        - step: Order\n          http:\n            method: POST\n            url: "
        "http://127.0.0.1:" +
            QByteArray::number(m_simfleet.controlPort) +
            "/restart\n            body: '{\"instance\": \"${instance}\", \"for\": \"1s\"}'\n            "
            "expect: {status: [201]}\n        - step: Wait until back\n          timeout: 30s\n          "
            "for: 1s\n          wait_until: {instances: {of: {set: members, instance: "
            "\"${instance}\"}, are: ready}}\nverification:\n  - instances: {of: members, are: "
            "ready}\n    timeout: 30s\n    for: 2s\nsafety: {cooldown: 0s}\n"));
    QCOMPARE(m_simfleet.control("DELETE", "/requests").status, 200);
    const QString store =
        m_folder.filePath(QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-') + u".sqlite"_s);
    QProcess victim;
    victim.start(consoleProgram(), order(m_config, store, runbook, {}));
    QByteArray out;
    const QDeadlineTimer deadline(60s);
    while (!deadline.hasExpired() && !out.contains(moment)) {
        victim.waitForReadyRead(50);
        out += victim.readAllStandardOutput();
    }
    QVERIFY2(out.contains(moment), out.constData());
    victim.kill();
    QVERIFY(victim.waitForFinished(5000));

    // The chain holds, and the next console says what it found.
    QVERIFY(console({u"audit"_s, u"verify"_s, u"--store"_s, store}).code == 0);
    const ConsoleRun list = console({u"run"_s, u"--list"_s, u"--store"_s, store});
    const bool began = list.out.contains("run 1  ");
    QCOMPARE(began, moment != "\"kind\":\"plan\"");
    if (!began) {
        QVERIFY(posts(u"/restart"_s).isEmpty());
        return;
    }
    QVERIFY2(list.out.contains("run 1  interrupted"), list.out.constData());
    QVERIFY2(list.err.contains("was interrupted: the console that ran it is gone"), list.err.constData());
    // Nothing was sent by itself; going on sends to each at most once in all.
    const QMap<QString, int> before = posts(u"/restart"_s);
    const ConsoleRun on = console({u"run"_s, u"--continue"_s, u"1"_s, u"--config"_s, m_config, u"--store"_s,
                                   store, u"--json"_s, u"--yes"_s, u"--reason"_s, u"go on"_s});
    QVERIFY2(on.code == 0 || on.code == 3, (on.err + on.out).constData());
    const QMap<QString, int> after = posts(u"/restart"_s);
    QVERIFY(after.size() >= before.size());
    for (auto it = after.cbegin(); it != after.cend(); ++it) {
        QVERIFY2(it.value() == 1, qPrintable(it.key()));
    }
    QVERIFY(console({u"audit"_s, u"verify"_s, u"--store"_s, store}).code == 0);
}

QByteArray TestRunsE2e::haproxyMetrics() const
{
    return SimfleetProcess::ask(u"127.0.0.1"_s, m_status,
                                "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .body;
}

void TestRunsE2e::startHaproxy()
{
    m_status = freePort();
    m_front = freePort();
    const QJsonArray shops = m_simfleet.control("GET", "/instances?match=service%3Dcatalog")
                                 .json()
                                 .value(u"instances"_s)
                                 .toArray();
    QVERIFY(shops.size() >= 2);
    const auto addressOf = [&](int i) {
        return shops.at(i)[u"address"_s].toString().toUtf8() + ':' + QByteArray::number(m_simfleet.port);
    };
    const QByteArray blue = addressOf(0);
    const QByteArray green = addressOf(1);
    const QByteArray failing = shops.at(1)[u"instance"_s].toString().toUtf8();
    const QByteArray socket = m_folder.filePath(u"admin.sock"_s).toUtf8();
    const QString config = m_folder.filePath(u"haproxy.cfg"_s);
    QVERIFY(write(
        config,
        "global\n    stats socket " + socket +
            " level admin mode 600\ndefaults\n    mode http\n    timeout connect 1s\n    timeout client "
            "5s\n    timeout server 5s\nfrontend status\n    bind 127.0.0.1:" +
            QByteArray::number(m_status) +
            "\n    http-request use-service prometheus-exporter if { path /metrics }\nfrontend shop\n    "
            "bind 127.0.0.1:" +
            QByteArray::number(m_front) + "\n    default_backend shop\nbackend shop\n    server blue " +
            blue + " weight 100\n    server green " + green + " weight 100\n"));
    m_haproxy.start(u"/usr/sbin/haproxy"_s, {u"-db"_s, u"-f"_s, config});
    QTRY_VERIFY_WITH_TIMEOUT(haproxyMetrics().contains("haproxy_server_weight"), 10000);
    m_haproxyConfig = m_folder.filePath(u"haproxy-fleet.yml"_s);
    QVERIFY(write(m_haproxyConfig, "fleet: shop\npoll: {interval: 500ms, timeout: 400ms, window: "
                                   "5s}\nscrape_configs:\n  - job_name: haproxy\n   "
                                   " static_configs: [{targets: [\"127.0.0.1:" +
                                       QByteArray::number(m_status) + "\"], labels: {service: shop}}]\n"));
    m_traffic.start(
        u"/bin/sh"_s,
        {u"-c"_s,
         u"while :; do curl -s -o /dev/null --noproxy '*' http://127.0.0.1:%1/items; done"_s.arg(m_front)});
    // The new release fails.
    const SimfleetProcess::Answer fault = m_simfleet.control(
        "POST", "/faults", "{\"match\":\"instance=" + failing + "\",\"fault\":\"errors\",\"value\":0.6}");
    QCOMPARE(fault.status, 201);
}

void TestRunsE2e::blueGreenRollback()
{
    const QString socket = m_folder.filePath(u"admin.sock"_s);
    const ConsoleRun run =
        console(order(m_haproxyConfig, m_store, u"haproxy-rollback"_s,
                      {u"socket="_s + socket, u"backend=shop"_s, u"to=blue"_s, u"from=green"_s},
                      {u"--override"_s, u"cooldown"_s}));
    QVERIFY2(run.code == 0, (run.err + run.out).constData());
    const QByteArray page = haproxyMetrics();
    QVERIFY2(page.contains("haproxy_server_weight{proxy=\"shop\",server=\"green\"} 0\n"), page.constData());
    QVERIFY2(page.contains("haproxy_server_weight{proxy=\"shop\",server=\"blue\"} 100\n"), page.constData());
    QVERIFY2(run.out.contains("Errors of shop fall below 1 %"), run.out.constData());
    qInfo("blue/green rollback: errors below 1 %% for 5 s after %.1f s",
          run.result().value(u"rto_s"_s).toDouble());
    // A server that the backend does not have: nothing is sent.
    const ConsoleRun wrong =
        console(order(m_haproxyConfig, m_store, u"haproxy-rollback"_s,
                      {u"socket="_s + socket, u"backend=shop"_s, u"to=red"_s, u"from=green"_s},
                      {u"--override"_s, u"cooldown"_s}));
    QVERIFY2(wrong.code == 2, (wrong.err + wrong.out).constData());
    // A value that would be a second order to the socket does not fit its pattern.
    const ConsoleRun two = console(order(m_haproxyConfig, m_store, u"haproxy-rollback"_s,
                                         {u"socket="_s + socket, u"backend=shop"_s, u"to=blue"_s,
                                          u"from=green;shutdown sessions server shop/blue"_s}));
    QVERIFY2(two.code == 2, (two.err + two.out).constData());
}

void TestRunsE2e::drainAndReady()
{
    startHaproxy();
    const QString socket = m_folder.filePath(u"admin.sock"_s);
    const QStringList parameters{u"socket="_s + socket, u"backend=shop"_s, u"server=green"_s};
    const ConsoleRun drain = console(order(m_haproxyConfig, m_store, u"haproxy-drain"_s, parameters));
    QVERIFY2(drain.code == 0, (drain.err + drain.out).constData());
    QVERIFY(haproxyMetrics().contains(
        "haproxy_server_status{proxy=\"shop\",server=\"green\",state=\"DRAIN\"} 1"));
    // The last one is not drained.
    QTRY_VERIFY(haproxyMetrics().contains("haproxy_backend_active_servers{proxy=\"shop\"} 1"));
    const ConsoleRun last = console(order(m_haproxyConfig, m_store, u"haproxy-drain"_s,
                                          {u"socket="_s + socket, u"backend=shop"_s, u"server=blue"_s}));
    QVERIFY2(last.code == 2, (last.err + last.out).constData());
    QVERIFY2(last.reason().contains(u"At least one other server"_s), qPrintable(last.reason()));
    const ConsoleRun ready = console(order(m_haproxyConfig, m_store, u"haproxy-ready"_s, parameters));
    QVERIFY2(ready.code == 0, (ready.err + ready.out).constData());
    QVERIFY(
        haproxyMetrics().contains("haproxy_server_status{proxy=\"shop\",server=\"green\",state=\"UP\"} 1"));
}

void TestRunsE2e::cleanupTestCase()
{
    for (QProcess *process : {&m_traffic, &m_haproxy}) {
        process->kill();
        process->waitForFinished(5000);
    }
}

QTEST_GUILESS_MAIN(TestRunsE2e)
#include "tst_runs_e2e.moc"
