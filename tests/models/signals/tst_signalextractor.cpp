#include "models/signals/signalextractor.h"
#include "models/signals/signalrecognisers.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const SignalRecognisers> rules()
{
    SignalRule requests;
    requests.id = QStringLiteral("requests");
    requests.metrics = {QStringLiteral("requests_total")};
    requests.error = {{QStringLiteral("code")}, {QStringLiteral("500-599")}};
    SignalRule errors;
    errors.id = QStringLiteral("errors");
    errors.role = SignalRole::Errors;
    errors.metrics = {QStringLiteral("failures_total")};
    SignalRule latency;
    latency.id = QStringLiteral("latency");
    latency.role = SignalRole::Latency;
    latency.metrics = {QStringLiteral("duration_seconds")};
    return std::make_shared<SignalRecognisers>(QList<SignalRule>{requests, errors, latency});
}

/// An extractor with a page that is written series by series.
class Target
{
public:
    explicit Target(std::chrono::milliseconds window = 60s) : m_extractor(rules(), window) {}

    SeriesSlot slot(std::string_view name, std::string_view label = {}, std::string_view value = {})
    {
        const LabelView labels[]{{label, value}};
        SeriesView series;
        series.name = name;
        series.labels = std::span(labels).first(label.empty() ? 0 : 1);
        return m_extractor.select(series);
    }
    void put(SeriesSlot series, double value, std::int64_t timestamp = SelectedSample::noTimestamp)
    {
        m_samples.push_back({series, value, timestamp});
    }
    SignalReading scrape(std::chrono::milliseconds at)
    {
        const SignalReading reading = m_extractor.update(m_samples, SteadyTime(1h + at));
        m_samples.clear();
        return reading;
    }

private:
    SignalExtractor m_extractor;
    std::vector<SelectedSample> m_samples;
};

} // namespace

class TestSignalExtractor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsNotZero();
    void windowGrowsToItsLength();
    void resetIsNoFall();
    void counterThatFallsOnEachScrape();
    void gapBeginsAnew();
    void missingLineIsMissing();
    void errorsKnownToBeZero();
    void separateErrorCounter();
    void unchangedTimestampIsNoSample();
    void timestampsInTheFuture();
    void duplicateSeriesCountsOnce();
    void sameSeriesSameSlot();
    void vanishedSeriesMakeRoom();
    void overflowIsInfinite();
    void secondPageOfAMomentChangesNothing();
    void equalBoundsAreOne();
    void countsFromPageToPage();
};

void TestSignalExtractor::nothingIsNotZero()
{
    Target target;
    const SignalReading reading = target.scrape(0s);
    QVERIFY(std::isnan(reading.requestRate));
    QVERIFY(std::isnan(reading.errorRate));
    QVERIFY(std::isnan(reading.errorRatio()));
    QVERIFY(std::isnan(reading.requests));
    QVERIFY(std::isnan(reading.p99));
    QVERIFY(reading.buckets.isEmpty());
}

void TestSignalExtractor::windowGrowsToItsLength()
{
    Target target;
    const SeriesSlot series = target.slot("requests_total");
    for (int scrape = 0; scrape < 20; ++scrape) {
        target.put(series, 1000 + scrape * 50);
        const SignalReading reading = target.scrape(scrape * 5s);
        QCOMPARE(reading.window, std::min<std::chrono::milliseconds>(60s, scrape * 5s));
        if (scrape == 0) {
            QVERIFY(std::isnan(reading.requestRate)); // one sample has no rate
        } else {
            QCOMPARE(reading.requestRate, 10.0); // from the second page on, not creeping up over a minute
            QCOMPARE(reading.requests, 10.0 * std::chrono::duration<double>(reading.window).count());
        }
    }
}

void TestSignalExtractor::resetIsNoFall()
{
    Target target;
    const SeriesSlot series = target.slot("requests_total");
    const double values[]{1000, 1050, 20, 70}; // restarted, 20 requests since
    SignalReading reading;
    for (int scrape = 0; scrape < 4; ++scrape) {
        target.put(series, values[scrape]);
        reading = target.scrape(scrape * 5s);
    }
    QCOMPARE(reading.requests, 120.0);
    QCOMPARE(reading.requestRate, 8.0);
}

void TestSignalExtractor::counterThatFallsOnEachScrape()
{
    Target target;
    const SeriesSlot series = target.slot("requests_total");
    SignalReading reading;
    for (int scrape = 0; scrape < 4; ++scrape) {
        target.put(series, 40 - 10 * scrape); // each is a restart: 30 + 20 + 10 since
        reading = target.scrape(scrape * 5s);
    }
    QCOMPARE(reading.requests, 60.0);
}

void TestSignalExtractor::gapBeginsAnew()
{
    Target target;
    const SeriesSlot series = target.slot("requests_total");
    target.put(series, 100);
    target.scrape(0s);
    target.put(series, 150);
    target.scrape(5s);
    target.put(series, 9000); // after two minutes without a page
    SignalReading reading = target.scrape(125s);
    QVERIFY(std::isnan(reading.requestRate));
    QCOMPARE(reading.window, 0ms);
    target.put(series, 9050);
    reading = target.scrape(130s);
    QCOMPARE(reading.requestRate, 10.0);
    QCOMPARE(reading.window, 5000ms);
}

void TestSignalExtractor::missingLineIsMissing()
{
    Target target;
    const SeriesSlot series = target.slot("requests_total");
    for (int scrape = 0; scrape < 13; ++scrape) {
        if (scrape != 6) {
            target.put(series, 1000 + scrape * 50); // the seventh page's line could not be read
        }
        const SignalReading reading = target.scrape(scrape * 5s);
        if (scrape > 0) {
            QCOMPARE(reading.requestRate, 10.0);
        }
    }
}

void TestSignalExtractor::errorsKnownToBeZero()
{
    Target target;
    const SeriesSlot good = target.slot("requests_total", "code", "200");
    target.put(good, 0);
    target.scrape(0s);
    target.put(good, 50);
    SignalReading reading = target.scrape(5s);
    QCOMPARE(reading.errorRate, 0.0);
    QCOMPARE(reading.errorRatio(), 0.0);
    const SeriesSlot bad = target.slot("requests_total", "code", "503");
    target.put(good, 50);
    target.put(bad, 10);
    target.scrape(10s);
    target.put(good, 50);
    target.put(bad, 20);
    reading = target.scrape(15s);
    QVERIFY(reading.errorRate > 0);
    QVERIFY(reading.errorRatio() <= 1);
}

void TestSignalExtractor::separateErrorCounter()
{
    Target target;
    const SeriesSlot all = target.slot("requests_total");
    const SeriesSlot failed = target.slot("failures_total");
    for (int scrape = 0; scrape < 2; ++scrape) {
        target.put(all, 1000 + 100 * scrape);
        target.put(failed, 1000 + 10 * scrape);
        const SignalReading reading = target.scrape(scrape * 5s);
        if (scrape == 1) {
            QCOMPARE(reading.errorRate, 2.0);
            QCOMPARE(reading.errorRatio(), 0.1);
        }
    }
    // Where the requests tell their errors themselves, the separate counter would count them twice.
    Target telling;
    const SeriesSlot good = telling.slot("requests_total", "code", "200");
    const SeriesSlot bad = telling.slot("requests_total", "code", "500");
    const SeriesSlot again = telling.slot("failures_total");
    for (int scrape = 0; scrape < 2; ++scrape) {
        telling.put(good, 1000 + 90 * scrape);
        telling.put(bad, 1000 + 10 * scrape);
        telling.put(again, 1000 + 10 * scrape);
        const SignalReading reading = telling.scrape(scrape * 5s);
        if (scrape == 1) {
            QCOMPARE(reading.errorRate, 2.0);
        }
    }
}

void TestSignalExtractor::unchangedTimestampIsNoSample()
{
    Target target;
    const SeriesSlot series = target.slot("requests_total");
    target.put(series, 100, 7000);
    target.scrape(0s);
    target.put(series, 100, 7000); // an exporter that repeats what it cached
    QVERIFY(std::isnan(target.scrape(5s).requestRate));
    target.put(series, 200, 17000);
    QCOMPARE(target.scrape(10s).requestRate, 10.0);
}

void TestSignalExtractor::timestampsInTheFuture()
{
    // A target whose clock is wrong, by a century or backwards: its counters count from scrape to scrape.
    Target target;
    const SeriesSlot series = target.slot("requests_total");
    constexpr std::int64_t century = 4102444800000;
    const std::int64_t stamps[]{century, century + 60000, century + 1,
                                std::numeric_limits<std::int64_t>::max(), -1};
    SignalReading reading;
    for (int scrape = 0; scrape < 5; ++scrape) {
        target.put(series, 100 + 50 * scrape, stamps[scrape]);
        reading = target.scrape(scrape * 5s);
    }
    QCOMPARE(reading.requestRate, 10.0);
    QCOMPARE(reading.requests, 200.0);
}

void TestSignalExtractor::duplicateSeriesCountsOnce()
{
    Target target;
    const SeriesSlot series = target.slot("requests_total");
    target.put(series, 100);
    target.put(series, 5000);
    target.scrape(0s);
    target.put(series, 150);
    target.put(series, 1);
    QCOMPARE(target.scrape(5s).requestRate, 10.0);
}

void TestSignalExtractor::sameSeriesSameSlot()
{
    Target target;
    const SeriesSlot series = target.slot("requests_total", "code", "200");
    QVERIFY(series != ignoredSeries);
    QCOMPARE(target.slot("requests_total", "code", "200"), series);
    QVERIFY(target.slot("requests_total", "code", "201") != series);
    QCOMPARE(target.slot("something_else", "code", "200"), ignoredSeries);
}

void TestSignalExtractor::vanishedSeriesMakeRoom()
{
    // A page that shows other series on each scrape must not grow us without end.
    Target target;
    SeriesSlot highest = 0;
    for (int scrape = 0; scrape < 200; ++scrape) {
        const std::string code = std::to_string(scrape);
        const SeriesSlot series = target.slot("requests_total", "code", code);
        QVERIFY(series != ignoredSeries);
        highest = std::max(highest, series);
        target.put(series, 5);
        target.scrape(scrape * 5s);
    }
    QVERIFY2(highest < 20, qPrintable(QString::number(highest)));
}

void TestSignalExtractor::overflowIsInfinite()
{
    Target target;
    const SeriesSlot a = target.slot("requests_total", "code", "200");
    const SeriesSlot b = target.slot("requests_total", "code", "500");
    target.put(a, 0);
    target.put(b, 0);
    target.scrape(0s);
    target.put(a, 1.7e308);
    target.put(b, 1.7e308);
    const SignalReading reading = target.scrape(1s);
    QVERIFY(std::isinf(reading.requestRate));
    QVERIFY(reading.errorRatio() < 1); // 1.7e308 of infinitely many
}

void TestSignalExtractor::secondPageOfAMomentChangesNothing()
{
    Target target;
    const SeriesSlot series = target.slot("requests_total");
    target.put(series, 100);
    target.scrape(0s);
    target.put(series, 150);
    target.scrape(5s);
    target.put(series, 999);
    QCOMPARE(target.scrape(5s).requestRate, 10.0);
    target.put(series, 200);
    QCOMPARE(target.scrape(10s).requestRate, 10.0);
}

void TestSignalExtractor::equalBoundsAreOne()
{
    Target target;
    const SeriesSlot one = target.slot("duration_seconds_bucket", "le", "1");
    const SeriesSlot same = target.slot("duration_seconds_bucket", "le", "1.0");
    const SeriesSlot all = target.slot("duration_seconds_bucket", "le", "+Inf");
    target.put(one, 100);
    target.put(same, 100);
    target.put(all, 200);
    target.scrape(0s);
    target.put(one, 150);
    target.put(same, 150);
    target.put(all, 300);
    const SignalReading reading = target.scrape(5s);
    QCOMPARE(reading.buckets.size(), 2);
    QCOMPARE(reading.buckets.first(), (BucketRate{1, 20}));
    QCOMPARE(reading.p50, 0.5);
}

void TestSignalExtractor::countsFromPageToPage()
{
    Target target;
    const SeriesSlot good = target.slot("requests_total", "code", "200");
    const SeriesSlot bad = target.slot("requests_total", "code", "500");
    struct Page
    {
        double good;
        double bad;
        double requests;
        double errors;
    };
    // The last two: a restart, and a page that could not be read.
    const Page pages[]{{1000, 10, noValue, noValue}, {1050, 10, 50, 0}, {1100, 14, 104, 4}, {20, 1, 125, 5},
                       {noValue, noValue, 125, 5},   {40, 1, 145, 5}};
    int number = 0;
    for (const Page &page : pages) {
        if (!std::isnan(page.good)) {
            target.put(good, page.good);
            target.put(bad, page.bad);
        }
        const SignalReading reading = target.scrape(number++ * 5s);
        QVERIFY(reading.countedRequests == page.requests ||
                (std::isnan(reading.countedRequests) && std::isnan(page.requests)));
        QVERIFY(reading.countedErrors == page.errors ||
                (std::isnan(reading.countedErrors) && std::isnan(page.errors)));
    }
}

QTEST_GUILESS_MAIN(TestSignalExtractor)
#include "tst_signalextractor.moc"
