// The console's word about real breakers: opossum in a Node server (server.js), tripped by calls that fail.

#include "app/session/fleetsession.h"
#include "models/breakerboard/breakerboard.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

namespace {

const QString folder = QStringLiteral(QUARTERDECK_SOURCE_DIR "/tests/e2e/opossum");
/// From open to half-open: long enough for any poll to see the open state, however slow the machine.
constexpr int resetTimeoutMs = 4000;

struct Calls
{
    double ok = 0;
    double failed = 0;
    double timedOut = 0;
    double notPermitted = 0;
    bool operator==(const Calls &) const = default;
};

QString printed(const Calls &calls)
{
    return u"ok %1, failed %2, timed out %3, not permitted %4"_s.arg(calls.ok)
        .arg(calls.failed)
        .arg(calls.timedOut)
        .arg(calls.notPermitted);
}

} // namespace

class TestOpossumEndToEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void closed();
    void callsTripIt();
    void halfOpensByItself();
    void oneGoodCallClosesIt();
    void callsAreCountedByCause();
    void openBetweenTwoPollsIsInferred();
    void halfOpenThatIsNotExported();
    void anotherProcessIsNoTransition();
    void cleanupTestCase();

private:
    bool startServer(quint16 port = 0);
    void stopServer();
    QByteArray ask(const QByteArray &method, const QByteArray &path) const;
    void call(const char *breaker, const char *how, int count);
    QString truth(const QString &breaker) const;
    const BreakerReading *reading(const QString &breaker) const;
    QString shown(const QString &breaker) const;
    QString verb(const QString &breaker) const;
    QList<BreakerTransition> transitions(const QString &breaker) const;
    QStringList history(const QString &breaker) const;
    Calls counted(const QString &breaker) const;

    QProcess m_server;
    quint16 m_port = 0;
    QTemporaryDir m_folder;
    std::unique_ptr<FleetSession> m_session;
    std::unique_ptr<BreakerBoard> m_board;
    QHash<QString, Calls> m_made; ///< by breaker, since the console first saw it
};

bool TestOpossumEndToEnd::startServer(quint16 port)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"NODE_PATH"_s, folder + u"/vendor"_s);
    m_server.setProcessEnvironment(environment);
    m_server.setProcessChannelMode(QProcess::MergedChannels);
    m_server.start(u"node"_s,
                   {folder + u"/server.js"_s, QString::number(resetTimeoutMs), QString::number(port)});
    if (!m_server.waitForStarted()) {
        qWarning("node does not start (%s): is the package nodejs installed? ./dev setup installs it",
                 qPrintable(m_server.errorString()));
        return false;
    }
    static const QRegularExpression ready(u"ready on port (\\d+)"_s);
    QByteArray said;
    while (m_server.waitForReadyRead(20'000)) {
        said += m_server.readAll();
        const QRegularExpressionMatch match = ready.match(QString::fromUtf8(said));
        if (match.hasMatch()) {
            m_port = match.captured(1).toUShort();
            return true;
        }
    }
    qWarning("server.js did not begin: %s", said.constData());
    return false;
}

/// Its standard input ends, and with it the server.
void TestOpossumEndToEnd::stopServer()
{
    m_server.closeWriteChannel();
    if (!m_server.waitForFinished(10'000)) {
        m_server.kill();
        m_server.waitForFinished(10'000);
    }
}

QByteArray TestOpossumEndToEnd::ask(const QByteArray &method, const QByteArray &path) const
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, m_port);
    QByteArray answer;
    if (socket.waitForConnected()) {
        socket.write(method + ' ' + path + " HTTP/1.0\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        while (socket.waitForReadyRead(20'000)) {
            answer += socket.readAll();
        }
        answer += socket.readAll();
    }
    return answer.startsWith("HTTP/1.1 200") ? answer.mid(answer.indexOf("\r\n\r\n") + 4) : QByteArray();
}

void TestOpossumEndToEnd::call(const char *breaker, const char *how, int count)
{
    const QByteArray path = QByteArray("/call/") + breaker + '/' + how + '/' + QByteArray::number(count);
    const QJsonObject ends = QJsonDocument::fromJson(ask("POST", path)).object();
    QCOMPARE(ends.size(), 4);
    Calls &made = m_made[QString::fromLatin1(breaker)];
    made.ok += ends.value(u"ok").toDouble();
    made.failed += ends.value(u"failed").toDouble();
    made.timedOut += ends.value(u"timedOut").toDouble();
    made.notPermitted += ends.value(u"notPermitted").toDouble();
}

/// What opossum says of it.
QString TestOpossumEndToEnd::truth(const QString &breaker) const
{
    return QJsonDocument::fromJson(ask("GET", "/truth")).object().value(breaker).toString();
}

const BreakerReading *TestOpossumEndToEnd::reading(const QString &breaker) const
{
    for (const InstanceNumber number : m_session->fleet().order()) {
        for (const BreakerReading &one : m_session->fleet().instance(number)->breakers) {
            if (one.name == breaker) {
                return &one;
            }
        }
    }
    return nullptr;
}

/// What the console says of it.
QString TestOpossumEndToEnd::shown(const QString &breaker) const
{
    const BreakerReading *one = reading(breaker);
    return one == nullptr ? u"absent"_s : toString(one->state) + u" by "_s + one->convention;
}

/// What `quarterdeck breakers` says of it.
QString TestOpossumEndToEnd::verb(const QString &breaker) const
{
    QProcess program;
    program.start(QStringLiteral(QUARTERDECK_BIN_DIR "/quarterdeck"),
                  {u"breakers"_s, u"http://127.0.0.1:%1/metrics"_s.arg(m_port), u"--json"_s});
    if (!program.waitForFinished(30'000) || program.exitCode() != 0) {
        return u"failed: "_s + QString::fromUtf8(program.readAllStandardError());
    }
    const QJsonObject root = QJsonDocument::fromJson(program.readAllStandardOutput()).object();
    for (const QJsonValue value : root.value(u"breakers").toArray()) {
        if (value.toObject().value(u"name") == breaker) {
            return value.toObject().value(u"state").toString();
        }
    }
    return u"absent"_s;
}

QList<BreakerTransition> TestOpossumEndToEnd::transitions(const QString &breaker) const
{
    for (const BreakerTileId id : m_board->tiles(BreakerGrouping::Breaker)) {
        if (m_board->tile(id)->name == breaker) {
            return m_board->transitions(id);
        }
    }
    return {};
}

/// The board's transitions, oldest first.
QStringList TestOpossumEndToEnd::history(const QString &breaker) const
{
    QStringList lines;
    for (const BreakerTransition &transition : transitions(breaker)) {
        lines.prepend(toString(transition.from) + u" to "_s + toString(transition.to) +
                      (transition.inferred ? u" inferred"_s : QString()));
    }
    return lines;
}

Calls TestOpossumEndToEnd::counted(const QString &breaker) const
{
    Calls calls;
    if (const BreakerReading *one = reading(breaker)) {
        const auto known = [one](CallCause cause) {
            return qIsNaN(one->calls.of(cause)) ? 0 : one->calls.of(cause);
        };
        calls = {known(CallCause::Ok), known(CallCause::Failed), known(CallCause::TimedOut),
                 known(CallCause::NotPermitted)};
    }
    return calls;
}

void TestOpossumEndToEnd::initTestCase()
{
    QVERIFY(startServer());
    QFile file(m_folder.filePath(u"fleet.yml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("fleet: node\n"
               "poll: {interval: 200ms, timeout: 190ms}\n"
               "scrape_configs: [{job_name: shop, static_configs: [{targets: [\"127.0.0.1:" +
               QByteArray::number(m_port) + "\"]}]}]\n");
    file.close();
    InstanceNumbering numbering;
    const ConfigurationResult loaded = loadConfiguration(file.fileName(), numbering);
    for (const ConfigProblem &problem : loaded.errors) {
        qWarning("%s", qPrintable(problem.toString()));
    }
    QVERIFY(loaded.configuration.has_value());
    m_session = std::make_unique<FleetSession>(std::make_shared<const Configuration>(*loaded.configuration),
                                               numbering);
    m_board = std::make_unique<BreakerBoard>(m_session->fleet());
    connect(m_session.get(), &FleetSession::changed, this, [this](const FleetChanges &changes) {
        m_board->apply(changes, SteadyTime::clock::now(), WallTime::clock::now());
    });
}

void TestOpossumEndToEnd::closed()
{
    // Until its first call opossum exports nothing of a breaker
    QTRY_COMPARE(m_session->fleet().total().of(State::Up), 1);
    QCOMPARE(shown(u"stock"_s), u"absent"_s);
    call("stock", "ok", 4);
    QTRY_COMPARE(shown(u"stock"_s), u"closed by opossum"_s);
    QCOMPARE(verb(u"stock"_s), u"closed"_s);
    QCOMPARE(truth(u"stock"_s), u"closed"_s);
    m_made.clear(); // counted before the console saw it
}

void TestOpossumEndToEnd::callsTripIt()
{
    call("stock", "fail", 10);
    QCOMPARE(truth(u"stock"_s), u"open"_s);
    QVERIFY(m_made[u"stock"_s].failed >= 4);
    QVERIFY(m_made[u"stock"_s].notPermitted >= 1);
    QTRY_COMPARE(shown(u"stock"_s), u"open by opossum"_s);
    QCOMPARE(reading(u"stock"_s)->trips, 1U);
    QCOMPARE(verb(u"stock"_s), u"open"_s);
}

void TestOpossumEndToEnd::halfOpensByItself()
{
    QTRY_COMPARE_WITH_TIMEOUT(truth(u"stock"_s), u"half-open"_s, 20'000);
    QTRY_COMPARE(shown(u"stock"_s), u"half-open by opossum"_s);
    QCOMPARE(verb(u"stock"_s), u"half-open"_s);
}

void TestOpossumEndToEnd::oneGoodCallClosesIt()
{
    call("stock", "ok", 1);
    QCOMPARE(truth(u"stock"_s), u"closed"_s);
    QTRY_COMPARE(shown(u"stock"_s), u"closed by opossum"_s);
    QCOMPARE(verb(u"stock"_s), u"closed"_s);
    QCOMPARE(history(u"stock"_s),
             (QStringList{u"closed to open"_s, u"open to half-open"_s, u"half-open to closed"_s}));
}

void TestOpossumEndToEnd::callsAreCountedByCause()
{
    call("stock", "ok", 7);
    call("stock", "hang", 2);
    const Calls made = m_made[u"stock"_s];
    QVERIFY2(made.ok == 8 && made.timedOut == 2 && made.failed >= 4 && made.notPermitted >= 1,
             qPrintable(printed(made)));
    QTRY_COMPARE(printed(counted(u"stock"_s)), printed(made));
    QCOMPARE(truth(u"stock"_s), u"closed"_s);
    QVERIFY(reading(u"stock"_s)->latency != nullptr);
    QVERIFY(reading(u"stock"_s)->latency->p99.has_value());
}

void TestOpossumEndToEnd::openBetweenTwoPollsIsInferred()
{
    const quint32 before = reading(u"stock"_s)->trips;
    ask("POST", "/blip/stock");
    QTRY_COMPARE(reading(u"stock"_s)->trips, before + 1);
    QCOMPARE(shown(u"stock"_s), u"closed by opossum"_s);
    const QStringList all = history(u"stock"_s);
    QCOMPARE(all.mid(3), (QStringList{u"closed to open inferred"_s, u"open to closed inferred"_s}));
}

/// Nobody listens to the event halfOpen of this one: until it closes or opens again it reads as open.
void TestOpossumEndToEnd::halfOpenThatIsNotExported()
{
    call("mailer", "ok", 4);
    QTRY_COMPARE(shown(u"mailer"_s), u"closed by opossum"_s);
    call("mailer", "fail", 10);
    QTRY_COMPARE(shown(u"mailer"_s), u"open by opossum"_s);
    QTRY_COMPARE_WITH_TIMEOUT(truth(u"mailer"_s), u"half-open"_s, 20'000);
    QCOMPARE(shown(u"mailer"_s), u"open by opossum"_s);
    // The call that tries fails: open again, and that is an opening of its own
    call("mailer", "fail", 1);
    QCOMPARE(truth(u"mailer"_s), u"open"_s);
    QTRY_COMPARE(reading(u"mailer"_s)->trips, 2U);
    QCOMPARE(shown(u"mailer"_s), u"open by opossum"_s);
    QTRY_COMPARE_WITH_TIMEOUT(truth(u"mailer"_s), u"half-open"_s, 20'000);
    call("mailer", "ok", 1);
    QTRY_COMPARE(shown(u"mailer"_s), u"closed by opossum"_s);
    QCOMPARE(reading(u"mailer"_s)->trips, 2U);
}

/// The service comes back with its counters at nothing and its breakers closed.
void TestOpossumEndToEnd::anotherProcessIsNoTransition()
{
    const QStringList before = history(u"stock"_s);
    const quint32 trips = reading(u"stock"_s)->trips;
    const quint16 port = m_port;
    stopServer();
    QTRY_COMPARE(m_session->fleet().total().of(State::Down), 1);
    QVERIFY(startServer(port));
    call("stock", "ok", 2);
    QTRY_COMPARE(m_session->fleet().total().of(State::Up), 1);
    QTRY_COMPARE(reading(u"stock"_s)->restarts, 1);
    QCOMPARE(shown(u"stock"_s), u"closed by opossum"_s);
    QCOMPARE(reading(u"stock"_s)->trips, trips);
    QCOMPARE(history(u"stock"_s), before);
}

void TestOpossumEndToEnd::cleanupTestCase()
{
    m_board.reset();
    m_session.reset();
    stopServer();
}

QTEST_GUILESS_MAIN(TestOpossumEndToEnd)
#include "tst_opossum_e2e.moc"
