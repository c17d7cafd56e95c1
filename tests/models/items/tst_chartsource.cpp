#include "models/items/chartsource.h"

#include "tests/models/items/samplefleet.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace quarterdeck;
using namespace std::chrono_literals;

class tst_ChartSource final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anInstance()
    {
        SampleFleet sample(60);
        const InstanceNumber number = sample.numberOf(QStringLiteral("checkout-eu-01"));
        sample.setErrors(number, 0.5, 0.9);
        sample.fillHistory(40);
        const Instance &instance = *sample.fleet.instance(number);
        const QList<ChartContent> charts = instanceCharts(instance, sample.definition().poll);
        QCOMPARE(charts.size(), 3);
        QCOMPARE(charts[0].id, QStringLiteral("rate"));
        QCOMPARE(charts[1].id, QStringLiteral("errors"));
        QCOMPARE(charts[2].lines.size(), 3);
        QCOMPARE(charts[1].lines[0].points.size(), instance.history.size());
        QVERIFY(std::abs(charts[1].lines[0].points.last().high - 0.5) < 0.11);
        QCOMPARE(charts[1].threshold, 0.05);
        QCOMPARE(charts[2].threshold, 0.5);
        QCOMPARE(charts[1].kept, std::chrono::seconds(15min));
        QVERIFY(!charts[1].keptText.isEmpty());
        // A late scrape is no gap, a missing one is.
        QVERIFY(charts[0].lines[0].gapAfter > 5 && charts[0].lines[0].gapAfter < 10);
        // Its state is behind it and its change is a mark.
        QVERIFY(!charts[1].bands.isEmpty());
        QCOMPARE(charts[1].bands.first().text, QStringLiteral("degraded"));
        QCOMPARE(charts[1].bands.first().to, std::numeric_limits<double>::infinity());
        QCOMPARE(charts[1].marks.size(), 1);
        QVERIFY(charts[1].marks.first().text.startsWith(QStringLiteral("up → degraded")));
    }

    void littleTrafficIsQuiet()
    {
        SampleFleet sample(60);
        sample.fillHistory(10);
        const Instance &instance = *sample.fleet.instance(sample.definition().targets.first().number);
        PollSettings poll = sample.definition().poll;
        QVERIFY(!instanceCharts(instance, poll)[1].lines[0].points.last().quiet);
        poll.minRequests = 1'000'000;
        const QList<ChartContent> charts = instanceCharts(instance, poll);
        QVERIFY(charts[1].lines[0].points.last().quiet);
        QVERIFY(!charts[0].lines[0].points.last().quiet); // a rate is what it is
    }

    void groups_data()
    {
        QTest::addColumn<QString>("cluster");
        QTest::addColumn<QString>("service");
        QTest::addColumn<QString>("name");
        QTest::newRow("fleet") << QString() << QString() << QStringLiteral("the fleet");
        QTest::newRow("cluster") << QStringLiteral("eu-west") << QString() << QStringLiteral("eu-west");
        QTest::newRow("service") << QString() << QStringLiteral("checkout") << QStringLiteral("checkout");
        QTest::newRow("both") << QStringLiteral("eu-west") << QStringLiteral("checkout")
                              << QStringLiteral("checkout · eu-west");
    }
    void groups()
    {
        QFETCH(QString, cluster);
        QFETCH(QString, service);
        const ChartSubject subject{cluster, service};
        QTEST(subject.name(), "name");
        SampleFleet sample(60);
        sample.fillHistory(40);
        const QList<ChartContent> charts = subjectCharts(sample.fleet, subject, {});
        QCOMPARE(charts.size(), 3);
        for (const ChartContent &chart : charts.first(2)) { // the sample has quantiles, but no histograms
            for (const ChartLine &line : chart.lines) {
                QVERIFY(line.points.size() >= 15);
                QVERIFY2(!line.points.last().isMissing(), qPrintable(line.name));
            }
        }
        QVERIFY(charts[2].lines[0].points.last().isMissing()); // percentiles are never averaged
        // The rate of a group is the sum of its instances'.
        double sum = 0;
        for (const InstanceNumber number : sample.fleet.order()) {
            const Instance &instance = *sample.fleet.instance(number);
            sum += subject.contains(instance.target) ? instance.signals.requestRate : 0;
        }
        QVERIFY(std::abs(charts[0].lines[0].points.last().high / sum - 1) < 0.3);
        QCOMPARE(charts[0].kept, std::chrono::seconds(6h));
        if (!subject.isFleet()) {
            QCOMPARE(subjectOfFilter(sample.fleet, subject.terms()), std::optional(subject));
        }
    }

    void theObjectiveIsALine()
    {
        SampleFleet sample(60);
        sample.setObjective(QStringLiteral("checkout"), 0.999);
        sample.fillHistory(4);
        const QList<ChartContent> charts = subjectCharts(sample.fleet, {{}, QStringLiteral("checkout")}, {});
        QVERIFY(std::abs(charts[1].threshold - 0.001) < 1e-9);
        QCOMPARE(charts[1].thresholdText, QStringLiteral("objective"));
        QVERIFY(std::isnan(subjectCharts(sample.fleet, {}, {})[1].threshold));
    }

    void filtersThatNameAGroup()
    {
        SampleFleet sample(60);
        const auto subject = [&](const char *filter) {
            return subjectOfFilter(sample.fleet, QString::fromUtf8(filter));
        };
        QCOMPARE(subject("cluster:eu-west")->cluster, QStringLiteral("eu-west"));
        QCOMPARE(subject("service:checkout cluster:eu-west")->service, QStringLiteral("checkout"));
        QVERIFY(!subject(""));
        QVERIFY(!subject("state:down"));
        QVERIFY(!subject("cluster:eu-west state:down"));
        QVERIFY(!subject("cluster:nowhere"));
    }

    void marksOfAGroup()
    {
        SampleFleet sample(60);
        const InstanceNumber number = sample.numberOf(QStringLiteral("checkout-eu-01"));
        sample.fillHistory(4);
        QVERIFY(subjectMarks(sample.fleet, {}).isEmpty()); // how they were found is no news
        sample.setHealth(number, ProbeOutcome::Unreachable, QStringLiteral("connection refused"));
        sample.poll();
        sample.poll();
        sample.poll();
        const QList<ChartMark> marks = subjectMarks(sample.fleet, {{}, QStringLiteral("checkout")});
        QCOMPARE(marks.size(), 1);
        QVERIFY(marks[0].text.startsWith(QStringLiteral("checkout-eu-01 up → down")));
        QCOMPARE(marks[0].tone, ChartTone::Down);
        QVERIFY(subjectMarks(sample.fleet, {{}, QStringLiteral("catalog")}).isEmpty());
        QCOMPARE(subjectMarks(sample.fleet, {}, 0).size(), 0);
    }

    void theWallClock()
    {
        SampleFleet sample(60);
        QVERIFY(!wallTimeAt(sample.fleet, sample.now())); // never heard of one
        sample.poll();
        const std::optional<WallTime> then = wallTimeAt(sample.fleet, sample.now());
        QVERIFY(then.has_value());
        QCOMPARE(*wallTimeAt(sample.fleet, sample.now() + 90s) - *then, WallTime::duration(90s));
    }
};

QTEST_GUILESS_MAIN(tst_ChartSource)
#include "tst_chartsource.moc"
