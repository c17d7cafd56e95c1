#include "app/config/builtinrules.h"
#include "app/config/documentreader.h"
#include "app/config/problemlist.h"
#include "app/config/signalrules.h"
#include "models/exposition/pagereader.h"
#include "models/signals/signalextractor.h"
#include "models/signals/signalrecognisers.h"

#include <QFile>
#include <QTest>

#include <cmath>
#include <set>

using namespace quarterdeck;

namespace {

/// Passes on to the extractor and notes which series are gauges of a summary: those do not count up.
class NotingSelector : public SeriesSelector
{
public:
    explicit NotingSelector(SignalExtractor &extractor) : m_extractor(extractor) {}
    SeriesSlot select(const SeriesView &series) override
    {
        const SeriesSlot slot = m_extractor.select(series);
        if (slot != ignoredSeries && !series.label("quantile").empty()) {
            quantiles.insert(slot);
        }
        return slot;
    }
    std::set<SeriesSlot> quantiles;

private:
    SignalExtractor &m_extractor;
};

SignalRule requestsRule(const QString &id, const QString &metric)
{
    SignalRule rule;
    rule.id = id;
    rule.metrics = {metric};
    return rule;
}

} // namespace

/// The built-in rules (resources/signals.yml) on pages as the real libraries write them. Every counter of a
/// page is raised by 50 over 5 s, so that each series counted makes 10 per second.
class TestSignalRecognisers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void builtInPages_data();
    void builtInPages();
    void exampleOfTheReadme();
    void earlierRuleWins();
    void globsAndUnits();
    void tellsWhichRulesFoundNothing();
    void problems_data();
    void problems();
};

void TestSignalRecognisers::builtInPages_data()
{
    constexpr int none = -1;
    QTest::addColumn<QString>("page");
    QTest::addColumn<int>("requests"); // series counted; none: no source
    QTest::addColumn<int>("errors");
    QTest::addColumn<double>(
        "p50"); // with all the growth in the first bucket: half its bound; NaN: no source
    const auto row = [](const char *page, int requests, int errors, double p50) {
        QTest::newRow(page) << QString::fromLatin1(page) << requests << errors << p50;
    };
    row("micrometer", 3, 1, 0.0005);
    row("micrometer_summary", 2, 0, 0.012); // two summaries: the worse one
    row("opentelemetry", 2, 1, 0.0025);
    row("opentelemetry_old", 2, 1, 0.0025); // milliseconds
    row("client_library", 3, 1, 0.025); // 4xx is no error; the histogram's count is not added to the counter
    row("instrumentator", 3, 1, noValue); // "5xx"
    row("no_status", 2, none, noValue);   // errors unknown, not zero
    row("grpc", 4, 2, 0.005);             // NotFound is the caller's fault
    row("http_and_grpc", 3, 1, noValue);  // two kinds of traffic add up, the sidecar's view of them does not
    row("prometheus", 3, 0, 0.05);
    row("etcd", 105, 24, noValue); // a page of etcd 3.4, cut down
    row("alertmanager", 1, none, 0.025);
    row("istio", 2, 1, 0.005); // inbound only
    row("istio_gateway", 2, 1, noValue);
    row("linkerd", 2, 1, 0.001);
    row("envoy", 3, 1, 0.00025);     // without the admin listener
    row("haproxy", 6, 1, noValue);   // frontends only; an average is no percentile
    row("nginx_vts", 5, 1, noValue); // without sums of other series
    row("nginx", 1, none, noValue);
    row("node", none, none, noValue); // scrapes of a node exporter are not its traffic
}

void TestSignalRecognisers::builtInPages()
{
    QFETCH(QString, page);
    QFETCH(int, requests);
    QFETCH(int, errors);
    QFETCH(double, p50);
    QFile file(QStringLiteral(QUARTERDECK_SOURCE_DIR "/tests/models/signals/pages/%1.prom").arg(page));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.errorString()));
    const QByteArray text = file.readAll();

    ProblemList problems;
    const auto recognisers =
        signalRecognisersFor({}, builtInFile(QStringLiteral(":/quarterdeck/signals.yml"), problems));
    SignalExtractor extractor(recognisers, std::chrono::minutes(1));
    NotingSelector selector(extractor);
    PageReader reader(selector);
    std::vector<SelectedSample> samples;
    const PageReport report =
        reader.read({text.constData(), std::size_t(text.size())}, ExpositionFormat::Text, samples);
    QCOMPARE(report.badLines, std::uint64_t(0));
    const SteadyTime start{std::chrono::hours(1)};
    extractor.update(samples, start);
    for (SelectedSample &sample : samples) {
        sample.value += selector.quantiles.contains(sample.slot) ? 0 : 50;
    }
    const SignalReading reading = extractor.update(samples, start + std::chrono::seconds(5));

    const auto perSecond = [](int series) { return series < 0 ? noValue : series * 10.0; };
    const auto same = [](double a, double b) {
        return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) < 1e-9;
    };
    QVERIFY2(same(reading.requestRate, perSecond(requests)),
             qPrintable(QString::number(reading.requestRate)));
    QVERIFY2(same(reading.errorRate, perSecond(errors)), qPrintable(QString::number(reading.errorRate)));
    QVERIFY2(same(reading.p50, p50), qPrintable(QString::number(reading.p50)));
}

/// What the README shows for fleet.yml does what it says.
void TestSignalRecognisers::exampleOfTheReadme()
{
    QFile file(QStringLiteral(QUARTERDECK_SOURCE_DIR "/README.md"));
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.errorString()));
    const QByteArray readme = file.readAll();
    const QByteArray begin = "```yaml\nsignals:\n";
    const qsizetype at = readme.indexOf(begin);
    QVERIFY(at > 0);
    const qsizetype start = at + begin.indexOf("signals");
    const QByteArray example = readme.mid(start, readme.indexOf("```", start) - start);

    ProblemList problems;
    const SourceFile source = builtInFile(QStringLiteral("fleet.yml"), problems);
    const DocumentNode root = readYaml(example, source).value_or(DocumentNode{});
    const DocumentNode *node = root.value(u"signals");
    QVERIFY(node);
    SignalExtractor extractor(signalRecognisersFor(*node, source), std::chrono::minutes(1));
    QVERIFY(problems.errors().isEmpty());
    PageReader reader(extractor);
    SignalReading reading;
    for (int page = 0; page < 2; ++page) {
        const std::string ten = std::to_string(10 * page);
        const std::string text = "orders_handled_total{direction=\"inbound\",outcome=\"done\"} " + ten +
                                 "\norders_handled_total{direction=\"inbound\",outcome=\"failed\"} " + ten +
                                 "\norders_handled_total{direction=\"inbound\",outcome=\"503\"} " + ten +
                                 "\norders_handled_total{direction=\"outbound\",outcome=\"done\"} " + ten +
                                 "\norders_duration_milliseconds_bucket{le=\"100\"} " + ten +
                                 "\norders_duration_milliseconds_bucket{le=\"+Inf\"} " + ten + '\n';
        std::vector<SelectedSample> samples;
        reader.read(text, ExpositionFormat::Text, samples);
        reading = extractor.update(samples, SteadyTime(std::chrono::seconds(3600 + 5 * page)));
    }
    QCOMPARE(reading.requestRate, 6.0);
    QCOMPARE(reading.errorRate, 4.0);
    QCOMPARE(reading.p50, 0.05);
}

void TestSignalRecognisers::earlierRuleWins()
{
    SignalRule first = requestsRule(QStringLiteral("first"), QStringLiteral("calls"));
    first.where = {{{QStringLiteral("side")}, {QStringLiteral("server")}}};
    const SignalRule second = requestsRule(QStringLiteral("second"), QStringLiteral("c*s"));
    const SignalRecognisers recognisers({first, second});
    const LabelView server[]{{"side", "server"}};
    const LabelView client[]{{"side", "client"}};
    SeriesView series;
    series.name = "calls";
    series.labels = server;
    QCOMPARE(recognisers.match(series)->rule, 0);
    series.labels = client;
    QCOMPARE(recognisers.match(series)->rule, 1);
    series.name = "other";
    QVERIFY(!recognisers.match(series));
}

void TestSignalRecognisers::globsAndUnits()
{
    SignalRule rule = requestsRule(QStringLiteral("latency"), QStringLiteral("app_*_duration"));
    rule.role = SignalRole::Latency;
    rule.unitSeconds = 0.001;
    const SignalRecognisers recognisers({rule});
    SeriesView series;
    series.name = "app_checkout_duration_bucket";
    const LabelView bound[]{{"le", "250"}};
    series.labels = bound;
    QCOMPARE(recognisers.match(series)->bound, 0.25);
    const LabelView infinite[]{{"le", "+Inf"}};
    series.labels = infinite;
    QVERIFY(std::isinf(recognisers.match(series)->bound));
    const LabelView nonsense[]{{"le", "a lot"}};
    series.labels = nonsense;
    QVERIFY(!recognisers.match(series));
    series.name = "app_checkout_duration_sum";
    QVERIFY(!recognisers.match(series));
}

void TestSignalRecognisers::tellsWhichRulesFoundNothing()
{
    SignalRule builtIn = requestsRule(QStringLiteral("built in"), QStringLiteral("nowhere_total"));
    builtIn.builtIn = true;
    const SignalRecognisers recognisers(
        {requestsRule(QStringLiteral("orders"), QStringLiteral("orders_total")),
         requestsRule(QStringLiteral("slip"), QStringLiteral("order_totals")), builtIn});
    QCOMPARE(recognisers.silentRules(), (QStringList{QStringLiteral("orders"), QStringLiteral("slip")}));
    SeriesView series;
    series.name = "orders_total";
    QVERIFY(recognisers.match(series));
    QCOMPARE(recognisers.silentRules(), QStringList{QStringLiteral("slip")});
}

void TestSignalRecognisers::problems_data()
{
    QTest::addColumn<SignalRule>("rule");
    QTest::addColumn<QString>("problem");
    const SignalRule good = requestsRule(QStringLiteral("mine"), QStringLiteral("calls_total"));
    QTest::newRow("good") << good << QString();
    SignalRule rule = good;
    rule.id.clear();
    QTest::newRow("no id") << rule << QStringLiteral("needs an id");
    rule = good;
    rule.metrics.clear();
    QTest::newRow("no metrics") << rule << QStringLiteral("names no metrics");
    rule = good;
    rule.error = {{QStringLiteral("code")}, {QStringLiteral("599-500")}};
    QTest::newRow("empty range") << rule << QStringLiteral("is empty");
    rule.error = {{QStringLiteral("code")}, {QStringLiteral("~5[")}};
    QTest::newRow("bad expression") << rule << QStringLiteral("is not a regular expression");
    rule.error = {{QStringLiteral("code")}, {QStringLiteral("500-599")}};
    rule.role = SignalRole::Latency;
    QTest::newRow("errors of latency") << rule << QStringLiteral("only a rule of the role");
    rule = good;
    rule.unitSeconds = 0;
    QTest::newRow("no unit") << rule << QStringLiteral("not a time");
}

void TestSignalRecognisers::problems()
{
    QFETCH(SignalRule, rule);
    QFETCH(QString, problem);
    const QString found = SignalRecognisers::problem(rule);
    if (problem.isEmpty()) {
        QCOMPARE(found, QString());
    } else {
        QVERIFY2(found.contains(problem), qPrintable(found));
    }
}

QTEST_GUILESS_MAIN(TestSignalRecognisers)
#include "tst_signalrecognisers.moc"
