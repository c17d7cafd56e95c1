#include "models/fleet/rollup.h"

#include <QTest>

using namespace quarterdeck;

class TestRollUp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void groups_data();
    void groups();
    void addAndRemove();
};

void TestRollUp::groups_data()
{
    QTest::addColumn<QList<int>>("counts"); // down, not ready, degraded, unknown, up
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QList<int>{0, 0, 0, 0, 0} << State::Unknown << QStringLiteral("no instances");
    QTest::newRow("all up") << QList<int>{0, 0, 0, 0, 120} << State::Up << QStringLiteral("120 up");
    QTest::newRow("partly down") << QList<int>{3, 0, 0, 0, 117} << State::Degraded
                                 << QStringLiteral("3 of 120 down");
    QTest::newRow("several") << QList<int>{3, 2, 8, 1, 106} << State::Degraded
                             << QStringLiteral("3 of 120 down · 2 not ready · 8 degraded · 1 unknown");
    QTest::newRow("degraded first") << QList<int>{0, 0, 8, 0, 112} << State::Degraded
                                    << QStringLiteral("8 of 120 degraded");
    QTest::newRow("all down") << QList<int>{4, 0, 0, 0, 0} << State::Down << QStringLiteral("4 of 4 down");
    QTest::newRow("none takes traffic")
        << QList<int>{1, 3, 0, 0, 0} << State::Down << QStringLiteral("1 of 4 down · 3 not ready");
    QTest::newRow("none ready") << QList<int>{0, 4, 0, 0, 0} << State::NotReady
                                << QStringLiteral("4 of 4 not ready");
    QTest::newRow("nothing known") << QList<int>{0, 0, 0, 4, 0} << State::Unknown
                                   << QStringLiteral("4 of 4 unknown");
    QTest::newRow("something known") << QList<int>{0, 0, 0, 1, 3} << State::Degraded
                                     << QStringLiteral("1 of 4 unknown");
}

void TestRollUp::groups()
{
    QFETCH(QList<int>, counts);
    QFETCH(State, state);
    QFETCH(QString, text);
    RollUp sum;
    for (int index = 0; index < stateCount; ++index) {
        for (int number = 0; number < counts.at(index); ++number) {
            sum.add({static_cast<State>(index), {}, 0});
        }
    }
    QCOMPARE(toString(sum.state()), toString(state));
    QCOMPARE(sum.toText(), text);
}

void TestRollUp::addAndRemove()
{
    RollUp sum;
    const RollUp::Share share{State::Down, InstanceFlag::Flapping | InstanceFlag::Unseen, 3};
    sum.add(share);
    QCOMPARE(sum.of(State::Down), 1);
    QCOMPARE(sum.flapping, 1);
    QCOMPARE(sum.unseen, 1);
    QCOMPARE(sum.openBreakers, 3);
    sum.remove(share);
    QCOMPARE(sum, RollUp());
}

QTEST_GUILESS_MAIN(TestRollUp)
#include "tst_rollup.moc"
