#include "models/incidents/incidentrules.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

class TestIncidentRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thresholds_data();
    void thresholds();
    void signsHold_data();
    void signsHold();
    void theRuleIsNamed();
};

void TestIncidentRules::thresholds_data()
{
    QTest::addColumn<int>("instances");
    QTest::addColumn<int>("bad");
    QTest::addColumn<int>("open");
    QTest::newRow("1") << 1 << 1 << 1;
    QTest::newRow("3") << 3 << 1 << 1;
    QTest::newRow("5") << 5 << 1 << 1;
    QTest::newRow("6") << 6 << 1 << 2;
    QTest::newRow("10") << 10 << 1 << 2;
    QTest::newRow("11") << 11 << 2 << 3;
    QTest::newRow("120") << 120 << 12 << 24;
}

void TestIncidentRules::thresholds()
{
    QFETCH(int, instances);
    QTEST(badInstancesThreshold(instances), "bad");
    QTEST(openBreakersThreshold(instances), "open");
}

void TestIncidentRules::signsHold_data()
{
    QTest::addColumn<ServiceCondition>("condition");
    QTest::addColumn<QStringList>("signs");
    ServiceCondition well;
    well.service = u"checkout"_s;
    well.instances = 120;
    QTest::newRow("well") << well << QStringList{};
    ServiceCondition few = well;
    few.down = 11;
    QTest::newRow("too few down") << few << QStringList{};
    ServiceCondition down = well;
    down.down = 12;
    QTest::newRow("a tenth down") << down << QStringList{u"12 of 120 down for 30 s"_s};
    ServiceCondition mixed = well;
    mixed.down = 6;
    mixed.notReady = 6;
    QTest::newRow("down and not ready") << mixed << QStringList{u"12 of 120 down or not ready for 30 s"_s};
    ServiceCondition unready = well;
    unready.notReady = 20;
    QTest::newRow("not ready") << unready << QStringList{u"20 of 120 not ready for 30 s"_s};
    ServiceCondition degraded = well;
    degraded.degraded = 120;
    QTest::newRow("degraded opens nothing") << degraded << QStringList{};
    ServiceCondition burning = well;
    burning.fastBurn = 20.04;
    QTest::newRow("burning") << burning
                             << QStringList{
                                    u"error budget burns at 20.0 over 5 min and above 14.4 over 1 h"_s};
    ServiceCondition breaker = well;
    breaker.breakers = {{u"db %1"_s, u"eu"_s, 10, 2, {}}, {u"cache"_s, u"eu"_s, 10, 1, {}}};
    QTest::newRow("breaker on a fifth")
        << breaker << QStringList{u"breaker db %1 open on 2 of 10 for 30 s"_s};
    ServiceCondition alert = well;
    alert.criticalAlerts = {u"CheckoutDown"_s};
    QTest::newRow("critical alert") << alert << QStringList{u"critical alert CheckoutDown fires"_s};
}

void TestIncidentRules::signsHold()
{
    QFETCH(ServiceCondition, condition);
    QFETCH(QStringList, signs);
    QStringList found;
    for (const IncidentSign &sign : signsOf(condition, {})) {
        QCOMPARE(sign.service, u"checkout"_s);
        found.append(sign.ruleText());
    }
    QCOMPARE(found, signs);
}

void TestIncidentRules::theRuleIsNamed()
{
    ServiceCondition condition;
    condition.service = u"orders-db"_s;
    condition.instances = 3;
    condition.down = 3;
    condition.clusters = {u"eu-west"_s};
    condition.badSince = WallTime(std::chrono::seconds(40));
    const QList<IncidentSign> signs = signsOf(condition, WallTime(std::chrono::seconds(90)));
    QCOMPARE(signs.size(), 1);
    QCOMPARE(signs.first().title, u"orders-db down in eu-west"_s);
    QVERIFY(signs.first().severity == Severity::Critical);
    QVERIFY(signs.first().since == WallTime(std::chrono::seconds(40)));
    condition.down = 1;
    condition.clusters = {u"a"_s, u"b"_s, u"c"_s};
    QCOMPARE(signsOf(condition, {}).first().title, u"orders-db: 1 of 3 down in 3 clusters"_s);
    QVERIFY(signsOf(condition, {}).first().severity == Severity::Major);
}

Q_DECLARE_METATYPE(ServiceCondition)
QTEST_GUILESS_MAIN(TestIncidentRules)
#include "tst_incidentrules.moc"
