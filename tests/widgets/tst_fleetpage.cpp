#include "tests/widgets/shot.h"
#include "tests/widgets/troubledfleet.h"
#include "widgets/filterline.h"
#include "widgets/fleet/fleetmap.h"
#include "widgets/fleet/fleetpage.h"
#include "widgets/fleet/fleettable.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCompleter>
#include <QContextMenuEvent>
#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

class tst_FleetPage final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SampleFleet> m_sample;
    std::unique_ptr<FleetPage> m_page;

    void poll()
    {
        const FleetChanges changes = m_sample->poll();
        m_page->apply(changes, m_sample->now());
    }

private Q_SLOTS:
    void init()
    {
        Theme::instance().apply(*qApp, ThemeMode::Dark);
        m_sample = troubledFleet();
        m_sample->fillHistory(12);
        m_page = std::make_unique<FleetPage>(m_sample->fleet, [this] { return m_sample->now(); });
        m_page->resize(1086, 900);
        poll();
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void cleanup()
    {
        m_page.reset();
        m_sample.reset();
    }

    void budgetIsThereWithAnObjective()
    {
        const int budget = int(FleetColumn::Budget);
        QVERIFY(m_page->table()->isColumnHidden(budget));
        m_page->apply(m_sample->setObjective(QStringLiteral("checkout"), 0.999), m_sample->now());
        QVERIFY(!m_page->table()->isColumnHidden(budget));
        QVERIFY(m_page->table()->isColumnHidden(int(FleetColumn::Burn))); // for those who ask
        m_page->table()->setColumnHidden(budget, true);                   // the user does not want it
        const QByteArray layout = m_page->table()->saveLayout();
        m_page->table()->setColumnHidden(budget, false);
        m_page->table()->restoreLayout(layout);
        QVERIFY(m_page->table()->isColumnHidden(budget));
    }

    void showsTheFleet()
    {
        QCOMPARE(m_page->table()->model()->rowCount(), 1200);
        QCOMPARE(int(m_page->mapModel().cells().size()), 1200);
        const auto *counts = m_page->findChild<QLabel *>(QStringLiteral("fleetCounts"));
        QVERIFY(counts->text().contains(QStringLiteral("19 need attention")));
        QCOMPARE(m_page->table()->model()->index(0, 0).data().toString(), QStringLiteral("down"));
        takeShot(*m_page, QStringLiteral("fleetpage-dark"));
        Theme::instance().apply(*qApp, ThemeMode::Light);
        takeShot(*m_page, QStringLiteral("fleetpage-light"));
    }

    void selectionAndScrollSurvivePolls()
    {
        FleetTable *table = m_page->table();
        QSignalSpy picked(m_page.get(), &FleetPage::currentChanged);
        table->verticalScrollBar()->setValue(2400);
        m_page->map()->verticalScrollBar()->setValue(40);
        const int row = 110;
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(row, 1)).center());
        QCOMPARE(picked.count(), 1);
        const InstanceNumber number = m_page->tableModel().numberAt(row);
        QCOMPARE(m_page->current(), number);
        QCOMPARE(m_page->map()->current(), number);
        const int scroll = table->verticalScrollBar()->value();
        const int mapScroll = m_page->map()->verticalScrollBar()->value();
        for (int i = 0; i < 3; ++i) {
            m_sample->setReadiness(m_page->tableModel().numberAt(200 + i), QStringLiteral("HTTP 503"));
            poll();
        }
        poll();
        QCOMPARE(table->verticalScrollBar()->value(), scroll);
        QCOMPARE(m_page->map()->verticalScrollBar()->value(), mapScroll);
        QCOMPARE(table->selected(), QList<InstanceNumber>{number});
        QCOMPARE(m_page->current(), number);
        QCOMPARE(picked.count(), 1);
    }

    void whatIsPickedStaysPickedWhenFilteredAway()
    {
        FleetTable *table = m_page->table();
        m_page->filterLine()->setFilterText(QStringLiteral("state:down"));
        QCOMPARE(m_page->tableModel().rowCount(), 3);
        QSignalSpy picked(m_page.get(), &FleetPage::currentChanged);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(1, 1)).center());
        QCOMPARE(picked.count(), 1);
        const InstanceNumber number = m_page->current();
        m_sample->heal(number);
        for (int i = 0; i < 3; ++i) {
            poll();
        }
        QCOMPARE(m_page->tableModel().rowCount(), 2);
        QCOMPARE(m_page->current(), number);
        QVERIFY2(table->selected().isEmpty(), "a neighbour must not be picked by itself");
        QCOMPARE(picked.count(), 1);
        m_page->filterLine()->clear();
        QCOMPARE(table->selected(), QList<InstanceNumber>{number});
    }

    void tableIsWalkedByLetters()
    {
        FleetTable *table = m_page->table();
        table->setFocus();
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_J);
        QTest::keyClick(table, Qt::Key_J);
        QCOMPARE(table->currentIndex().row(), 2);
        QTest::keyClick(table, Qt::Key_K);
        QCOMPARE(table->currentIndex().row(), 1);
        QSignalSpy activated(m_page.get(), &FleetPage::activated);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
    }

    void orderIsHeldOnlyWhileTheMenuIsOpen()
    {
        FleetTable *table = m_page->table();
        const InstanceNumber victim = m_page->tableModel().numberAt(30);
        const auto fail = [&] {
            m_sample->setHealth(victim, ProbeOutcome::Unreachable, QStringLiteral("connection refused"));
            poll();
            poll();
        };
        int rowDuringMenu = -1;
        connect(m_page.get(), &FleetPage::menuWanted, this, [&] {
            fail();
            rowDuringMenu = m_page->tableModel().rowOf(victim);
        });
        const QPoint place = table->visualRect(table->model()->index(2, 1)).center();
        QTest::mousePress(table->viewport(), Qt::RightButton, {}, place);
        QContextMenuEvent menu(QContextMenuEvent::Mouse, place, table->viewport()->mapToGlobal(place));
        QApplication::sendEvent(table->viewport(), &menu);
        QCOMPARE(rowDuringMenu, 30);
        QVERIFY(m_page->tableModel().rowOf(victim) < 4);
    }

    void wrongFilterIsUnderlinedAndChangesNothing()
    {
        FilterLine *line = m_page->filterLine();
        line->setFilterText(QStringLiteral("cluster:eu-west"));
        QCOMPARE(m_page->tableModel().rowCount(), 480);
        line->setFilterText(QStringLiteral("cluster:eu-west stat:down"));
        QCOMPARE(line->errors().size(), 1);
        QCOMPARE(m_page->tableModel().rowCount(), 480);
        const auto *error = m_page->findChild<QLabel *>(QStringLiteral("filterError"));
        QVERIFY(error->isVisible());
        QVERIFY(!error->text().isEmpty());
        takeShot(*m_page, QStringLiteral("fleetpage-filter-error"));
        line->setFilterText(QStringLiteral("cluster:eu-west state:down"));
        QVERIFY(!error->isVisible());
        QCOMPARE(m_page->tableModel().rowCount(), 3);
    }

    void unknownLabelKeysAreUnderlined()
    {
        FilterLine *line = m_page->filterLine();
        line->setFilterText(QStringLiteral("colour:blue"));
        QCOMPARE(line->errors().size(), 1);
        QCOMPARE(line->errors().first().position, 0);
        QCOMPARE(m_page->tableModel().rowCount(), 1200);
        line->setFilterText(QStringLiteral("zone:*"));
        QVERIFY2(line->errors().isEmpty(), "a label of the fleet is a key");
    }

    void filterTermsAreToggled()
    {
        FilterLine *line = m_page->filterLine();
        line->setFilterText(QStringLiteral("cluster:eu-west name text"));
        line->toggleTerm(QStringLiteral("state"), QStringLiteral("down"));
        QCOMPARE(line->text(), QStringLiteral("cluster:eu-west name text state:down"));
        line->toggleTerm(QStringLiteral("state"), QStringLiteral("up"));
        QCOMPARE(line->text(), QStringLiteral("cluster:eu-west name text state:up"));
        QVERIFY(line->hasTerm(QStringLiteral("state"), QStringLiteral("up")));
        line->toggleTerm(QStringLiteral("state"), QStringLiteral("up"));
        QCOMPARE(line->text(), QStringLiteral("cluster:eu-west name text"));
    }

    void completesWhileTyping()
    {
        FilterLine *line = m_page->filterLine();
        line->setFocus();
        QTest::keyClicks(line, QStringLiteral("clu"));
        QTRY_VERIFY(line->completions()->popup()->isVisible());
        QTest::keyClick(line->completions()->popup(), Qt::Key_Down);
        takeShot(*m_page, QStringLiteral("fleetpage-completion"));
        QTest::keyClick(line->completions()->popup(), Qt::Key_Return);
        QVERIFY2(line->text().startsWith(QStringLiteral("cluster")), qPrintable(line->text()));
    }

    void layoutIsKept()
    {
        m_page->setView(FleetView::Table);
        m_page->setGrouping({QStringLiteral("zone")});
        m_page->setColour(MapColour::P99);
        m_page->table()->sortBy(FleetColumn::ErrorRatio, Qt::DescendingOrder);
        m_page->map()->setCellSize(17);
        const QByteArray layout = m_page->saveLayout();
        FleetPage other(m_sample->fleet, [this] { return m_sample->now(); });
        other.restoreLayout(layout);
        QVERIFY(other.view() == FleetView::Table);
        QCOMPARE(other.grouping(), Grouping{QStringLiteral("zone")});
        QVERIFY(other.mapModel().colour() == MapColour::P99);
        QVERIFY(other.tableModel().sortColumn() == FleetColumn::ErrorRatio);
        QCOMPARE(other.map()->cellSize(), 17);
        other.restoreLayout(QByteArray("rubbish"));
        QVERIFY(other.view() == FleetView::Table);
    }
};

QTEST_MAIN(tst_FleetPage)
#include "tst_fleetpage.moc"
