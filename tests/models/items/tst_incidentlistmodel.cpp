#include "models/items/incidentlistmodel.h"
#include "tests/support/fakeclock.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

const test::FakeClock clockOfAll;

Incident incident(qint64 number, IncidentState state, Severity severity, std::chrono::minutes ago)
{
    Incident made;
    made.number = {number};
    made.title = u"service %1 down"_s.arg(number);
    made.state = state;
    made.severity = severity;
    made.rule = IncidentRule::InstancesDown;
    made.ruleText = u"3 of 120 down for 30 s"_s;
    made.services = QStringList{u"service%1"_s.arg(number)};
    made.clusters = QStringList{number % 2 ? u"eu-west"_s : u"us-east"_s};
    made.clock.started = clockOfAll.wall() - ago;
    made.clock.detected = made.clock.started + 30s;
    return made;
}

QList<Incident> sample()
{
    QList<Incident> all{incident(1, IncidentState::Resolved, Severity::Critical, 300min),
                        incident(2, IncidentState::Open, Severity::Minor, 50min),
                        incident(3, IncidentState::Mitigated, Severity::Critical, 40min),
                        incident(4, IncidentState::Open, Severity::Critical, 30min),
                        incident(5, IncidentState::Merged, Severity::Major, 20min),
                        incident(6, IncidentState::Open, Severity::Critical, 10min)};
    all[1].acknowledgementStands = true;
    all[3].commander = u"ana"_s;
    all[3].dependants = QStringList{u"checkout"_s};
    all[5].pinned = true;
    return all;
}

QList<qint64> numbers(const IncidentListModel &model)
{
    QList<qint64> found;
    for (const IncidentRow &row : model.rows()) {
        found.append(row.key().value);
    }
    return found;
}

IncidentFilter filter(const QString &text)
{
    const auto parsed = IncidentFilter::parse(text);
    return std::holds_alternative<IncidentFilter>(parsed) ? std::get<IncidentFilter>(parsed)
                                                          : IncidentFilter();
}

} // namespace

class TestIncidentListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openAndGraveComeFirst()
    {
        IncidentListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply(sample(), clockOfAll.wall());
        QCOMPARE(numbers(model), (QList<qint64>{6, 4, 2, 3, 1}));
        QCOMPARE(model.total(), 5);
        QCOMPARE(model.count(IncidentState::Open), 3);
        QCOMPARE(model.oldest(), clockOfAll.wall() - 300min + 30s);
    }

    void countsThoseOfAMoment()
    {
        IncidentListModel model;
        QList<Incident> all = sample();
        all[0].clock.resolved = clockOfAll.wall() - 100min;
        model.apply(all, clockOfAll.wall());
        QCOMPARE(model.activeAt(clockOfAll.wall() - 301min), 0);
        QCOMPARE(model.activeAt(clockOfAll.wall() - 200min), 1);
        QCOMPARE(model.activeAt(clockOfAll.wall() - 45min), 1); // one is over, another one goes on
        QCOMPARE(model.activeAt(clockOfAll.wall() - 15min), 3); // one went into another
    }

    void aChangeMovesOneRowAndResetsNothing()
    {
        IncidentListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply(sample(), clockOfAll.wall());
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        const QPersistentModelIndex kept = model.index(0); // 6
        Incident four = *model.find({4});
        four.state = IncidentState::Mitigated;
        model.apply({four}, clockOfAll.wall());
        QCOMPARE(numbers(model), (QList<qint64>{6, 2, 4, 3, 1}));
        QCOMPARE(kept.row(), 0);
        QCOMPARE(reset.count() + inserted.count(), 0);
        QVERIFY(moved.count() > 0);
        model.forget({2}, clockOfAll.wall());
        QCOMPARE(numbers(model), (QList<qint64>{6, 4, 3, 1}));
        QVERIFY(!model.find({2}));
    }

    void filters_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<qint64>>("expected");
        QTest::newRow("all") << u""_s << QList<qint64>{6, 4, 2, 3, 1};
        QTest::newRow("state") << u"state:open"_s << QList<qint64>{6, 4, 2};
        QTest::newRow("two states") << u"state:mitigated,resolved"_s << QList<qint64>{3, 1};
        QTest::newRow("active") << u"state:active"_s << QList<qint64>{6, 4, 2, 3};
        QTest::newRow("merged only when asked") << u"state:merged"_s << QList<qint64>{5};
        QTest::newRow("severity") << u"severity:minor"_s << QList<qint64>{2};
        QTest::newRow("negated") << u"!severity:critical"_s << QList<qint64>{2};
        QTest::newRow("service, dependants too") << u"service:checkout"_s << QList<qint64>{4};
        QTest::newRow("service contains") << u"service~vice3"_s << QList<qint64>{3};
        QTest::newRow("cluster") << u"cluster:eu-west"_s << QList<qint64>{3, 1};
        QTest::newRow("rule") << u"rule:\"instances down\" state:resolved"_s << QList<qint64>{1};
        QTest::newRow("commander") << u"commander:ana"_s << QList<qint64>{4};
        QTest::newRow("acknowledged") << u"is:acknowledged"_s << QList<qint64>{2};
        QTest::newRow("pinned") << u"is:pinned"_s << QList<qint64>{6};
        QTest::newRow("unseen") << u"is:unseen"_s << QList<qint64>{3};
        QTest::newRow("snoozed") << u"is:snoozed"_s << QList<qint64>{4};
        QTest::newRow("younger") << u"age<35m"_s << QList<qint64>{6, 4};
        QTest::newRow("older") << u"age>4h"_s << QList<qint64>{1};
        QTest::newRow("words") << u"service 3"_s << QList<qint64>{6, 4, 2, 3, 1};
        QTest::newRow("word") << u"\"service 3\""_s << QList<qint64>{3};
    }
    void filters()
    {
        QFETCH(QString, text);
        QFETCH(QList<qint64>, expected);
        IncidentListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply(sample(), clockOfAll.wall());
        model.setUnseen({IncidentNumber{3}}, clockOfAll.wall());
        model.setSnoozed({{IncidentNumber{4}, clockOfAll.wall() + 15min}}, clockOfAll.wall());
        QVERIFY(std::holds_alternative<IncidentFilter>(IncidentFilter::parse(text)));
        model.setFilter(filter(text), clockOfAll.wall());
        QCOMPARE(numbers(model), expected);
    }

    void whatIsWrongIsSaidWithItsPlace_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("position");
        QTest::newRow("unknown key") << u"colour:red"_s << 0;
        QTest::newRow("unknown state") << u"state:shut"_s << 6;
        QTest::newRow("no value") << u"service:"_s << 0;
        QTest::newRow("no unit") << u"x age<5"_s << 6;
        QTest::newRow("quote") << u"service:\"a b"_s << 8;
    }
    void whatIsWrongIsSaidWithItsPlace()
    {
        QFETCH(QString, text);
        QFETCH(int, position);
        const auto parsed = IncidentFilter::parse(text);
        QVERIFY(std::holds_alternative<QList<FilterError>>(parsed));
        QCOMPARE(std::get<QList<FilterError>>(parsed).first().position, position);
    }

    void whatTheRecordsSearchFoundIsShownToo()
    {
        IncidentListModel model;
        model.apply(sample(), clockOfAll.wall());
        model.setFilter(filter(u"state:resolved hypervisor"_s), clockOfAll.wall());
        QCOMPARE(numbers(model), QList<qint64>{});
        QCOMPARE(model.filter().words(), u"hypervisor"_s);
        model.setFound({IncidentNumber{1}, IncidentNumber{6}}, clockOfAll.wall());
        QCOMPARE(numbers(model), QList<qint64>{1}); // 6 is open: the other terms hold
        model.setFilter(filter({}), clockOfAll.wall());
        QCOMPARE(numbers(model).size(), 5);
    }

    void completes()
    {
        const QList<Incident> known = sample();
        QCOMPARE(IncidentFilter::complete(u"se"_s, 2, known).candidates,
                 (QList<QString>{u"severity:"_s, u"service:"_s}));
        QCOMPARE(IncidentFilter::complete(u"state:mi"_s, 8, known).candidates,
                 QList<QString>{u"mitigated"_s});
        QCOMPARE(IncidentFilter::complete(u"service:check"_s, 13, known).candidates,
                 QList<QString>{u"checkout"_s});
        QCOMPARE(IncidentFilter::complete(u"rule:br"_s, 7, known).candidates,
                 QList<QString>{u"\"breaker open\""_s});
    }
};

QTEST_GUILESS_MAIN(TestIncidentListModel)
#include "tst_incidentlistmodel.moc"
