#include "models/incidents/alertfollower.h"

#include "models/incidents/incidentrules.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

class TestAlertFollower : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginningsAndEndsAreEvents();
    void criticalOnesAreSigns();
};

namespace {

const WallTime noon{std::chrono::seconds(1795219200)};

FiringAlert alert(const QString &name, const QString &service, const QString &severity)
{
    FiringAlert made;
    made.key = name + service;
    made.name = name;
    made.service = service;
    made.severity = severity;
    made.summary = u"it burns"_s;
    made.since = noon;
    return made;
}

} // namespace

void TestAlertFollower::beginningsAndEndsAreEvents()
{
    AlertFollower follower;
    const FiringAlert burn = alert(u"ErrorBudgetBurn"_s, u"checkout"_s, u"critical"_s);
    QList<Event> events = follower.apply({burn}, noon + 40s);
    QCOMPARE(events.size(), 1);
    QVERIFY(events.first().kind == EventKind::Alert);
    QVERIFY(events.first().happened == noon); // Prometheus knew before we asked
    QCOMPARE(events.first().component, u"ErrorBudgetBurn"_s);
    QCOMPARE(events.first().service, u"checkout"_s);
    QCOMPARE(events.first().to, u"firing"_s);
    QCOMPARE(events.first().reason, u"it burns"_s);
    QVERIFY(follower.apply({burn}, noon + 55s).isEmpty());
    events = follower.apply({}, noon + 70s);
    QCOMPARE(events.size(), 1);
    QCOMPARE(events.first().from, u"firing"_s);
    QCOMPARE(events.first().to, u"resolved"_s);
    QVERIFY(events.first().happened == noon + 70s);
}

void TestAlertFollower::criticalOnesAreSigns()
{
    AlertFollower follower;
    follower.apply({alert(u"Down"_s, u"checkout"_s, u"Critical"_s),
                    alert(u"Slow"_s, u"checkout"_s, u"warning"_s), alert(u"DiskFull"_s, u"nas"_s, u"page"_s),
                    alert(u"Nobody"_s, {}, u"critical"_s)},
                   noon);
    std::vector<ServiceCondition> conditions(1);
    conditions[0].service = u"checkout"_s;
    conditions[0].instances = 3;
    follower.addTo(conditions);
    QCOMPARE(conditions.size(), std::size_t(2));
    QCOMPARE(conditions[0].criticalAlerts, QStringList{u"Down"_s});
    QVERIFY(!conditions[0].isWell());
    QVERIFY(conditions[0].alertsSince == noon);
    QCOMPARE(conditions[1].service, u"nas"_s);
    const QList<IncidentSign> signs = signsOf(conditions[1], noon);
    QCOMPARE(signs.size(), 1); // and no other rule holds for a service of which nothing else is known
    QCOMPARE(signs.first().text, u"critical alert DiskFull fires"_s);
}

QTEST_GUILESS_MAIN(TestAlertFollower)
#include "tst_alertfollower.moc"
