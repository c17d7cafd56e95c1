#include "tests/widgets/shot.h"
#include "tests/widgets/troubledfleet.h"
#include "models/items/formatter.h"
#include "widgets/activitypanel.h"
#include "widgets/cheatsheet.h"
#include "widgets/commandpalette.h"
#include "widgets/commands.h"
#include "widgets/filterline.h"
#include "widgets/fleet/fleetmap.h"
#include "widgets/fleet/fleetpage.h"
#include "widgets/fleet/fleettable.h"
#include "widgets/fleet/instancepanel.h"
#include "widgets/isolationbanner.h"
#include "widgets/navigationpanel.h"
#include "widgets/statusline.h"
#include "widgets/theme.h"
#include "widgets/totalsstrip.h"
#include "widgets/wallboard.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMainWindow>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>
#include <QVBoxLayout>

using namespace quarterdeck;
using namespace std::chrono_literals;

/// All parts together, as the window composes them, over a fleet of 1,200 in trouble.
class tst_WindowParts final : public QObject
{
    Q_OBJECT

private:
    struct Parts
    {
        std::unique_ptr<SampleFleet> sample = troubledFleet();
        QMainWindow window;
        Commands *commands = nullptr;
        TotalsStrip *totals = nullptr;
        IsolationBanner *banner = nullptr;
        NavigationPanel *navigation = nullptr;
        FleetPage *page = nullptr;
        InstancePanel *panel = nullptr;
        ActivityPanel *activity = nullptr;
        StatusLine *status = nullptr;
        CommandPalette *palette = nullptr;
        CheatSheet *sheet = nullptr;

        void apply(const FleetChanges &changes)
        {
            totals->apply(changes, sample->now());
            navigation->apply(changes, sample->now());
            page->apply(changes, sample->now());
            panel->apply(changes, sample->now());
            activity->apply(changes, sample->now());
            palette->apply(changes, sample->now());
        }
    };
    std::unique_ptr<Parts> m_parts;

    static std::unique_ptr<Parts> compose()
    {
        auto parts = std::make_unique<Parts>();
        Parts &p = *parts;
        const Fleet &fleet = p.sample->fleet;
        p.window.setObjectName(QStringLiteral("window"));
        p.commands = new Commands(&p.window);
        p.commands->fillMenuBar(*p.window.menuBar());
        auto *central = new QWidget;
        auto *column = new QVBoxLayout(central);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(0);
        p.totals = new TotalsStrip(fleet);
        p.banner = new IsolationBanner;
        p.navigation = new NavigationPanel(fleet);
        p.navigation->addPage(QStringLiteral("fleet"), QStringLiteral("Fleet"));
        p.navigation->setPageCount(QStringLiteral("fleet"), format::count(fleet.size()));
        p.navigation->setCurrentPage(QStringLiteral("fleet"));
        p.navigation->setSavedViews(
            {{QStringLiteral("My services"), QStringLiteral("service:checkout")},
             {QStringLiteral("Not ready > 5 min"), QStringLiteral("state:not-ready age>5m")},
             {QStringLiteral("Canaries"), QStringLiteral("label:canary=true")}});
        p.navigation->setFixedWidth(216);
        SampleFleet *sample = p.sample.get();
        p.page = new FleetPage(fleet, [sample] { return sample->now(); });
        p.panel = new InstancePanel(fleet);
        p.panel->addAction(p.commands->action(CommandId::ProbeNow));
        p.panel->addAction(p.commands->action(CommandId::CopyAddress));
        p.activity = new ActivityPanel(fleet, fleet);
        auto *right = new QWidget;
        right->setFixedWidth(380);
        auto *rightColumn = new QVBoxLayout(right);
        rightColumn->setContentsMargins(0, 0, 0, 0);
        rightColumn->setSpacing(1);
        rightColumn->addWidget(p.panel, 3);
        rightColumn->addWidget(p.activity, 1);
        auto *row = new QHBoxLayout;
        row->setSpacing(1);
        row->addWidget(p.navigation);
        row->addWidget(p.page, 1);
        row->addWidget(right);
        p.status = new StatusLine;
        column->addWidget(p.totals);
        column->addWidget(p.banner);
        column->addLayout(row, 1);
        column->addWidget(p.status);
        p.window.setCentralWidget(central);
        p.palette = new CommandPalette(fleet, *p.commands, &p.window);
        p.sheet = new CheatSheet(*p.commands, &p.window);
        ConsoleStatus status;
        status.instances = 1200;
        status.interval = 5s;
        status.polling = true;
        status.probesPerSecond = 720;
        status.p99Probe = 38ms;
        status.ownBreakersOpen = 3;
        status.configuration = QStringLiteral("prod-fleet.yml");
        p.status->setStatus(status);
        FleetPage *page = p.page;
        connect(p.totals, &TotalsStrip::chosen, page, [page](TotalsStrip::Total total) {
            const QString term = TotalsStrip::filterTerm(total);
            if (!term.isEmpty()) {
                page->filterLine()->toggleTerm(term.section(QLatin1Char(':'), 0, 0),
                                               term.section(QLatin1Char(':'), 1));
            }
        });
        connect(page, &FleetPage::filterTextChanged, p.totals, &TotalsStrip::setFilterText);
        connect(page, &FleetPage::filterTextChanged, p.navigation, &NavigationPanel::setFilterText);
        connect(p.navigation, &NavigationPanel::filterChosen, page->filterLine(), &FilterLine::setFilterText);
        InstancePanel *panel = p.panel;
        connect(page, &FleetPage::currentChanged, panel,
                [panel, sample](InstanceNumber number) { panel->setInstance(number, sample->now()); });
        p.window.resize(1680, 1020);
        return parts;
    }

    /// Calm polls, then polls with the problems.
    void play(int calm, int troubled)
    {
        for (int i = 0; i < calm + troubled; ++i) {
            m_parts->sample->setCalm(i < calm);
            m_parts->apply(m_parts->sample->poll());
        }
    }

private Q_SLOTS:
    void init()
    {
        Theme::instance().apply(*qApp, ThemeMode::Dark);
        m_parts = compose();
        m_parts->window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&m_parts->window));
        play(2, 4);
    }
    void cleanup() { m_parts.reset(); }

    void looksLikeThePicture()
    {
        Parts &p = *m_parts;
        if (qEnvironmentVariableIsSet("QUARTERDECK_SHOTS")) {
            play(120, 50); // lines long enough to look at
        }
        p.page->setCurrent(p.sample->numberOf(QStringLiteral("checkout-eu-43")));
        p.panel->setInstance(p.page->current(), p.sample->now());
        QCOMPARE(p.totals->cell(TotalsStrip::Total::Down)->value(), QStringLiteral("3"));
        QCOMPARE(p.totals->cell(TotalsStrip::Total::NotReady)->value(), QStringLiteral("8"));
        takeShot(p.window, QStringLiteral("window-dark"));
        Theme::instance().apply(*qApp, ThemeMode::Light);
        takeShot(p.window, QStringLiteral("window-light"));
    }

    void totalsFilter()
    {
        Parts &p = *m_parts;
        QTest::mouseClick(p.totals->cell(TotalsStrip::Total::NotReady), Qt::LeftButton);
        QCOMPARE(p.page->filterLine()->text(), QStringLiteral("state:not-ready"));
        QCOMPARE(p.page->table()->model()->rowCount(), 8);
        QTest::mouseClick(p.totals->cell(TotalsStrip::Total::Down), Qt::LeftButton);
        QCOMPARE(p.page->table()->model()->rowCount(), 3);
        takeShot(p.window, QStringLiteral("window-filtered"));
        QTest::mouseClick(p.totals->cell(TotalsStrip::Total::Down), Qt::LeftButton);
        QCOMPARE(p.page->filterLine()->text(), QString());
        QCOMPARE(p.page->table()->model()->rowCount(), 1200);
    }

    void treeFilters()
    {
        Parts &p = *m_parts;
        QTreeView *tree = p.navigation->tree();
        const QModelIndex group =
            p.navigation->treeModel().find({QStringLiteral("us-east"), QStringLiteral("payments")});
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(group).center());
        QCOMPARE(p.page->filterLine()->text(), QStringLiteral("cluster:us-east service:payments"));
        QCOMPARE(p.page->table()->model()->rowCount(), 60);
        QVERIFY(tree->selectionModel()->isSelected(group));
    }

    void expansionSurvivesPolls()
    {
        Parts &p = *m_parts;
        QTreeView *tree = p.navigation->tree();
        const QModelIndex cluster = p.navigation->treeModel().find({QStringLiteral("us-east")});
        tree->collapse(cluster);
        p.apply(p.sample->poll());
        p.apply(p.sample->add(QStringLiteral("sa-east"), QStringLiteral("edge"), 5));
        QVERIFY(!tree->isExpanded(p.navigation->treeModel().find({QStringLiteral("us-east")})));
        QVERIFY(tree->isExpanded(p.navigation->treeModel().find({QStringLiteral("eu-west")})));
    }

    void paletteGoesToAnInstance()
    {
        Parts &p = *m_parts;
        QSignalSpy chosen(p.palette, &CommandPalette::instanceChosen);
        p.palette->open();
        QTest::keyClicks(p.palette->input(), QStringLiteral("pay us 12"));
        takeShot(p.window, QStringLiteral("palette"));
        QTest::keyClick(p.palette->input(), Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].value<InstanceNumber>(), p.sample->numberOf(QStringLiteral("payments-us-12")));
        QVERIFY(!p.palette->isVisible());
    }

    void paletteGivesCommands()
    {
        Parts &p = *m_parts;
        QSignalSpy given(p.commands, &Commands::given);
        p.palette->open();
        QTest::keyClicks(p.palette->input(), QStringLiteral("map only"));
        QTest::keyClick(p.palette->input(), Qt::Key_Return);
        QCOMPARE(given.count(), 1);
        QVERIFY(given[0][0].value<CommandId>() == CommandId::ViewMap);
        p.page->table()->setFocus();
        p.palette->open();
        QTest::keyClick(p.palette->input(), Qt::Key_Escape);
        QVERIFY2(p.window.focusWidget() == p.page->table(), "the focus goes back to where it was");
        QVERIFY(!p.palette->isVisible());
        QCOMPARE(given.count(), 1);
    }

    void lettersAreShortcutsButNotWhileTyping()
    {
        Parts &p = *m_parts;
        p.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&p.window));
        QSignalSpy given(p.commands, &Commands::given);
        p.page->table()->setFocus();
        QTest::keyClick(p.page->table(), Qt::Key_V);
        QCOMPARE(given.count(), 1);
        p.page->focusFilter();
        QTRY_VERIFY(p.page->filterLine()->hasFocus());
        QTest::keyClicks(p.page->filterLine(), QStringLiteral("v1p/?x"));
        QCOMPARE(given.count(), 1);
        QCOMPARE(p.page->filterLine()->text(), QStringLiteral("v1p/?x"));
    }

    void cheatSheetTellsEveryKey()
    {
        Parts &p = *m_parts;
        p.sheet->open();
        QList<QString> texts;
        for (const QLabel *label : p.sheet->findChildren<QLabel *>()) {
            texts.append(label->text());
        }
        for (const Command &command : commandTable()) {
            if (!command.keys.isEmpty()) {
                const QString text = QString::fromUtf8(command.text).remove(QLatin1Char('&'));
                QVERIFY2(texts.contains(text), qPrintable(text));
            }
        }
        takeShot(p.window, QStringLiteral("cheatsheet"));
        QTest::keyClick(p.sheet, Qt::Key_Escape);
        QVERIFY(!p.sheet->isVisible());
    }

    void bannerAndStatus()
    {
        Parts &p = *m_parts;
        QVERIFY(!p.banner->isVisible());
        p.banner->setIsolation(
            Isolation::Isolated,
            QStringLiteral("no route to 480 of 480 instances; last known states are shown"));
        QVERIFY(p.banner->isVisible());
        ConsoleStatus status = p.status->status();
        status.late = 12;
        status.problems = {QStringLiteral("prod-fleet.yml:12:7: unknown key \"intervall\" (did you mean "
                                          "\"interval\"?); the old configuration goes on")};
        p.status->setStatus(status);
        QVERIFY(p.status->findChild<QLabel *>(QStringLiteral("statusLate"))
                    ->text()
                    .contains(QStringLiteral("12")));
        const auto *own = p.status->findChild<QLabel *>(QStringLiteral("statusOwnBreakers"));
        QVERIFY(!own->text().contains(QStringLiteral("connections")));
        status.connectionsWanted = 30'000;
        status.connectionLimit = 19'742;
        p.status->setStatus(status);
        QVERIFY(own->text().contains(QStringLiteral("connections for")));
        QVERIFY(own->toolTip().contains(QStringLiteral("ulimit")));
        takeShot(p.window, QStringLiteral("window-isolated"));
        p.banner->setIsolation(Isolation::None, {});
        QVERIFY(!p.banner->isVisible());
    }

    void fleetTextStaysPlain()
    {
        Parts &p = *m_parts;
        for (const QLabel *label : p.panel->findChildren<QLabel *>()) {
            if (label->textInteractionFlags().testFlag(Qt::TextSelectableByMouse)) {
                QCOMPARE(label->textFormat(), Qt::PlainText);
            }
        }
        p.page->setCurrent(p.sample->numberOf(QStringLiteral("checkout-eu-43")));
        p.panel->setInstance(p.page->current(), p.sample->now());
        const auto *why = p.panel->findChild<QLabel *>(QStringLiteral("instanceWhy"));
        QVERIFY(why->text().contains(QStringLiteral("pool exhausted")));
        QCOMPARE(why->textFormat(), Qt::PlainText);
    }

    void everythingHasAnAccessibleName()
    {
        Parts &p = *m_parts;
        const QList<QWidget *> widgets{p.totals,
                                       p.navigation,
                                       p.navigation->tree(),
                                       p.page,
                                       p.page->map(),
                                       p.page->table(),
                                       p.page->filterLine(),
                                       p.panel,
                                       p.activity,
                                       p.activity->list(),
                                       p.status,
                                       p.palette,
                                       p.palette->input(),
                                       p.palette->list(),
                                       p.sheet};
        for (const QWidget *widget : widgets) {
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
            QVERIFY(!widget->objectName().isEmpty());
        }
    }

    void wallboard()
    {
        Parts &p = *m_parts;
        Wallboard board(p.sample->fleet);
        board.resize(1680, 1020);
        board.showOn(nullptr);
        board.setClock(WallTime(std::chrono::seconds(1795270521)));
        board.apply(p.sample->poll(), p.sample->now());
        auto *problems = board.findChild<FleetTable *>(QStringLiteral("wallboardProblems"));
        QCOMPARE(problems->model()->rowCount(), 19);
        takeShot(board, QStringLiteral("wallboard"));
        QSignalSpy ended(&board, &Wallboard::ended);
        QTest::keyClick(&board, Qt::Key_Escape);
        QCOMPARE(ended.count(), 1);
    }
};

QTEST_MAIN(tst_WindowParts)
#include "tst_windowparts.moc"
