// What is ambiguous stays unknown, and what the console hands out to settle it does settle it.

#include "app/config/configuration.h"
#include "app/config/documentreader.h"
#include "tests/models/breakers/scrapedtarget.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace quarterdeck;

class TestBreakerAmbiguity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void encodings_data();
    void encodings();
    void snippetsSettleIt_data();
    void snippetsSettleIt();
    void declarationKeepsTheCounts();
    void lookalikes_data();
    void lookalikes();

private:
    std::shared_ptr<const BreakerConventions> m_builtIn;
};

namespace {

/// A gauge with this HELP (none when empty) and these series.
/// The hint with `state` in place of the first "fill-in".
QString filledIn(QString hint, const QString &state)
{
    const QString blank(breakerStateToFillIn);
    const qsizetype at = hint.indexOf(blank);
    return at < 0 ? hint : hint.replace(at, blank.size(), state);
}

QByteArray gauge(const char *name, const char *help, const QByteArray &series)
{
    return (*help == '\0' ? QByteArray() : QByteArray("# HELP ") + name + ' ' + help + '\n') + "# TYPE " +
           name + " gauge\n" + series;
}

} // namespace

void TestBreakerAmbiguity::initTestCase()
{
    m_builtIn = builtInConventions();
    QVERIFY(m_builtIn != nullptr);
}

void TestBreakerAmbiguity::encodings_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<QString>("states");
    const auto row = [](const char *title, const QByteArray &page, const char *states) {
        QTest::newRow(title) << page << QString::fromLatin1(states);
    };
    const char *name = "circuit_breaker_state";
    // A bare number says nothing: 1 is open, half-open or closed, depending on who wrote it
    row("0, nothing said", gauge(name, "", "circuit_breaker_state{name=\"a\"} 0\n"), "a: unknown");
    row("1, nothing said", gauge(name, "", "circuit_breaker_state{name=\"a\"} 1\n"), "a: unknown");
    row("2, nothing said", gauge(name, "", "circuit_breaker_state{name=\"a\"} 2\n"), "a: unknown");
    row("HELP without meaning",
        gauge(name, "State of the circuit breaker", "circuit_breaker_state{name=\"a\"} 1\n"), "a: unknown");
    row("HELP that names states, not values",
        gauge(name, "Whether closed, open or half-open", "circuit_breaker_state{name=\"a\"} 1\n"),
        "a: unknown");
    row("HELP that contradicts itself",
        gauge(name, "0=closed, 1=open, 1=closed", "circuit_breaker_state{name=\"a\"} 1\n"), "a: unknown");
    row("a value that HELP leaves out",
        gauge(name, "0=closed, 1=open", "circuit_breaker_state{name=\"a\"} 2\n"), "a: unknown");
    row("no type", "circuit_breaker_state{name=\"a\"} 1\n", "a: unknown");
    row("a label that is no state", gauge(name, "", "circuit_breaker_state{name=\"a\",tier=\"open\"} 1\n"),
        "a: unknown");
    row("two states at once",
        gauge(name, "",
              "circuit_breaker_state{name=\"a\",state=\"open\"} 1\n"
              "circuit_breaker_state{name=\"a\",state=\"closed\"} 1\n"),
        "a: unknown");
    row("no state at all",
        gauge(name, "",
              "circuit_breaker_state{name=\"a\",state=\"open\"} 0\n"
              "circuit_breaker_state{name=\"a\",state=\"closed\"} 0\n"),
        "a: unknown");
    row("a word that is no state",
        gauge(name, "",
              "circuit_breaker_state{name=\"a\",state=\"tripped\"} 1\n"
              "circuit_breaker_state{name=\"a\",state=\"fine\"} 0\n"),
        "a: unknown");
    row("not a number", gauge(name, "0=closed, 1=open", "circuit_breaker_state{name=\"a\"} NaN\n"),
        "a: unknown");
    row("called a breaker, nothing else", "# TYPE foo_circuit_breaker gauge\nfoo_circuit_breaker 7\n",
        "foo: unknown");
    row("resilience4j's name without its label",
        gauge("resilience4j_circuitbreaker_state", "", "resilience4j_circuitbreaker_state{name=\"a\"} 0\n"),
        "a: unknown");
    // The same numbers where something says what they mean
    row("HELP: 1 is open",
        gauge(name, "State (0=closed, 1=open, 2=half-open)", "circuit_breaker_state{name=\"a\"} 1\n"),
        "a: open");
    row("HELP: 1 is half-open",
        gauge(name, "State (0=closed, 1=half-open, 2=open)", "circuit_breaker_state{name=\"a\"} 1\n"),
        "a: half-open");
    row("HELP: 1 is closed",
        gauge(name, "State: 1=closed, 0.5=half-open, 0=open", "circuit_breaker_state{name=\"a\"} 1\n"),
        "a: closed");
    row("HELP where no type is",
        "# HELP circuit_breaker_state 0=closed, 1=open\ncircuit_breaker_state{name=\"a\"} 1\n", "a: open");
    row("the name says what 1 means", "# TYPE cart_circuit_breaker_open gauge\ncart_circuit_breaker_open 1\n",
        "cart: open");
    row("HELP turns the name round",
        "# HELP cart_circuit_breaker_open 0=open, 1=closed\n# TYPE cart_circuit_breaker_open gauge\n"
        "cart_circuit_breaker_open 1\n",
        "cart: closed");
    row("a state set",
        "# TYPE circuit_breaker_state stateset\ncircuit_breaker_state{circuit_breaker_state=\"open\"} 1\n# "
        "EOF\n",
        "circuit_breaker_state: open");
    row("one-hot by label",
        gauge(name, "",
              "circuit_breaker_state{name=\"a\",state=\"HALF_OPEN\"} 1\n"
              "circuit_breaker_state{name=\"a\",state=\"CLOSED\"} 0\n"),
        "a: half-open");
    row("one-hot, HELP speaks of numbers too",
        gauge(name, "Breaker state, 0=closed, 1=open",
              "circuit_breaker_state{name=\"a\",state=\"half-open\"} 1\n"
              "circuit_breaker_state{name=\"a\",state=\"closed\"} 0\n"),
        "a: half-open");
    row("numbers by HELP, a label that only sounds so",
        gauge(name, "Breaker state, 0=closed, 1=open", "circuit_breaker_state{name=\"a\",state=\"NY\"} 0\n"),
        "a: closed");
    // The same value of five libraries
    row("1 of Hystrix", "hystrix_command_is_circuit_breaker_open{command_name=\"a\"} 1\n", "a: open");
    row("1 of gobreaker", "gobreaker_state{name=\"a\"} 1\n", "a: half-open");
    row("1 of Armeria",
        "client_cb_state{name=\"a\"} 1\nclient_cb_transitions_total{name=\"a\",state=\"OPEN\"} 0\n"
        "client_cb_requests{name=\"a\",result=\"success\"} 1\n",
        "a: closed");
    row("1 of GoFr", "app_http_circuit_breaker_state{service=\"a\"} 1\n", "a: open");
    row("1 of Envoy", "envoy_cluster_outlier_detection_ejections_active{envoy_cluster_name=\"a\"} 1\n",
        "a: open");
}

void TestBreakerAmbiguity::encodings()
{
    QFETCH(QByteArray, page);
    ScrapedTarget target(m_builtIn);
    const QList<BreakerReading> readings = target.scrape(page);
    QTEST(statesOf(readings), "states");
    for (const BreakerReading &reading : readings) {
        QVERIFY(!reading.raw.isEmpty());
        QCOMPARE(reading.hint.isEmpty(), reading.state != BreakerState::Unknown);
        QCOMPARE(reading.series.isEmpty(), reading.state != BreakerState::Unknown);
    }
}

void TestBreakerAmbiguity::snippetsSettleIt_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<QString>("states"); // with what is to be filled in as follows
    QTest::addColumn<QString>("filled");
    const auto row = [](const char *title, const QByteArray &page, const char *states, const char *filled) {
        QTest::newRow(title) << page << QString::fromLatin1(states) << QString::fromLatin1(filled);
    };
    row("number with a name",
        "circuit_breaker_state{service=\"billing\"} 1\ncircuit_breaker_state{service=\"mail\"} 0\n",
        "billing: open; mail: closed", "closed,open,half-open");
    row("number without a name", "# TYPE shop_circuit_breaker_status gauge\nshop_circuit_breaker_status 2\n",
        "shop: half-open", "closed,open,half-open");
    row("named by an unusual label", "circuit_breaker_state{wing=\"left\"} 1\n", "left: open",
        "closed,open,half-open");
    row("0.5", "circuit_breaker_state{service=\"a\"} 0.5\ncircuit_breaker_state{service=\"b\"} 1\n",
        "a: half-open; b: closed", "open,half-open,closed");
    row("called a breaker, nothing else", "# TYPE foo_circuit_breaker gauge\nfoo_circuit_breaker 7\n",
        "foo: open", "open");
    row("called a breaker, none", "# TYPE foo_circuit_breaker gauge\nfoo_circuit_breaker 0\n", "foo: closed",
        "closed,open,half-open");
    row("a large number", "circuit_breaker_state{service=\"a\"} 1e+06\n", "a: open", "open");
    row("a negative number", "circuit_breaker_state{service=\"a\"} -1\n", "a: open",
        "open,closed,half-open,disabled");
    row("a fraction", "circuit_breaker_state{service=\"a\"} 1.5\n", "a: open",
        "closed,disabled,open,half-open");
    row("a value that HELP leaves out",
        "# HELP circuit_breaker_state 0=closed, 1=half-open\ncircuit_breaker_state{service=\"a\"} 2\n",
        "a: open", "open");
    row("a value that the library does not have",
        "gobreaker_state{name=\"a\"} 3\ngobreaker_state{name=\"b\"} 1\n", "a: open; b: half-open", "open");
    row("words that are no states",
        "circuit_breaker_state{name=\"a\",state=\"it's \\\"out\\\"\"} 1\n"
        "circuit_breaker_state{name=\"a\",state=\"on\"} 0\n",
        "a: open", "open,closed");
    row("words in a state set",
        "# TYPE circuit_breaker_state stateset\ncircuit_breaker_state{circuit_breaker_state=\"no\"} 1\n"
        "circuit_breaker_state{circuit_breaker_state=\"yes\"} 0\n# EOF\n",
        "circuit_breaker_state: open", "open,closed");
    row("recorded name", "# TYPE job:circuit_breaker_state gauge\njob:circuit_breaker_state 1\n", "job: open",
        "closed,open,half-open");
    row("Linkerd",
        "outbound_http_balancer_endpoints{endpoint_state=\"pending\",backend_name=\"web\"} 1\n"
        "outbound_http_balancer_endpoints{endpoint_state=\"ready\",backend_name=\"web\"} 2\n",
        "web: open", "open");
    row("Sentinel for Java",
        "# HELP appA sentinel_metrics\n# TYPE appA gauge\n"
        "appA{resource=\"/pay\",classification=\"1\",type=\"passQps\",} 3.0\n"
        "appA{resource=\"/pay\",classification=\"1\",type=\"blockQps\",} 5.0\n",
        "/pay: open", "open");
}

/// Unknown first; the hint pasted unread is refused; then filled in and read as any other.
void TestBreakerAmbiguity::snippetsSettleIt()
{
    QFETCH(QByteArray, page);
    ScrapedTarget before(m_builtIn);
    const QList<BreakerReading> unknown = before.scrape(page);
    QString hint;
    for (const BreakerReading &reading : unknown) {
        hint = hint.isEmpty() ? reading.hint : hint;
    }
    QVERIFY2(!hint.isEmpty(), qPrintable(statesOf(unknown)));

    const QTemporaryDir folder;
    const auto load = [&] {
        QFile file(folder.filePath(QStringLiteral("fleet.yml")));
        if (file.open(QIODevice::WriteOnly)) {
            file.write("fleet: test\n" + hint.toUtf8() +
                       "scrape_configs: [{job_name: a, static_configs: [{targets: [\"127.0.0.1:1\"]}]}]\n");
        }
        file.close();
        InstanceNumbering numbering;
        return loadConfiguration(file.fileName(), numbering);
    };
    QFETCH(QString, filled);
    const QStringList words = filled.split(u',');
    const ConfigurationResult unread = load();
    QCOMPARE(unread.errors.size(), words.size());
    QVERIFY2(
        unread.errors.constFirst().toString().contains(QStringLiteral("in place of \"fill-in\": closed")),
        qPrintable(unread.errors.constFirst().toString()));
    for (const QString &state : words) {
        hint = filledIn(hint, state);
    }
    const ConfigurationResult result = load();
    for (const ConfigProblem &problem : result.errors + result.warnings) {
        QFAIL(qPrintable(problem.toString() + u'\n' + hint));
    }
    QVERIFY(result.configuration.has_value());

    ScrapedTarget after(result.configuration->breakerConventions);
    QFETCH(QString, states);
    const QString found = statesOf(after.scrape(page));
    QVERIFY2(found == states, qPrintable(found + u'\n' + hint));
}

/// What the built-in rule told beside the state is told by the declared one too.
void TestBreakerAmbiguity::declarationKeepsTheCounts()
{
    const auto page = [](int trips, int rejected) {
        return gauge("pay_circuit_breaker_state", "", "pay_circuit_breaker_state 0\n") +
               "# TYPE pay_circuit_breaker_trips_total counter\npay_circuit_breaker_trips_total " +
               QByteArray::number(trips) +
               "\n# TYPE pay_circuit_breaker_rejected_total counter\npay_circuit_breaker_rejected_total " +
               QByteArray::number(rejected) + '\n';
    };
    ScrapedTarget undeclared(m_builtIn);
    QString hint = undeclared.scrape(page(3, 10)).constFirst().hint;
    for (const char *state : {"closed", "open", "half-open"}) {
        hint = filledIn(hint, QString::fromLatin1(state));
    }
    ProblemList problems;
    const SourceFile file = builtInFile(QStringLiteral("hint.yml"), problems);
    const std::optional<DocumentNode> document = readYaml(hint.toUtf8(), file);
    QVERIFY(document.has_value());
    ScrapedTarget declared(breakerConventionsFor(*document->value(QStringLiteral("breakers")), file));
    QVERIFY(problems.errors().isEmpty());
    declared.scrape(page(3, 10));
    const QList<BreakerReading> later = declared.scrape(page(4, 25));
    QCOMPARE(statesOf(later), QStringLiteral("pay: closed"));
    QCOMPARE(later.constFirst().trips, 1U);
    QVERIFY(later.constFirst().inferred);
    QCOMPARE(later.constFirst().calls.of(CallCause::NotPermitted), 15.0);
}

void TestBreakerAmbiguity::lookalikes_data()
{
    QTest::addColumn<QByteArray>("page");
    const auto row = [](const char *title, const QByteArray &page) { QTest::newRow(title) << page; };
    row("electrical, counted",
        gauge("breaker_total", "Electrical circuit breakers installed", "breaker_total{panel=\"A\"} 24\n"));
    row("breaker_total of a game", "# TYPE breaker_total counter\nbreaker_total{kind=\"tie\"} 3\n");
    row("rack PDU", gauge("pdu_circuit_breaker_state", "", "pdu_circuit_breaker_state{outlet=\"7\"} 1\n"));
    row("substation",
        gauge("substation_circuit_breaker_open", "", "substation_circuit_breaker_open{bay=\"3\"} 1\n"));
    row("feeder, by label", gauge("circuit_breaker_state", "Position of the 10 kV feeder breaker",
                                  "circuit_breaker_state{feeder=\"F12\",state=\"open\"} 1\n"));
    row("UPS",
        gauge("ups_circuit_breaker_status", "State of the input breaker", "ups_circuit_breaker_status 1\n"));
    row("solar inverter", gauge("inverter_circuit_breaker_state", "", "inverter_circuit_breaker_state 0\n"));
    row("Elasticsearch's memory breakers",
        "# TYPE elasticsearch_breakers_tripped counter\nelasticsearch_breakers_tripped{breaker=\"parent\"} "
        "3\n"
        "# TYPE elasticsearch_breakers_limit_size_bytes gauge\n"
        "elasticsearch_breakers_limit_size_bytes{breaker=\"parent\"} 1e9\n");
    row("how many are open", gauge("golaris_open_circuit_breakers", "The amount of open circuit-breakers.",
                                   "golaris_open_circuit_breakers 4\n"));
    row("tie breaker", gauge("tie_breaker_status", "", "tie_breaker_status 1\n"));
    row("ice breaker, by number", gauge("ice_breaker_state", "", "ice_breaker_state{ship=\"Oden\"} 2\n"));
    row("ice breaker, by label",
        gauge("ice_breaker_state", "", "ice_breaker_state{ship=\"Oden\",state=\"moored\"} 1\n"));
    row("circuit board", gauge("circuit_state", "", "circuit_state{board=\"7\"} 1\n"));
    row("short circuit", "# TYPE short_circuit counter\nshort_circuit{name=\"a\",event=\"b\"} 1\n");
    row("telephone circuit",
        "# TYPE voip_circuit counter\nvoip_circuit{name=\"trunk\",event=\"ringing\"} 1\n");
    row("requests by state", "# TYPE agent_circuitbreaker_requests counter\n"
                             "agent_circuitbreaker_requests{name=\"db\",state=\"open\"} 5\n");
    row("settings of a breaker",
        gauge("circuit_breaker_threshold", "", "circuit_breaker_threshold{name=\"a\"} 5\n"));
    row("counters beside a breaker", "# TYPE circuit_breaker_failures_total counter\n"
                                     "circuit_breaker_failures_total{name=\"a\"} 5\n");
    row("a counter called so", "# TYPE foo_circuit_breaker counter\nfoo_circuit_breaker 7\n");
    row("a histogram called so", "# TYPE circuit_breaker_state histogram\n"
                                 "circuit_breaker_state_bucket{le=\"+Inf\"} 7\n"
                                 "circuit_breaker_state_sum 1\ncircuit_breaker_state_count 7\n");
    row("Envoy's limits",
        gauge("envoy_cluster_circuit_breakers_default_rq_open", "",
              "envoy_cluster_circuit_breakers_default_rq_open{envoy_cluster_name=\"a\"} 1\n"));
    row("endpoints that are ready",
        "outbound_http_balancer_endpoints{endpoint_state=\"ready\",backend_name=\"web\"} 2\n");
    row("a state machine", gauge("job_state", "", "job_state{state=\"open\"} 1\n"));
    row("retries of Polly",
        "resilience_polly_strategy_events_total{event_name=\"OnRetry\",pipeline_name=\"a\"} 3\n");
}

void TestBreakerAmbiguity::lookalikes()
{
    QFETCH(QByteArray, page);
    ScrapedTarget target(m_builtIn);
    QCOMPARE(statesOf(target.scrape(page)), QString());
}

QTEST_APPLESS_MAIN(TestBreakerAmbiguity)
#include "tst_breakerambiguity.moc"
