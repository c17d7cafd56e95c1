#include "models/items/breakerboardmodel.h"

#include "tests/models/breakerboard/boardfixture.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace quarterdeck;
using namespace quarterdeck::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestBreakerBoardModel : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<BoardFixture> m_fleet;
    std::unique_ptr<BreakerBoardModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;

    void tell() { m_model->apply(m_fleet->last, m_fleet->clock.steady(), m_fleet->clock.wall()); }
    void scrape(quint32 number, const QList<BreakerReading> &breakers)
    {
        m_fleet->clock.advance(1ms); // no two pages at the same moment
        m_fleet->scrape(number, breakers);
        tell();
    }
    void pass(std::chrono::seconds time)
    {
        for (std::chrono::seconds i{0}; i < time; ++i) {
            m_fleet->pass(1s);
            tell();
        }
    }
    /// A page now and one five seconds later, between which so many calls went well and failed.
    void call(quint32 number, const QString &name, double ok, double failed, BreakerState state)
    {
        scrape(number, {BoardFixture::withCalls(BoardFixture::breaker(name, state), 0, 0, 0)});
        pass(5s);
        scrape(number, {BoardFixture::withCalls(BoardFixture::breaker(name, state), ok, failed, 0)});
    }
    [[nodiscard]] QStringList rows() const
    {
        QStringList names;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            names.append(m_model->index(row).data().toString());
        }
        return names;
    }

private Q_SLOTS:
    void init();
    void worstFirst();
    void lowTrafficDoesNotRise();
    void statesMoveAtOnceNumbersAtADistance();
    void nothingMovesWhileHeld();
    void orders();
    void groups();
    void filterFollowsTheState();
    void onlyRecent();
    void pollsNeverReset();
    void aPollIsOneNotice();
    void persistentIndexesFollow();
    void rolesAndWords();
    void randomLife();
};

void TestBreakerBoardModel::init()
{
    m_tester.reset();
    m_model.reset();
    m_fleet = std::make_unique<BoardFixture>();
    for (int i = 0; i < 6; ++i) {
        m_fleet->addTarget(i % 2 == 0 ? u"checkout"_s : u"cart"_s, i < 4 ? u"eu-west"_s : u"us-east"_s);
    }
    m_fleet->begin();
    m_model = std::make_unique<BreakerBoardModel>(m_fleet->board);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    tell();
}

void TestBreakerBoardModel::worstFirst()
{
    const auto state = [this](quint32 number, const QString &name, BreakerState is) {
        scrape(number, {BoardFixture::breaker(name, is)});
    };
    state(1, u"well"_s, BreakerState::Closed);
    state(2, u"dark"_s, BreakerState::Unknown);
    state(3, u"forced"_s, BreakerState::ForcedOpen);
    state(4, u"tries"_s, BreakerState::HalfOpen);
    state(5, u"open"_s, BreakerState::Open);
    QCOMPARE(rows(), (QStringList{u"open"_s, u"tries"_s, u"forced"_s, u"dark"_s, u"well"_s}));
    // Among those of one state: what fails most, then what is called most
    init();
    call(1, u"a"_s, 90, 10, BreakerState::Closed);
    call(2, u"b"_s, 50, 50, BreakerState::Closed);
    call(3, u"c"_s, 900, 100, BreakerState::Closed);
    pass(3s);
    QCOMPARE(rows(), (QStringList{u"b"_s, u"c"_s, u"a"_s}));
}

void TestBreakerBoardModel::lowTrafficDoesNotRise()
{
    call(1, u"busy"_s, 80, 20, BreakerState::Closed);
    call(2, u"idle"_s, 0, 1, BreakerState::Closed); // 100 % of one call
    pass(3s);
    QCOMPARE(rows(), (QStringList{u"busy"_s, u"idle"_s}));
    QVERIFY(m_model->index(1).data(BreakerDimmedRole).toBool());
}

void TestBreakerBoardModel::statesMoveAtOnceNumbersAtADistance()
{
    call(1, u"a"_s, 99, 1, BreakerState::Closed);
    call(2, u"b"_s, 90, 10, BreakerState::Closed);
    pass(3s);
    QCOMPARE(rows(), (QStringList{u"b"_s, u"a"_s}));
    scrape(1, {BoardFixture::withCalls(BoardFixture::breaker(u"a"_s), 99, 301, 0)});
    QCOMPARE(rows(), (QStringList{u"a"_s, u"b"_s})); // for long nothing moved
    scrape(2, {BoardFixture::withCalls(BoardFixture::breaker(u"b"_s), 90, 2010, 0)});
    QCOMPARE(rows(), (QStringList{u"a"_s, u"b"_s})); // numbers wait
    pass(3s);
    QCOMPARE(rows(), (QStringList{u"b"_s, u"a"_s}));
    BreakerReading open =
        BoardFixture::withCalls(BoardFixture::breaker(u"a"_s, BreakerState::Open), 99, 301, 0);
    open.trips = 1;
    scrape(1, {open});
    QCOMPARE(rows(), (QStringList{u"a"_s, u"b"_s})); // a state does not
}

void TestBreakerBoardModel::nothingMovesWhileHeld()
{
    scrape(1, {BoardFixture::breaker(u"a"_s)});
    scrape(2, {BoardFixture::breaker(u"b"_s)});
    m_model->setOrderHeld(true);
    scrape(2, {BoardFixture::breaker(u"b"_s, BreakerState::Open)});
    QCOMPARE(rows(), (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(int(m_model->index(1).data(BreakerStateRole).value<BreakerState>()), int(BreakerState::Open));
    m_model->setOrderHeld(false);
    QCOMPARE(rows(), (QStringList{u"b"_s, u"a"_s}));
}

void TestBreakerBoardModel::orders()
{
    call(1, u"b"_s, 10, 90, BreakerState::Closed);
    call(2, u"a"_s, 990, 10, BreakerState::Closed);
    pass(3s);
    QCOMPARE(rows(), (QStringList{u"b"_s, u"a"_s}));
    m_model->setOrder(BreakerSorting::Name);
    QCOMPARE(rows(), (QStringList{u"a"_s, u"b"_s}));
    m_model->setOrder(BreakerSorting::WorstFirst);
    m_model->setOrder(BreakerSorting::Volume);
    QCOMPARE(rows(), (QStringList{u"a"_s, u"b"_s}));
    m_model->setOrder(BreakerSorting::LastChange);
    scrape(1, {BoardFixture::breaker(u"b"_s, BreakerState::Open)});
    QCOMPARE(rows(), (QStringList{u"b"_s, u"a"_s}));
    pass(1s);
    scrape(2, {BoardFixture::breaker(u"a"_s, BreakerState::Open)});
    QCOMPARE(rows(), (QStringList{u"a"_s, u"b"_s}));
}

void TestBreakerBoardModel::groups()
{
    scrape(1, {BoardFixture::breaker(u"db"_s), BoardFixture::breaker(u"mail"_s)});
    scrape(2, {BoardFixture::breaker(u"db"_s, BreakerState::Open, u"opossum"_s)});
    scrape(5, {BoardFixture::breaker(u"db"_s)});
    QCOMPARE(m_model->rowCount(), 4);
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    m_model->setGrouping(BreakerGrouping::Service);
    QCOMPARE(rows(), (QStringList{u"cart"_s, u"checkout"_s}));
    QCOMPARE(m_model->tile(1)->breakers, 3);
    m_model->setGrouping(BreakerGrouping::Cluster);
    QCOMPARE(rows(), (QStringList{u"eu-west"_s, u"us-east"_s}));
    m_model->setGrouping(BreakerGrouping::Library);
    QCOMPARE(rows(), (QStringList{u"opossum"_s, u"Resilience4j"_s}));
    QCOMPARE(resets.size(), 3); // another question is another list
    QCOMPARE(m_model->totalsText(), u"4 breakers · 1 open (1 by instance)"_s);
    QCOMPARE(m_model->tileCount(), 2);
}

void TestBreakerBoardModel::filterFollowsTheState()
{
    scrape(1, {BoardFixture::breaker(u"a"_s)});
    scrape(2, {BoardFixture::breaker(u"b"_s, BreakerState::Open)});
    m_model->setFilter(std::get<BreakerFilter>(BreakerFilter::parse(u"breaker:open"_s)));
    QCOMPARE(rows(), QStringList{u"b"_s});
    scrape(1, {BoardFixture::breaker(u"a"_s, BreakerState::Open)});
    QCOMPARE(m_model->rowCount(), 2);
    scrape(2, {BoardFixture::breaker(u"b"_s)});
    QCOMPARE(rows(), QStringList{u"a"_s});
    QCOMPARE(m_model->tileCount(), 2);
    m_model->setFilter({});
    QCOMPARE(m_model->rowCount(), 2);
}

void TestBreakerBoardModel::onlyRecent()
{
    scrape(1, {BoardFixture::breaker(u"a"_s)});
    scrape(2, {BoardFixture::breaker(u"b"_s)});
    m_model->setOnlyRecent(true);
    QCOMPARE(m_model->rowCount(), 0); // first sight is no change
    pass(1s);
    scrape(2, {BoardFixture::breaker(u"b"_s, BreakerState::Open)});
    QCOMPARE(rows(), QStringList{u"b"_s});
    pass(BreakerBoardModel::recentChange - 2s);
    QCOMPARE(rows(), QStringList{u"b"_s});
    pass(4s);
    QCOMPARE(m_model->rowCount(), 0);
}

void TestBreakerBoardModel::pollsNeverReset()
{
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    for (int turn = 0; turn < 20; ++turn) {
        for (quint32 number = 1; number <= 6; ++number) {
            const auto state = turn % 3 == int(number) % 3 ? BreakerState::Open : BreakerState::Closed;
            scrape(number, {BoardFixture::breaker(u"db"_s, state)});
        }
        pass(5s);
    }
    QCOMPARE(resets.size(), 0);
    QCOMPARE(m_model->rowCount(), 4);
}

/// What one drain brings is told as one range where rows lie side by side, whatever the number of instances.
void TestBreakerBoardModel::aPollIsOneNotice()
{
    for (quint32 number = 1; number <= 6; ++number) {
        scrape(number, {BoardFixture::withCalls(BoardFixture::breaker(u"db"_s), 0, 0, 0)});
    }
    QSignalSpy notices(m_model.get(), &QAbstractItemModel::dataChanged);
    std::vector<Observation> drain;
    m_fleet->clock.advance(200ms);
    for (quint32 number = 1; number <= 6; ++number) {
        drain.push_back(
            m_fleet->page(number, {}, {BoardFixture::withCalls(BoardFixture::breaker(u"db"_s), 50, 0, 0)}));
    }
    const FleetChanges changes = m_fleet->apply(drain);
    m_model->apply(m_fleet->board.apply(changes, m_fleet->clock.steady(), m_fleet->clock.wall()),
                   m_fleet->clock.steady(), m_fleet->clock.wall());
    QCOMPARE(notices.size(), 1);
    QCOMPARE(notices[0][0].toModelIndex().row(), 0);
    QCOMPARE(notices[0][1].toModelIndex().row(), 3);
    QVERIFY(notices[0][2].value<QList<int>>().contains(int(BreakerTileRole)));
}

void TestBreakerBoardModel::persistentIndexesFollow()
{
    scrape(1, {BoardFixture::breaker(u"a"_s)});
    scrape(2, {BoardFixture::breaker(u"b"_s)});
    scrape(3, {BoardFixture::breaker(u"c"_s)});
    const QPersistentModelIndex kept = m_model->index(2);
    QCOMPARE(kept.data().toString(), u"c"_s);
    scrape(3, {BoardFixture::breaker(u"c"_s, BreakerState::Open)});
    QCOMPARE(kept.row(), 0);
    QCOMPARE(kept.data().toString(), u"c"_s);
    m_model->setFilter(std::get<BreakerFilter>(BreakerFilter::parse(u"breaker:a"_s)));
    QVERIFY(!kept.isValid());
}

void TestBreakerBoardModel::rolesAndWords()
{
    BreakerReading db = BoardFixture::breaker(u"db"_s, BreakerState::Open);
    db.failureRate = 0.625;
    db.threshold = 0.5;
    scrape(1, {db});
    pass(7s);
    const QModelIndex index = m_model->index(0);
    QCOMPARE(index.data(BreakerRatioRole).toDouble(), 0.625);
    QCOMPARE(index.data(BreakerThresholdRole).toDouble(), 0.5);
    QVERIFY(std::isnan(index.data(BreakerCallRateRole).toDouble()));
    QCOMPARE(index.data(BreakerSinceRole).value<std::chrono::milliseconds>(), 7000ms);
    const QString spoken = index.data(Qt::AccessibleTextRole).toString();
    QVERIFY2(spoken.startsWith(u"db, checkout eu-west, open on 1 of 1"_s), qPrintable(spoken));
    QCOMPARE(m_model->rowOf(m_model->idAt(0)), 0);
    QCOMPARE(m_model->rowOf({}), -1);
    QVERIFY(m_model->tile(1) == nullptr);
}

/// Breakers come, go, open and close while orders, filters and groupings change: the rows are always what a
/// fresh model would show.
void TestBreakerBoardModel::randomLife()
{
    QRandomGenerator random(11);
    const QStringList filters{u""_s, u"breaker:open"_s, u"cluster:eu-west"_s, u"!state:closed"_s};
    for (int turn = 0; turn < 400; ++turn) {
        QList<BreakerReading> page;
        for (int i = random.bounded(5); i > 0; --i) {
            page.append(BoardFixture::breaker(u"b%1"_s.arg(random.bounded(7)),
                                              static_cast<BreakerState>(random.bounded(breakerStateCount))));
        }
        scrape(1 + random.bounded(6U), page);
        pass(std::chrono::seconds(random.bounded(4) * (turn % 50 == 0 ? 200 : 1)));
        if (random.bounded(20) == 0) {
            m_model->setOrder(static_cast<BreakerSorting>(random.bounded(4)));
            m_model->setGrouping(static_cast<BreakerGrouping>(random.bounded(4)));
            m_model->setFilter(
                std::get<BreakerFilter>(BreakerFilter::parse(filters[random.bounded(int(filters.size()))])));
        }
        BreakerBoardModel fresh(m_fleet->board);
        fresh.setGrouping(m_model->grouping());
        fresh.apply({}, m_fleet->clock.steady(), m_fleet->clock.wall());
        fresh.setFilter(m_model->filter());
        QStringList expected;
        for (int row = 0; row < fresh.rowCount(); ++row) {
            expected.append(QString::number(fresh.idAt(row).value));
        }
        QStringList shown;
        for (int row = 0; row < m_model->rowCount(); ++row) {
            shown.append(QString::number(m_model->idAt(row).value));
        }
        expected.sort();
        shown.sort();
        QCOMPARE(shown, expected);
    }
}

QTEST_APPLESS_MAIN(TestBreakerBoardModel)
#include "tst_breakerboardmodel.moc"
