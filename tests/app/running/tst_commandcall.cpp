#include "app/running/commandcall.h"
#include "app/running/processtree.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace quarterdeck;

/// Commands as real processes.
class TestCommandCall : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatItSays_data();
    void whatItSays();
    void noShellSeesAnArgument_data();
    void noShellSeesAnArgument();
    void environmentIsClean();
    void outputIsBounded();
    void linesAreSaidAsTheyCome();
    void endsAsATree_data();
    void endsAsATree();
    void cancelledBeforeItsTurn();
    void nothingOutlivesIt();

private:
    static CommandResult run(const CommandOrder &order, int cancelAfterMs = -1)
    {
        CommandCall call(order);
        bool done = false;
        connect(&call, &CommandCall::finished, &call, [&done] { done = true; });
        call.start();
        if (cancelAfterMs >= 0) {
            QTimer::singleShot(cancelAfterMs, &call, &CommandCall::cancel);
        }
        if (!QTest::qWaitFor([&done] { return done; }, 20000)) {
            qWarning("the command did not end");
        }
        return call.result();
    }
};

void TestCommandCall::whatItSays_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("words"); ///< of the output or of the reason
    using Kind = CommandResult::Kind;
    const auto row = [](const char *name, const QStringList &arguments, Kind kind, int code,
                        const QString &words) {
        QTest::newRow(name) << arguments << int(kind) << code << words;
    };
    row("good", {u"printf"_s, u"%s|%s"_s, u"a"_s, u"b c"_s}, Kind::Exited, 0, u"a|b c"_s);
    row("exit code", {u"sh"_s, u"-c"_s, u"echo bad >&2; exit 7"_s}, Kind::Exited, 7, u"bad"_s);
    row("not there", {u"quarterdeck-no-such-program"_s}, Kind::NotStarted, -1,
        u"there is no program \"quarterdeck-no-such-program\""_s);
    row("not executable", {u"/etc/passwd"_s}, Kind::NotStarted, -1, u"there is no program"_s);
    row("a folder", {u"/tmp"_s}, Kind::NotStarted, -1, u"there is no program"_s);
    row("killed by somebody", {u"sh"_s, u"-c"_s, u"kill -SEGV $$"_s}, Kind::Crashed, -1,
        u"ended by a signal"_s);
    row("asks a terminal", {u"sh"_s, u"-c"_s, u"exec < /dev/tty || echo none"_s}, Kind::Exited, 2,
        u"/dev/tty"_s);
    row("reads its input", {u"cat"_s}, Kind::Exited, 0, {});
}

void TestCommandCall::whatItSays()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, kind);
    QFETCH(int, code);
    QFETCH(QString, words);
    CommandOrder order;
    order.arguments = arguments;
    order.folder = u"/"_s;
    const CommandResult result = run(order);
    QCOMPARE(int(result.kind), kind);
    if (result.kind == CommandResult::Kind::Exited) {
        QCOMPARE(result.code, code);
    }
    const QString said = QString::fromUtf8(result.output) + result.reason;
    QVERIFY2(said.contains(words), qPrintable(said));
}

void TestCommandCall::noShellSeesAnArgument_data()
{
    QTest::addColumn<QString>("value");
    for (const char *value : {"$(touch pwned)", "`touch pwned`", "; touch pwned", "| touch pwned", "a\nb",
                              "\"quoted\" 'both'", "--version", "-rf", "", "*", "~", "$HOME", "a\\b", "ä€"}) {
        QTest::newRow(value) << QString::fromUtf8(value);
    }
}

void TestCommandCall::noShellSeesAnArgument()
{
    QFETCH(QString, value);
    QTemporaryDir folder;
    CommandOrder order;
    order.arguments = {u"/usr/bin/printf"_s, u"[%s]"_s, value};
    order.folder = folder.path();
    const CommandResult result = run(order);
    QCOMPARE(result.code, 0);
    QCOMPARE(QString::fromUtf8(result.output), u"[%1]"_s.arg(value));
    QVERIFY(!QFile::exists(folder.filePath(u"pwned"_s)));
}

void TestCommandCall::environmentIsClean()
{
    qputenv("QUARTERDECK_TEST_SECRET", "hunter2");
    CommandOrder order;
    order.arguments = {u"env"_s};
    order.environment = {{u"OWN"_s, u"value"_s}, {u"PATH"_s, u"/usr/bin:/bin"_s}};
    order.folder = u"/"_s;
    const CommandResult result = run(order);
    qunsetenv("QUARTERDECK_TEST_SECRET");
    QVERIFY(!result.output.contains("hunter2"));
    QVERIFY(result.output.contains("\nOWN=value\n"));
    QVERIFY(result.output.contains("PATH=/usr/bin:/bin\n"));
    QCOMPARE(result.output.count("PATH="), 1);
}

void TestCommandCall::outputIsBounded()
{
    CommandOrder order;
    order.arguments = {u"head"_s, u"-c"_s, u"50000000"_s, u"/dev/zero"_s};
    order.folder = u"/"_s;
    order.maxOutput = 1000;
    const CommandResult result = run(order);
    QCOMPARE(result.kind, CommandResult::Kind::Exited);
    QCOMPARE(result.output.size(), 1000);
    QCOMPARE(result.outputBytes, 50000000);
    // Without an end it is ended by its timeout.
    order.arguments = {u"yes"_s};
    order.timeout = 300ms;
    order.grace = 2s;
    const CommandResult endless = run(order);
    QCOMPARE(endless.kind, CommandResult::Kind::TimedOut);
    QCOMPARE(endless.output.size(), 1000);
    QVERIFY(endless.outputBytes > 1000);
}

void TestCommandCall::linesAreSaidAsTheyCome()
{
    CommandOrder order;
    order.arguments = {u"sh"_s, u"-c"_s,
                       u"echo one; printf 'tw'; printf 'o\\n\\n'; read x < \"$1\"; printf last"_s, u"sh"_s};
    QTemporaryDir folder;
    const QString gate = folder.filePath(u"gate"_s);
    QCOMPARE(::mkfifo(QFile::encodeName(gate).constData(), 0600), 0);
    order.arguments.append(gate);
    QStringList said;
    bool done = false;
    CommandCall call(order);
    connect(&call, &CommandCall::said, &call, [&said](const QString &line) { said.append(line); });
    connect(&call, &CommandCall::finished, &call, [&done] { done = true; });
    call.start();
    QTRY_COMPARE(said, (QStringList{u"one"_s, u"two"_s}));
    QVERIFY(!done);
    QFile file(gate);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x\n") == 2);
    file.close();
    QTRY_VERIFY(done);
    QCOMPARE(said, (QStringList{u"one"_s, u"two"_s, u"last"_s}));

    // Output without end is bounded here too.
    order.arguments = {u"seq"_s, u"5000"_s};
    said.clear();
    CommandCall many(order);
    bool ended = false;
    connect(&many, &CommandCall::said, &many, [&said](const QString &line) { said.append(line); });
    connect(&many, &CommandCall::finished, &many, [&ended] { ended = true; });
    many.start();
    QTRY_VERIFY(ended);
    QCOMPARE(said.size(), 200);
    QVERIFY2(said.last().contains(u"further lines are not shown"_s), qPrintable(said.last()));
}

void TestCommandCall::endsAsATree_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<bool>("cancels");
    // Each writes the ids of all its processes into the file "pids".
    const QByteArray note = "echo $$ >> pids; ";
    QTest::newRow("one process, timeout") << QByteArray(note + "sleep 100") << false;
    QTest::newRow("ignores TERM") << QByteArray(note + "trap '' TERM; while :; do sleep 0.1; done") << true;
    QTest::newRow("grandchildren that ignore TERM")
        << QByteArray(note + "trap '' TERM; sh -c 'echo $$ >> pids; sh -c \"echo \\$\\$ >> pids; while :; do "
                             "sleep 0.1; done\" & while :; do sleep 0.1; done' & wait; sleep 100")
        << true;
    QTest::newRow("grandchild in its own session")
        << QByteArray(note + "setsid sh -c 'echo $$ >> pids; trap \"\" TERM; while :; do sleep 0.1; done' & "
                             "sleep 100")
        << true;
    QTest::newRow("grandchild in its own session and environment")
        << QByteArray(note + "env -i setsid /bin/sh -c 'echo $$ >> pids; while :; do sleep 0.1; done' & "
                             "trap '' TERM; sleep 100; sleep 100")
        << true;
}

void TestCommandCall::endsAsATree()
{
    QFETCH(QByteArray, script);
    QFETCH(bool, cancels);
    QTemporaryDir folder;
    CommandOrder order;
    order.arguments = {u"sh"_s, u"-c"_s, QString::fromUtf8(script)};
    order.folder = folder.path();
    order.timeout = cancels ? 20s : 500ms;
    order.grace = 300ms;
    const CommandResult result = run(order, cancels ? 500 : -1);
    QCOMPARE(result.kind, cancels ? CommandResult::Kind::Cancelled : CommandResult::Kind::TimedOut);
    QFile file(folder.filePath(u"pids"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> pids = file.readAll().trimmed().split('\n');
    QVERIFY(pids.size() >= (script.count("echo") > 1 ? 2 : 1));
    for (const QByteArray &pid : pids) {
        QFile stat(u"/proc/%1/stat"_s.arg(QString::fromLatin1(pid)));
        const bool gone = !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
        QVERIFY2(gone, pid.constData());
    }
}

void TestCommandCall::cancelledBeforeItsTurn()
{
    QTemporaryDir folder;
    CommandOrder order;
    order.arguments = {u"touch"_s, u"started"_s};
    order.folder = folder.path();
    CommandCall call(order);
    bool done = false;
    connect(&call, &CommandCall::finished, &call, [&done] { done = true; });
    QMetaObject::invokeMethod(&call, &CommandCall::start, Qt::QueuedConnection);
    call.cancel();
    QVERIFY(done);
    QCOMPARE(call.result().kind, CommandResult::Kind::Cancelled);
    QCoreApplication::processEvents();
    QVERIFY(!QFile::exists(folder.filePath(u"started"_s)));
    QVERIFY(processesOf(0, "no mark").isEmpty());
}

void TestCommandCall::nothingOutlivesIt()
{
    QTemporaryDir folder;
    CommandOrder order;
    order.arguments = {u"sh"_s, u"-c"_s, u"sleep 100 & echo $! > pid"_s};
    order.folder = folder.path();
    order.grace = 1s;
    const CommandResult result = run(order);
    QCOMPARE(result.kind, CommandResult::Kind::Exited);
    QCOMPARE(result.code, 0);
    QFile file(folder.filePath(u"pid"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QFile stat(u"/proc/%1/stat"_s.arg(QString::fromLatin1(file.readAll().trimmed())));
    QVERIFY(!stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z "));
}

QTEST_GUILESS_MAIN(TestCommandCall)
#include "tst_commandcall.moc"
