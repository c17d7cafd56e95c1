#include "models/signals/metriclimit.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;

class TestMetricLimit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_data();
    void words();
    void picksTheWorstOfTheSeriesThatMatch();
    void whatIsNotOnThePageIsMissingNotZero();
};

void TestMetricLimit::words_data()
{
    QTest::addColumn<int>("side");
    QTest::addColumn<double>("limit");
    QTest::addColumn<int>("unit");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("expected");

    const int above = int(MetricLimit::Side::Above);
    const int below = int(MetricLimit::Side::Below);
    const auto row = [](const char *name, int side, double limit, LimitUnit unit, double value,
                        const char *expected) {
        QTest::newRow(name) << side << limit << int(unit) << value << QString::fromUtf8(expected);
    };
    row("bytes", above, 1e9, LimitUnit::Bytes, 1.4e9, "lag 1.4 GB > 1 GB");
    row("seconds", above, 30, LimitUnit::Seconds, 42, "lag 42 s > 30 s");
    row("milliseconds", above, 0.25, LimitUnit::Seconds, 0.5, "lag 500 ms > 250 ms");
    row("a share", below, 0.1, LimitUnit::Ratio, 0.042, "lag 4.2 % < 10 %");
    row("a plain number", above, 20, LimitUnit::None, 1500, "lag 1500 > 20");
    row("a big plain number", above, 1e6, LimitUnit::None, 2.5e9, "lag 2.5 G > 1 M");
    row("infinity", above, 20, LimitUnit::None, INFINITY, "lag inf > 20");
    row("at the limit", above, 20, LimitUnit::None, 20, "");
    row("within", below, 2, LimitUnit::None, 3, "");
    row("not there", above, 20, LimitUnit::None, NAN, "");
    row("not there, below", below, 20, LimitUnit::None, NAN, "");
}

void TestMetricLimit::words()
{
    QFETCH(int, side);
    QFETCH(double, limit);
    QFETCH(int, unit);
    QFETCH(double, value);
    MetricLimit metricLimit;
    metricLimit.name = QStringLiteral("lag");
    metricLimit.side = MetricLimit::Side(side);
    metricLimit.limit = limit;
    metricLimit.unit = LimitUnit(unit);
    QTEST(limitProblem(metricLimit, value), "expected");
}

void TestMetricLimit::picksTheWorstOfTheSeriesThatMatch()
{
    MetricLimit high;
    high.metric = QStringLiteral("pool_waiting");
    high.labels = {{QStringLiteral("pool"), QStringLiteral("main")}};
    MetricLimit low = high;
    low.labels.clear();
    low.side = MetricLimit::Side::Below;
    LimitExtractor extractor({high, low});

    const LabelView mainPool[] = {{"pool", "main"}, {"node", "a"}};
    const LabelView otherPool[] = {{"pool", "other"}};
    const SeriesSlot both = extractor.select({"pool_waiting", {}, {}, MetricType::Gauge, mainPool});
    const SeriesSlot one = extractor.select({"pool_waiting", {}, {}, MetricType::Gauge, otherPool});
    QCOMPARE(extractor.select({"pool_waiting_total", {}, {}, MetricType::Counter, mainPool}), ignoredSeries);
    QVERIFY(both != ignoredSeries);
    QVERIFY(one != both);
    // A new layout of the same page asks again: nothing grows.
    QCOMPARE(extractor.select({"pool_waiting", {}, {}, MetricType::Gauge, mainPool}), both);

    const SelectedSample samples[] = {{both, 5}, {both, 30}, {one, 2}};
    QCOMPARE(extractor.values(samples), (QList<double>{30, 2}));
}

void TestMetricLimit::whatIsNotOnThePageIsMissingNotZero()
{
    MetricLimit limit;
    limit.metric = QStringLiteral("gone");
    LimitExtractor extractor({limit});
    const QList<double> values = extractor.values({});
    QCOMPARE(values.size(), 1);
    QVERIFY(std::isnan(values.first()));
}

QTEST_APPLESS_MAIN(TestMetricLimit)
#include "tst_metriclimit.moc"
