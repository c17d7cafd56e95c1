#include "app/cli/auditverb.h"
#include "app/cli/checkverb.h"
#include "app/cli/output.h"
#include "app/cli/runverb.h"
#include "tests/app/cli/verbrun.h"
#include "tests/support/hostileserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace quarterdeck::test;

/// `quarterdeck run` and `quarterdeck audit` as a script uses them: nobody is at the terminal.
class TestRunVerb : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void commandLines_data();
    void commandLines();
    void exitCodes_data();
    void exitCodes();
    void dryRunSendsNothing();
    void asksBeforeItActs();
    void json();
    void secretsByReference();
    void wholeFleetFromAFile();
    void readOnlyInTheFleetFile();
    void takesUpAndAcknowledges();
    void checkSaysWhere();
    void auditChain();

private:
    QString runbook(const QByteArray &steps, const QByteArray &more = {})
    {
        const QString path = m_folder->filePath(u"book.yml"_s);
        QFile file(path);
        const QByteArray text =
            "id: book\ntitle: Book\nsteps:\n" + steps + '\n' +
            (more.contains("verification") ? QByteArray()
                                           : "verification:\n  - value: {of: a, equals: a}\n") +
            (more.contains("safety") ? QByteArray() : "safety: {cooldown: 0s}\n") + more;
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
            qWarning("the runbook could not be written");
        }
        return path;
    }
    [[nodiscard]] QByteArray post() const
    {
        return "  - {step: Act, timeout: 1s, http: {method: POST, url: \"" +
               m_server->url(u"/act"_s).toUtf8() + "\"}}";
    }
    VerbRun run(const QStringList &arguments) const
    {
        return test::runVerb(quarterdeck::runVerb,
                             QStringList{u"run"_s} + arguments + QStringList{u"--store"_s, m_store});
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HostileServer> m_server;
    QString m_store;
};

void TestRunVerb::initTestCase()
{
    QVERIFY(std::freopen("/dev/null", "r", stdin) != nullptr);
}

void TestRunVerb::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<HostileServer>();
    m_server->behave("/act", {});
    m_store = m_folder->filePath(u"record.sqlite"_s);
}

void TestRunVerb::commandLines_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *name, const QStringList &arguments, int code, const QByteArray &words) {
        QTest::newRow(name) << arguments << code << words;
    };
    row("nothing", {}, exitUsage, "run needs one RUNBOOK");
    row("two", {u"a"_s, u"b"_s}, exitUsage, "run needs one RUNBOOK");
    row("two tasks", {u"a"_s, u"--list"_s}, exitUsage, "run needs one RUNBOOK");
    row("unknown option", {u"a"_s, u"--frob"_s}, exitUsage, "frob");
    row("parameter without a value", {u"a"_s, u"--param"_s, u"x"_s}, exitUsage, "--param wants NAME=VALUE");
    row("secret in the open", {u"a"_s, u"--secret"_s, u"x=hunter2"_s}, exitUsage, "--secret wants");
    row("no such rule", {u"a"_s, u"--override"_s, u"caution"_s}, exitUsage, "there is no rule \"caution\"");
    row("rule that holds", {u"a"_s, u"--override"_s, u"read-only"_s}, exitUsage, "is not broken by glass");
    row("no such run", {u"--verify"_s, u"x"_s}, exitUsage, "wants the number of a run");
    row("acknowledged without a reason", {u"--acknowledge"_s, u"1"_s}, exitUsage, "wants --reason");
    row("trouble to come", {u"a"_s, u"--since"_s, u"2999-01-01T00:00:00Z"_s}, exitUsage,
        "a time that has been");
    row("unknown runbook", {u"patroni-switch"_s, u"--yes"_s}, 2, "there is no runbook \"patroni-switch\"");
    row("no such file", {u"./no.yml"_s, u"--yes"_s}, 2, "no.yml");
    row("no such configuration", {u"webhook"_s, u"--config"_s, u"/no/fleet.yml"_s}, 2, "cannot be used");
    row("a run that is not there", {u"--continue"_s, u"7"_s, u"--yes"_s}, 2, "there is no run 7");
}

void TestRunVerb::commandLines()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QByteArray, words);
    const VerbRun done = run(arguments);
    QVERIFY2(done.code == code, done.err.constData());
    QVERIFY2(done.err.contains(words), done.err.constData());
}

void TestRunVerb::exitCodes_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("fault");
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("sent");
    QTest::addColumn<QByteArray>("state");
    const auto row = [](const char *name, int status, Fault fault, const QByteArray &more,
                        const QStringList &arguments, int code, int sent, const QByteArray &state) {
        QTest::newRow(name) << status << int(fault) << more << arguments << code << sent << state;
    };
    const QByteArray unseen = "verification:\n  - {timeout: 300ms, value: {of: a, equals: b}}\n";
    row("succeeded", 200, Fault::None, {}, {u"--yes"_s}, 0, 1, "succeeded");
    row("failed", 500, Fault::None, {}, {u"--yes"_s}, 1, 1, "failed");
    row("effect not seen", 200, Fault::None, unseen, {u"--yes"_s}, 1, 1, "failed");
    row("outcome unknown", 200, Fault::CloseAfterRequest, unseen, {u"--yes"_s}, 3, 1, "outcome unknown");
    row("read-only", 200, Fault::None, {}, {u"--yes"_s, u"--read-only"_s}, 2, 0, "refused");
    row("check fails", 200, Fault::None, "conditions:\n  - value: {of: a, equals: b}\n", {u"--yes"_s}, 2, 0,
        "refused");
    row("check overridden", 200, Fault::None, "conditions:\n  - value: {of: a, equals: b}\n",
        {u"--yes"_s, u"--override"_s, u"preflight"_s, u"--reason"_s, u"the house burns"_s}, 0, 1,
        "succeeded");
    row("no name typed", 200, Fault::None, "safety: {always_confirm: true}\n", {u"--yes"_s}, 2, 0, "refused");
    row("wrong name", 200, Fault::None, "safety: {always_confirm: true}\n",
        {u"--yes"_s, u"--confirm"_s, u"boook"_s}, 2, 0, "refused");
    row("right name", 200, Fault::None, "safety: {always_confirm: true}\n",
        {u"--yes"_s, u"--confirm"_s, u"book"_s}, 0, 1, "succeeded");
    row("unknown parameter", 200, Fault::None, {}, {u"--yes"_s, u"--param"_s, u"x=1"_s}, 2, 0, "refused");
}

void TestRunVerb::exitCodes()
{
    QFETCH(int, status);
    QFETCH(int, fault);
    QFETCH(QByteArray, more);
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(int, sent);
    QFETCH(QByteArray, state);
    m_server->behave("/act", {.fault = Fault(fault), .status = status});
    const VerbRun done = run(QStringList{runbook(post(), more)} + arguments);
    QVERIFY2(done.code == code, (done.err + done.out).constData());
    QCOMPARE(m_server->requestCount("/act"), sent);
    const QByteArray last = done.out.trimmed().split('\n').last();
    QVERIFY2(last.contains(state), last.constData());
}

void TestRunVerb::dryRunSendsNothing()
{
    const VerbRun done = run({runbook("  - {step: Say, command: [echo, \"${what}\"]}\n" + post(),
                                      "parameters: {what: {type: text}}\n"),
                              u"--dry-run"_s, u"--param"_s, u"what=$(id); \"x\""_s});
    QVERIFY2(done.code == 0, (done.err + done.out).constData());
    QVERIFY2(done.out.contains("echo \"$(id); \\\"x\\\"\""), done.out.constData());
    QVERIFY2(done.out.contains("POST " + m_server->url(u"/act"_s).toUtf8()), done.out.constData());
    QCOMPARE(m_server->requestCount(), 0);
    // It refuses what the run would refuse.
    const VerbRun refused =
        run({runbook(post(), "conditions:\n  - value: {of: a, equals: b}\n"), u"--dry-run"_s});
    QCOMPARE(refused.code, 2);
}

void TestRunVerb::asksBeforeItActs()
{
    const VerbRun done = run({runbook(post())});
    QCOMPARE(done.code, 2);
    QVERIFY2(done.err.contains("nobody can be asked here"), done.err.constData());
    const VerbRun manual = run({runbook("  - {step: Look, manual: Look at it}"), u"--yes"_s});
    QCOMPARE(manual.code, 2);
    QVERIFY2(manual.err.contains("manual step"), manual.err.constData());
    QCOMPARE(m_server->requestCount(), 0);
}

void TestRunVerb::json()
{
    const VerbRun done = run({runbook(post(), "conditions:\n  - {says: Fine, value: {of: a, equals: a}}\n"),
                              u"--yes"_s, u"--json"_s});
    QVERIFY2(done.code == 0, done.err.constData());
    QStringList kinds;
    QJsonObject last;
    for (const QByteArray &line : done.out.trimmed().split('\n')) {
        const QJsonDocument document = QJsonDocument::fromJson(line);
        QVERIFY2(document.isObject(), line.constData());
        last = document.object();
        QVERIFY2(QDateTime::fromString(last.value(u"time"_s).toString(), Qt::ISODateWithMs).isValid(),
                 line.constData());
        const QString kind = last.value(u"kind"_s).toString();
        if (!kinds.contains(kind)) {
            kinds.append(kind);
        }
        if (kind == u"preflight"_s && last.contains(u"check"_s)) {
            QCOMPARE(last.value(u"check"_s).toString(), u"Fine"_s);
            QCOMPARE(last.value(u"verdict"_s).toString(), u"holds"_s);
        }
    }
    kinds.sort();
    QCOMPARE(kinds, (QStringList{u"log"_s, u"plan"_s, u"preflight"_s, u"result"_s, u"state"_s, u"step"_s}));
    QCOMPARE(last.value(u"state"_s).toString(), u"succeeded"_s);
    QCOMPARE(last.value(u"run"_s).toInt(), 1);
    QVERIFY(last.value(u"rto_s"_s).isDouble());
}

void TestRunVerb::secretsByReference()
{
    qputenv("QUARTERDECK_TEST_SECRET", "hunter2");
    const QString book =
        runbook("  - {step: Act, http: {method: POST, url: \"" + m_server->url(u"/act"_s).toUtf8() +
                    "\", headers: {X-Key: \"${key}\"}}}\n  - {step: Say, command: [echo, \"${key}\"]}",
                "parameters: {key: {type: secret}}\n");
    const VerbRun done = run({book, u"--yes"_s, u"--secret"_s, u"key=env:QUARTERDECK_TEST_SECRET"_s});
    qunsetenv("QUARTERDECK_TEST_SECRET");
    QVERIFY2(done.code == 0, (done.err + done.out).constData());
    QCOMPARE(m_server->requests().value(0).header("X-Key"), QByteArray("hunter2"));
    QVERIFY(!done.out.contains("hunter2") && !done.err.contains("hunter2"));
    const VerbRun missing = run({book, u"--yes"_s, u"--secret"_s, u"key=env:QUARTERDECK_NO_SUCH"_s});
    QCOMPARE(missing.code, 2);
    QCOMPARE(m_server->requestCount(), 1);
}

void TestRunVerb::wholeFleetFromAFile()
{
    m_server->behave("/metrics", {.contentType = "text/plain; version=0.0.4", .body = "role 1\n"});
    const QString config = m_folder->filePath(u"fleet.yml"_s);
    QFile file(config);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("fleet: t\npoll: {interval: 500ms, timeout: 300ms}\nscrape_configs:\n  - job_name: svc\n    "
               "static_configs: "
               "[{targets: [\"127.0.0.1:" +
               QByteArray::number(m_server->port()) +
               "\"]}]\nservices:\n  - match: {job: svc}\n    protected: true\n");
    file.close();
    const QString book =
        runbook("  - step: Act\n    parallel: {over: all, steps: [{step: A, http: {method: POST, url: "
                "\"${instance.url}/act\"}}]}",
                "sets: {all: {with_metric: role}}\ntargets: all\nconditions:\n  - instances: {of: all, are: "
                "ready}\n");
    const QStringList arguments{book, u"--config"_s, config, u"--yes"_s, u"--reason"_s, u"a test"_s};
    const VerbRun refused = run(arguments);
    QCOMPARE(refused.code, 2);
    QVERIFY2(refused.err.contains("svc is protected: its name must be typed"), refused.err.constData());
    const VerbRun done = run(arguments + QStringList{u"--confirm"_s, u"svc"_s});
    QVERIFY2(done.code == 0, (done.err + done.out).constData());
    QVERIFY2(done.out.contains("acts on: 1 instance (1 of 1 of svc)"), done.out.constData());
    QCOMPARE(m_server->requestCount("/act"), 1);
}

void TestRunVerb::readOnlyInTheFleetFile()
{
    const QString book = runbook(post());
    QCOMPARE(run({book, u"--yes"_s}).code, 0);
    const QString config = m_folder->filePath(u"fleet.yml"_s);
    QFile file(config);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("fleet: t\nread_only: true\nscrape_configs:\n  - job_name: svc\n    static_configs: "
               "[{targets: [\"127.0.0.1:" +
               QByteArray::number(m_server->port()) + "\"]}]\n");
    file.close();
    const auto refuses = [&](const QStringList &arguments) {
        const VerbRun done = run(arguments + QStringList{u"--config"_s, config, u"--yes"_s});
        return done.code == 2 && (done.err + done.out).contains("read-only") ? QByteArray()
                                                                             : done.err + done.out;
    };
    QCOMPARE(refuses({book}), QByteArray());
    QCOMPARE(refuses({book, u"--override"_s, u"preflight"_s, u"--reason"_s, u"r"_s}), QByteArray());
    QCOMPARE(refuses({u"--undo"_s, u"1"_s, u"--reason"_s, u"r"_s}), QByteArray());
    QCOMPARE(m_server->requestCount("/act"), 1);
}

void TestRunVerb::takesUpAndAcknowledges()
{
    const QString book = runbook(post(), "safety: {cooldown: 15m}\n");
    m_server->behave("/act", {.status = 500});
    QCOMPARE(run({book, u"--yes"_s}).code, 1);
    const VerbRun cooling = run({book, u"--yes"_s});
    QCOMPARE(cooling.code, 2);
    QVERIFY2(cooling.err.contains("cooldown"), cooling.err.constData());
    m_server->behave("/act", {});
    const VerbRun on = run({u"--continue"_s, u"1"_s, u"--yes"_s});
    QVERIFY2(on.code == 0, (on.err + on.out).constData());
    QCOMPARE(m_server->requestCount("/act"), 2);
    QCOMPARE(run({u"--acknowledge"_s, u"1"_s, u"--reason"_s, u"seen"_s}).code, 0);
    QCOMPARE(run({book, u"--yes"_s}).code, 0);
    const VerbRun list = run({u"--list"_s});
    QVERIFY2(list.out.contains("patroni-switchover") && list.out.contains("run 2  succeeded"),
             list.out.constData());
}

void TestRunVerb::checkSaysWhere()
{
    const QString good = runbook(post());
    const VerbRun fine = test::runVerb(checkVerb, {u"check"_s, good, u"--json"_s});
    QVERIFY2(fine.code == 0, fine.err.constData());
    QCOMPARE(QJsonDocument::fromJson(fine.out).object().value(u"runbooks"_s)[0][u"id"_s].toString(),
             u"book"_s);
    const QString bad = runbook(post() + "\n  - {step: B, comand: [x]}");
    const VerbRun wrong = test::runVerb(checkVerb, {u"check"_s, bad});
    QCOMPARE(wrong.code, 1);
    QVERIFY2(wrong.err.contains("book.yml:5:15: unknown key \"comand\" (did you mean \"command\"?)"),
             wrong.err.constData());
}

void TestRunVerb::auditChain()
{
    const QStringList verify{u"audit"_s, u"verify"_s, u"--store"_s, m_store};
    QCOMPARE(test::runVerb(auditVerb, verify).code, 1); // there is none yet
    QCOMPARE(test::runVerb(auditVerb, {u"audit"_s}).code, exitUsage);
    QCOMPARE(run({runbook(post()), u"--yes"_s}).code, 0);
    const VerbRun holds = test::runVerb(auditVerb, verify);
    QVERIFY2(holds.code == 0 && holds.out.startsWith("the chain holds: "), holds.out.constData());
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"forger"_s);
        database.setDatabaseName(m_store);
        QVERIFY(database.open());
        QSqlQuery query(database);
        QSqlQuery triggers(database);
        triggers.exec(u"SELECT name FROM sqlite_master WHERE type='trigger'"_s);
        QStringList names;
        while (triggers.next()) {
            names.append(triggers.value(0).toString());
        }
        triggers.finish();
        for (const QString &name : names) {
            query.exec(u"DROP TRIGGER "_s + name);
        }
        QVERIFY(query.exec(u"UPDATE audit SET person='mallory' WHERE entry=2"_s));
    }
    QSqlDatabase::removeDatabase(u"forger"_s);
    const VerbRun broken = test::runVerb(auditVerb, verify + QStringList{u"--json"_s});
    QCOMPARE(broken.code, 1);
    QCOMPARE(QJsonDocument::fromJson(broken.out).object().value(u"broken_at"_s).toInt(), 2);
}

QTEST_GUILESS_MAIN(TestRunVerb)
#include "tst_runverb.moc"
