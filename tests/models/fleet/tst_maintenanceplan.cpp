#include "models/fleet/maintenanceplan.h"

#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

class TestMaintenancePlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matching_data();
    void matching();
    void opensAndCloses();
};

void TestMaintenancePlan::matching_data()
{
    QTest::addColumn<Labels>("match");
    QTest::addColumn<bool>("expected");
    const auto labels = [](const char *name, const char *value) {
        return Labels{{QString::fromLatin1(name), QString::fromLatin1(value)}};
    };
    QTest::newRow("everything") << Labels() << true;
    QTest::newRow("label") << labels("rack", "7") << true;
    QTest::newRow("other value") << labels("rack", "8") << false;
    QTest::newRow("absent label") << labels("shelf", "8") << false;
    QTest::newRow("absent label, empty value") << labels("shelf", "") << true;
    QTest::newRow("cluster from another label") << labels("cluster", "ap-south") << true;
    QTest::newRow("service from the job") << labels("service", "checkout") << true;
    QTest::newRow("job") << labels("job", "checkout") << true;
    QTest::newRow("instance") << labels("instance", "10.0.0.1:80") << true;
    Labels both = labels("rack", "7");
    both.insert(QStringLiteral("cluster"), QStringLiteral("eu"));
    QTest::newRow("all must hold") << both << false;
}

void TestMaintenancePlan::matching()
{
    QFETCH(Labels, match);
    QFETCH(bool, expected);
    Target target;
    target.id = {QStringLiteral("checkout"), QStringLiteral("10.0.0.1:80"), 0};
    target.service = QStringLiteral("checkout");
    target.cluster = QStringLiteral("ap-south");
    target.labels = {{QStringLiteral("datacenter"), QStringLiteral("ap-south")},
                     {QStringLiteral("rack"), QStringLiteral("7")}};
    QCOMPARE(matchesLabels(match, target), expected);
}

void TestMaintenancePlan::opensAndCloses()
{
    const WallTime start{1'700'000'000s};
    MaintenancePlan plan;
    plan.setWindows({{{}, start, start + 10s, QStringLiteral("kernel")}}, start - 1s);
    QVERIFY(!plan.covers({}));
    QVERIFY(plan.update(start));
    QVERIFY(plan.covers({}));
    QVERIFY(!plan.update(start + 9s));
    QVERIFY(plan.update(start + 10s));
    QVERIFY(!plan.covers({}));
}

QTEST_GUILESS_MAIN(TestMaintenancePlan)
#include "tst_maintenanceplan.moc"
