#include "simfleetprocess.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace Qt::StringLiterals;

namespace {

const QString first = u"127.20.0.1"_s; // checkout-eu-01

} // namespace

/// The program from outside: sockets, faults as a client sees them, its files, its end.
class SimfleetProgramTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void answersProbes();
    void negotiatesTheFormat();
    void keepsTheConnection();
    void refusesWhenKilled();
    void connectionsBreakWhenKilled();
    void resetsWhenCut();
    void silentWhenHung();
    void dripsSlowBodies();
    void streamsHugeBodies();
    void faultEndsByItself();
    void badOrdersAreRefused_data();
    void badOrdersAreRefused();
    void countsRequests();
    void actuatorControlsBreakers();
    void patroniMovesItsLeader();
    void listensOnLoopbackOnly();
    void writesItsFiles();
    void endsWithItsDoors_data();
    void endsWithItsDoors();
    void sayWhyItCannotStart();

private:
    SimfleetProcess m_fleet;
    QTemporaryDir m_folder;
};

void SimfleetProgramTest::initTestCase()
{
    QVERIFY2(m_fleet.start({u"--instances"_s, u"60"_s, u"--answer-delay"_s, u"0"_s, u"--gzip"_s,
                            u"--write-config"_s, m_folder.filePath(u"fleet.yml"_s), u"--write-prometheus"_s,
                            m_folder.filePath(u"prometheus.yml"_s), u"--interval"_s, u"1500ms"_s}),
             m_fleet.errors.constData());
}

void SimfleetProgramTest::cleanup()
{
    if (m_fleet.process.state() == QProcess::Running) {
        QCOMPARE(m_fleet.control("DELETE", "/faults").status, 200);
    }
}

void SimfleetProgramTest::answersProbes()
{
    for (const char *path : {"/health", "/ready", "/metrics", "/actuator/health", "/q/health/ready"}) {
        const SimfleetProcess::Answer answer = m_fleet.get(first, path);
        QCOMPARE(answer.status, 200);
        QVERIFY(!answer.body.isEmpty());
    }
    QCOMPARE(m_fleet.get(u"127.20.0.60"_s, "/health").status, 200);
    QCOMPARE(int(m_fleet.get(u"127.20.0.61"_s, "/health").error),
             int(QAbstractSocket::ConnectionRefusedError));
    QCOMPARE(m_fleet.ask(first, m_fleet.port, "nonsense\r\n\r\n").status, 400);
    const SimfleetProcess::Answer head =
        m_fleet.ask(first, m_fleet.port, "HEAD /health HTTP/1.1\r\nConnection: close\r\n\r\n");
    QCOMPARE(head.status, 200);
    QVERIFY(head.body.isEmpty());
}

void SimfleetProgramTest::negotiatesTheFormat()
{
    QVERIFY(m_fleet.get(first, "/metrics").head.contains("Content-Type: text/plain; version=0.0.4"));
    const SimfleetProcess::Answer open =
        m_fleet.get(first, "/metrics", 5000, "Accept: application/openmetrics-text;version=1.0.0\r\n");
    QVERIFY(open.head.contains("Content-Type: application/openmetrics-text; version=1.0.0"));
    QVERIFY(open.body.endsWith("# EOF\n"));
    const SimfleetProcess::Answer gzip = m_fleet.get(first, "/metrics", 5000, "Accept-Encoding: gzip\r\n");
    QVERIFY(gzip.head.contains("Content-Encoding: gzip"));
    QVERIFY(gzip.body.startsWith("\x1f\x8b"));
    QVERIFY(gzip.body.size() < open.body.size() / 4);
}

void SimfleetProgramTest::keepsTheConnection()
{
    QTcpSocket socket;
    socket.connectToHost(first, m_fleet.port);
    QVERIFY(socket.waitForConnected());
    for (int i = 0; i < 3; ++i) {
        socket.write("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
        QByteArray bytes;
        QTRY_VERIFY((bytes += socket.readAll()).contains("diskSpace"));
        QVERIFY(bytes.startsWith("HTTP/1.1 200 OK"));
    }
    // Two at once, one of them in pieces.
    socket.write("GET /health HTTP/1.1\r\n\r\nGET /ready HT");
    socket.flush();
    QByteArray bytes;
    QTRY_VERIFY((bytes += socket.readAll()).contains("diskSpace"));
    socket.write("TP/1.1\r\n\r\n");
    QTRY_VERIFY((bytes += socket.readAll()).contains("readinessState"));
}

void SimfleetProgramTest::refusesWhenKilled()
{
    const QJsonObject fault =
        m_fleet.control("POST", "/faults", R"({"match":"instance=checkout-eu-01","fault":"kill"})").json();
    QCOMPARE(fault.value("instances"_L1).toArray(), QJsonArray{u"checkout-eu-01"_s});
    // Refused from the moment on that the fault was answered, and only there.
    QCOMPARE(int(m_fleet.get(first, "/health").error), int(QAbstractSocket::ConnectionRefusedError));
    QCOMPARE(m_fleet.get(u"127.20.0.2"_s, "/health").status, 200);
    const QByteArray id = QByteArray::number(fault.value("id"_L1).toInt());
    QCOMPARE(m_fleet.control("DELETE", "/faults/" + id).status, 200);
    QCOMPARE(m_fleet.get(first, "/health").status, 200);
    QCOMPARE(m_fleet.control("DELETE", "/faults/" + id).status, 404);
}

void SimfleetProgramTest::connectionsBreakWhenKilled()
{
    QTcpSocket socket;
    socket.connectToHost(first, m_fleet.port);
    QVERIFY(socket.waitForConnected());
    socket.write("GET /health HTTP/1.1\r\n\r\n");
    QByteArray bytes;
    QTRY_VERIFY((bytes += socket.readAll()).contains("diskSpace"));
    QCOMPARE(m_fleet.control("POST", "/faults", R"({"match":"cluster=eu-west","fault":"kill"})").status, 201);
    QTRY_COMPARE(int(socket.state()), int(QAbstractSocket::UnconnectedState));
}

void SimfleetProgramTest::resetsWhenCut()
{
    QCOMPARE(
        m_fleet.control("POST", "/faults", R"({"match":"instance=checkout-eu-01","fault":"cut"})").status,
        201);
    const SimfleetProcess::Answer answer = m_fleet.get(first, "/metrics");
    QCOMPARE(int(answer.error), int(QAbstractSocket::RemoteHostClosedError));
    QVERIFY(!answer.timedOut);
    // Fewer bytes than the header promised, or none: never a whole answer.
    QVERIFY(!answer.body.contains("process_open_fds"));
}

void SimfleetProgramTest::silentWhenHung()
{
    QCOMPARE(m_fleet
                 .control("POST", "/faults",
                          R"({"match":"instance=checkout-eu-01","fault":"hang","path":"ready"})")
                 .status,
             201);
    QCOMPARE(m_fleet.get(first, "/health").status, 200);
    const SimfleetProcess::Answer answer = m_fleet.get(first, "/ready", 300);
    QVERIFY(answer.timedOut);
    QCOMPARE(answer.status, 0);
}

void SimfleetProgramTest::dripsSlowBodies()
{
    QCOMPARE(m_fleet.control("POST", "/faults", R"({"match":"instance=checkout-eu-01","fault":"slow_body"})")
                 .status,
             201);
    const SimfleetProcess::Answer answer = m_fleet.get(first, "/health", 1500);
    QVERIFY(answer.timedOut);
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body.size() < 10);
}

void SimfleetProgramTest::streamsHugeBodies()
{
    QCOMPARE(m_fleet
                 .control("POST", "/faults",
                          R"({"match":"instance=checkout-eu-01","fault":"huge_body","value":3})")
                 .status,
             201);
    const SimfleetProcess::Answer answer = m_fleet.get(first, "/metrics", 20'000);
    QVERIFY(answer.head.contains("Transfer-Encoding: chunked"));
    QVERIFY(answer.body.size() > 3 * 1024 * 1024);
    QVERIFY(answer.body.endsWith("0\r\n\r\n"));
}

void SimfleetProgramTest::faultEndsByItself()
{
    const QJsonObject fault =
        m_fleet
            .control("POST", "/faults", R"({"match":"instance=checkout-eu-01","fault":"kill","for":"300ms"})")
            .json();
    QVERIFY(fault.contains("ends"_L1));
    QCOMPARE(int(m_fleet.get(first, "/health").error), int(QAbstractSocket::ConnectionRefusedError));
    QTRY_COMPARE(m_fleet.get(first, "/health").status, 200);
    QVERIFY(m_fleet.control("GET", "/faults").json().value("faults"_L1).toArray().isEmpty());
}

void SimfleetProgramTest::badOrdersAreRefused_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *method, const char *path, QByteArray body, int status) {
        QTest::newRow(name) << QByteArray(method) << QByteArray(path) << std::move(body) << status;
    };
    row("not JSON", "POST", "/faults", "{", 400);
    row("a list", "POST", "/faults", "[]", 400);
    row("nobody", "POST", "/faults", R"({"match":"service=none","fault":"kill"})", 400);
    row("too large", "POST", "/faults", QByteArray(70'000, ' '), 413);
    row("no such place", "GET", "/fault", "", 404);
    row("wrong method", "PUT", "/faults", "{}", 405);
    row("wrong method of an act", "GET", "/drain", "", 405);
    row("unknown fault", "DELETE", "/faults/99", "", 404);
    row("fault is no number", "DELETE", "/faults/x", "", 404);
    row("release without version", "POST", "/release", R"({"match":"service=checkout"})", 400);
    row("release with an unknown key", "POST", "/release", R"({"version":"2"})", 400);
    row("failover to nobody", "POST", "/failover", R"({"candidate":"pg9"})", 412);
    row("bad match", "GET", "/instances?match=zone=1", "", 400);
}

void SimfleetProgramTest::badOrdersAreRefused()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    const SimfleetProcess::Answer answer = m_fleet.control(method, path, body);
    QCOMPARE(answer.status, status);
    // Also says why; but for what is refused before it is read.
    QCOMPARE(answer.json().value("error"_L1).toString().isEmpty(), status == 413);
}

void SimfleetProgramTest::countsRequests()
{
    QCOMPARE(m_fleet.control("DELETE", "/requests").status, 200);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(m_fleet.get(first, "/health").status, 200);
    }
    QCOMPARE(m_fleet.get(first, "/metrics").status, 200);
    QCOMPARE(m_fleet.get(u"127.20.0.2"_s, "/api/orders").status, 200);
    const QJsonObject all = m_fleet.control("GET", "/requests").json();
    QCOMPARE(all.value("total"_L1).toInt(), 5);
    QCOMPARE(all.value("by_path"_L1).toObject().value("/health"_L1).toInt(), 3);
    const QJsonObject one = m_fleet.control("GET", "/requests?match=instance%3Dcheckout-eu-01").json();
    QCOMPARE(one.value("total"_L1).toInt(), 4);
    const QJsonObject counts = one.value("instances"_L1).toObject().value("checkout-eu-01"_L1).toObject();
    QCOMPARE(counts.value("metrics"_L1).toInt(), 1);
    QCOMPARE(counts.value("ready"_L1).toInt(), 0);
    QVERIFY(all.value("acts"_L1).toArray().isEmpty());
}

void SimfleetProgramTest::actuatorControlsBreakers()
{
    QCOMPARE(m_fleet.control("DELETE", "/requests").status, 200);
    const auto post = [&](const QByteArray &name, const QByteArray &body) {
        return m_fleet.ask(first, m_fleet.port,
                           "POST /actuator/circuitbreakers/" + name +
                               " HTTP/1.1\r\nConnection: close\r\nContent-Length: " +
                               QByteArray::number(body.size()) + "\r\n\r\n" + body);
    };
    const SimfleetProcess::Answer forced = post("stock", R"({"updateState":"FORCE_OPEN"})");
    QCOMPARE(forced.status, 200);
    QCOMPARE(forced.json().value("currentState"_L1).toString(), u"FORCED_OPEN"_s);
    const QJsonObject all =
        m_fleet.get(first, "/actuator/circuitbreakers").json().value("circuitBreakers"_L1).toObject();
    QCOMPARE(all.value("stock"_L1).toObject().value("state"_L1).toString(), u"FORCED_OPEN"_s);
    QVERIFY(m_fleet.get(first, "/metrics").body.contains(R"(state{name="stock",state="forced_open"} 1)"));
    QCOMPARE(post("stock", R"({"updateState":"HALF"})").status, 400);
    QCOMPARE(post("nobody", R"({"updateState":"CLOSE"})").status, 404);
    QCOMPARE(post("stock", R"({"updateState":"CLOSE"})").status, 200);
    QVERIFY(m_fleet.get(first, "/metrics").body.contains(R"(state{name="stock",state="closed"} 1)"));
    const QJsonArray acts = m_fleet.control("GET", "/requests").json().value("acts"_L1).toArray();
    QCOMPARE(acts.size(), 4);
    QCOMPARE(acts.at(0).toObject().value("path"_L1).toString(), u"/actuator/circuitbreakers/stock"_s);
    QCOMPARE(acts.at(0).toObject().value("body"_L1).toString(), uR"({"updateState":"FORCE_OPEN"})"_s);
}

void SimfleetProgramTest::patroniMovesItsLeader()
{
    const QJsonArray members =
        m_fleet.control("GET", "/instances?match=service=orders-db").json().value("instances"_L1).toArray();
    QCOMPARE(members.size(), 3);
    const QString pg1 = members.at(0).toObject().value("address"_L1).toString();
    const QString pg2 = members.at(1).toObject().value("address"_L1).toString();
    QCOMPARE(m_fleet.get(pg1, "/leader").status, 200);
    QCOMPARE(m_fleet.get(pg2, "/leader").status, 503);
    QCOMPARE(m_fleet.get(pg2, "/replica").status, 200);
    const QByteArray body = R"({"leader":"pg1","candidate":"pg2"})";
    const SimfleetProcess::Answer moved =
        m_fleet.ask(pg1, m_fleet.port,
                    "POST /switchover HTTP/1.1\r\nConnection: close\r\nContent-Length: " +
                        QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QCOMPARE(moved.status, 200);
    QCOMPARE(moved.body, QByteArray("Successfully switched over to \"pg2\""));
    QCOMPARE(m_fleet.get(pg2, "/leader").status, 200);
    QCOMPARE(m_fleet.get(pg1, "/leader").status, 503);
    QVERIFY(m_fleet.get(pg2, "/metrics").body.contains(R"(patroni_primary{scope="orders"} 1)"));
    QCOMPARE(m_fleet.control("POST", "/switchover", R"({"candidate":"pg1"})").status, 200);
}

void SimfleetProgramTest::listensOnLoopbackOnly()
{
    // /proc/net/tcp has local addresses in host order of a little-endian machine: 127.x.y.z ends in 7F.
    QFile table(u"/proc/net/tcp"_s);
    QVERIFY(table.open(QIODevice::ReadOnly));
    const QByteArray port = QByteArray::number(m_fleet.port, 16).toUpper().rightJustified(4, '0');
    const QByteArray control = QByteArray::number(m_fleet.controlPort, 16).toUpper().rightJustified(4, '0');
    int listeners = 0;
    const QList<QByteArray> lines = table.readAll().split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> fields = line.simplified().split(' ');
        if (fields.size() < 4 || fields.at(3) != "0A") {
            continue;
        }
        const QList<QByteArray> local = fields.at(1).split(':');
        if (local.at(1) == port || local.at(1) == control) {
            QVERIFY2(local.at(0).endsWith("7F"), line.constData());
            ++listeners;
        }
    }
    QCOMPARE(listeners, 61);
}

void SimfleetProgramTest::writesItsFiles()
{
    QFile fleet(m_folder.filePath(u"fleet.yml"_s));
    QVERIFY(fleet.open(QIODevice::ReadOnly));
    const QByteArray text = fleet.readAll();
    QVERIFY(text.contains("poll: {interval: 1500ms, timeout: 1500ms"));
    QVERIFY(text.contains("depends_on: [orders-db, payments, pricing, cart]"));
    QFile prometheus(m_folder.filePath(u"prometheus.yml"_s));
    QVERIFY(prometheus.open(QIODevice::ReadOnly));
    QVERIFY(!prometheus.readAll().contains("services:"));
    int targets = 0;
    const QDir folder(m_folder.filePath(u"fleet.targets"_s));
    const QStringList names = folder.entryList({u"*.json"_s});
    QCOMPARE(names.size(), 8);
    for (const QString &name : names) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray groups = QJsonDocument::fromJson(file.readAll()).array();
        for (const QJsonValue &group : groups) {
            const QString target = group.toObject().value("targets"_L1).toArray().at(0).toString();
            QVERIFY(target.startsWith("127.20.0."_L1));
            QVERIFY(target.endsWith(u":%1"_s.arg(m_fleet.port)));
            QVERIFY(group.toObject().value("labels"_L1).toObject().contains("instance"_L1));
            ++targets;
        }
    }
    QCOMPARE(targets, 60);
}

void SimfleetProgramTest::endsWithItsDoors_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("TERM") << SIGTERM;
    QTest::newRow("INT") << SIGINT;
    QTest::newRow("KILL") << SIGKILL;
}

void SimfleetProgramTest::endsWithItsDoors()
{
    QFETCH(int, signal);
    SimfleetProcess other;
    QVERIFY2(other.start({u"--instances"_s, u"30"_s}), other.errors.constData());
    QCOMPARE(other.get(first, "/health").status, 200);
    QCOMPARE(::kill(pid_t(other.process.processId()), signal), 0);
    QVERIFY(other.process.waitForFinished(10'000));
    if (signal != SIGKILL) {
        QCOMPARE(int(other.process.exitStatus()), int(QProcess::NormalExit));
        QCOMPARE(other.process.exitCode(), 0);
    }
    QTRY_COMPARE(int(other.get(first, "/health").error), int(QAbstractSocket::ConnectionRefusedError));
}

void SimfleetProgramTest::sayWhyItCannotStart()
{
    SimfleetProcess other;
    QVERIFY(!other.start({u"--instances"_s, u"5"_s, u"--write-config"_s, m_folder.filePath(u"other.yml"_s),
                          u"--port"_s, QString::number(m_fleet.port)}));
    QCOMPARE(other.process.exitCode(), 1);
    QVERIFY2(other.errors.contains("cannot listen on 127.20.0.1:"), other.errors.constData());
    SimfleetProcess wrong;
    QVERIFY(!wrong.start({u"--instances"_s, u"many"_s}));
    QCOMPARE(wrong.process.exitCode(), 2);
    QVERIFY2(wrong.errors.contains("--instances wants"), wrong.errors.constData());
}

QTEST_GUILESS_MAIN(SimfleetProgramTest)
#include "tst_simfleetprogram.moc"
