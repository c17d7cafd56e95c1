#include "prometheuspeer.h"

#include "models/signals/promqlmath.h"
#include "models/signals/signalextractor.h"
#include "models/signals/signalrecognisers.h"

#include <QTest>

#include <cmath>
#include <random>
#include <set>

using namespace quarterdeck;

namespace {

constexpr std::int64_t baseMs = 1'700'000'000'000;

struct Case
{
    QString name;
    std::vector<CounterSample> samples;
};

struct BucketCase
{
    QString name;
    std::vector<BucketRate> buckets;
};

/// 1e-9 relative, as issue and design ask; NaN equals NaN and infinities their own sign.
bool agrees(double ours, double theirs)
{
    if (std::isnan(ours) || std::isnan(theirs)) {
        return std::isnan(ours) && std::isnan(theirs);
    }
    if (std::isinf(ours) || std::isinf(theirs)) {
        return ours == theirs;
    }
    return std::abs(ours - theirs) <= 1e-9 * std::max(std::abs(ours), std::abs(theirs));
}

QByteArray valueText(double value)
{
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    return QByteArray::number(value, 'g', 17);
}

QByteArray line(const QByteArray &series, const CounterSample &sample)
{
    return series + ' ' + valueText(sample.value) + ' ' +
           QByteArray::number(static_cast<double>(sample.timeMs) / 1000, 'f', 3) + '\n';
}

} // namespace

/// Our arithmetic against a real Prometheus over the same samples (design section 4, "Signals").
class TestPromqlDifferential : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void rateAndIncrease_data();
    void rateAndIncrease();
    void quantileOfAnyBuckets_data();
    void quantileOfAnyBuckets();
    void extractor_data();
    void extractor();

private:
    void makeCounters();
    void makeBuckets();
    void makePages();
    [[nodiscard]] QByteArray exposition() const;

    std::mt19937 m_random{20261121};
    test::PrometheusPeer m_peer;
    std::vector<Case> m_counters;
    std::vector<BucketCase> m_buckets;
    /// Series of the extractor's page as they would be on it, each with all its samples.
    struct PageSeries
    {
        QByteArray name;
        std::vector<std::pair<QByteArray, QByteArray>> labels;
        std::vector<CounterSample> samples;
    };
    std::vector<PageSeries> m_page;
};

void TestPromqlDifferential::makeCounters()
{
    const auto uniform = [this](double from, double to) {
        return std::uniform_real_distribution<double>(from, to)(m_random);
    };
    const auto add = [this](const QString &name, std::vector<CounterSample> samples) {
        m_counters.push_back({name, std::move(samples)});
    };
    add(QStringLiteral("single"), {{baseMs + 100000, 5}});
    add(QStringLiteral("two"), {{baseMs + 95000, 5}, {baseMs + 100000, 9}});
    add(QStringLiteral("flat"), {{baseMs + 90000, 7}, {baseMs + 95000, 7}, {baseMs + 100000, 7}});
    add(QStringLiteral("fromzero"), {{baseMs + 90000, 0}, {baseMs + 95000, 1}, {baseMs + 100000, 7}});
    add(QStringLiteral("falls_each_time"),
        {{baseMs + 85000, 9}, {baseMs + 90000, 7}, {baseMs + 95000, 4}, {baseMs + 100000, 1}});
    add(QStringLiteral("negative"), {{baseMs + 90000, -9}, {baseMs + 95000, -7}, {baseMs + 100000, -1}});
    add(QStringLiteral("huge"),
        {{baseMs + 90000, 1e308}, {baseMs + 95000, 1}, {baseMs + 100000, 1.5e308}, {baseMs + 105000, 2}});
    add(QStringLiteral("nan_inside"), {{baseMs + 90000, 1}, {baseMs + 95000, noValue}, {baseMs + 100000, 7}});
    add(QStringLiteral("nan_last"), {{baseMs + 90000, 1}, {baseMs + 95000, 3}, {baseMs + 100000, noValue}});
    add(QStringLiteral("infinite"), {{baseMs + 90000, 1}, {baseMs + 95000, 3}, {baseMs + 100000, INFINITY}});
    add(QStringLiteral("above_2_53"), {{baseMs + 90000, 9007199254740993.0},
                                       {baseMs + 95000, 9007199254741993.0},
                                       {baseMs + 100000, 9007199254743993.0}});
    for (int index = 0; index < 150; ++index) {
        std::vector<CounterSample> samples;
        const double gaps = index % 3 == 0 ? 0.2 : 0;
        const double resets = index % 4 == 0 ? 0.1 : 0;
        const bool jittered = index % 2 == 0;
        const bool whole = index % 5 != 0;
        const std::int64_t step = index % 7 == 0 ? 15000 : 5000;
        const std::int64_t begin = baseMs + static_cast<std::int64_t>(uniform(0, 90000));
        const std::int64_t end = index % 6 == 0 ? begin + 80000 : baseMs + 300000;
        double value = index % 8 == 0 ? 0 : std::floor(uniform(0, 1e6));
        for (std::int64_t at = begin; at < end; at += step) {
            value += whole ? std::floor(uniform(0, 500)) : uniform(0, 1);
            if (uniform(0, 1) < resets) {
                value = std::floor(uniform(0, 20));
            }
            if (uniform(0, 1) >= gaps) {
                samples.push_back({at + (jittered ? static_cast<std::int64_t>(uniform(0, 900)) : 0), value});
            }
        }
        add(QStringLiteral("random%1").arg(index), samples);
    }
}

void TestPromqlDifferential::makeBuckets()
{
    const auto uniform = [this](double from, double to) {
        return std::uniform_real_distribution<double>(from, to)(m_random);
    };
    const double inf = INFINITY;
    const auto add = [this](const char *name, std::vector<BucketRate> buckets) {
        m_buckets.push_back({QString::fromLatin1(name), std::move(buckets)});
    };
    add("only_infinite", {{inf, 4}});
    add("no_infinite", {{0.1, 1}, {1, 3}});
    add("empty", {{0.1, 0}, {1, 0}, {inf, 0}});
    add("all_in_last", {{0.1, 0}, {1, 0}, {inf, 8}});
    add("all_in_first", {{0.1, 8}, {1, 8}, {inf, 8}});
    add("negative_first_bound", {{-1, 5}, {1, 8}, {inf, 9}});
    add("zero_first_bound", {{0, 8}, {1, 9}, {inf, 9}});
    add("non_monotonic", {{0.1, 5}, {0.5, 3}, {1, 9}, {inf, 8}});
    add("nan_inside", {{0.1, 5}, {0.5, noValue}, {1, 9}, {inf, 9}});
    add("nan_last", {{0.1, 5}, {0.5, 6}, {1, 9}, {inf, noValue}});
    add("nan_first", {{0.1, noValue}, {0.5, 6}, {1, 9}, {inf, 10}});
    add("infinite_counts", {{0.1, 5}, {0.5, inf}, {inf, inf}});
    add("overflowing", {{0.1, 1e308}, {0.5, 1.7e308}, {inf, 1.7e308}});
    for (int index = 0; index < 150; ++index) {
        std::vector<BucketRate> buckets;
        double bound = 0;
        double count = 0;
        const int size = 1 + static_cast<int>(uniform(0, 20));
        for (int bucket = 0; bucket < size; ++bucket) {
            bound += uniform(0.001, 1);
            count = std::max(0.0, count + uniform(index % 4 == 0 ? -2 : 0, 10));
            buckets.push_back({bound, count});
        }
        buckets.push_back({inf, count + (index % 3 == 0 ? uniform(0, 5) : 0)});
        add(QByteArray("random" + QByteArray::number(index)).constData(), buckets);
    }
}

void TestPromqlDifferential::makePages()
{
    // A scrape every 5 s for 10 min, as a worker makes it: jitter, a target that restarts after 200 s, a
    // route that appears at 300 s and one that is gone after 400 s.
    const QByteArrayList bounds{"0.005", "0.01", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "+Inf"};
    const QByteArrayList routes{"/", "/cart", "/pay"};
    const auto uniform = [this](double from, double to) {
        return std::uniform_real_distribution<double>(from, to)(m_random);
    };
    std::vector<std::int64_t> times;
    for (int scrape = 0; scrape < 120; ++scrape) {
        times.push_back(baseMs + 1000000 + scrape * 5000 + static_cast<std::int64_t>(uniform(0, 40)));
    }
    for (const QByteArray &route : routes) {
        for (const QByteArray &code : QByteArrayList{"200", "404", "500", "503"}) {
            PageSeries series{"http_requests_total", {{"route", route}, {"code", code}}, {}};
            double value = std::floor(uniform(0, 10000));
            for (std::size_t scrape = 0; scrape < times.size(); ++scrape) {
                value = scrape == 40 ? 3 : value + std::floor(uniform(0, code == "200" ? 900 : 30));
                if ((route == "/cart" && scrape < 60) || (route == "/pay" && scrape > 80)) {
                    continue;
                }
                series.samples.push_back({times[scrape], value});
            }
            m_page.push_back(series);
        }
        std::vector<double> counts(static_cast<std::size_t>(bounds.size()), 0.0);
        const std::size_t first = m_page.size();
        for (const QByteArray &bound : bounds) {
            m_page.push_back({"http_request_duration_seconds_bucket", {{"route", route}, {"le", bound}}, {}});
        }
        for (std::size_t scrape = 0; scrape < times.size(); ++scrape) {
            double more = 0;
            for (std::size_t bound = 0; bound < counts.size(); ++bound) {
                more += std::floor(uniform(0, 40));
                counts[bound] = scrape == 40 ? more : counts[bound] + more;
                if ((route == "/cart" && scrape < 60) || (route == "/pay" && scrape > 80)) {
                    continue;
                }
                m_page[first + bound].samples.push_back({times[scrape], counts[bound]});
            }
        }
    }
}

QByteArray TestPromqlDifferential::exposition() const
{
    QByteArray text = "# TYPE c gauge\n";
    for (const Case &counter : m_counters) {
        for (const CounterSample &sample : counter.samples) {
            text += line("c{case=\"" + counter.name.toLatin1() + "\"}", sample);
        }
    }
    text += "# TYPE b gauge\n";
    for (const BucketCase &buckets : m_buckets) {
        for (const BucketRate &bucket : buckets.buckets) {
            text += line("b{case=\"" + buckets.name.toLatin1() + "\",le=\"" + valueText(bucket.upperBound) +
                             "\"}",
                         {baseMs + 100000, bucket.perSecond});
        }
    }
    QByteArray last;
    for (const PageSeries &series : m_page) {
        if (series.name != last) {
            text += "# TYPE " + series.name + " gauge\n";
            last = series.name;
        }
        QByteArray labels;
        for (const auto &[name, value] : series.labels) {
            labels += (labels.isEmpty() ? "" : ",") + name + "=\"" + value + '"';
        }
        for (const CounterSample &sample : series.samples) {
            text += line(series.name + '{' + labels + '}', sample);
        }
    }
    return text + "# EOF\n";
}

void TestPromqlDifferential::initTestCase()
{
    makeCounters();
    makeBuckets();
    makePages();
    std::stable_sort(m_page.begin(), m_page.end(),
                     [](const PageSeries &a, const PageSeries &b) { return a.name < b.name; });
    const QString problem = m_peer.start(exposition());
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void TestPromqlDifferential::rateAndIncrease_data()
{
    QTest::addColumn<qint64>("atMs");
    QTest::addColumn<qint64>("windowMs");
    for (const qint64 at : {60000, 100000, 101300, 104999, 150000, 222222, 299000, 330000}) {
        for (const qint64 window : {10000, 13000, 60000, 300000}) {
            QTest::addRow("at %lld, window %lld", static_cast<long long>(at), static_cast<long long>(window))
                << at << window;
        }
    }
}

void TestPromqlDifferential::rateAndIncrease()
{
    QFETCH(qint64, atMs);
    QFETCH(qint64, windowMs);
    const TimeRange range{baseMs + atMs - windowMs, baseMs + atMs};
    for (const bool isRate : {true, false}) {
        const QString expression = QStringLiteral("%1(c[%2ms])")
                                       .arg(isRate ? QStringLiteral("rate") : QStringLiteral("increase"))
                                       .arg(windowMs);
        QString problem;
        const QHash<QString, double> theirs = m_peer.query(
            expression, static_cast<double>(baseMs + atMs) / 1000, QStringLiteral("case"), &problem);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        qsizetype compared = 0;
        for (const Case &counter : m_counters) {
            std::vector<CounterSample> inRange;
            for (const CounterSample &sample : counter.samples) {
                if (sample.timeMs >= range.startMs && sample.timeMs <= range.endMs) {
                    inRange.push_back(sample);
                }
            }
            const std::optional<double> ours = isRate ? rate(inRange, range) : increase(inRange, range);
            QCOMPARE(ours.has_value(), theirs.contains(counter.name));
            if (ours) {
                ++compared;
                QVERIFY2(agrees(*ours, theirs.value(counter.name)),
                         qPrintable(QStringLiteral("%1 of %2: %3 against %4")
                                        .arg(expression, counter.name)
                                        .arg(*ours, 0, 'g', 17)
                                        .arg(theirs.value(counter.name), 0, 'g', 17)));
            }
        }
        QCOMPARE(compared, theirs.size());
    }
}

void TestPromqlDifferential::quantileOfAnyBuckets_data()
{
    QTest::addColumn<double>("quantile");
    for (const double quantile : {-0.1, 0.0, 0.01, 0.5, 0.95, 0.99, 0.999, 1.0, 1.1}) {
        QTest::addRow("%g", quantile) << quantile;
    }
}

void TestPromqlDifferential::quantileOfAnyBuckets()
{
    QFETCH(double, quantile);
    QString problem;
    const QHash<QString, double> theirs =
        m_peer.query(QStringLiteral("histogram_quantile(%1, b)").arg(quantile),
                     static_cast<double>(baseMs + 100000) / 1000, QStringLiteral("case"), &problem);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    QCOMPARE(theirs.size(), static_cast<qsizetype>(m_buckets.size()));
    for (const BucketCase &buckets : m_buckets) {
        const double ours = histogramQuantile(quantile, buckets.buckets);
        QVERIFY2(agrees(ours, theirs.value(buckets.name)),
                 qPrintable(QStringLiteral("%1 of %2: %3 against %4")
                                .arg(quantile)
                                .arg(buckets.name)
                                .arg(ours, 0, 'g', 17)
                                .arg(theirs.value(buckets.name), 0, 'g', 17)));
    }
}

void TestPromqlDifferential::extractor_data()
{
    QTest::addColumn<int>("scrapes");
    for (const int scrapes : {2, 3, 8, 13, 30, 41, 42, 50, 61, 62, 80, 82, 90, 110, 120}) {
        QTest::addRow("after %d scrapes", scrapes) << scrapes;
    }
}

void TestPromqlDifferential::extractor()
{
    QFETCH(int, scrapes);
    SignalRule requests;
    requests.id = QStringLiteral("requests");
    requests.metrics = {QStringLiteral("http_requests_total")};
    requests.error = {{QStringLiteral("code")}, {QStringLiteral("500-599")}};
    SignalRule latency;
    latency.id = QStringLiteral("latency");
    latency.role = SignalRole::Latency;
    latency.metrics = {QStringLiteral("http_request_duration_seconds")};
    SignalExtractor extractor(std::make_shared<SignalRecognisers>(QList<SignalRule>{requests, latency}),
                              std::chrono::seconds(60));

    std::set<std::int64_t> times;
    for (const PageSeries &series : m_page) {
        for (const CounterSample &sample : series.samples) {
            times.insert(sample.timeMs);
        }
    }
    SignalReading reading;
    std::int64_t atMs = 0;
    int done = 0;
    for (const std::int64_t time : times) {
        std::vector<SelectedSample> samples;
        for (const PageSeries &series : m_page) {
            const auto found =
                std::find_if(series.samples.begin(), series.samples.end(),
                             [time](const CounterSample &sample) { return sample.timeMs == time; });
            if (found == series.samples.end()) {
                continue;
            }
            std::vector<LabelView> labels;
            for (const auto &[name, value] : series.labels) {
                labels.push_back({{name.constData(), std::size_t(name.size())},
                                  {value.constData(), std::size_t(value.size())}});
            }
            SeriesView view;
            view.name = {series.name.constData(), std::size_t(series.name.size())};
            view.labels = labels;
            samples.push_back({extractor.select(view), found->value});
        }
        reading = extractor.update(samples, SteadyTime(std::chrono::milliseconds(time - baseMs)));
        atMs = time;
        if (++done == scrapes) {
            break;
        }
    }
    const qint64 windowMs = reading.window.count();
    QCOMPARE(windowMs, std::min<qint64>(60000, atMs - *times.begin()));
    const auto ask = [this, atMs](const QString &expression) {
        QString problem;
        const auto values =
            m_peer.query(expression, static_cast<double>(atMs) / 1000, QStringLiteral("case"), &problem);
        return problem.isEmpty() && values.size() == 1 ? values.begin().value() : noValue;
    };
    const QString window = QStringLiteral("[%1ms]").arg(windowMs);
    const auto compare = [](const char *what, double ours, double theirs) {
        QVERIFY2(!std::isnan(ours) && agrees(ours, theirs), qPrintable(QStringLiteral("%1: %2 against %3")
                                                                           .arg(QString::fromLatin1(what))
                                                                           .arg(ours, 0, 'g', 17)
                                                                           .arg(theirs, 0, 'g', 17)));
    };
    compare("request rate", reading.requestRate,
            ask(QStringLiteral("sum(rate(http_requests_total%1))").arg(window)));
    compare("requests", reading.requests,
            ask(QStringLiteral("sum(increase(http_requests_total%1))").arg(window)));
    compare("error rate", reading.errorRate,
            ask(QStringLiteral("sum(rate(http_requests_total{code=~\"5..\"}%1))").arg(window)));
    compare("error ratio", reading.errorRatio(),
            ask(QStringLiteral(
                    "sum(rate(http_requests_total{code=~\"5..\"}%1)) / sum(rate(http_requests_total%1))")
                    .arg(window)));
    const std::pair<double, double> quantiles[]{{0.5, reading.p50}, {0.95, reading.p95}, {0.99, reading.p99}};
    for (const auto &[quantile, ours] : quantiles) {
        compare("quantile", ours,
                ask(QStringLiteral(
                        "histogram_quantile(%1, sum by (le) (rate(http_request_duration_seconds_bucket%2)))")
                        .arg(quantile)
                        .arg(window)));
    }
}

QTEST_GUILESS_MAIN(TestPromqlDifferential)
#include "tst_promqldifferential.moc"
