// The page over the real engine and a real record, against a server on loopback.
#include "app/window/runbookswindowpage.h"

#include "app/recording/recorder.h"
#include "app/window/mainwindow.h"
#include "tests/support/hostileserver.h"
#include "widgets/runbooks/runbookcatalog.h"
#include "widgets/runbooks/runbookrunview.h"
#include "widgets/runbooks/runbookspage.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace quarterdeck::test;

namespace {

struct Desk
{
    QTemporaryDir folder;
    HostileServer server{"127.0.0.1"};
    WindowSettings settings;
    std::unique_ptr<Recorder> recorder;
    std::unique_ptr<FleetSession> session;
    std::unique_ptr<MainWindow> window;

    Desk()
    {
        server.behave("/health", {.body = "{\"status\":\"UP\"}"});
        server.behave("/metrics", {.body = "up 1\n"});
        server.behave("/hook", {.body = "{\"done\":true}"});
        QDir(folder.path()).mkdir(u"runbooks"_s);
        writeFleet();
    }

    void writeFleet(const QByteArray &more = {}) const
    {
        write(u"fleet.yml"_s,
              more +
                  "fleet: desk\npoll: {interval: 1s, timeout: 500ms}\nrunbooks: runbooks/\n"
                  "scrape_configs:\n  - job_name: shop\n    static_configs:\n      - {targets: ['127.0.0.1:" +
                  QByteArray::number(server.port()) +
                  "'], labels: {instance: good}}\nservices:\n  - {match: {job: shop}, health: {path: "
                  "/health}}\n");
    }

    ~Desk()
    {
        window.reset();
        session.reset();
        recorder.reset();
    }

    void write(const QString &name, const QByteArray &text) const
    {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    /// A runbook that posts to /hook, then does `more`.
    void writeRunbook(const QByteArray &more = {}) const
    {
        write(u"runbooks/hook.yml"_s,
              "id: hook\ntitle: Call the hook\napplies_to: service:shop\n"
              "sets: {all: {where: \"service:shop\"}}\ntargets: all\n"
              "steps:\n  - step: Post\n    http: {method: POST, url: \"http://127.0.0.1:" +
                  QByteArray::number(server.port()) + "/hook\", body: '{}'}\n" + more +
                  "\nverification:\n  - value: {of: \"1\", equals: \"1\"}\nsafety: {cooldown: 15m}\n");
    }

    void open(bool readOnly = false)
    {
        InstanceNumbering numbering;
        const ConfigurationResult result = loadConfiguration(folder.filePath(u"fleet.yml"_s), numbering);
        QVERIFY(result.configuration);
        session = std::make_unique<FleetSession>(std::make_shared<const Configuration>(*result.configuration),
                                                 numbering);
        recorder = std::make_unique<Recorder>(folder.filePath(u"record.sqlite"_s));
        window = std::make_unique<MainWindow>(
            *session, settings, WindowServices{.recorder = recorder.get(), .readOnly = readOnly});
        window->resize(1500, 900);
        window->show();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QTRY_COMPARE(session->fleet().total().of(State::Up), 1);
    }

    [[nodiscard]] RunbooksPage *page() const { return window->findChild<RunbooksPage *>(); }
    [[nodiscard]] RunbookRunView *view() const { return page()->view(); }
    template <typename T>
    T *find(const char *name) const
    {
        return window->findChild<T *>(QLatin1String(name));
    }
    void key(Qt::Key key) const
    {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : window.get(), key);
    }
    void type(const QString &text) const { QTest::keyClicks(QApplication::focusWidget(), text); }
    [[nodiscard]] int hooks() const { return server.requestCount("/hook"); }
    [[nodiscard]] QString state() const { return find<QLabel>("runState")->text(); }
    [[nodiscard]] bool isArmed() const { return find<QPushButton>("startRun")->isEnabled(); }

    /// Opens the hook and presses the button once it is armed.
    void runTheHook() const
    {
        QVERIFY(window->showPage(u"runbooks"_s));
        QVERIFY(window->select(u"hook"_s));
        QTRY_VERIFY(isArmed());
        find<QPushButton>("startRun")->click();
    }
};

} // namespace

class TestRunbooksWindowPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        Theme::instance().apply(*qApp, ThemeMode::Dark);
    }
    void init()
    {
        QSettings(QSettings::IniFormat, QSettings::UserScope, u"quarterdeck"_s, u"window"_s).clear();
    }
    void fiveKeysFromTheInstanceToTheEffect();
    void aLostAnswerIsNoFailureAndIsFoundOut();
    void aRunIsStoppedAndTakenUp();
    void aRunIsRolledBack();
    void readOnlyNeverSends_data();
    void readOnlyNeverSends();
    void aReloadMakesItReadOnly();
    void theKeyOnABreakerFindsItsRunbooks();
    void filesAreReadAgainWhenTheyChange();
    void theWindowDoesNotLeaveARunUnasked();
};

void TestRunbooksWindowPage::fiveKeysFromTheInstanceToTheEffect()
{
    Desk desk;
    desk.writeRunbook();
    desk.open();
    desk.window->select(u"good"_s);
    desk.key(Qt::Key_R);
    QTRY_VERIFY(desk.page()->isVisible());
    QVERIFY(desk.page()->catalog()->runbooks().contextText().startsWith(u"good"_s));
    QTRY_VERIFY(desk.find<QListView>("runbookList")->hasFocus());
    desk.key(Qt::Key_Return);
    QTRY_VERIFY(desk.find<QLineEdit>("confirmReason")->hasFocus());
    desk.type(u"4 o'clock"_s); // none of these letters and digits is a command meanwhile
    QVERIFY(desk.page()->isVisible());
    QTRY_VERIFY(desk.isArmed());
    desk.key(Qt::Key_Return);
    QTRY_VERIFY(desk.find<QPushButton>("startRun")->hasFocus());
    QCOMPARE(desk.hooks(), 0);
    desk.key(Qt::Key_Return);
    QTRY_VERIFY(desk.state().startsWith(u"succeeded"_s));
    QCOMPARE(desk.hooks(), 1);
    QVERIFY(desk.view()->logText().contains(u"step 1"_s));

    // It is on record with its reason, and the next one cools down.
    RunbookHistoryModel &history = desk.page()->catalog()->history();
    QTRY_VERIFY(history.rowCount() == 1 && history.at(0).state == RunState::Succeeded);
    QCOMPARE(history.at(0).reason, u"4 o'clock"_s);
    desk.window->select(u"hook"_s);
    QTRY_VERIFY(desk.find<QPushButton>("acknowledge")->isVisible());
    QVERIFY(!desk.isArmed());
    desk.find<QLineEdit>("acknowledgeReason")->setText(u"it was a drill"_s);
    desk.find<QPushButton>("acknowledge")->click();
    QTRY_VERIFY(desk.isArmed());
    QCOMPARE(desk.hooks(), 1);
}

void TestRunbooksWindowPage::aLostAnswerIsNoFailureAndIsFoundOut()
{
    Desk desk;
    desk.server.behave("/hook", {.fault = Fault::CloseAfterRequest});
    desk.writeRunbook();
    // Its verification does not hold, so nobody knows.
    QFile file(desk.folder.filePath(u"runbooks/hook.yml"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray text = file.readAll();
    file.close();
    text.replace("  - value: {of: \"1\", equals: \"1\"}",
                 "  - {value: {of: \"1\", equals: \"2\"}, timeout: 100ms}");
    desk.write(u"runbooks/hook.yml"_s, text);
    desk.open();
    desk.runTheHook();
    QTRY_VERIFY(desk.state().startsWith(u"outcome unknown"_s));
    QTRY_VERIFY(desk.find<QPushButton>("takeUpVerify")->isVisible());
    QVERIFY(desk.find<QLabel>("whatWasSent")->text().contains(u"nobody knows"_s));
    desk.find<QPushButton>("takeUpVerify")->click();
    QTRY_VERIFY(desk.view()->logText().count(u"outcome unknown"_s) >= 2);
    QCOMPARE(desk.hooks(), 1); // finding out sent nothing again
}

void TestRunbooksWindowPage::aRunIsStoppedAndTakenUp()
{
    Desk desk;
    desk.writeRunbook("  - step: Look\n    manual: Look at it\n    timeout: 60s\n");
    desk.open();
    desk.runTheHook();
    QTRY_VERIFY(desk.find<QPushButton>("manualDone")->isVisible());
    QCOMPARE(desk.hooks(), 1);
    desk.find<QPushButton>("abortNow")->click();
    QTRY_VERIFY(desk.state().startsWith(u"aborted"_s));
    QTRY_VERIFY(desk.find<QPushButton>("takeUpContinue")->isVisible());
    desk.find<QLineEdit>("takeUpReason")->setText(u"seen now"_s);
    desk.find<QPushButton>("takeUpContinue")->click();
    QTRY_VERIFY(desk.find<QPushButton>("manualDone")->isVisible());
    desk.find<QPushButton>("manualDone")->click();
    QTRY_VERIFY(desk.state().startsWith(u"succeeded"_s));
    QCOMPARE(desk.hooks(), 1); // what was done is not done again
}

void TestRunbooksWindowPage::aRunIsRolledBack()
{
    Desk desk;
    desk.server.behave("/undo", {.body = "{}"});
    desk.writeRunbook(
        "    undo:\n      - step: Take it back\n        http: {method: POST, url: \"http://127.0.0.1:" +
        QByteArray::number(desk.server.port()) +
        "/undo\", body: '{}'}\n  - step: Look\n    manual: Look at it\n    timeout: 60s\n");
    desk.open();
    desk.runTheHook();
    QTRY_VERIFY(desk.find<QPushButton>("manualDone")->isVisible());
    QCOMPARE(desk.server.requestCount("/undo"), 0);
    desk.find<QPushButton>("rollBack")->click();
    QTRY_VERIFY(desk.state().contains(u"undone: Post"_s));
    QCOMPARE(desk.server.requestCount("/undo"), 1);
    QCOMPARE(desk.hooks(), 1);
}

void TestRunbooksWindowPage::readOnlyNeverSends_data()
{
    QTest::addColumn<QByteArray>("fleet");
    QTest::addColumn<bool>("option");
    QTest::newRow("--read-only") << QByteArray() << true;
    QTest::newRow("read_only in the fleet file") << QByteArray("read_only: true\n") << false;
}

void TestRunbooksWindowPage::readOnlyNeverSends()
{
    QFETCH(QByteArray, fleet);
    QFETCH(bool, option);
    Desk desk;
    desk.writeFleet(fleet);
    desk.writeRunbook();
    desk.open(option);
    QVERIFY(desk.window->showPage(u"runbooks"_s));
    QVERIFY(desk.window->select(u"hook"_s));
    QTRY_VERIFY(desk.find<QLabel>("protectedBanner")->text().startsWith(u"Read-only"_s));
    QVERIFY(!desk.find<QPushButton>("startRun")->isVisible());
    QVERIFY(!desk.window->findChild<QAction *>(u"runRunbook"_s)->isVisible());
    // Not even when asked behind the page's back.
    Q_EMIT desk.view()->startWanted();
    QTRY_VERIFY(desk.find<QLabel>("refusal")->text().contains(u"read-only"_s));
    QCOMPARE(desk.hooks(), 0);
}

void TestRunbooksWindowPage::aReloadMakesItReadOnly()
{
    Desk desk;
    desk.writeRunbook();
    desk.open();
    desk.session->watchFiles();
    QVERIFY(desk.window->showPage(u"runbooks"_s));
    QVERIFY(desk.window->select(u"hook"_s));
    QTRY_VERIFY(desk.isArmed());
    QVERIFY(desk.window->findChild<QAction *>(u"runRunbook"_s)->isVisible());
    desk.writeFleet("read_only: true\n");
    desk.window->findChild<QAction *>(u"reloadConfiguration"_s)->trigger();
    QTRY_VERIFY(!desk.find<QPushButton>("startRun")->isVisible());
    QVERIFY(!desk.window->findChild<QAction *>(u"runRunbook"_s)->isVisible());
    Q_EMIT desk.view()->startWanted();
    QTRY_VERIFY(desk.find<QLabel>("refusal")->text().contains(u"read-only"_s));
    QCOMPARE(desk.hooks(), 0);
}

void TestRunbooksWindowPage::theKeyOnABreakerFindsItsRunbooks()
{
    Desk desk;
    desk.server.behave("/metrics",
                       {.body = "# TYPE resilience4j_circuitbreaker_state gauge\n"
                                "resilience4j_circuitbreaker_state{name=\"cards\",state=\"open\"} 0\n"
                                "resilience4j_circuitbreaker_state{name=\"cards\",state=\"closed\"} 1\n"});
    desk.writeRunbook();
    desk.open();
    QVERIFY(desk.window->showPage(u"breakers"_s));
    QTRY_VERIFY(desk.window->select(u"cards"_s));
    desk.key(Qt::Key_R);
    QTRY_VERIFY(desk.page()->isVisible());
    QVERIFY2(desk.page()->catalog()->runbooks().contextText().startsWith(u"shop"_s),
             qPrintable(desk.page()->catalog()->runbooks().contextText()));
    QTRY_VERIFY(desk.find<QListView>("runbookList")->hasFocus());
}

void TestRunbooksWindowPage::filesAreReadAgainWhenTheyChange()
{
    Desk desk;
    desk.writeRunbook();
    desk.open();
    QVERIFY(desk.window->showPage(u"runbooks"_s));
    RunbookListModel &list = desk.page()->catalog()->runbooks();
    QVERIFY(list.find(u"hook"_s));
    QVERIFY(!list.find(u"second"_s));
    desk.write(u"runbooks/second.yml"_s, "id: second\ntitle: Second\nsteps:\n  - {step: Look, manual: Look}\n"
                                         "verification:\n  - value: {of: \"1\", equals: \"1\"}\n");
    desk.write(u"runbooks/wrong.yml"_s, "id: wrong\n");
    QTRY_VERIFY_WITH_TIMEOUT(list.find(u"second"_s) != nullptr, 10000);
    QVERIFY(desk.find<QLabel>("runbookProblems")->text().contains(u"wrong.yml"_s));
    desk.window->findChild<QAction *>(u"goToAnything"_s)->trigger();
    desk.type(u"second"_s);
    desk.key(Qt::Key_Return);
    QTRY_COMPARE(desk.find<QLabel>("runTitle")->text(), u"Second"_s);
}

void TestRunbooksWindowPage::theWindowDoesNotLeaveARunUnasked()
{
    Desk desk;
    desk.writeRunbook("  - step: Look\n    manual: Look at it\n    timeout: 60s\n");
    desk.open();
    desk.runTheHook();
    QTRY_VERIFY(desk.find<QPushButton>("manualDone")->isVisible());
    desk.window->close();
    QVERIFY(desk.window->isVisible());
    auto *box = desk.find<QMessageBox>("leaveRunsBox");
    QVERIFY(box);
    QVERIFY(box->text().contains(u"has not ended"_s));
    QCOMPARE(box->defaultButton()->text(), u"Keep the window open"_s);
    box->defaultButton()->click();
    QVERIFY(desk.window->isVisible());
    desk.find<QPushButton>("manualDone")->click();
    QTRY_VERIFY(desk.state().startsWith(u"succeeded"_s));
    desk.window->close();
    QVERIFY(!desk.window->isVisible());
}

QTEST_MAIN(TestRunbooksWindowPage)
#include "tst_runbookswindowpage.moc"
