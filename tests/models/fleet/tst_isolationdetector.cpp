#include "models/fleet/isolationdetector.h"

#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(std::vector<quarterdeck::ClusterLoss>)

class TestIsolationDetector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void widespread_data();
    void widespread();
    void answers_data();
    void answers();
    void nobodyAnswersInTime();
    void oldAnswersDoNotCount();
    void endIsTold();
    void referencesThatReturnFirstAreNoOutage();
};

namespace {

const std::vector<ClusterLoss> allLost{{10, 10}, {10, 10}};
const std::vector<ClusterLoss> noneLost{{10, 0}, {10, 0}};

} // namespace

void TestIsolationDetector::widespread_data()
{
    QTest::addColumn<std::vector<ClusterLoss>>("clusters");
    QTest::addColumn<bool>("expected");
    using Clusters = std::vector<ClusterLoss>;
    QTest::newRow("nothing") << Clusters{} << false;
    QTest::newRow("80 % in two clusters") << Clusters{{10, 8}, {10, 8}} << true;
    QTest::newRow("79 % in one of two") << Clusters{{100, 80}, {100, 79}} << false;
    QTest::newRow("one of two clusters") << Clusters{{10, 10}, {10, 0}} << false;
    QTest::newRow("two of many clusters") << Clusters{{10, 9}, {10, 0}, {10, 0}, {10, 10}} << true;
    QTest::newRow("one-cluster fleet of 5") << Clusters{{5, 4}} << true;
    QTest::newRow("one-cluster fleet of 4") << Clusters{{4, 4}} << false;
    QTest::newRow("one-cluster fleet, 3 of 5") << Clusters{{5, 3}} << false;
    QTest::newRow("an empty cluster is none") << Clusters{{0, 0}, {6, 6}} << true;
}

void TestIsolationDetector::widespread()
{
    QFETCH(std::vector<ClusterLoss>, clusters);
    QFETCH(bool, expected);
    QCOMPARE(IsolationDetector::isWidespread(clusters), expected);
}

void TestIsolationDetector::answers_data()
{
    QTest::addColumn<bool>("routes");
    QTest::addColumn<int>("reachable");
    QTest::addColumn<int>("unreachable");
    QTest::addColumn<Isolation>("expected");
    QTest::addColumn<QString>("text");
    QTest::newRow("no route") << false << 0 << 0 << Isolation::Isolated << QStringLiteral("no route");
    QTest::newRow("no route outranks")
        << false << 1 << 0 << Isolation::Isolated << QStringLiteral("no route");
    QTest::newRow("references gone too")
        << true << 0 << 2 << Isolation::Isolated << QStringLiteral("none of its 2 references");
    QTest::newRow("references fine") << true << 2 << 0 << Isolation::Outage
                                     << QStringLiteral("Outage: 20 of 20");
    QTest::newRow("one reference fine")
        << true << 1 << 1 << Isolation::Outage << QStringLiteral("1 of 2 references");
    QTest::newRow("none configured") << true << 0 << 0 << Isolation::CannotTell
                                     << QStringLiteral("cannot tell");
}

void TestIsolationDetector::answers()
{
    QFETCH(bool, routes);
    QFETCH(int, reachable);
    QFETCH(int, unreachable);
    QFETCH(Isolation, expected);
    QFETCH(QString, text);
    const IsolationDetector::Settings settings{5s, reachable + unreachable > 0};
    IsolationDetector detector;
    const SteadyTime start{1h};
    QVERIFY(!detector.judge(noneLost, noneLost, settings, start));
    QVERIFY(detector.judge(allLost, allLost, settings, start + 1s));
    QCOMPARE(detector.isolation(), Isolation::Suspected);
    QVERIFY(detector.holdsStates());
    QCOMPARE(detector.news(), QString());
    QVERIFY(!detector.text().isEmpty());
    detector.setReferences({true, routes, reachable, unreachable, start + 1500ms});
    QVERIFY(detector.judge(allLost, allLost, settings, start + 2s));
    QCOMPARE(detector.isolation(), expected);
    QCOMPARE(detector.holdsStates(), expected == Isolation::Isolated);
    QVERIFY2(detector.text().contains(text), qPrintable(detector.text()));
    QCOMPARE(detector.news(), detector.text());
}

void TestIsolationDetector::nobodyAnswersInTime()
{
    const IsolationDetector::Settings settings{5s, true};
    IsolationDetector detector;
    const SteadyTime start{1h};
    detector.judge(allLost, allLost, settings, start);
    QVERIFY(!detector.judge(allLost, allLost, settings, start + 9s));
    QVERIFY(detector.judge(allLost, allLost, settings, start + 10s));
    QCOMPARE(detector.isolation(), Isolation::CannotTell);
    // Late is better than never.
    detector.setReferences({true, true, 0, 1, start + 11s});
    QVERIFY(detector.judge(allLost, allLost, settings, start + 12s));
    QCOMPARE(detector.isolation(), Isolation::Isolated);
}

void TestIsolationDetector::oldAnswersDoNotCount()
{
    const IsolationDetector::Settings settings{5s, true};
    IsolationDetector detector;
    const SteadyTime start{1h};
    detector.setReferences({true, true, 2, 0, start - 1s});
    detector.judge(allLost, allLost, settings, start);
    QCOMPARE(detector.isolation(), Isolation::Suspected);
}

void TestIsolationDetector::endIsTold()
{
    const IsolationDetector::Settings settings{5s, true};
    IsolationDetector detector;
    const SteadyTime start{1h};
    detector.judge(allLost, allLost, settings, start);
    detector.setReferences({true, false, 0, 0, start + 1s});
    detector.judge(allLost, allLost, settings, start + 1s);
    // Losses that are no longer fresh do not end it: only answers do.
    QVERIFY(!detector.judge(noneLost, allLost, settings, start + 40s));
    QCOMPARE(detector.isolation(), Isolation::Isolated);
    QVERIFY(detector.judge(noneLost, noneLost, settings, start + 42s));
    QCOMPARE(detector.isolation(), Isolation::None);
    QCOMPARE(detector.text(), QString());
    QCOMPARE(detector.news(), QStringLiteral("This console is connected again, after 42 s"));
}

void TestIsolationDetector::referencesThatReturnFirstAreNoOutage()
{
    const IsolationDetector::Settings settings{5s, true};
    IsolationDetector detector;
    const SteadyTime start{1h};
    detector.judge(allLost, allLost, settings, start);
    detector.setReferences({true, true, 0, 2, start + 1s});
    detector.judge(allLost, allLost, settings, start + 1s);
    QCOMPARE(detector.isolation(), Isolation::Isolated);
    detector.setReferences({true, true, 2, 0, start + 30s});
    detector.judge(allLost, allLost, settings, start + 30s);
    QCOMPARE(detector.isolation(), Isolation::Isolated); // the fleet has not been asked again yet
    detector.judge(allLost, allLost, settings, start + 41s);
    QCOMPARE(detector.isolation(), Isolation::Outage); // by now it has, and is still gone
}

QTEST_GUILESS_MAIN(TestIsolationDetector)
#include "tst_isolationdetector.moc"
