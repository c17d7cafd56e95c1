#include "app/window/mainwindow.h"
#include "app/window/consolestatusreader.h"

#include "tests/support/hostileserver.h"
#include "widgets/activitypanel.h"
#include "widgets/commandpalette.h"
#include "widgets/filterline.h"
#include "widgets/fleet/fleetpage.h"
#include "widgets/fleet/fleettable.h"
#include "widgets/fleet/instancepanel.h"
#include "widgets/startpage.h"
#include "widgets/statusline.h"
#include "widgets/theme.h"
#include "widgets/totalsstrip.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace quarterdeck;
using namespace quarterdeck::test;

namespace {

/// A fleet of three real HTTP servers on loopback in a fleet.yml, and the window on it.
struct Desk
{
    QTemporaryDir folder;
    HostileServer good{"127.0.0.1"};
    HostileServer sick{"127.0.0.2"};
    RefusingPort refusing{"127.0.0.3"};
    WindowSettings settings;
    std::unique_ptr<FleetSession> session;
    std::unique_ptr<MainWindow> window;

    Desk()
    {
        good.behave("/health", {.body = "{\"status\":\"UP\"}"});
        good.behave("/metrics", {.body = "http_requests_total{code=\"200\"} 10\n"});
        sick.behave("/health", {.status = 503,
                                .body = "{\"status\":\"DOWN\",\"components\":{\"db\":{\"status\":"
                                        "\"DOWN\",\"details\":{\"error\":\"pool exhausted\"}}}}"});
        sick.behave("/metrics", {.body = "up 1\n"});
    }

    [[nodiscard]] QString path() const { return folder.filePath(QStringLiteral("fleet.yml")); }

    void write(const QByteArray &text) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    void writeFleet() const
    {
        write("fleet: desk\n"
              "poll: {interval: 1s, timeout: 500ms}\n"
              "scrape_configs:\n"
              "  - job_name: shop\n"
              "    static_configs:\n"
              "      - {targets: ['127.0.0.1:" +
              QByteArray::number(good.port()) +
              "'], labels: {instance: good}}\n"
              "      - {targets: ['127.0.0.2:" +
              QByteArray::number(sick.port()) +
              "'], labels: {instance: sick}}\n"
              "      - {targets: ['127.0.0.3:" +
              QByteArray::number(refusing.port()) +
              "'], labels: {instance: gone}}\n"
              "services:\n"
              "  - {match: {job: shop}, health: {path: /health}}\n");
    }

    void open()
    {
        InstanceNumbering numbering;
        const ConfigurationResult result = loadConfiguration(path(), numbering);
        Configuration configuration;
        if (result.configuration) {
            configuration = *result.configuration;
        } else {
            configuration.path = path();
            configuration.files = result.files;
            configuration.folders = result.folders;
        }
        session =
            std::make_unique<FleetSession>(std::make_shared<const Configuration>(configuration), numbering);
        session->setProblems(result.errors);
        session->watchFiles();
        window = std::make_unique<MainWindow>(*session, settings);
        window->resize(1400, 850);
        window->show();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
    }

    [[nodiscard]] int count(State state) const { return session->fleet().total().of(state); }
    [[nodiscard]] FleetPage *page() const { return window->findChild<FleetPage *>(); }
    [[nodiscard]] int rows() const { return page()->tableModel().rowCount(); }
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : window.get(),
                        Qt::Key(key), modifiers);
    }
};

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void showsTheFleetLive();
    void nothingIsPickedUntilTheUserPicks();
    void everyTotalIsAFilter();
    void theKeyboardReachesEverything();
    void lettersTypedIntoTheFilterAreNoCommands();
    void aBrokenConfigurationIsExplainedAndFollowed();
    void aRefusedReloadKeepsTheFleetAndSaysSo();
    void anEmptyFleetSaysHowToBegin();
    void theConsoleNamesSignalRulesThatMatchNothing();
    void theLayoutIsRemembered();
};

void TestMainWindow::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    Theme::instance().apply(*qApp, ThemeMode::Dark);
}

void TestMainWindow::init()
{
    // Every test begins as a new user does.
    QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("quarterdeck"),
              QStringLiteral("window"))
        .clear();
}

void TestMainWindow::showsTheFleetLive()
{
    Desk desk;
    desk.writeFleet();
    desk.open();
    QTRY_COMPARE(desk.count(State::Up), 1);
    QTRY_COMPARE(desk.count(State::Down), 2);

    auto *strip = desk.window->findChild<TotalsStrip *>();
    QTRY_COMPARE(strip->cell(TotalsStrip::Total::Down)->value(), QStringLiteral("2"));
    desk.window->select(QStringLiteral("sick"));
    auto *panel = desk.window->findChild<InstancePanel *>();
    const Instance *sick = desk.session->fleet().instance(panel->instance());
    QVERIFY(sick);
    QCOMPARE(sick->why, QStringLiteral("HTTP 503 · db: DOWN (pool exhausted)"));

    // It heals, and the window follows without being asked.
    desk.sick.behave("/health", {.body = "{\"status\":\"UP\"}"});
    QTRY_COMPARE_WITH_TIMEOUT(desk.count(State::Up), 2, 10000);
    QCOMPARE(panel->instance(), sick->target.number);
    QTRY_COMPARE(strip->cell(TotalsStrip::Total::Up)->value(), QStringLiteral("2"));
}

void TestMainWindow::nothingIsPickedUntilTheUserPicks()
{
    Desk desk;
    desk.writeFleet();
    desk.open();
    QTRY_COMPARE(desk.count(State::Down), 2);
    auto *panel = desk.window->findChild<InstancePanel *>();
    QCOMPARE(panel->instance(), InstanceNumber{});
    QVERIFY(desk.page()->table()->selected().isEmpty());
    QVERIFY(QApplication::focusWidget() == desk.page()->table());

    desk.key(Qt::Key_Down);
    QCOMPARE(panel->instance(), desk.page()->tableModel().numberAt(0));
    QCOMPARE(desk.page()->table()->selected().size(), 1);
}

void TestMainWindow::everyTotalIsAFilter()
{
    Desk desk;
    desk.writeFleet();
    desk.open();
    QTRY_COMPARE(desk.count(State::Down), 2);
    QTRY_COMPARE(desk.count(State::Up), 1);
    auto *strip = desk.window->findChild<TotalsStrip *>();
    QTest::mouseClick(strip->cell(TotalsStrip::Total::Down), Qt::LeftButton);
    QTRY_COMPARE(desk.rows(), 2);
    QTest::mouseClick(strip->cell(TotalsStrip::Total::Up), Qt::LeftButton);
    QTRY_COMPARE(desk.rows(), 1);
    QTest::mouseClick(strip->cell(TotalsStrip::Total::Up), Qt::LeftButton);
    QTRY_COMPARE(desk.rows(), 3);
}

void TestMainWindow::theKeyboardReachesEverything()
{
    Desk desk;
    desk.writeFleet();
    desk.open();
    QTRY_COMPARE(desk.count(State::Down), 2);
    auto *panel = desk.window->findChild<InstancePanel *>();

    desk.key(Qt::Key_BracketRight); // next problem
    const Instance *first = desk.session->fleet().instance(panel->instance());
    QVERIFY(first && first->state == State::Down);
    desk.key(Qt::Key_BracketRight);
    const Instance *second = desk.session->fleet().instance(panel->instance());
    QVERIFY(second && second->state == State::Down && second != first);

    desk.key(Qt::Key_Y);
    QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("127.0.0.")));

    desk.key(Qt::Key_D);
    QVERIFY(!panel->isVisible());
    desk.key(Qt::Key_D);
    QVERIFY(panel->isVisible());
    auto *activity = desk.window->findChild<ActivityPanel *>();
    QVERIFY(!activity->isVisible());
    desk.key(Qt::Key_E);
    QVERIFY(activity->isVisible());

    desk.key(Qt::Key_K, Qt::ControlModifier);
    auto *palette = desk.window->findChild<CommandPalette *>();
    QVERIFY(palette->isVisible());
    QTest::keyClicks(palette->input(), QStringLiteral("good"));
    QTest::keyClick(palette->input(), Qt::Key_Return);
    QVERIFY(!palette->isVisible());
    QCOMPARE(desk.session->fleet().instance(panel->instance())->target.id.instance, QStringLiteral("good"));

    desk.key(Qt::Key_Slash);
    QCOMPARE(QApplication::focusWidget(), desk.page()->filterLine());
}

void TestMainWindow::lettersTypedIntoTheFilterAreNoCommands()
{
    Desk desk;
    desk.writeFleet();
    desk.open();
    auto *panel = desk.window->findChild<InstancePanel *>();
    desk.key(Qt::Key_Slash);
    QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("dexpsy"));
    QCOMPARE(desk.page()->filterLine()->text(), QStringLiteral("dexpsy"));
    QVERIFY(panel->isVisible());
    QVERIFY(!desk.window->findChild<ActivityPanel *>()->isVisible());
}

void TestMainWindow::aBrokenConfigurationIsExplainedAndFollowed()
{
    Desk desk;
    desk.write("fleet: desk\npoll: {intervall: 1s}\n");
    desk.open();
    auto *start = desk.window->findChild<StartPage *>();
    QVERIFY(start->isVisible());
    const QString details = start->findChild<QPlainTextEdit *>(QStringLiteral("startDetails"))->toPlainText();
    QVERIFY2(details.contains(QStringLiteral("fleet.yml:2:8")), qPrintable(details));
    QVERIFY2(details.contains(QStringLiteral("did you mean \"interval\"")), qPrintable(details));

    desk.writeFleet();
    QTRY_COMPARE_WITH_TIMEOUT(desk.session->fleet().size(), 3, 15000);
    QTRY_VERIFY(desk.page()->isVisible());
    QVERIFY(desk.session->problems().isEmpty());
}

void TestMainWindow::aRefusedReloadKeepsTheFleetAndSaysSo()
{
    Desk desk;
    desk.writeFleet();
    desk.open();
    QTRY_COMPARE(desk.count(State::Up), 1);
    desk.write("fleet: desk\nscrape_configs: 7\n");
    auto *status = desk.window->findChild<StatusLine *>();
    QTRY_VERIFY_WITH_TIMEOUT(!status->status().problems.isEmpty(), 15000);
    QVERIFY(status->status().problems.first().contains(QStringLiteral("fleet.yml:2")));
    QCOMPARE(desk.session->fleet().size(), 3);
    QVERIFY(desk.page()->isVisible());

    desk.writeFleet();
    QTRY_VERIFY_WITH_TIMEOUT(status->status().problems.isEmpty(), 15000);
}

void TestMainWindow::anEmptyFleetSaysHowToBegin()
{
    Desk desk;
    desk.write("fleet: nothing\nscrape_configs: []\n");
    desk.open();
    auto *start = desk.window->findChild<StartPage *>();
    QVERIFY(start->isVisible());
    QCOMPARE(start->findChild<QLabel *>(QStringLiteral("startTitle"))->text(),
             QStringLiteral("This fleet is empty"));
}

void TestMainWindow::theConsoleNamesSignalRulesThatMatchNothing()
{
    Desk desk;
    desk.write("fleet: desk\n"
               "poll: {interval: 500ms, timeout: 400ms}\n"
               "scrape_configs:\n"
               "  - job_name: shop\n"
               "    static_configs: [{targets: ['127.0.0.1:" +
               QByteArray::number(desk.good.port()) +
               "']}]\n"
               "signals:\n"
               "  - {id: web, role: requests, metrics: [http_requests_total]}\n"
               "  - {id: slip, role: requests, metrics: [http_request_total]}\n");
    desk.open();
    const ConsoleStatusReader reader(*desk.session);
    const auto told = [&reader] {
        for (const ConsoleFact &fact : reader.facts()) {
            if (fact.name == QStringLiteral("Signal rules")) {
                return fact.note;
            }
        }
        return QString();
    };
    QTRY_COMPARE(told(), QStringLiteral("no series on any page for slip"));
}

void TestMainWindow::theLayoutIsRemembered()
{
    Desk desk;
    desk.writeFleet();
    desk.open();
    desk.window->setFilter(QStringLiteral("state:down"));
    desk.key(Qt::Key_D);
    desk.window->findChild<QAction *>(QStringLiteral("viewTable"))->trigger();
    desk.window->close();

    desk.open();
    QCOMPARE(desk.page()->filterLine()->text(), QStringLiteral("state:down"));
    QVERIFY(!desk.window->findChild<InstancePanel *>()->isVisible());
    QVERIFY(desk.page()->view() == FleetView::Table);
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
