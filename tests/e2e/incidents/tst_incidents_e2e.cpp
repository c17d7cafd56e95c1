// From the failure to the postmortem, with the program as people have it: a console records, an engineer
// works from a terminal. Once on real PostgreSQL under Patroni, whose own logs are the judge of the times,
// and once on a simulated chain of services.

#include "tests/app/simfleet/simfleetprocess.h"
#include "tests/e2e/runbooks/console.h"
#include "tests/support/labprocess.h"

#include <QDateTime>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace quarterdeck::test;

namespace {

/// `quarterdeck watch`, and what it said.
class Watch
{
public:
    ~Watch() { end(); }
    bool start(const QString &config, const QString &store)
    {
        m_process.start(consoleProgram(),
                        {u"watch"_s, u"--config"_s, config, u"--store"_s, store, u"--json"_s});
        const QDeadlineTimer deadline(20'000);
        while (!errors.contains("; recording into ") && !deadline.hasExpired() &&
               m_process.state() != QProcess::NotRunning) {
            m_process.waitForReadyRead(100);
            errors += m_process.readAllStandardError();
        }
        return errors.contains("; recording into ");
    }
    /// Reads on until a step of an incident is told ("opened", "mitigated").
    QJsonObject await(const QString &step, int timeoutMs)
    {
        const QDeadlineTimer deadline(timeoutMs);
        while (true) {
            read();
            for (const QJsonObject &line : std::as_const(lines)) {
                if (line.value(u"to"_s).toString() == step) {
                    return line;
                }
            }
            if (deadline.hasExpired()) {
                return {};
            }
            m_process.waitForReadyRead(100);
        }
    }
    int count(const QString &step)
    {
        read();
        return int(std::count_if(lines.begin(), lines.end(), [&step](const QJsonObject &line) {
            return line.value(u"to"_s).toString() == step;
        }));
    }
    /// Asks it to end; its exit code.
    int end()
    {
        if (m_process.state() == QProcess::NotRunning) {
            return -1;
        }
        m_process.terminate();
        if (!m_process.waitForFinished(10'000)) {
            m_process.kill();
            m_process.waitForFinished(5000);
            return -1;
        }
        return m_process.exitCode();
    }
    /// Everything so far, for a test that fails.
    QByteArray said() const
    {
        QByteArray all = errors;
        for (const QJsonObject &line : lines) {
            all += QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
        }
        return all;
    }
    QList<QJsonObject> lines;
    QByteArray errors;

private:
    void read()
    {
        m_rest += m_process.readAllStandardOutput();
        for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n')) {
            lines.append(QJsonDocument::fromJson(m_rest.left(end)).object());
            m_rest.remove(0, end + 1);
        }
        errors += m_process.readAllStandardError();
    }
    QProcess m_process;
    QByteArray m_rest;
};

QDateTime timeOf(const QJsonObject &object, const QString &key)
{
    return QDateTime::fromString(object.value(key).toString(), Qt::ISODateWithMs);
}

/// Seconds from `from` to `to`.
double seconds(const QDateTime &from, const QDateTime &to)
{
    return double(from.msecsTo(to)) / 1000;
}

/// When a server wrote the first line that says so: PostgreSQL's times have a dot, Patroni's a comma, and
/// both are UTC here.
QDateTime logTime(const QByteArray &log, const QByteArray &what)
{
    const qsizetype found = log.indexOf(what);
    const qsizetype line = log.lastIndexOf('\n', found) + 1;
    QDateTime time = QDateTime::fromString(QString::fromLatin1(log.mid(line, 23)).replace(u',', u'.'),
                                           u"yyyy-MM-dd HH:mm:ss.zzz"_s);
    time.setTimeSpec(Qt::UTC);
    return found < 0 ? QDateTime() : time;
}

} // namespace

class TestIncidentsE2e : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aChainOfServicesIsOneIncident();
    void theLeaderDies();

private:
    QByteArray incidents(const QStringList &words, int *code = nullptr) const;
    [[nodiscard]] QJsonObject exported(int incident) const;
    bool writeConfig(const QString &from, const QByteArray &more);

    QTemporaryDir m_folder;
    LabProcess m_lab;
    QString m_config;
    QString m_store;
};

QByteArray TestIncidentsE2e::incidents(const QStringList &words, int *code) const
{
    const ConsoleRun run = console(QStringList{u"incidents"_s} + words + QStringList{u"--store"_s, m_store});
    if (code != nullptr) {
        *code = run.code;
    }
    if (run.code != 0) {
        qWarning("%s", run.err.constData());
    }
    return run.out;
}

QJsonObject TestIncidentsE2e::exported(int incident) const
{
    return QJsonDocument::fromJson(
               incidents({u"export"_s, QString::number(incident), u"--format"_s, u"json"_s}))
        .object();
}

/// The fleet as it is, with shorter waits: the rules are the same. An instance that is dead for long is asked
/// less often, though never so seldom that it would look stale: where that is early, it is asked every time.
bool TestIncidentsE2e::writeConfig(const QString &from, const QByteArray &more)
{
    QFile old(from);
    m_config = QFileInfo(from).path() + u"/incidents.yml"_s;
    QFile file(m_config);
    return old.open(QIODevice::ReadOnly) && file.open(QIODevice::WriteOnly) &&
           file.write(old.readAll().replace("stale_after: 10s", "stale_after: 5s") + "\n" + more) > 0;
}

void TestIncidentsE2e::initTestCase()
{
    m_lab.beginStart(); // for the second test, while the first one mostly waits
}

void TestIncidentsE2e::aChainOfServicesIsOneIncident()
{
    SimfleetProcess fleet;
    const QString written = m_folder.filePath(u"fleet.yml"_s);
    QVERIFY2(fleet.start({u"--instances"_s, u"120"_s, u"--write-config"_s, written, u"--interval"_s, u"1s"_s,
                          u"--timeout"_s, u"1s"_s}),
             fleet.errors.constData());
    QVERIFY(writeConfig(written, "incidents: {open_after: 2s, mitigated_after: 2s}\n"));
    m_store = m_folder.filePath(u"chain.sqlite"_s);
    Watch watch;
    QVERIFY2(watch.start(m_config, m_store), watch.errors.constData());
    const auto order = [&fleet](const QByteArray &match, const QByteArray &fault) {
        return fleet
            .control("POST", "/faults", R"({"match":"service=)" + match + R"(","fault":")" + fault + R"("})")
            .status;
    };
    // The database dies; those that need it say so in their health.
    QCOMPARE(order("orders-db", "kill"), 201);
    QCOMPARE(order("checkout", "degraded"), 201);
    QCOMPARE(order("pricing", "degraded"), 201);
    const QDateTime died = QDateTime::currentDateTimeUtc();
    const QJsonObject opened = watch.await(u"opened"_s, 20'000);
    QVERIFY2(!opened.isEmpty(), watch.errors.constData());
    QCOMPARE(opened.value(u"service"_s).toString(), u"orders-db"_s);
    QTRY_VERIFY_WITH_TIMEOUT(watch.count(u"dependant"_s) >= 2, 15'000);
    constexpr double interval = 1;
    // What is told is on disk a quarter of a second later.
    const auto depends = [this](const QString &service) {
        return exported(1).value(u"dependants"_s).toArray().contains(service);
    };
    QTRY_VERIFY_WITH_TIMEOUT(depends(u"checkout"_s) && depends(u"pricing"_s), 5000);
    const QJsonObject facts = exported(1);
    const double after = seconds(died, timeOf(facts, u"started"_s));
    QVERIFY2(after > -interval && after < 2 * interval, qPrintable(QString::number(after)));
    const QDateTime mended = QDateTime::currentDateTimeUtc();
    QCOMPARE(fleet.control("DELETE", "/faults").status, 200);
    QVERIFY2(!watch.await(u"mitigated"_s, 40'000).isEmpty(), watch.said().constData());
    // A dead instance is asked less often after a while: at most every third interval, so as not to turn
    // stale.
    QTRY_VERIFY_WITH_TIMEOUT(exported(1).value(u"mitigated"_s).isString(), 5000);
    const double wellAfter = seconds(mended, timeOf(exported(1), u"mitigated"_s));
    QVERIFY2(wellAfter > 0 && wellAfter < 3 * interval + 0.5, qPrintable(QString::number(wellAfter)));
    // One incident for all of it, told once.
    QCOMPARE(watch.count(u"opened"_s), 1);
    QCOMPARE(QJsonDocument::fromJson(incidents({u"list"_s, u"--json"_s})).array().size(), 1);
    QCOMPARE(watch.end(), 0);
}

void TestIncidentsE2e::theLeaderDies()
{
    int code = -1;
    QVERIFY(m_lab.start());
    QVERIFY(writeConfig(m_lab.config, "incidents: {open_after: 2s, mitigated_after: 2s}\n"));
    constexpr double interval = 2;
    constexpr double openAfter = 2;
    m_store = m_folder.filePath(u"record.sqlite"_s);
    Watch watch;
    QVERIFY2(watch.start(m_config, m_store), watch.errors.constData());
    QVERIFY2(!watch.errors.contains(" down"), watch.errors.constData());

    // A replica is ready before it streams, and only one that streams tells when its leader is gone.
    QTRY_VERIFY_WITH_TIMEOUT(m_lab.log(u"orders-2"_s).contains("started streaming WAL from primary"), 20'000);
    QVERIFY(m_lab.killNode(u"orders-1"_s));

    // An incident opens by itself; an engineer sees it.
    const QJsonObject opened = watch.await(u"opened"_s, 30'000);
    QVERIFY2(!opened.isEmpty(), watch.errors.constData());
    QCOMPARE(opened.value(u"service"_s).toString(), u"orders-db"_s);
    const int number = opened.value(u"incident"_s).toInt();
    const QString n = QString::number(number);
    const QDateTime acknowledging = QDateTime::currentDateTimeUtc();
    incidents({u"ack"_s, n, u"I am on it"_s}, &code);
    QCOMPARE(code, 0);
    const QDateTime acknowledged = QDateTime::currentDateTimeUtc();
    incidents({u"note"_s, n, u"Follow-up: find out who shot orders-1"_s}, &code);
    QCOMPARE(code, 0);
    incidents({u"commander"_s, n, u"ana"_s}, &code);
    QCOMPARE(code, 0);

    // The shipped runbook, and the dead node comes back as systemd would bring it.
    const ConsoleRun run = console({u"run"_s, u"patroni-failover"_s, u"--config"_s, m_config, u"--store"_s,
                                    m_store, u"--json"_s, u"--reason"_s, u"the leader is gone"_s, u"--yes"_s,
                                    u"--param"_s, u"candidate=orders-2"_s, u"--confirm"_s, u"orders-db"_s});
    QVERIFY2(run.code == 0, (run.err + run.out).constData());
    const qsizetype before = m_lab.log(u"orders-1"_s).size();
    QCOMPARE(m_lab.run({u"launch"_s, u"orders-1"_s}), 0);
    QVERIFY2(!watch.await(u"mitigated"_s, 60'000).isEmpty(), watch.said().constData());
    const QDateTime resolving = QDateTime::currentDateTimeUtc();
    incidents({u"resolve"_s, n, u"orders-2 leads"_s}, &code);
    QCOMPARE(code, 0);
    const QDateTime resolved = QDateTime::currentDateTimeUtc();

    // The export holds each fact, and the servers' own logs say the same, to one interval. A machine with
    // other things to do may take half a second for an answer.
    QTRY_COMPARE_WITH_TIMEOUT(exported(number).value(u"state"_s).toString(), u"resolved"_s, 5000);
    const QJsonObject facts = exported(number);
    QCOMPARE(facts.value(u"commander"_s).toString(), u"ana"_s);
    QCOMPARE(facts.value(u"fleet"_s).toString(), u"lab"_s);
    constexpr double slack = 0.5;
    const QByteArray replica = m_lab.log(u"orders-2"_s);
    const auto within = [&facts](const QString &fact, const QDateTime &from, double least, double most) {
        const double after = seconds(from, timeOf(facts, fact));
        if (!from.isValid() || !(after >= least && after <= most)) {
            qWarning("%s came %.3f s after the log's line of %s", qPrintable(fact), after,
                     qPrintable(from.toString(Qt::ISODateWithMs)));
            return false;
        }
        qInfo("%s: %.1f s after the servers' own log", qPrintable(fact), after);
        return true;
    };
    // Started: PostgreSQL on the replica notices within a millisecond that its stream has ended.
    const QDateTime died = logTime(replica, "FATAL:  could not receive data from WAL stream");
    QVERIFY(within(u"started"_s, died, -0.1, interval + slack));
    // Detected: when the rule has held for as long as it says since the second refused probe (two of the
    // three kinds come within an interval), with a look each second.
    QVERIFY(within(u"detected"_s, died, openAfter - 0.1, openAfter + interval + 1 + slack));
    QVERIFY(timeOf(facts, u"acknowledged"_s) >= acknowledging &&
            timeOf(facts, u"acknowledged"_s) <= acknowledged);
    // Mitigated: not before PostgreSQL took connections again, and with Patroni's word that its node follows
    // the new leader, which is what its readiness says. It looks itself every other second.
    QByteArray back = m_lab.log(u"orders-1"_s).mid(before);
    const QByteArray accepts = "LOG:  database system is ready to accept";
    back = back.mid(back.lastIndexOf('\n', back.lastIndexOf(accepts)) + 1); // it started twice to be rewound
    const QDateTime ready = logTime(back, accepts);
    const QDateTime follows =
        logTime(back, "INFO: no action. I am (orders-1), a secondary, and following a leader");
    QVERIFY(within(u"mitigated"_s, ready, 0, std::numeric_limits<double>::max()));
    QVERIFY2(within(u"mitigated"_s, follows, -interval, interval + slack), back.right(3000).constData());
    QVERIFY(timeOf(facts, u"resolved"_s) >= resolving && timeOf(facts, u"resolved"_s) <= resolved);

    // The run belongs to it, and the promotion that it brought about lies within it.
    const QJsonArray actions = facts.value(u"actions"_s).toArray();
    QCOMPARE(actions.size(), 1);
    const QJsonObject action = actions.first().toObject();
    QVERIFY2(action.value(u"outcome"_s).toString().startsWith(u"succeeded"_s),
             qPrintable(action.value(u"outcome"_s).toString()));
    const QDateTime promotion = logTime(replica, "LOG:  selected new timeline ID");
    QVERIFY2(promotion.isValid(), replica.right(2000).constData());
    QVERIFY(promotion >= timeOf(action, u"started"_s));
    QVERIFY(promotion <= timeOf(action, u"ended"_s));
    QStringList kinds;
    for (const QJsonValue &event : facts.value(u"events"_s).toArray()) {
        kinds.append(event[u"kind"_s].toString());
    }
    for (const QString &kind : {u"state"_s, u"ack"_s, u"note"_s, u"run"_s, u"incident"_s}) {
        QVERIFY2(kinds.contains(kind), qPrintable(kind));
    }
    QVERIFY(facts.value(u"follow_ups"_s).toArray().first().toString().startsWith(u"find out who shot"_s));
    // On paper, without a display.
    const QByteArray pdf = incidents({u"export"_s, n, u"--format"_s, u"pdf"_s});
    QVERIFY(pdf.startsWith("%PDF-1."));
    QVERIFY(pdf.contains("/FontFile"));
    const QByteArray markdown = incidents({u"export"_s, n});
    QVERIFY2(markdown.contains("Fail orders over to orders-2"), markdown.constData());
    QCOMPARE(watch.end(), 0);
}

QTEST_GUILESS_MAIN(TestIncidentsE2e)
#include "tst_incidents_e2e.moc"
