#include "app/config/breakerrules.h"
#include "app/config/builtinrules.h"
#include "app/config/documentreader.h"
#include "models/breakers/breakerconventions.h"
#include "models/breakers/breakerextractor.h"
#include "models/exposition/pagereader.h"

#include <QFile>
#include <QStringList>
#include <QTest>

using namespace quarterdeck;

/// Every convention with pages as its library writes them (tests/data/breakers/README.md says where the form
/// comes from), through time.
class TestBreakerExtractor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void conventions_data();
    void conventions();
    void firstSight_data();
    void firstSight();
    void sequences_data();
    void sequences();
    void ambiguousIsNotGuessed();
    void hintSettlesTheAmbiguity();
    void lookalikesAreNotShown();
    void saturationIsNoBreaker();
    void missingBreakersAreGone();
    void unchangedPagesCostNoSelection();
    void churnIsForgotten();
    void hostilePagesStayBounded();

private:
    std::shared_ptr<const BreakerConventions> m_builtIn;
};

namespace {

QByteArray page(const QString &name)
{
    QFile file(QStringLiteral(QUARTERDECK_TEST_DATA "/breakers/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("missing test file");
}

/// Counts what it is asked, and otherwise does as the extractor does.
class CountingSelector final : public SeriesSelector
{
public:
    explicit CountingSelector(SeriesSelector &inner) : m_inner(inner) {}
    SeriesSlot select(const SeriesView &series) override
    {
        ++asked;
        return m_inner.select(series);
    }
    int asked = 0;

private:
    SeriesSelector &m_inner;
};

class ScrapedTarget
{
public:
    explicit ScrapedTarget(std::shared_ptr<const BreakerConventions> conventions)
        : extractor(std::move(conventions))
        , selector(extractor)
        , m_reader(selector)
    {
    }

    QList<BreakerReading> scrape(const QByteArray &text)
    {
        std::vector<SelectedSample> samples;
        const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
        m_reader.read(view, text.endsWith("# EOF\n") ? ExpositionFormat::OpenMetrics : ExpositionFormat::Text,
                      samples);
        return extractor.update(samples);
    }

    BreakerExtractor extractor;
    CountingSelector selector;

private:
    PageReader m_reader;
};

/// "name: state [raw]" with what else is known, a breaker a line.
QString printed(const QList<BreakerReading> &readings)
{
    QStringList lines;
    for (const BreakerReading &reading : readings) {
        QString line = QStringLiteral("%1: %2 [%3]").arg(reading.name, toString(reading.state), reading.raw);
        if (reading.failureRate) {
            line += QStringLiteral(" rate %1").arg(*reading.failureRate);
        }
        if (reading.threshold) {
            line += QStringLiteral(" threshold %1").arg(*reading.threshold);
        }
        if (reading.openings > 0) {
            line += QStringLiteral(" opened %1").arg(reading.openings) +
                    (reading.inferred ? QStringLiteral(" inferred") : QString());
        }
        lines.append(line);
    }
    return lines.join(u'\n');
}

} // namespace

void TestBreakerExtractor::initTestCase()
{
    ProblemList problems;
    m_builtIn =
        breakerConventionsFor({}, builtInFile(QStringLiteral(":/quarterdeck/breakers.yml"), problems));
    QVERIFY(m_builtIn != nullptr);
    for (const ConfigProblem &problem : problems.errors()) {
        QFAIL(qPrintable(problem.toString()));
    }
    QVERIFY(m_builtIn->rules().rules.size() > 15);
}

void TestBreakerExtractor::conventions_data()
{
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<QString>("convention");
    QTest::addColumn<QStringList>("pages"); // what each successive page shows
    const auto row = [](const char *prefix, const char *convention, const QStringList &pages) {
        QTest::newRow(prefix) << QString::fromLatin1(prefix) << QString::fromLatin1(convention) << pages;
    };
    row("resilience4j", "resilience4j",
        {QStringLiteral("inventory: closed [closed]"),
         QStringLiteral("inventory: open [open] rate 0.625 opened 1"),
         QStringLiteral("inventory: half-open [half_open]"), QStringLiteral("inventory: closed [closed]"),
         // Calls were refused, the state is closed on both pages: it opened and closed in between
         QStringLiteral("inventory: closed [closed] rate 0.1 opened 1 inferred"),
         QStringLiteral("inventory: forced open [forced_open] rate 0.1 opened 1"),
         QStringLiteral("inventory: metrics only [metrics_only] rate 0.1"),
         // Counters fell: a restart
         QStringLiteral("inventory: disabled [disabled]")});
    row("hystrix", "hystrix",
        {QStringLiteral("GetPrice: closed [0] threshold 0.5"),
         QStringLiteral("GetPrice: open [1] threshold 0.5 opened 1"),
         QStringLiteral("GetPrice: forced open [1] threshold 0.5"),
         QStringLiteral("GetPrice: forced closed [0] threshold 0.5"),
         QStringLiteral("GetPrice: closed [0] threshold 0.5"),
         QStringLiteral("GetPrice: closed [0] threshold 0.5 opened 1 inferred")});
    row("microprofile", "microprofile",
        {QStringLiteral("com.acme.StockClient.stock: closed [closed]"),
         QStringLiteral("com.acme.StockClient.stock: open [closed+open] opened 1"),
         QStringLiteral("com.acme.StockClient.stock: half-open [open+halfOpen]"),
         QStringLiteral("com.acme.StockClient.stock: half-open [halfOpen]"),
         QStringLiteral("com.acme.StockClient.stock: closed [closed+halfOpen]"),
         QStringLiteral("com.acme.StockClient.stock: closed [closed]"),
         // All three grew: where it ended, the next page tells
         QStringLiteral("com.acme.StockClient.stock: unknown [closed+open+halfOpen] opened 1 inferred"),
         QStringLiteral("com.acme.StockClient.stock: closed [closed]")});
    row("smallrye", "smallrye",
        {QStringLiteral("com.acme.StockClient.stock: closed [closed]"),
         QStringLiteral("com.acme.StockClient.stock: open [open] opened 1"),
         QStringLiteral("com.acme.StockClient.stock: half-open [halfOpen]"),
         QStringLiteral("com.acme.StockClient.stock: closed [closed] opened 1 inferred")});
    row("envoy", "envoy",
        {QStringLiteral("service_orders: closed [0]"), QStringLiteral("service_orders: open [2] opened 1"),
         QStringLiteral("service_orders: closed [0]"),
         QStringLiteral("service_orders: closed [0] opened 1 inferred")});
    row("linkerd", "linkerd",
        {QStringLiteral("voting-svc: closed [0]"), QStringLiteral("voting-svc: unknown [1]")});
    row("finagle", "finagle",
        {QStringLiteral("clnt_carts: closed [0]\nclnt_users: closed [0]"),
         QStringLiteral("clnt_carts: closed [0]\nclnt_users: open [1] opened 1"),
         QStringLiteral("clnt_carts: closed [0]\nclnt_users: closed [0]")});
    row("polly", "polly",
        {QString(), QStringLiteral("orders: open [OnCircuitOpened]"),
         QStringLiteral("orders: half-open [OnCircuitHalfOpened]"),
         QStringLiteral("orders: open [OnCircuitOpened] opened 1"),
         QStringLiteral("orders: closed [OnCircuitClosed]"),
         QStringLiteral("orders: closed [OnCircuitClosed] opened 1 inferred")});
    row("opossum", "opossum",
        {QStringLiteral("getStock: closed [no event]"), QStringLiteral("getStock: open [open] opened 1"),
         QStringLiteral("getStock: open [open]"), QStringLiteral("getStock: closed [close]"),
         QStringLiteral("getStock: closed [close] opened 1 inferred"),
         QStringLiteral("getStock: closed [no event]")});
    row("sentinel_go", "sentinel-go",
        {QString(), QStringLiteral("abc: open [Open]"), QStringLiteral("abc: half-open [HalfOpen]"),
         QStringLiteral("abc: closed [Closed] opened 1 inferred"),
         QStringLiteral("abc: closed [Closed] opened 1 inferred")});
    row("sentinel_java", "sentinel-java",
        {QStringLiteral("/foo/**: closed [0]"), QStringLiteral("/foo/**: unknown [5]")});
    row("mollitia", "mollitia",
        {QStringLiteral("users: closed [closed] rate 0"),
         QStringLiteral("users: open [opened] rate 0.6667 opened 1"),
         QStringLiteral("users: half-open [half-opened] rate 0.5")});
    row("armeria", "armeria",
        {QStringLiteral("catalog: closed [1] rate 0.3"),
         QStringLiteral("catalog: open [0] rate 0.3 opened 1"),
         QStringLiteral("catalog: half-open [0.5] rate 0.3"), QStringLiteral("catalog: closed [1] rate 0.3"),
         QStringLiteral("catalog: closed [1] rate 0.3 opened 1 inferred")});
    row("istio", "envoy",
        {QStringLiteral("outbound|8000||httpbin.target.svc.cluster.local: open [1]"),
         QStringLiteral("outbound|8000||httpbin.target.svc.cluster.local: closed [0]"),
         QStringLiteral("outbound|8000||httpbin.target.svc.cluster.local: closed [0] opened 1 inferred")});
    row("hystrix_micrometer", "hystrix",
        {QStringLiteral("GetPrice: open [1]"), QStringLiteral("GetPrice: closed [0]")});
    row("gofr", "gofr",
        {QStringLiteral("http://localhost:9000: open [1]\nhttp://localhost:9001: closed [0]"),
         QStringLiteral("http://localhost:9000: closed [0]\nhttp://localhost:9001: closed [0]"),
         QStringLiteral(
             "http://localhost:9000: closed [0] opened 1 inferred\nhttp://localhost:9001: closed [0]")});
    row("gobreaker", "gobreaker",
        {QStringLiteral("ledger: open [2]\nmail: closed [0]\npayments: half-open [1]"),
         QStringLiteral("ledger: half-open [1]\nmail: closed [0]\npayments: closed [0]"),
         QStringLiteral("ledger: closed [0]\nmail: closed [0]\npayments: open [2] opened 1")});
    row("labelled", "labelled",
        {QStringLiteral("payment_api: open [open]"), QStringLiteral("payment_api: half-open [half_open]"),
         QStringLiteral("payment_api: closed [closed]"),
         QStringLiteral("payment_api: forced open [forced_open] opened 1")});
    row("stateset", "labelled",
        {QStringLiteral("a: half-open [half-open]"), QStringLiteral("a: open [open] opened 1"),
         QStringLiteral("a: closed [closed]")});
    row("homegrown", "home-grown",
        {QStringLiteral("feature_store: open [1]\nmodel_inference: half-open [2]"),
         QStringLiteral("feature_store: half-open [2]\nmodel_inference: closed [0]"),
         QStringLiteral("feature_store: closed [0]\nmodel_inference: closed [0] opened 1 inferred")});
    row("homegrown_open", "home-grown",
        {QStringLiteral("mail: closed [0]\nusers: open [1]"),
         QStringLiteral("mail: open [1] opened 1\nusers: closed [0]")});
}

void TestBreakerExtractor::conventions()
{
    QFETCH(QString, prefix);
    QFETCH(QString, convention);
    QFETCH(QStringList, pages);
    ScrapedTarget target(m_builtIn);
    for (qsizetype i = 0; i < pages.size(); ++i) {
        const QList<BreakerReading> readings =
            target.scrape(page(QStringLiteral("%1_%2.txt").arg(prefix).arg(i + 1)));
        QVERIFY2(printed(readings) == pages.at(i), qPrintable(QStringLiteral("page %1:\n%2\nexpected:\n%3")
                                                                  .arg(i + 1)
                                                                  .arg(printed(readings), pages.at(i))));
        for (const BreakerReading &reading : readings) {
            QCOMPARE(reading.convention, convention);
            QCOMPARE(reading.hint.isEmpty(), reading.state != BreakerState::Unknown);
        }
    }
}

void TestBreakerExtractor::firstSight_data()
{
    QTest::addColumn<QString>("convention");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *file, const char *convention, const char *shown) {
        QTest::newRow(file) << QString::fromLatin1(convention) << QString::fromLatin1(shown);
    };
    // What one page alone proves
    row("polly_3", "polly", "orders: half-open [OnCircuitHalfOpened]");
    row("polly_4", "polly", "orders: open [OnCircuitOpened]");
    // Opened twice, half-open twice, closed once fits two ways through
    row("polly_5", "polly", "orders: unknown [2 opened, 2 half-opened, 1 closed]");
    row("opossum_2", "opossum", "getStock: open [open]");
    row("opossum_5", "opossum", "getStock: closed [close]");
    row("sentinel_go_4", "sentinel-go", "abc: closed [Closed]");
    row("microprofile_6", "microprofile", "com.acme.StockClient.stock: unknown [unknown]");
    row("gobreaker_other_order", "gobreaker", "ledger: open [0]\npayments: closed [1]");
}

void TestBreakerExtractor::firstSight()
{
    QFETCH(QString, convention);
    QFETCH(QString, shown);
    ScrapedTarget target(m_builtIn);
    const QList<BreakerReading> readings =
        target.scrape(page(QString::fromLatin1(QTest::currentDataTag()) + QStringLiteral(".txt")));
    QCOMPARE(printed(readings), shown);
    for (const BreakerReading &reading : readings) {
        QCOMPARE(reading.convention, convention);
    }
}

void TestBreakerExtractor::sequences_data()
{
    QTest::addColumn<QList<QByteArray>>("pages");
    QTest::addColumn<QStringList>("shown");
    const auto opossum = [](int success, int reject, int open, int close) {
        return QByteArray("# TYPE circuit counter\ncircuit{name=\"a\",event=\"success\"} ") +
               QByteArray::number(success) + "\ncircuit{name=\"a\",event=\"reject\"} " +
               QByteArray::number(reject) + "\ncircuit{name=\"a\",event=\"open\"} " +
               QByteArray::number(open) + "\ncircuit{name=\"a\",event=\"close\"} " +
               QByteArray::number(close) + '\n';
    };
    const QString inDoubt = QStringLiteral("a: unknown [9 opened, 0 half-opened, 4 closed]");
    QTest::newRow("calls that pass prove closed, on two pages")
        << QList<QByteArray>{opossum(10, 0, 9, 4), opossum(20, 0, 9, 4), opossum(30, 0, 9, 4),
                             opossum(30, 0, 9, 4)}
        << QStringList{inDoubt, inDoubt, QStringLiteral("a: closed [close]"),
                       QStringLiteral("a: closed [close]")};
    QTest::newRow("calls that pass once may have begun before")
        << QList<QByteArray>{opossum(10, 0, 9, 4), opossum(20, 0, 9, 4), opossum(20, 0, 9, 4),
                             opossum(30, 0, 9, 4)}
        << QStringList{inDoubt, inDoubt, inDoubt, inDoubt};
    QTest::newRow("refused calls prove open")
        << QList<QByteArray>{opossum(10, 5, 9, 4), opossum(10, 6, 9, 4), opossum(10, 6, 9, 4),
                             opossum(10, 6, 9, 5)}
        << QStringList{inDoubt, QStringLiteral("a: open [open]"), QStringLiteral("a: open [open]"),
                       QStringLiteral("a: closed [close]")};
    QTest::newRow("opossum-prometheus tells the start under a name of its own")
        << QList<QByteArray>{"opossum_process_start_time_seconds 1795000000\n" + opossum(10, 0, 1, 1),
                             "opossum_process_start_time_seconds 1795000600\n" + opossum(50, 3, 2, 2),
                             "opossum_process_start_time_seconds 1795000600\n" + opossum(60, 4, 3, 3)}
        << QStringList{QStringLiteral("a: closed [close]"), QStringLiteral("a: closed [close]"),
                       QStringLiteral("a: closed [close] opened 1 inferred")};
    const auto polly = [](int calls, int opened, int halfOpened, int closed) {
        const QByteArray event =
            "resilience_polly_strategy_events_total{pipeline_name=\"a\",event_name=\"OnCircuit";
        return event + "Opened\"} " + QByteArray::number(opened) + '\n' + event + "HalfOpened\"} " +
               QByteArray::number(halfOpened) + '\n' + event + "Closed\"} " + QByteArray::number(closed) +
               "\nresilience_polly_pipeline_duration_milliseconds_count{pipeline_name=\"a\"} " +
               QByteArray::number(calls) + '\n';
    };
    const QString halfOrClosed = QStringLiteral("a: unknown [2 opened, 2 half-opened, 1 closed]");
    QTest::newRow("calls that end without an event are not half-open's")
        << QList<QByteArray>{polly(10, 2, 2, 1), polly(10, 2, 2, 1), polly(15, 2, 2, 1), polly(20, 2, 2, 1),
                             polly(25, 3, 2, 1)}
        << QStringList{halfOrClosed, halfOrClosed, halfOrClosed,
                       QStringLiteral("a: closed [OnCircuitClosed]"),
                       QStringLiteral("a: open [OnCircuitOpened] opened 1")};
    QTest::newRow("what was possible before bounds what is possible now")
        // Half-open or closed; then it opened, and that is all: half-open would have had to close first or
        // not
        << QList<QByteArray>{polly(10, 2, 2, 1), polly(10, 3, 2, 1), polly(10, 3, 3, 1)}
        << QStringList{halfOrClosed, QStringLiteral("a: open [OnCircuitOpened] opened 1"),
                       QStringLiteral("a: half-open [OnCircuitHalfOpened]")};
    QTest::newRow("a restart begins closed")
        << QList<QByteArray>{opossum(90, 5, 1, 0), opossum(2, 0, 0, 0), opossum(4, 0, 1, 0)}
        << QStringList{QStringLiteral("a: open [open]"), QStringLiteral("a: closed [no event]"),
                       QStringLiteral("a: open [open] opened 1")};
    const auto gauge = [](const char *state) {
        return QByteArray("circuit_breaker_state{name=\"b\",state=\"") + state + "\"} 1\n";
    };
    QTest::newRow("only the current state is exported")
        << QList<QByteArray>{gauge("closed"), gauge("half-open"), gauge("open"), gauge("closed")}
        << QStringList{QStringLiteral("b: closed [closed]"),
                       QStringLiteral("b: half-open [half-open] opened 1 inferred"),
                       QStringLiteral("b: open [open] opened 1"), QStringLiteral("b: closed [closed]")};
    QTest::newRow("none and two at once")
        << QList<QByteArray>{"circuit_breaker_state{name=\"c\",state=\"open\"} "
                             "0\ncircuit_breaker_state{name=\"c\",state=\"closed\"} 0\n",
                             "circuit_breaker_state{name=\"c\",state=\"open\"} "
                             "1\ncircuit_breaker_state{name=\"c\",state=\"closed\"} 1\n",
                             "circuit_breaker_state{name=\"c\",state=\"open\"} "
                             "1\ncircuit_breaker_state{name=\"c\",state=\"closed\"} 0\n"}
        << QStringList{QStringLiteral("c: unknown [none]"), QStringLiteral("c: unknown [open+closed]"),
                       QStringLiteral("c: open [open]")};
    const auto refused = [](const char *counter) {
        return QByteArray("resilience4j_circuitbreaker_state{name=\"d\",state=\"closed\"} 1\n"
                          "resilience4j_circuitbreaker_state{name=\"d\",state=\"open\"} 0\n") +
               counter;
    };
    QTest::newRow("a counter that appears or falls is no opening")
        << QList<QByteArray>{refused(""),
                             refused("resilience4j_circuitbreaker_not_permitted_calls_total{name=\"d\",kind="
                                     "\"not_permitted\"} 7\n"),
                             refused("resilience4j_circuitbreaker_not_permitted_calls_total{name=\"d\",kind="
                                     "\"not_permitted\"} 2\n"),
                             refused("resilience4j_circuitbreaker_not_permitted_calls_total{name=\"d\",kind="
                                     "\"not_permitted\"} 3\n")}
        << QStringList{QStringLiteral("d: closed [closed]"), QStringLiteral("d: closed [closed]"),
                       QStringLiteral("d: closed [closed]"),
                       QStringLiteral("d: closed [closed] opened 1 inferred")};
    QTest::newRow("not a number")
        << QList<QByteArray>{"hystrix_command_is_circuit_breaker_open{command_name=\"e\"} NaN\n",
                             "hystrix_command_is_circuit_breaker_open{command_name=\"e\"} +Inf\n",
                             "hystrix_command_is_circuit_breaker_open{command_name=\"e\"} 0\n"}
        << QStringList{QStringLiteral("e: unknown [NaN]"), QStringLiteral("e: unknown [+Inf]"),
                       QStringLiteral("e: closed [0]")};
}

void TestBreakerExtractor::sequences()
{
    QFETCH(QList<QByteArray>, pages);
    QFETCH(QStringList, shown);
    QCOMPARE(pages.size(), shown.size());
    ScrapedTarget target(m_builtIn);
    for (qsizetype i = 0; i < pages.size(); ++i) {
        const QString found = printed(target.scrape(pages.at(i)));
        QVERIFY2(found == shown.at(i),
                 qPrintable(QStringLiteral("page %1: %2, expected %3").arg(i + 1).arg(found, shown.at(i))));
    }
}

void TestBreakerExtractor::ambiguousIsNotGuessed()
{
    ScrapedTarget target(m_builtIn);
    const QList<BreakerReading> readings = target.scrape(page(QStringLiteral("ambiguous.txt")));
    QCOMPARE(printed(readings),
             QStringLiteral("billing: unknown [1]\nmail: unknown [0]\nmyapp: unknown [2]"));
    QCOMPARE(readings.at(0).series, QStringLiteral("circuit_breaker_state{service=\"billing\"}"));
    QVERIFY(readings.at(0).hint.startsWith(
        QStringLiteral("breakers:\n  rules:\n    - id: circuit_breaker_state\n")));
    QVERIFY(readings.at(0).hint.contains(QStringLiteral("name_labels: [service]")));
    QCOMPARE(readings.at(2).series, QStringLiteral("myapp_circuit_breaker_status"));
}

/// The hint, pasted into a fleet.yml and filled in, is valid and decides.
void TestBreakerExtractor::hintSettlesTheAmbiguity()
{
    ScrapedTarget target(m_builtIn);
    QString hint = target.scrape(page(QStringLiteral("ambiguous.txt"))).first().hint;
    QVERIFY(hint.contains(QStringLiteral("map: {0: fill-in, 1: fill-in, 2: fill-in}")));
    hint.replace(QStringLiteral("{0: fill-in, 1: fill-in, 2: fill-in}"),
                 QStringLiteral("{0: closed, 1: open, 2: half-open}"));
    ProblemList problems;
    const SourceFile file = builtInFile(QStringLiteral("hint.yml"), problems);
    const std::optional<DocumentNode> document = readYaml(hint.toUtf8(), file);
    QVERIFY(document.has_value());
    const DocumentNode *breakers = document->value(QStringLiteral("breakers"));
    QVERIFY(breakers != nullptr);
    ScrapedTarget declared(breakerConventionsFor(*breakers, file));
    QVERIFY(problems.errors().isEmpty());
    const QList<BreakerReading> readings = declared.scrape(page(QStringLiteral("ambiguous.txt")));
    QCOMPARE(printed(readings), QStringLiteral("billing: open [1]\nmail: closed [0]\nmyapp: unknown [2]"));
    QCOMPARE(readings.first().convention, QStringLiteral("circuit_breaker_state"));
}

void TestBreakerExtractor::lookalikesAreNotShown()
{
    ScrapedTarget target(m_builtIn);
    QCOMPARE(printed(target.scrape(page(QStringLiteral("lookalikes.txt")))), QString());
    QVERIFY(target.extractor.saturation().isEmpty());
}

void TestBreakerExtractor::saturationIsNoBreaker()
{
    ScrapedTarget target(m_builtIn);
    QCOMPARE(target.scrape(page(QStringLiteral("envoy_1.txt"))).size(), 1);
    const QList<SaturationReading> limits = target.extractor.saturation();
    QCOMPARE(limits.size(), 6);
    const auto full = std::find_if(limits.begin(), limits.end(),
                                   [](const SaturationReading &limit) { return limit.atLimit; });
    QVERIFY(full != limits.end());
    QCOMPARE(full->name, QStringLiteral("service_orders"));
    QCOMPARE(full->limit, QStringLiteral("cx (default priority)"));
    QCOMPARE(std::count_if(limits.begin(), limits.end(),
                           [](const SaturationReading &limit) { return limit.atLimit; }),
             1);
}

void TestBreakerExtractor::missingBreakersAreGone()
{
    ScrapedTarget target(m_builtIn);
    QCOMPARE(target.scrape(page(QStringLiteral("gobreaker_1.txt"))).size(), 3);
    QCOMPARE(printed(target.scrape("# TYPE gobreaker_state gauge\ngobreaker_state{name=\"mail\"} 0\n")),
             QStringLiteral("mail: closed [0]"));
    QCOMPARE(target.scrape("up 1\n").size(), 0);
    // What comes back is new: no opening is made up for the time it was away
    QCOMPARE(printed(target.scrape("# TYPE gobreaker_state gauge\ngobreaker_state{name=\"mail\"} 2\n")),
             QStringLiteral("mail: open [2]"));
}

void TestBreakerExtractor::unchangedPagesCostNoSelection()
{
    ScrapedTarget target(m_builtIn);
    target.scrape(page(QStringLiteral("resilience4j_1.txt")));
    const int asked = target.selector.asked;
    QVERIFY(asked > 0);
    QCOMPARE(printed(target.scrape(page(QStringLiteral("resilience4j_2.txt")))),
             QStringLiteral("inventory: open [open] rate 0.625 opened 1"));
    QCOMPARE(target.selector.asked, asked);
}

/// A label with a new value on every page, for thousands of pages.
void TestBreakerExtractor::churnIsForgotten()
{
    ScrapedTarget target(m_builtIn);
    for (int i = 0; i < 6000; ++i) {
        const QByteArray text = "gobreaker_state{name=\"run-" + QByteArray::number(i) + "\"} 2\n";
        const QList<BreakerReading> readings = target.scrape(text);
        QCOMPARE(readings.size(), 1);
        QCOMPARE(readings.first().name, QStringLiteral("run-%1").arg(i));
    }
    // Slots are given out again: a new series gets a small one
    const LabelView label{"name", "afterwards"};
    SeriesView series;
    series.name = "gobreaker_state";
    series.labels = std::span<const LabelView>(&label, 1);
    QVERIFY(target.extractor.select(series) < 4096);
}

void TestBreakerExtractor::hostilePagesStayBounded()
{
    ScrapedTarget target(m_builtIn);
    QByteArray text = "# TYPE gobreaker_state gauge\n";
    for (int i = 0; i < 30000; ++i) {
        text += "gobreaker_state{name=\"" + QByteArray::number(i) + "\"} 2\n";
    }
    QCOMPARE(target.scrape(text).size(), 10000);

    ScrapedTarget other(m_builtIn);
    const QByteArray longName(100000, 'x');
    const QList<BreakerReading> readings =
        other.scrape("circuit_breaker_state{service=\"" + longName +
                     "\",\xc3\xa4=\"\"} 1\ncircuit_breaker_state{service=\"" + longName + "\"} 1\n");
    QVERIFY(!readings.isEmpty());
    QVERIFY(readings.first().name.size() <= 200);
    QVERIFY(readings.first().series.size() < 500);
}

QTEST_APPLESS_MAIN(TestBreakerExtractor)
#include "tst_breakerextractor.moc"
