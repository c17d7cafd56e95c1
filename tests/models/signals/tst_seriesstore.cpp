#include "models/signals/seriesstore.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;

class TestSeriesStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsPagesOfTheWindow();
    void holesAreNotNaN();
    void slotsAreUsedAgain();
    void lateSeriesHaveNoPast();
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
    // 13 pages of 30 series: 8 bytes a value and little else.
    SeriesStore usual;
    for (int series = 0; series < 30; ++series) {
        usual.add();
    }
    for (int page = 0; page < 100; ++page) {
        usual.beginPage(page * 5000, page * 5000 - 60000);
    }
    QVERIFY2(usual.bytes() <= 15 * 8 * 31 + 32 * 8 + 64, qPrintable(QString::number(usual.bytes())));
}

QTEST_GUILESS_MAIN(TestSeriesStore)
#include "tst_seriesstore.moc"
