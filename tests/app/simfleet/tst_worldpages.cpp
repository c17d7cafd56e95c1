#include "worldreader.h"

#include "models/exposition/expositionparser.h"

#include <QtTest>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <set>

using namespace quarterdeck;
using namespace quarterdeck::simfleet;

namespace {

using SeriesLabels = std::vector<std::pair<std::string, std::string>>;

/// Everything a page says, in a form that two pages can be compared in.
struct PageContent : ExpositionHandler
{
    std::map<std::pair<std::string, SeriesLabels>, double> samples;
    std::map<std::string, std::string> types;
    std::vector<std::string> problems;

    void sample(const SampleView &view) override
    {
        SeriesLabels labels;
        for (const LabelView &label : view.series.labels) {
            labels.emplace_back(label.name, label.value);
        }
        std::sort(labels.begin(), labels.end());
        const bool isNew =
            samples.emplace(std::pair{std::string(view.series.name), labels}, view.value).second;
        if (!isNew) {
            problems.push_back("twice: " + std::string(view.series.name));
        }
    }
    void problem(const ExpositionProblem &what) override
    {
        problems.push_back(std::to_string(what.line) + ": " + what.message);
    }
    void warning(const ExpositionWarning &what) override
    {
        problems.push_back(std::to_string(what.line) + ": " + what.message);
    }
};

PageContent contentOf(const std::string &page, ExpositionFormat format)
{
    PageContent content;
    ExpositionParser parser({.format = format});
    parser.parse(page, content);
    for (const FamilyMetadata &family : parser.families()) {
        content.types[std::string(family.name)] =
            std::to_string(int(family.type)) + ' ' + std::string(family.help);
    }
    return content;
}

prometheus::MetricType typeOf(FamilyType type)
{
    switch (type) {
    case FamilyType::Counter:
        return prometheus::MetricType::Counter;
    case FamilyType::Gauge:
        return prometheus::MetricType::Gauge;
    case FamilyType::Histogram:
        return prometheus::MetricType::Histogram;
    case FamilyType::Summary:
        break;
    }
    return prometheus::MetricType::Summary;
}

/// The same page as prometheus-cpp's own values.
std::vector<prometheus::MetricFamily> asPrometheus(const std::vector<PageFamily> &families,
                                                   const std::vector<double> &values)
{
    std::vector<prometheus::MetricFamily> result;
    std::size_t at = 0;
    for (const PageFamily &family : families) {
        prometheus::MetricFamily out{family.name, family.help, typeOf(family.type), {}};
        for (const PageRow &row : family.rows) {
            const double value = values[at++];
            std::vector<prometheus::ClientMetric::Label> labels;
            double bound = 0;
            double quantile = -1;
            for (const auto &[name, text] : row.labels) {
                if (name == "le") {
                    bound = text == "+Inf" ? INFINITY : std::stod(text);
                } else if (name == "quantile") {
                    quantile = std::stod(text);
                } else {
                    labels.push_back({name, text});
                }
            }
            auto metric = std::find_if(out.metric.begin(), out.metric.end(),
                                       [&](const prometheus::ClientMetric &m) { return m.label == labels; });
            if (metric == out.metric.end()) {
                metric = out.metric.insert(out.metric.end(), prometheus::ClientMetric{});
                metric->label = labels;
            }
            if (family.type == FamilyType::Counter) {
                metric->counter.value = value;
            } else if (family.type == FamilyType::Gauge) {
                metric->gauge.value = value;
            } else if (row.suffix == "_bucket") {
                metric->histogram.bucket.push_back({std::uint64_t(value), bound});
            } else if (quantile >= 0) {
                metric->summary.quantile.push_back({quantile, value});
            } else if (row.suffix == "_sum") {
                metric->histogram.sample_sum = metric->summary.sample_sum = value;
            } else {
                metric->histogram.sample_count = metric->summary.sample_count = std::uint64_t(value);
            }
        }
        result.push_back(std::move(out));
    }
    return result;
}

} // namespace

/// The pages, held against prometheus-cpp's serializer and read by the program's own parser.
class WorldPagesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sameAsPrometheusCpp_data();
    void sameAsPrometheusCpp();
    void openMetricsSaysTheSame_data() { sameAsPrometheusCpp_data(); }
    void openMetricsSaysTheSame();
    void histogramsAreConsistent_data() { sameAsPrometheusCpp_data(); }
    void histogramsAreConsistent();
    void pageHasTheSizeAskedFor_data();
    void pageHasTheSizeAskedFor();
    void badPageCostsItsLinesOnly();
    void numbers_data();
    void numbers();
};

void WorldPagesTest::sameAsPrometheusCpp_data()
{
    QTest::addColumn<QString>("service");
    QTest::addColumn<int>("pageBytes");
    for (const ServiceSpec &service : serviceCatalog()) {
        QTest::addRow("%s", service.name.c_str()) << QString::fromStdString(service.name) << 0;
    }
    QTest::addRow("padded") << QString::fromLatin1("checkout") << 50'000;
    QTest::addRow("cut") << QString::fromLatin1("checkout") << 2'000;
}

void WorldPagesTest::sameAsPrometheusCpp()
{
    QFETCH(QString, service);
    QFETCH(int, pageBytes);
    World world({.instances = 100, .pageBytes = std::size_t(pageBytes)});
    const std::uint32_t index = firstOf(world, service.toStdString());
    std::string ours;
    PageFormat format = PageFormat::Text;
    world.metricsPage(index, 77.7, format, ours);

    const std::vector<PageFamily> families = world.families(index);
    const PageTemplate page(families, PageFormat::Text);
    const std::string theirs = prometheus::TextSerializer().Serialize(
        asPrometheus(families, world.values(index, 77.7, page.slots())));

    const PageContent own = contentOf(ours, ExpositionFormat::Text);
    const PageContent other = contentOf(theirs, ExpositionFormat::Text);
    QVERIFY2(own.problems.empty(), own.problems.empty() ? "" : own.problems.front().c_str());
    QVERIFY2(other.problems.empty(), other.problems.empty() ? "" : other.problems.front().c_str());
    QVERIFY(own.samples.size() > 10);
    QCOMPARE(own.samples.size(), other.samples.size());
    for (const auto &[series, value] : own.samples) {
        const auto same = other.samples.find(series);
        QVERIFY2(same != other.samples.end(), series.first.c_str());
        // prometheus-cpp writes 16 significant digits, we the shortest text that reads back the same.
        QVERIFY2(std::abs(same->second - value) <= 1e-15 * std::abs(value), series.first.c_str());
    }
    QVERIFY(own.types == other.types);
}

void WorldPagesTest::openMetricsSaysTheSame()
{
    QFETCH(QString, service);
    QFETCH(int, pageBytes);
    World world({.instances = 100, .pageBytes = std::size_t(pageBytes)});
    const std::uint32_t index = firstOf(world, service.toStdString());
    PageFormat format = PageFormat::OpenMetrics;
    std::string page;
    world.metricsPage(index, 77.7, format, page);
    const bool speaks = speaksOpenMetrics(world.service(index).stack);
    QCOMPARE(format == PageFormat::OpenMetrics, speaks);
    const PageContent content =
        contentOf(page, speaks ? ExpositionFormat::OpenMetrics : ExpositionFormat::Text);
    QVERIFY2(content.problems.empty(), content.problems.empty() ? "" : content.problems.front().c_str());
    std::string text;
    format = PageFormat::Text;
    world.metricsPage(index, 77.7, format, text);
    std::multiset<double> a;
    std::multiset<double> b;
    for (const auto &[series, value] : content.samples) {
        a.insert(value);
    }
    for (const auto &[series, value] : contentOf(text, ExpositionFormat::Text).samples) {
        b.insert(value);
    }
    QVERIFY(a == b);
}

void WorldPagesTest::histogramsAreConsistent()
{
    QFETCH(QString, service);
    QFETCH(int, pageBytes);
    World world({.instances = 100, .pageBytes = std::size_t(pageBytes)});
    const std::uint32_t index = firstOf(world, service.toStdString());
    // Through changes of latency and errors, and a new process.
    world.inject(order("*", FaultKind::Slow, 0.4, 10), 5);
    world.inject(order("*", FaultKind::Errors, 0.3, 10), 8);
    world.inject(order("instance=checkout-eu-01", FaultKind::Kill, 0, 3), 20);
    for (const double now : {0.0, 9.3, 17.1, 30.9}) {
        world.advance(now);
        const std::vector<PageFamily> families = world.families(index);
        const std::vector<double> values =
            world.values(index, now, PageTemplate(families, PageFormat::Text).slots());
        std::size_t at = 0;
        for (const PageFamily &family : families) {
            double last = 0;
            for (const PageRow &row : family.rows) {
                const double value = values[at++];
                if (family.type != FamilyType::Histogram) {
                    continue;
                }
                if (row.suffix == "_bucket") {
                    QVERIFY2(value >= last, family.name.c_str());
                    last = value;
                } else if (row.suffix == "_count") {
                    QVERIFY2(value == last, "+Inf is the count");
                    last = 0;
                } else {
                    QVERIFY(value >= 0);
                }
            }
        }
    }
}

void WorldPagesTest::pageHasTheSizeAskedFor_data()
{
    QTest::addColumn<int>("bytes");
    for (const int bytes : {2'000, 10'000, 50'000, 300'000}) {
        QTest::addRow("%d", bytes) << bytes;
    }
}

void WorldPagesTest::pageHasTheSizeAskedFor()
{
    QFETCH(int, bytes);
    World world({.instances = 100, .pageBytes = std::size_t(bytes)});
    std::size_t total = 0;
    for (std::uint32_t i = 0; i < world.size(); ++i) {
        std::string page;
        PageFormat format = PageFormat::Text;
        world.metricsPage(i, 50, format, page);
        total += page.size();
    }
    const double mean = double(total) / world.size();
    // The smallest page that still holds a histogram of requests is larger than 2 kB for some.
    QVERIFY2(mean > 0.85 * bytes && mean < (bytes > 2'000 ? 1.15 : 4) * bytes,
             QByteArray::number(mean).constData());
}

void WorldPagesTest::badPageCostsItsLinesOnly()
{
    World world({.instances = 20});
    std::string page;
    PageFormat format = PageFormat::Text;
    world.metricsPage(0, 50, format, page);
    const PageContent good = contentOf(page, ExpositionFormat::Text);
    world.inject(order("*", FaultKind::BadPage), 50);
    page.clear();
    world.metricsPage(0, 50, format, page);
    const PageContent bad = contentOf(page, ExpositionFormat::Text);
    QCOMPARE(bad.problems.size(), std::size_t{2});
    QVERIFY(bad.samples == good.samples);
}

void WorldPagesTest::numbers_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    const auto row = [](double value, const char *text) {
        QTest::newRow(text) << value << QString::fromLatin1(text);
    };
    row(0, "0");
    row(-3, "-3");
    row(1e6, "1000000");
    row(0.25, "0.25");
    row(1e300, "1e+300");
    row(NAN, "NaN");
    row(INFINITY, "+Inf");
    row(-INFINITY, "-Inf");
}

void WorldPagesTest::numbers()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    std::string out = "x";
    appendNumber(value, out);
    QCOMPARE(out, 'x' + text.toStdString());
}

QTEST_GUILESS_MAIN(WorldPagesTest)
#include "tst_worldpages.moc"
