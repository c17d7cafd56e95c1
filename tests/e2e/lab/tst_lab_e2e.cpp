// The console's word about real servers: etcd, Patroni with three PostgreSQL nodes, HAProxy, Prometheus,
// Alertmanager and the node exporter, and a simulated shop behind HAProxy, started on loopback by the script
// that
// `./dev lab` uses.

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Answer
{
    bool finished = false;
    int exitCode = -1;
    QByteArray output;
    QByteArray messages;
};

/// A process of this path or with this id that is still there; a zombie is not, it only waits for init.
bool isAlive(qint64 pid)
{
    QFile stat(u"/proc/%1/stat"_s.arg(pid));
    if (!stat.open(QIODevice::ReadOnly)) {
        return false;
    }
    const QByteArray line = stat.readAll();
    const qsizetype state = line.lastIndexOf(')') + 2; // the name before it may hold anything
    return state < line.size() && line.at(state) != 'Z';
}

QStringList commandLinesNaming(const QString &text)
{
    QStringList found;
    const QStringList pids = QDir(u"/proc"_s).entryList({u"[0-9]*"_s}, QDir::Dirs);
    for (const QString &pid : pids) {
        QFile file(u"/proc/%1/cmdline"_s.arg(pid));
        if (pid.toLongLong() == QCoreApplication::applicationPid() || !file.open(QIODevice::ReadOnly)) {
            continue;
        }
        const QString line = QString::fromLocal8Bit(file.readAll().replace('\0', ' '));
        if (line.contains(text) && isAlive(pid.toLongLong())) {
            found.append(pid + u' ' + line);
        }
    }
    return found;
}

} // namespace

class TestLabE2e : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void allUp();
    void everyProbeIsUnderstood();
    void stoppedPatroniIsDownAndComesBack();
    void theShopCanBeRolledBack();
    void secondStartReusesIt();
    void stopLeavesNothing();
    void cleanupTestCase();

private:
    Answer run(const QString &program, const QStringList &arguments, std::chrono::milliseconds limit) const;
    Answer lab(const QString &verb) const { return run(m_script, verb.split(u' '), 120s); }
    Answer status() const;
    QJsonObject instance(const Answer &answer, const QString &address) const;
    bool waitForState(const QString &address, const QString &state, QJsonObject *last) const;

    QTemporaryDir m_folder{QDir::tempPath() + u"/qd-lab-XXXXXX"_s};
    const QString m_script = QStringLiteral(QUARTERDECK_SOURCE_DIR "/tests/e2e/lab/lab");
    QString m_config;
    QString m_front;                    ///< host:port of the shop at HAProxy
    QMap<QString, qint64> m_pids;       ///< by server's name
    QMap<QString, QString> m_addresses; ///< host:port by server's name
};

Answer TestLabE2e::run(const QString &program, const QStringList &arguments,
                       std::chrono::milliseconds limit) const
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QUARTERDECK_LAB"_s, m_folder.path());
    environment.insert(u"QUARTERDECK_BIN"_s, QStringLiteral(QUARTERDECK_BIN_DIR));
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    Answer answer;
    answer.finished = process.waitForFinished(int(limit.count()));
    if (!answer.finished) {
        process.kill();
        process.waitForFinished(5000);
    }
    answer.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    answer.output = process.readAllStandardOutput();
    answer.messages = process.readAllStandardError();
    return answer;
}

Answer TestLabE2e::status() const
{
    return run(QStringLiteral(QUARTERDECK_BIN_DIR "/quarterdeck"),
               {u"status"_s, u"--config"_s, m_config, u"--json"_s}, 30s);
}

QJsonObject TestLabE2e::instance(const Answer &answer, const QString &address) const
{
    const QJsonArray all = QJsonDocument::fromJson(answer.output).object().value(u"instances"_s).toArray();
    for (const QJsonValue &value : all) {
        if (value[u"instance"_s].toString() == address) {
            return value.toObject();
        }
    }
    return {};
}

bool TestLabE2e::waitForState(const QString &address, const QString &state, QJsonObject *last) const
{
    const QDeadlineTimer deadline(40s);
    do {
        *last = instance(status(), address);
        if (last->value(u"state"_s).toString() == state) {
            return true;
        }
    } while (!deadline.hasExpired());
    return false;
}

void TestLabE2e::initTestCase()
{
    QVERIFY(m_folder.isValid());
    const Answer started = lab(u"start"_s);
    QVERIFY2(started.finished && started.exitCode == 0, started.messages.constData());
    m_config = QString::fromLocal8Bit(lab(u"config"_s).output.trimmed());
    QVERIFY2(QFile::exists(m_config), qPrintable(m_config));

    const QList<QByteArray> lines = lab(u"list"_s).output.trimmed().split('\n');
    for (const QByteArray &line : lines) {
        const QList<QByteArray> parts = line.split(' ');
        QCOMPARE(parts.size(), 3);
        m_pids.insert(QString::fromLatin1(parts.at(0)), parts.at(1).toLongLong());
        m_addresses.insert(QString::fromLatin1(parts.at(0)), QString::fromLatin1(parts.at(2)));
    }
    QCOMPARE(m_pids.keys(),
             (QStringList{u"alertmanager"_s, u"etcd"_s, u"haproxy"_s, u"node"_s, u"orders-1"_s, u"orders-2"_s,
                          u"orders-3"_s, u"prometheus"_s, u"shop"_s, u"shoppers"_s}));
    m_front = m_addresses.take(u"shoppers"_s); // a client of the shop, at HAProxy; no instance of the fleet
    QString green = m_addresses[u"shop"_s];
    m_addresses.insert(u"green"_s, green.replace(u"127.20.0.1"_s, u"127.20.0.2"_s));
}

void TestLabE2e::allUp()
{
    // A server that has just answered for the first time may still be settling: wait for the whole.
    const QDeadlineTimer deadline(60s);
    Answer answer;
    do {
        answer = status();
    } while (answer.exitCode != 0 && !deadline.hasExpired());
    QVERIFY2(answer.exitCode == 0, (answer.messages + answer.output).constData());

    const QJsonObject fleet = QJsonDocument::fromJson(answer.output).object();
    QCOMPARE(fleet.value(u"fleet"_s).toString(), u"lab"_s);
    QCOMPARE(fleet.value(u"isolated"_s), QJsonValue(false));
    QCOMPARE(fleet.value(u"instances"_s).toArray().size(), m_addresses.size());
    for (const QString &address : std::as_const(m_addresses)) {
        const QJsonObject one = instance(answer, address);
        QVERIFY2(one.value(u"state"_s).toString() == u"up"_s, qPrintable(address));
        QVERIFY2(!one.value(u"since"_s).toString().isEmpty(), qPrintable(address));
    }
    QCOMPARE(instance(answer, m_addresses[u"orders-1"_s]).value(u"service"_s).toString(), u"orders-db"_s);
    QCOMPARE(instance(answer, m_addresses[u"etcd"_s]).value(u"cluster"_s).toString(), u"data"_s);
}

void TestLabE2e::everyProbeIsUnderstood()
{
    const Answer answer = status();
    const QStringList names = m_addresses.keys();
    for (const QString &name : names) {
        const QJsonObject one = instance(answer, m_addresses[name]);
        const QJsonObject metrics = one.value(u"metrics"_s).toObject();
        QVERIFY2(metrics.value(u"outcome"_s).toString() == u"ok"_s, qPrintable(name));
        QVERIFY2(metrics.value(u"samples"_s).toInt() > 15, qPrintable(name));
        if (name != u"node"_s) { // it offers no health endpoint: its successful scrape is its health
            QVERIFY2(one.value(u"health"_s).toObject().value(u"verdict"_s).toString() == u"up"_s,
                     qPrintable(name));
        }
        if (name != u"node"_s && name != u"etcd"_s) {
            QVERIFY2(one.value(u"readiness"_s).toObject().value(u"verdict"_s).toString() == u"up"_s,
                     qPrintable(name));
        }
    }
    QCOMPARE(
        instance(answer, m_addresses[u"etcd"_s]).value(u"health"_s).toObject().value(u"format"_s).toString(),
        u"etcd"_s);

    // Patroni 3.0.2 puts a blank before the brace of one sample; its page must be read with all of its
    // samples.
    const Answer page =
        run(QStringLiteral(QUARTERDECK_BIN_DIR "/quarterdeck"),
            {u"metrics"_s, u"http://%1/metrics"_s.arg(m_addresses[u"orders-2"_s]), u"--json"_s}, 20s);
    QVERIFY2(page.exitCode == 0, page.messages.constData());
    const QJsonArray samples = QJsonDocument::fromJson(page.output).object().value(u"samples"_s).toArray();
    QString version;
    for (const QJsonValue &sample : samples) {
        if (sample[u"name"_s].toString() == u"patroni_postgres_server_version"_s) {
            QCOMPARE(sample[u"labels"_s][u"scope"_s].toString(), u"orders"_s);
            version = sample[u"value"_s].toString();
        }
    }
    QVERIFY2(version.toInt() >= 150000, qPrintable(version));
}

void TestLabE2e::stoppedPatroniIsDownAndComesBack()
{
    // orders-3 follows: its silence moves no leader. A stopped process still accepts connections and says
    // nothing.
    const QString address = m_addresses[u"orders-3"_s];
    const auto pid = pid_t(m_pids[u"orders-3"_s]);
    QJsonObject last;
    QCOMPARE(::kill(pid, SIGSTOP), 0);
    const bool down = waitForState(address, u"down"_s, &last);
    const Answer whole = status();
    QCOMPARE(::kill(pid, SIGCONT), 0);
    QVERIFY2(down, QJsonDocument(last).toJson().constData());
    QVERIFY2(last.value(u"why"_s).toString().contains(u"timed out"_s),
             qPrintable(last.value(u"why"_s).toString()));
    QCOMPARE(last.value(u"health"_s).toObject().value(u"outcome"_s).toString(), u"timed_out"_s);
    QCOMPARE(whole.exitCode, 2);
    for (const QString &other : {u"etcd"_s, u"orders-1"_s, u"orders-2"_s, u"haproxy"_s, u"prometheus"_s}) {
        QVERIFY2(instance(whole, m_addresses[other]).value(u"state"_s).toString() == u"up"_s,
                 qPrintable(other));
    }

    QVERIFY2(waitForState(address, u"up"_s, &last), QJsonDocument(last).toJson().constData());
}

void TestLabE2e::theShopCanBeRolledBack()
{
    const auto answers = [&] { // of eight customers
        QByteArray codes;
        for (int i = 0; i < 8; ++i) {
            codes += run(u"/usr/bin/curl"_s,
                         {u"-s"_s, u"-o"_s, u"/dev/null"_s, u"--noproxy"_s, u"*"_s, u"-w"_s,
                          u"%{http_code} "_s, u"http://%1/items"_s.arg(m_front)},
                         5s)
                         .output;
        }
        return codes;
    };
    QCOMPARE(answers().count("200 "), 8);
    QCOMPARE(lab(u"fail green"_s).exitCode, 0);
    QTRY_VERIFY(answers().contains("500 "));
    QCOMPARE(lab(u"mend"_s).exitCode, 0);
    QTRY_COMPARE(answers().count("200 "), 8);
    QCOMPARE(lab(u"fail red"_s).exitCode, 1);

    // The shipped runbook finds the rest itself: HAProxy, its runtime socket, the servers to choose from.
    const QStringList order{u"run"_s,      u"haproxy-rollback"_s, u"--config"_s,
                            m_config,      u"--store"_s,          m_folder.filePath(u"record.sqlite"_s),
                            u"--dry-run"_s};
    const Answer dry = run(QStringLiteral(QUARTERDECK_BIN_DIR "/quarterdeck"),
                           order + QStringList{u"--param"_s, u"backend=shop"_s, u"--param"_s, u"to=blue"_s,
                                               u"--param"_s, u"from=green"_s},
                           30s);
    QVERIFY2(dry.exitCode == 0, (dry.messages + dry.output).constData());
    QVERIFY2(dry.output.contains("set server shop/blue weight 100%"), dry.output.constData());
    const Answer none = run(QStringLiteral(QUARTERDECK_BIN_DIR "/quarterdeck"),
                            order + QStringList{u"--param"_s, u"backend=shop"_s}, 30s);
    QCOMPARE(none.exitCode, 2);
    QVERIFY2(none.messages.contains("choose one of blue, green"), none.messages.constData());
}

void TestLabE2e::secondStartReusesIt()
{
    const QByteArray before = lab(u"list"_s).output;
    const Answer again = lab(u"start"_s);
    QVERIFY2(again.exitCode == 0, again.messages.constData());
    QCOMPARE(lab(u"list"_s).output, before);
}

void TestLabE2e::stopLeavesNothing()
{
    QVERIFY(!commandLinesNaming(m_folder.path()).isEmpty()); // the search below can find what it looks for
    const Answer stopped = lab(u"stop"_s);
    QVERIFY2(stopped.exitCode == 0, stopped.messages.constData());
    for (auto it = m_pids.cbegin(); it != m_pids.cend(); ++it) {
        QVERIFY2(!isAlive(it.value()), qPrintable(it.key()));
    }
    const QStringList left = commandLinesNaming(m_folder.path());
    QVERIFY2(left.isEmpty(), qPrintable(left.join(u'\n')));
    QVERIFY(!QFile::exists(m_folder.path()));
    QCOMPARE(lab(u"is-running"_s).exitCode, 1);
    QCOMPARE(lab(u"stop"_s).exitCode, 0); // a second stop has nothing to do and says so
}

void TestLabE2e::cleanupTestCase()
{
    lab(u"stop"_s); // when a test before has failed
}

QTEST_GUILESS_MAIN(TestLabE2e)
#include "tst_lab_e2e.moc"
