#include "models/signals/seriesstore.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace quarterdeck;

class TestSeriesStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsPagesOfTheWindow();
    void holesAreNotNaN();
    void slotsAreUsedAgain();
    void lateSeriesHaveNoPast();
    void keepsEveryValueAsItIs_data();
    void keepsEveryValueAsItIs();
    void bounded();
};

void TestSeriesStore::keepsPagesOfTheWindow()
{
    SeriesStore store;
    const SeriesSlot slot = store.add();
    for (int page = 0; page < 100; ++page) {
        store.beginPage(page * 5000, page * 5000 - 60000);
        store.put(slot, page, SelectedSample::noTimestamp);
    }
    std::vector<CounterSample> samples;
    store.samples(slot, samples);
    QCOMPARE(samples.size(), std::size_t(13)); // both ends of 60 s
    QCOMPARE(samples.front(), (CounterSample{87 * 5000, 87}));
    QCOMPARE(samples.back(), (CounterSample{99 * 5000, 99}));
    QCOMPARE(store.newestPage(), std::int64_t(99 * 5000));
}

void TestSeriesStore::holesAreNotNaN()
{
    SeriesStore store;
    const SeriesSlot slot = store.add();
    store.beginPage(0, -60000);
    store.put(slot, std::nan(""), SelectedSample::noTimestamp);
    QVERIFY(store.onNewestPage(slot));
    store.beginPage(5000, -55000); // the series is not on this page
    QVERIFY(!store.onNewestPage(slot));
    store.beginPage(10000, -50000);
    store.put(slot, 7, SelectedSample::noTimestamp);
    std::vector<CounterSample> samples;
    store.samples(slot, samples);
    QCOMPARE(samples.size(), std::size_t(2));
    QVERIFY(std::isnan(samples[0].value)); // exposed as NaN: a value like any other
    QCOMPARE(samples[1].value, 7.0);
}

void TestSeriesStore::slotsAreUsedAgain()
{
    SeriesStore store;
    const SeriesSlot first = store.add();
    store.add();
    store.beginPage(0, -60000);
    store.put(first, 1, 99);
    store.remove(first);
    QCOMPARE(store.add(), first);
    QVERIFY(store.isEmpty(first));
    store.put(first, 2, 99); // the timestamp was the other series' own
    QCOMPARE(store.newest(first), 2.0);
}

void TestSeriesStore::lateSeriesHaveNoPast()
{
    SeriesStore store;
    store.add();
    for (int page = 0; page < 7; ++page) {
        store.beginPage(page * 5000, -60000);
    }
    const SeriesSlot late = store.add();
    QVERIFY(store.isEmpty(late));
    store.put(late, 3, SelectedSample::noTimestamp);
    std::vector<CounterSample> samples;
    store.samples(late, samples);
    QCOMPARE(samples, (std::vector<CounterSample>{{30000, 3}}));
    store.put(999, 1, SelectedSample::noTimestamp); // no slot of ours
}

void TestSeriesStore::keepsEveryValueAsItIs_data()
{
    QTest::addColumn<QList<double>>("values");
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double nan = std::nan("");
    QTest::newRow("a counter") << QList<double>{5, 6, 6, 1000, 70'000};
    QTest::newRow("a large counter") << QList<double>{9007199254740000.0, 9007199254740990.0};
    QTest::newRow("beyond whole numbers") << QList<double>{1e300, 1e17, 3};
    QTest::newRow("a restart") << QList<double>{1e6, 1e6 + 5, 3, 4};
    QTest::newRow("a restart from far") << QList<double>{1e15, 1e15 + 1, 2, 3};
    QTest::newRow("a jump") << QList<double>{1, 4294967294.0, 4294967295.0, 4294967296.0, 1e13};
    QTest::newRow("fractions late") << QList<double>{1, 2, 2.5, 3};
    QTest::newRow("fractions") << QList<double>{0.1, 0.2, 0.30000000000000004};
    QTest::newRow("below zero") << QList<double>{-3, 5, -4294967296.0};
    QTest::newRow("no numbers") << QList<double>{1, nan, 2, infinity, -infinity, 3};
    QTest::newRow("none first") << QList<double>{nan, nan, 7, 6};
    QTest::newRow("infinite first") << QList<double>{infinity, 7, nan};
}

void TestSeriesStore::keepsEveryValueAsItIs()
{
    QFETCH(QList<double>, values);
    SeriesStore store;
    const SeriesSlot other = store.add();
    const SeriesSlot slot = store.add();
    for (qsizetype page = 0; page < values.size(); ++page) {
        store.beginPage(page, -1000);
        store.put(slot, values.at(page), SelectedSample::noTimestamp);
        store.put(other, double(page) + 0.5, SelectedSample::noTimestamp);
    }
    const auto compare = [&] {
        std::vector<CounterSample> samples;
        store.samples(slot, samples);
        QCOMPARE(qsizetype(samples.size()), values.size());
        for (qsizetype page = 0; page < values.size(); ++page) {
            const double kept = samples[std::size_t(page)].value;
            QVERIFY(kept == values.at(page) || (std::isnan(kept) && std::isnan(values.at(page))));
        }
        store.samples(other, samples);
        QCOMPARE(samples.back().value, double(values.size()) - 0.5);
    };
    compare();
    for (int page = 0; page < 30; ++page) { // wider rows, without the series
        store.beginPage(1000 + page, -1000);
        if (page == 29) {
            store.put(other, double(values.size()) - 0.5, SelectedSample::noTimestamp);
        }
    }
    compare();
    store.remove(slot);
    QCOMPARE(store.add(), slot);
    QVERIFY(store.isEmpty(slot));
    store.put(slot, 4, SelectedSample::noTimestamp);
    QCOMPARE(store.newest(slot), 4.0);
}

void TestSeriesStore::bounded()
{
    SeriesStore store;
    const SeriesSlot slot = store.add();
    for (int page = 0; page < 5000; ++page) {
        store.beginPage(page, -60000); // all of them within the window
        store.put(slot, page, SelectedSample::noTimestamp);
    }
    QCOMPARE(store.pages(), SeriesStore::maxPages);
    std::vector<CounterSample> samples;
    store.samples(slot, samples);
    QCOMPARE(samples.back().value, 4999.0);
    // 13 pages of 30 series: 4 bytes a value and little else.
    SeriesStore usual;
    for (int series = 0; series < 30; ++series) {
        usual.add();
    }
    for (int page = 0; page < 100; ++page) {
        usual.beginPage(page * 5000, page * 5000 - 60000);
        for (int series = 0; series < 30; ++series) {
            usual.put(SeriesSlot(series), page * 17.0 + series, SelectedSample::noTimestamp);
        }
    }
    QVERIFY2(usual.bytes() <= 15 * 4 * 30 + 15 * 8 + 32 * 8 + 64, qPrintable(QString::number(usual.bytes())));
}

QTEST_GUILESS_MAIN(TestSeriesStore)
#include "tst_seriesstore.moc"
