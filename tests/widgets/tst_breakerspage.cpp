#include "widgets/breakers/breakerspage.h"

#include "tests/models/breakerboard/boardfixture.h"
#include "tests/widgets/shot.h"
#include "widgets/breakers/breakerinstancestable.h"
#include "widgets/breakers/breakerpanel.h"
#include "widgets/breakers/breakertablehead.h"
#include "widgets/breakers/breakerview.h"
#include "widgets/breakers/stateband.h"
#include "widgets/charts/chartstack.h"
#include "widgets/charts/signalchart.h"
#include "widgets/filterline.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace quarterdeck;
using namespace quarterdeck::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The page and the panel beside it, driven as a user does, over a small fleet with every kind of trouble.
class TestBreakersPage : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<BoardFixture> m_fleet;
    std::unique_ptr<BreakersPage> m_page;
    std::unique_ptr<BreakerPanel> m_panel;

    void tell() const
    {
        m_page->apply(m_fleet->last, m_fleet->clock.steady(), m_fleet->clock.wall());
        m_panel->apply(m_fleet->last, m_fleet->clock.steady(), m_fleet->clock.wall());
    }
    void scrape(quint32 number, const QList<BreakerReading> &breakers) const
    {
        m_fleet->clock.advance(1ms); // no two pages at the same moment
        m_fleet->scrape(number, breakers);
        tell();
    }
    void pass(std::chrono::seconds time) const
    {
        for (std::chrono::seconds i{0}; i < time; ++i) {
            m_fleet->pass(1s);
            tell();
        }
    }
    template <typename T>
    [[nodiscard]] T *part(const char *name) const
    {
        T *found = m_page->findChild<T *>(QLatin1String(name));
        return found ? found : m_panel->findChild<T *>(QLatin1String(name));
    }
    [[nodiscard]] QString label(const char *name) const
    {
        const auto *found = part<QLabel>(name);
        return found ? found->text().replace(QChar(0x2009), u' ').replace(QChar(0x202F), u' ') : QString();
    }
    [[nodiscard]] QStringList rows() const
    {
        QStringList names;
        for (int row = 0; row < m_page->model().rowCount(); ++row) {
            names.append(m_page->model().index(row).data().toString());
        }
        return names;
    }
    [[nodiscard]] QPoint middleOf(int row) const
    {
        return m_page->view()->visualRect(m_page->model().index(row)).center();
    }
    void click(int row) const
    {
        QTest::mouseClick(m_page->view()->viewport(), Qt::LeftButton, {}, middleOf(row));
    }
    [[nodiscard]] QString words(int row) const
    {
        return m_page->model().index(row).data(BreakerFlagsRole).toStringList().join(u", ");
    }

private Q_SLOTS:
    void init();
    void cleanup();
    void tilesAreThereWorstFirst();
    void groups();
    void filters();
    void tilesAndTable();
    void keyboard();
    void clickOpensTheInstances();
    void instanceLeadsToTheFleet();
    void detailShowsChartsBandAndChanges();
    void copiesTheDeclaration();
    void marks();
    void countdown();
    void nothingFound();
    void focusStaysOutOfTheFilter();
    void rowOfButtonsFits();
    void layoutIsKept();
    void pollsKeepScrollAndPick();
};

void TestBreakersPage::init()
{
    Theme::instance().apply(*qApp, ThemeMode::Dark);
    m_fleet = std::make_unique<BoardFixture>();
    for (int i = 0; i < 6; ++i) {
        m_fleet->addTarget(i % 2 == 0 ? u"checkout"_s : u"cart"_s, i < 4 ? u"eu-west"_s : u"us-east"_s);
    }
    m_fleet->begin();
    m_page = std::make_unique<BreakersPage>(m_fleet->board);
    m_panel = std::make_unique<BreakerPanel>(m_fleet->board);
    connect(m_page.get(), &BreakersPage::picked, m_panel.get(), [this](BreakerTileId id) {
        m_panel->setTile(id, m_fleet->clock.steady(), m_fleet->clock.wall());
    });
    m_page->resize(1180, 760);
    m_panel->resize(372, 760);
    m_panel->show();
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    // A breaker that opens on one of two, one half-open, one forced open by somebody, others well
    const auto well = [](const QString &name) {
        return BoardFixture::withCalls(BoardFixture::breaker(name), 0, 0, 0);
    };
    scrape(1, {well(u"orders-db"_s), well(u"mailer"_s)});
    scrape(3, {well(u"orders-db"_s), well(u"mailer"_s)});
    scrape(2, {BoardFixture::breaker(u"stock"_s, BreakerState::HalfOpen, u"opossum"_s)});
    scrape(5, {BoardFixture::breaker(u"geo-ip"_s, BreakerState::ForcedOpen, u"hystrix"_s)});
    pass(5s);
    BreakerReading open =
        BoardFixture::withCalls(BoardFixture::breaker(u"orders-db"_s, BreakerState::Open), 20, 60, 40);
    open.trips = 1;
    open.threshold = 0.5;
    open.wait = 30s;
    scrape(1, {open, BoardFixture::withCalls(BoardFixture::breaker(u"mailer"_s), 60, 0, 0)});
    scrape(3, {BoardFixture::withCalls(BoardFixture::breaker(u"orders-db"_s), 80, 0, 0),
               BoardFixture::withCalls(BoardFixture::breaker(u"mailer"_s), 60, 0, 0)});
    pass(3s);
}

void TestBreakersPage::cleanup()
{
    m_page.reset();
    m_panel.reset();
    m_fleet.reset();
}

void TestBreakersPage::tilesAreThereWorstFirst()
{
    QCOMPARE(rows(), (QStringList{u"orders-db"_s, u"stock"_s, u"geo-ip"_s, u"mailer"_s}));
    QCOMPARE(label("breakerCounts"), u"4 breakers · 1 open (1) · 1 forced open (1) · 1 half-open (1)"_s);
    // Two or three beside each other, none outside
    const QRect first = m_page->view()->visualRect(m_page->model().index(0));
    const QRect second = m_page->view()->visualRect(m_page->model().index(1));
    QCOMPARE(first.top(), second.top());
    QVERIFY(second.left() > first.left());
    QVERIFY(m_page->view()->viewport()->rect().contains(first));
    takeShot(*m_page, u"breakers-page"_s);
}

void TestBreakersPage::groups()
{
    const auto *menu = part<QMenu>("breakerGroupMenu");
    const auto choose = [menu](const QString &name) {
        for (QAction *action : menu->actions()) {
            if (action->text() == name) {
                action->trigger();
                return true;
            }
        }
        return false;
    };
    QVERIFY(choose(u"service"_s));
    QCOMPARE(rows(), (QStringList{u"checkout"_s, u"cart"_s}));
    QCOMPARE(part<QToolButton>("breakerGroupButton")->text(), u"Group: service"_s);
    QVERIFY(choose(u"cluster"_s));
    QCOMPARE(rows(), (QStringList{u"eu-west"_s, u"us-east"_s}));
    QVERIFY(choose(u"library"_s));
    QCOMPARE(rows(), (QStringList{u"Resilience4j"_s, u"opossum"_s, u"Hystrix"_s}));
    QVERIFY(choose(u"breaker across instances"_s));
    QCOMPARE(m_page->model().rowCount(), 4);
}

void TestBreakersPage::filters()
{
    m_page->filterLine()->setFilterText(u"breaker:open"_s);
    QCOMPARE(rows(), (QStringList{u"orders-db"_s, u"geo-ip"_s}));
    QVERIFY(label("breakerCounts").startsWith(u"2 shown of 4 breakers"_s));
    m_page->filterLine()->setFilterText(u"state:half-open"_s);
    QCOMPARE(rows(), QStringList{u"stock"_s});
    m_page->filterLine()->setFilterText(u"state:opne"_s);
    QTRY_VERIFY(!part<QLabel>("breakerFilterError")->isHidden());
    QVERIFY(!label("breakerFilterError").isEmpty());
    m_page->filterLine()->setFilterText(QString());
    QCOMPARE(m_page->model().rowCount(), 4);
    QTRY_VERIFY(part<QLabel>("breakerFilterError")->isHidden());
    m_page->setOnlyRecent(true);
    QCOMPARE(rows(), QStringList{u"orders-db"_s});
}

void TestBreakersPage::tilesAndTable()
{
    auto *head = m_page->findChild<BreakerTableHead *>();
    QVERIFY(head->isHidden());
    const int tileHeight = m_page->view()->visualRect(m_page->model().index(0)).height();
    QTest::mouseClick(part<QToolButton>("lookTable"), Qt::LeftButton);
    QVERIFY(head->isVisible());
    QCOMPARE(int(m_page->view()->look()), int(BreakerLook::Table));
    const QRect row = m_page->view()->visualRect(m_page->model().index(0));
    QVERIFY(row.height() < tileHeight / 3);
    QVERIFY(row.width() > m_page->view()->viewport()->width() - 10);
    QCOMPARE(row.top(), 0); // right below the head
    QCOMPARE(m_page->view()->visualRect(m_page->model().index(1)).top(), row.height());
    takeShot(*m_page, u"breakers-table"_s);
    QTest::mouseClick(part<QToolButton>("lookTiles"), Qt::LeftButton);
    QVERIFY(head->isHidden());
    QCOMPARE(m_page->view()->visualRect(m_page->model().index(0)).height(), tileHeight);
    QTest::mouseClick(part<QToolButton>("span15"), Qt::LeftButton);
    QCOMPARE(int(m_page->view()->span()), int(BreakerSpan::FifteenMinutes));
    QVERIFY(part<QToolButton>("span15")->isChecked());
}

void TestBreakersPage::keyboard()
{
    QSignalSpy picked(m_page.get(), &BreakersPage::picked);
    QSignalSpy activated(m_page.get(), &BreakersPage::activated);
    m_page->setFocus();
    QTRY_COMPARE(QApplication::focusWidget(), m_page->view());
    QVERIFY(picked.isEmpty()); // the focus alone picks nothing
    QTest::keyClick(m_page->view(), Qt::Key_Right);
    QCOMPARE(picked.size(), 1);
    QTest::keyClick(m_page->view(), Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    m_page->stepProblem(1);
    const BreakerTileId first = m_page->view()->current();
    m_page->stepProblem(1);
    QVERIFY(m_page->view()->current() != first);
    m_page->stepProblem(1);
    m_page->stepProblem(1); // past the last problem, mailer is well, comes the first
    QCOMPARE(m_page->view()->current(), first);
}

void TestBreakersPage::clickOpensTheInstances()
{
    click(0);
    QCOMPARE(m_panel->tile(), m_page->model().idAt(0));
    QCOMPARE(label("breakerName"), u"orders-db"_s);
    QCOMPARE(label("breakerPlace"), u"checkout · eu-west · Resilience4j"_s);
    QVERIFY2(label("breakerState")
                 .startsWith(u"open for 3 s · next try in 26 s · 50.0 % failed or not permitted"_s),
             qPrintable(label("breakerState")));
    QCOMPARE(label("breakerStates"), u"2 instances: 1 open, 1 closed"_s);
    const BreakerInstancesModel &instances = m_panel->instancesModel();
    QCOMPARE(instances.rowCount(), 2);
    QCOMPARE(instances.index(0, int(BreakerInstanceColumn::State)).data().toString(), u"open"_s);
    QCOMPARE(instances.index(0, int(BreakerInstanceColumn::Instance)).data().toString(), u"10.0.0.1:8080"_s);
    QCOMPARE(instances.index(1, int(BreakerInstanceColumn::State)).data().toString(), u"closed"_s);
    const auto *table = m_panel->findChild<BreakerInstancesTable *>();
    for (const int width : {340, 372, 700}) {
        m_panel->resize(width, 760);
        QTRY_COMPARE(m_panel->width(), width);
        QVERIFY(!table->isColumnHidden(int(BreakerInstanceColumn::State)));
        QVERIFY(!table->isColumnHidden(int(BreakerInstanceColumn::Instance)));
    }
    takeShot(*m_panel, u"breaker-panel"_s);
}

void TestBreakersPage::instanceLeadsToTheFleet()
{
    click(0);
    QSignalSpy asked(m_panel.get(), &BreakerPanel::instanceActivated);
    auto *table = m_panel->findChild<BreakerInstancesTable *>();
    table->setCurrentIndex(m_panel->instancesModel().index(1, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].value<InstanceNumber>(), InstanceNumber{3});
}

void TestBreakersPage::detailShowsChartsBandAndChanges()
{
    click(0);
    pass(2s);
    const auto charts = m_panel->findChildren<SignalChart *>();
    QCOMPARE(charts.size(), 2);
    const auto *band = m_panel->findChild<StateBand *>();
    QVERIFY(!band->stretches().empty());
    QCOMPARE(int(band->stretches().back().state), int(BreakerState::Open));
    const auto *list = part<QWidget>("changes");
    QVERIFY(list->isVisibleTo(m_panel.get()));
    // It closes: the band grows by a stretch
    const std::size_t stretches = band->stretches().size();
    scrape(1, {BoardFixture::withCalls(BoardFixture::breaker(u"orders-db"_s), 30, 60, 40)});
    pass(2s);
    QCOMPARE(int(band->stretches().back().state), int(BreakerState::Closed));
    QCOMPARE(band->stretches().size(), stretches + 1);
    QVERIFY(label("breakerState").startsWith(u"closed for "_s));
}

void TestBreakersPage::copiesTheDeclaration()
{
    BreakerReading dark = BoardFixture::breaker(u"dark"_s, BreakerState::Unknown, u"gauge"_s);
    dark.raw = u"app_breaker_state 1"_s;
    dark.hint = u"breakers:\n  - metric: app_breaker_state\n    states: {0: closed, 1: open}\n"_s;
    scrape(4, {dark});
    const int row = m_page->model().rowOf(m_fleet->tile(u"dark"_s)->id);
    click(row);
    QVERIFY(part<QWidget>("declarationBox")->isVisible());
    QCOMPARE(label("rawState"), u"Exposed as: app_breaker_state 1"_s);
    QCOMPARE(part<QPlainTextEdit>("declaration")->toPlainText(), dark.hint);
    QGuiApplication::clipboard()->clear();
    QTest::mouseClick(part<QPushButton>("copyDeclaration"), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), dark.hint);
    click(0);
    QVERIFY(!part<QWidget>("declarationBox")->isVisible());
}

void TestBreakersPage::marks()
{
    // Counted by the library, seen by no page: inferred
    BreakerReading blip = BoardFixture::breaker(u"stock"_s, BreakerState::Closed, u"opossum"_s);
    scrape(4, {blip});
    blip.trips = 1;
    blip.openings = 1;
    scrape(4, {blip});
    const BreakerTileId stock = m_fleet->tile(u"stock"_s)->id;
    QCOMPARE(words(m_page->model().rowOf(stock)), u"inferred"_s);
    // Few calls
    scrape(6, {BoardFixture::withCalls(BoardFixture::breaker(u"quiet"_s), 0, 0, 0)});
    pass(5s);
    scrape(6, {BoardFixture::withCalls(BoardFixture::breaker(u"quiet"_s), 1, 1, 0)});
    const int quiet = m_page->model().rowOf(m_fleet->tile(u"quiet"_s)->id);
    QCOMPARE(words(quiet), u"low traffic"_s);
    QVERIFY(m_page->model().index(quiet).data(BreakerDimmedRole).toBool());
    // Its page comes no more
    for (int i = 0; i < 6; ++i) {
        pass(5s);
        m_fleet->miss(6);
        tell();
    }
    const QString lost = words(m_page->model().rowOf(m_fleet->tile(u"quiet"_s)->id));
    QVERIFY2(lost.contains(u"lost"_s), qPrintable(lost));
    // Open, asked by nobody, for more than ten minutes
    const BreakerReading stuck =
        BoardFixture::withCalls(BoardFixture::breaker(u"geo-ip"_s, BreakerState::Open), 0, 0, 0);
    for (int i = 0; i < 62; ++i) {
        scrape(4, {stuck});
        pass(10s);
    }
    const int row = m_page->model().rowOf(m_fleet->tile(u"geo-ip"_s)->id);
    bool found = false;
    for (int i = 0; i < m_page->model().rowCount(); ++i) {
        found = found || words(i).contains(u"stuck open"_s);
    }
    QVERIFY(row >= 0);
    QVERIFY(found);
    takeShot(*m_page, u"breakers-marks"_s);
}

void TestBreakersPage::countdown()
{
    click(0);
    QVERIFY2(label("breakerState").contains(u"next try in 26 s"_s), qPrintable(label("breakerState")));
    pass(10s);
    QVERIFY2(label("breakerState").contains(u"next try in 16 s"_s), qPrintable(label("breakerState")));
}

void TestBreakersPage::nothingFound()
{
    auto *nothing = part<QLabel>("noBreakers");
    QVERIFY(!nothing->isVisible());
    m_page->filterLine()->setFilterText(u"no-such-breaker"_s);
    QVERIFY(nothing->isVisible());
    QCOMPARE(nothing->text(), u"No breaker passes the filter."_s);
    m_page->filterLine()->setFilterText(QString());
    QVERIFY(!nothing->isVisible());
}

/// The list is empty at first; when tiles come, keys must go to them and not into the filter.
void TestBreakersPage::focusStaysOutOfTheFilter()
{
    BoardFixture fleet;
    fleet.addTarget(u"checkout"_s);
    fleet.begin();
    BreakersPage page(fleet.board);
    page.resize(800, 500);
    page.show();
    page.setFocus();
    page.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&page));
    QVERIFY(!page.filterLine()->hasFocus());
    fleet.scrape(1, {fleet.breaker(u"db"_s)});
    page.apply(fleet.last, fleet.clock.steady(), fleet.clock.wall());
    QTRY_VERIFY(page.view()->hasFocus());
    page.filterLine()->setFocus();
    page.filterLine()->setFilterText(u"nobody"_s); // who types keeps the focus
    QVERIFY(page.filterLine()->hasFocus());
}

void TestBreakersPage::rowOfButtonsFits()
{
    for (const int width : {720, 740, 900, 1180, 1500}) {
        m_page->resize(width, 600);
        QTRY_COMPARE(m_page->width(), width);
        const auto *row = part<QWidget>("breakerFilterRow");
        for (const QWidget *button : row->findChildren<QToolButton *>()) {
            if (button->objectName().isEmpty()) {
                continue; // of the filter line itself
            }
            const QRect place(button->mapTo(m_page.get(), QPoint()), button->size());
            QVERIFY2(m_page->rect().contains(place),
                     qPrintable(u"%1 at %2"_s.arg(button->objectName()).arg(width)));
            QVERIFY2(button->width() >= button->sizeHint().width(),
                     qPrintable(u"%1 at %2: %3 of %4"_s.arg(button->objectName())
                                    .arg(width)
                                    .arg(button->width())
                                    .arg(button->sizeHint().width())));
        }
    }
    QVERIFY(part<QLabel>("breakerCounts")->isVisible());
}

void TestBreakersPage::layoutIsKept()
{
    m_page->setGrouping(BreakerGrouping::Cluster);
    m_page->setOrder(BreakerSorting::Volume);
    m_page->setLook(BreakerLook::Table);
    m_page->setSpan(BreakerSpan::FifteenMinutes);
    const QByteArray layout = m_page->saveLayout();
    BreakersPage other(m_fleet->board);
    other.restoreLayout(layout);
    QCOMPARE(int(other.model().grouping()), int(BreakerGrouping::Cluster));
    QCOMPARE(int(other.model().order()), int(BreakerSorting::Volume));
    QCOMPARE(int(other.view()->look()), int(BreakerLook::Table));
    QCOMPARE(int(other.view()->span()), int(BreakerSpan::FifteenMinutes));
    other.restoreLayout(QByteArrayLiteral("not a layout"));
    QCOMPARE(int(other.view()->look()), int(BreakerLook::Table));
}

void TestBreakersPage::pollsKeepScrollAndPick()
{
    QList<BreakerReading> many;
    for (int i = 0; i < 60; ++i) {
        many.append(BoardFixture::breaker(u"b%1"_s.arg(i, 2, 10, QLatin1Char('0'))));
    }
    scrape(6, many);
    m_page->setOrder(BreakerSorting::Name);
    QTRY_VERIFY(m_page->view()->verticalScrollBar()->maximum() > 400);
    m_page->view()->verticalScrollBar()->setValue(400);
    const int scrolled = m_page->view()->verticalScrollBar()->value();
    QVERIFY(scrolled > 0);
    const BreakerTileId picked = m_fleet->tile(u"b09"_s)->id;
    click(m_page->model().rowOf(picked));
    QCOMPARE(m_page->view()->current(), picked);
    for (int i = 0; i < 5; ++i) {
        many[i].state = BreakerState::Open;
        scrape(6, many);
        pass(3s);
    }
    QCOMPARE(m_page->view()->verticalScrollBar()->value(), scrolled);
    QCOMPARE(m_page->view()->current(), picked);
    QCOMPARE(m_panel->tile(), picked);
    // Also when the filter hides it and shows it again
    m_page->filterLine()->setFilterText(u"breaker:open"_s);
    m_page->filterLine()->setFilterText(QString());
    QCOMPARE(m_page->view()->current(), picked);
    QVERIFY(
        m_page->view()->selectionModel()->isSelected(m_page->model().index(m_page->model().rowOf(picked))));
}

QTEST_MAIN(TestBreakersPage)
#include "tst_breakerspage.moc"
