#include "models/items/breakerinstancesmodel.h"

#include "tests/models/breakerboard/boardfixture.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace quarterdeck;
using namespace quarterdeck::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestBreakerInstancesModel : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<BoardFixture> m_fleet;
    std::unique_ptr<BreakerInstancesModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;

    void scrape(quint32 number, const QList<BreakerReading> &breakers)
    {
        m_fleet->clock.advance(1ms); // no two pages at the same moment
        m_fleet->scrape(number, breakers);
        m_model->apply(m_fleet->last, m_fleet->clock.steady());
    }
    [[nodiscard]] QString cell(int row, BreakerInstanceColumn column) const
    {
        return m_model->index(row, int(column)).data().toString();
    }

private Q_SLOTS:
    void init();
    void worstFirst();
    void cells();
    void pollsNeverReset();
    void membersComeAndGo();
    void manyBreakersOfOneInstance();
    void namesakes();
    void tileGoes();
};

void TestBreakerInstancesModel::init()
{
    m_tester.reset();
    m_model.reset();
    m_fleet = std::make_unique<BoardFixture>();
    for (int i = 0; i < 4; ++i) {
        m_fleet->addTarget(u"checkout"_s);
    }
    m_fleet->begin();
    m_model = std::make_unique<BreakerInstancesModel>(m_fleet->board);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (quint32 number = 1; number <= 3; ++number) {
        scrape(number, {BoardFixture::breaker(u"db"_s)});
    }
    m_model->setTile(m_fleet->tile(u"db"_s)->id, m_fleet->clock.steady());
}

void TestBreakerInstancesModel::worstFirst()
{
    QCOMPARE(m_model->rowCount(), 3);
    const QPersistentModelIndex third = m_model->index(2, 0);
    scrape(3, {BoardFixture::breaker(u"db"_s, BreakerState::Open)});
    QCOMPARE(m_model->rowOf({3}), 0);
    QCOMPARE(third.row(), 0);
    QCOMPARE(cell(0, BreakerInstanceColumn::State), u"open"_s);
    QCOMPARE(cell(1, BreakerInstanceColumn::State), u"closed"_s);
    QCOMPARE(m_model->index(0, 0).data(BreakerInstancesModel::NumberRole).value<InstanceNumber>(),
             InstanceNumber{3});
}

void TestBreakerInstancesModel::cells()
{
    m_fleet->pass(5s);
    BreakerReading db = BoardFixture::withCalls(BoardFixture::breaker(u"db"_s), 0, 0, 0);
    scrape(1, {db});
    m_fleet->pass(5s);
    db = BoardFixture::withCalls(db, 75, 25, 0);
    db.trips = 1;
    scrape(1, {db});
    const int row = m_model->rowOf({1});
    QCOMPARE(cell(row, BreakerInstanceColumn::Instance), u"10.0.0.1:8080"_s);
    QCOMPARE(cell(row, BreakerInstanceColumn::Breaker), u"db"_s);
    QCOMPARE(cell(row, BreakerInstanceColumn::Trips), u"1"_s);
    QVERIFY(cell(row, BreakerInstanceColumn::Since).endsWith(u", inferred"_s));
    QVERIFY(m_model->index(row, 0).data(BreakerInstancesModel::InferredRole).toBool());
    QVERIFY(cell(row, BreakerInstanceColumn::FailureRatio).startsWith(u"25"_s));
    QCOMPARE(qRound(m_model->index(row, int(BreakerInstanceColumn::CallRate))
                        .data(BreakerInstancesModel::ValueRole)
                        .toDouble()),
             20);
    const int other = m_model->rowOf({2});
    QVERIFY(cell(other, BreakerInstanceColumn::Since).startsWith(u"≥ "_s));
    for (int column = 0; column < breakerInstanceColumnCount; ++column) {
        QVERIFY(!m_model->headerData(column, Qt::Horizontal).toString().isEmpty());
    }
}

void TestBreakerInstancesModel::pollsNeverReset()
{
    QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    for (int turn = 0; turn < 12; ++turn) {
        const auto number = quint32(turn % 3 + 1);
        scrape(number,
               {BoardFixture::breaker(u"db"_s, turn % 2 == 0 ? BreakerState::Open : BreakerState::HalfOpen)});
    }
    QCOMPARE(resets.size(), 0);
    QCOMPARE(removed.size(), 0);
    QCOMPARE(m_model->rowCount(), 3);
}

void TestBreakerInstancesModel::membersComeAndGo()
{
    const QPersistentModelIndex second = m_model->index(m_model->rowOf({2}), 0);
    scrape(4, {BoardFixture::breaker(u"db"_s, BreakerState::HalfOpen)});
    QCOMPARE(m_model->rowCount(), 4);
    QCOMPARE(m_model->rowOf({4}), 0);
    // Its page comes without the breaker: lost, and last
    scrape(1, {BoardFixture::breaker(u"mail"_s)});
    QCOMPARE(m_model->rowOf({1}), 3);
    QVERIFY(m_model->index(3, 0).data(BreakerInstancesModel::LostRole).toBool());
    QCOMPARE(cell(3, BreakerInstanceColumn::State), u"lost (was closed)"_s);
    m_fleet->definition.targets.removeFirst();
    m_fleet->begin();
    m_model->apply(m_fleet->last, m_fleet->clock.steady());
    QCOMPARE(m_model->rowCount(), 3);
    QCOMPARE(second.row(), m_model->rowOf({2}));
}

/// A tile of a service holds several breakers of one instance; each is a row of its own.
void TestBreakerInstancesModel::manyBreakersOfOneInstance()
{
    for (quint32 number = 1; number <= 4; ++number) {
        scrape(number, {BoardFixture::breaker(u"db"_s), BoardFixture::breaker(u"mail"_s)});
    }
    m_model->setTile(m_fleet->tile(u"checkout"_s, BreakerGrouping::Service)->id, m_fleet->clock.steady());
    QCOMPARE(m_model->rowCount(), 8);
    const QPersistentModelIndex mail = m_model->index(1, 0);
    QCOMPARE(cell(1, BreakerInstanceColumn::Breaker), u"mail"_s);
    scrape(1, {BoardFixture::breaker(u"db"_s), BoardFixture::breaker(u"mail"_s, BreakerState::Open)});
    QCOMPARE(mail.row(), 0);
    QCOMPARE(cell(0, BreakerInstanceColumn::Breaker), u"mail"_s);
    QCOMPARE(m_model->rowCount(), 8);
}

/// Two of one name on one page, told apart by a label: two rows, also when one of them goes.
void TestBreakerInstancesModel::namesakes()
{
    const auto get = [](const QString &group, BreakerState state) {
        BreakerReading reading = BoardFixture::breaker(u"get"_s, state);
        reading.labels = {{u"group"_s, group}};
        return reading;
    };
    scrape(1, {get(u"Orders"_s, BreakerState::Closed), get(u"Users"_s, BreakerState::Closed)});
    m_model->setTile(m_fleet->tile(u"checkout"_s, BreakerGrouping::Service)->id, m_fleet->clock.steady());
    const int before = m_model->rowCount();
    scrape(1, {get(u"Orders"_s, BreakerState::Closed), get(u"Users"_s, BreakerState::Open)});
    QCOMPARE(m_model->rowCount(), before);
    QCOMPARE(cell(0, BreakerInstanceColumn::Breaker), u"get (Users)"_s);
    scrape(1, {get(u"Orders"_s, BreakerState::Closed)});
    m_fleet->pass(11min);
    m_model->apply(m_fleet->last, m_fleet->clock.steady());
    QVERIFY(m_model->rowCount() > 0);
}

void TestBreakerInstancesModel::tileGoes()
{
    m_fleet->definition.targets.clear();
    m_fleet->begin();
    m_model->apply(m_fleet->last, m_fleet->clock.steady());
    QCOMPARE(m_model->rowCount(), 0);
    QVERIFY(m_model->member(0) == nullptr);
}

QTEST_APPLESS_MAIN(TestBreakerInstancesModel)
#include "tst_breakerinstancesmodel.moc"
