// An open state shorter than the poll interval: both pages say closed, and only counters know.

#include "tests/models/breakers/scrapedtarget.h"

#include <QTest>

#include <cstring>
#include <functional>

using namespace quarterdeck;

class TestBreakerEvidence : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void openBetweenPages_data();
    void openBetweenPages();
    void restartIsNoTransition_data();
    void restartIsNoTransition();
    void counterThatAppearsIsNoTransition_data();
    void counterThatAppearsIsNoTransition();
    void whatThePagesShowIsNotInferred_data();
    void whatThePagesShowIsNotInferred();

private:
    std::shared_ptr<const BreakerConventions> m_builtIn;
};

namespace {

using Page = std::function<QByteArray(int rounds)>;

QByteArray n(int number)
{
    return QByteArray::number(number);
}

/// A kind of evidence: a page of a closed breaker that has been open and closed again `rounds` times.
struct Evidence
{
    const char *title;
    Page page;
    bool isApart = true; ///< whether the state is told without the counter
};

const std::vector<Evidence> &kinds()
{
    static const std::vector<Evidence> all{
        {"refused calls: resilience4j",
         [](int rounds) {
             return "resilience4j_circuitbreaker_state{name=\"a\",state=\"closed\"} 1\n"
                    "resilience4j_circuitbreaker_state{name=\"a\",state=\"open\"} 0\n"
                    "resilience4j_circuitbreaker_not_permitted_calls_total{kind=\"not_permitted\",name=\"a\"}"
                    " " +
                    n(100 + 7 * rounds) + '\n';
         }},
        {"refused calls: Hystrix",
         [](int rounds) {
             return "hystrix_command_is_circuit_breaker_open{command_group=\"g\",command_name=\"a\"} 0\n"
                    "hystrix_command_event_total{command_group=\"g\",command_name=\"a\",event=\"short_"
                    "circuited\","
                    "terminal=\"false\"} " +
                    n(100 + 3 * rounds) + '\n';
         }},
        {"refused calls: a gauge by hand",
         [](int rounds) {
             return "# HELP shop_circuit_breaker_state 0=closed, 1=open\n"
                    "shop_circuit_breaker_state{name=\"a\"} 0\n"
                    "shop_circuit_breaker_rejected_total{name=\"a\"} " +
                    n(100 + 5 * rounds) + '\n';
         }},
        {"openings: SmallRye",
         [](int rounds) {
             return "ft_circuitbreaker_state_current{method=\"a\",state=\"closed\"} 1\n"
                    "ft_circuitbreaker_state_current{method=\"a\",state=\"open\"} 0\n"
                    "ft_circuitbreaker_opened_total{method=\"a\"} " +
                    n(100 + rounds) + '\n';
         }},
        {"openings: Envoy's ejections",
         [](int rounds) {
             return "envoy_cluster_outlier_detection_ejections_active{envoy_cluster_name=\"a\"} 0\n"
                    "envoy_cluster_outlier_detection_ejections_enforced_total{envoy_cluster_name=\"a\"} " +
                    n(100 + rounds) + '\n';
         }},
        {"openings: Finagle's removals",
         [](int rounds) {
             return "clnt_a_failure_accrual_removals " + n(100 + rounds) +
                    "\nclnt_a_failure_accrual_revivals " + n(100 + rounds) + '\n';
         },
         false},
        {"openings: trips by hand",
         [](int rounds) {
             return "# HELP circuit_breaker_state 0=closed, 1=half-open, 2=open\n"
                    "circuit_breaker_state{name=\"a\"} 0\ncircuit_breaker_trips_total{name=\"a\"} " +
                    n(100 + rounds) + '\n';
         }},
        {"transitions: Armeria",
         [](int rounds) {
             return "client_cb_state{name=\"a\"} 1\nclient_cb_requests{name=\"a\",result=\"success\"} 9\n"
                    "client_cb_transitions_total{name=\"a\",state=\"OPEN\"} " +
                    n(100 + rounds) + "\nclient_cb_transitions_total{name=\"a\",state=\"CLOSED\"} " +
                    n(100 + rounds) + '\n';
         },
         false},
        {"transitions: gobreaker by hand",
         [](int rounds) {
             return "gobreaker_state{name=\"a\"} 0\n"
                    "gobreaker_state_transitions_total{name=\"a\",from=\"closed\",to=\"open\"} " +
                    n(100 + rounds) +
                    "\ngobreaker_state_transitions_total{name=\"a\",from=\"open\",to=\"half-open\"} " +
                    n(100 + rounds) +
                    "\ngobreaker_state_transitions_total{name=\"a\",from=\"half-open\",to=\"closed\"} " +
                    n(100 + rounds) + '\n';
         }},
        {"transitions: Sentinel for Go",
         [](int rounds) {
             const QByteArray metric = "sentinel_go_circuit_breaker_state_changed_total{resource=\"a\",";
             return metric + "from_state=\"Closed\",to_state=\"Open\"} " + n(100 + rounds) + '\n' + metric +
                    "from_state=\"Open\",to_state=\"HalfOpen\"} " + n(100 + rounds) + '\n' + metric +
                    "from_state=\"HalfOpen\",to_state=\"Closed\"} " + n(100 + rounds) + '\n';
         },
         false},
        {"events: Polly",
         [](int rounds) {
             const QByteArray metric =
                 "resilience_polly_strategy_events_total{pipeline_name=\"a\",event_name=\"";
             return metric + "OnCircuitOpened\"} " + n(1 + rounds) + '\n' + metric +
                    "OnCircuitHalfOpened\"} " + n(1 + rounds) + '\n' + metric + "OnCircuitClosed\"} " +
                    n(1 + rounds) + '\n';
         },
         false},
        {"events: opossum",
         [](int rounds) {
             const QByteArray metric = "circuit{name=\"a\",event=\"";
             return "# TYPE circuit counter\n" + metric + "open\"} " + n(1 + rounds) + '\n' + metric +
                    "close\"} " + n(1 + rounds) + '\n';
         },
         false},
        {"time in state: MicroProfile",
         [](int rounds) {
             // Time in closed goes on whatever happens. Without half-open it was closed again by hand
             static int second = 0;
             return "ft_circuitbreaker_state_total{method=\"a\",state=\"closed\"} " + n(1000 + ++second) +
                    "e9\nft_circuitbreaker_state_total{method=\"a\",state=\"open\"} " + n(300 * rounds) +
                    "e6\nft_circuitbreaker_state_total{method=\"a\",state=\"halfOpen\"} " + n(10 * rounds) +
                    "e6\n"
                    "ft_circuitbreaker_opened_total{method=\"a\"} " +
                    n(rounds) + '\n';
         }},
    };
    return all;
}

const Evidence &kind(const char *title)
{
    return *std::find_if(kinds().begin(), kinds().end(),
                         [title](const Evidence &one) { return std::strcmp(one.title, title) == 0; });
}

QByteArray startedAt(int second)
{
    return "process_start_time_seconds " + n(1'795'000'000 + second) + '\n';
}

QString summary(const BreakerReading &reading)
{
    return QStringLiteral("%1, opened %2%3, trips %4, restarts %5")
        .arg(toString(reading.state))
        .arg(reading.openings)
        .arg(reading.inferred ? QStringLiteral(" inferred") : QString())
        .arg(reading.trips)
        .arg(reading.restarts);
}

void addKinds()
{
    for (const Evidence &one : kinds()) {
        QTest::newRow(one.title);
    }
}

} // namespace

void TestBreakerEvidence::initTestCase()
{
    m_builtIn = builtInConventions();
    QVERIFY(m_builtIn != nullptr);
}

void TestBreakerEvidence::openBetweenPages_data()
{
    QTest::addColumn<int>("unused");
    addKinds();
}

void TestBreakerEvidence::openBetweenPages()
{
    const Evidence &evidence = kind(QTest::currentDataTag());
    ScrapedTarget target(m_builtIn);
    QCOMPARE(statesOf(target.scrape(evidence.page(0))).section(u' ', -1), QStringLiteral("closed"));
    const BreakerReading still = target.scrape(evidence.page(0)).value(0);
    QCOMPARE(summary(still), QStringLiteral("closed, opened 0, trips 0, restarts 0"));
    const BreakerReading after = target.scrape(evidence.page(1)).value(0);
    QCOMPARE(after.openings, 1);
    QVERIFY(after.inferred);
    QCOMPARE(after.trips, 1U);
    QCOMPARE(after.restarts, 0);
    // News once
    const BreakerReading later = target.scrape(evidence.page(1)).value(0);
    QCOMPARE(summary(later), QStringLiteral("closed, opened 0, trips 1, restarts 0"));
}

void TestBreakerEvidence::restartIsNoTransition_data()
{
    openBetweenPages_data();
}

void TestBreakerEvidence::restartIsNoTransition()
{
    const Evidence &evidence = kind(QTest::currentDataTag());
    {
        // Counters fall: more had been counted before than after
        ScrapedTarget target(m_builtIn);
        target.scrape(evidence.page(5));
        const BreakerReading after = target.scrape(evidence.page(2)).value(0);
        QCOMPARE(after.openings, 0);
        QCOMPARE(after.trips, 0U);
        QCOMPARE(after.restarts, 1);
    }
    {
        // The new process has counted more than the old one: only its start tells
        ScrapedTarget target(m_builtIn);
        target.scrape(startedAt(0) + evidence.page(2));
        target.scrape(startedAt(0) + evidence.page(2));
        const BreakerReading after = target.scrape(startedAt(600) + evidence.page(5)).value(0);
        QCOMPARE(after.openings, 0);
        QCOMPARE(after.trips, 0U);
        QCOMPARE(after.restarts, 1);
    }
}

void TestBreakerEvidence::counterThatAppearsIsNoTransition_data()
{
    QTest::addColumn<int>("unused");
    for (const Evidence &one : kinds()) {
        if (one.isApart) {
            QTest::newRow(one.title);
        }
    }
}

/// The state was there before, its counter was not: nobody knows since when it counts.
void TestBreakerEvidence::counterThatAppearsIsNoTransition()
{
    const Evidence &evidence = kind(QTest::currentDataTag());
    const QByteArray whole = evidence.page(3);
    QByteArray state;
    const QList<QByteArray> lines = whole.split('\n');
    for (const QByteArray &line : lines) {
        const bool counts = line.contains("_total{") && !line.contains("state_total");
        if (!line.isEmpty() && !counts) {
            state += line + '\n';
        }
    }
    ScrapedTarget target(m_builtIn);
    target.scrape(state);
    const BreakerReading after = target.scrape(whole).value(0);
    QCOMPARE(after.openings, 0);
    QCOMPARE(after.trips, 0U);
}

void TestBreakerEvidence::whatThePagesShowIsNotInferred_data()
{
    QTest::addColumn<QList<QByteArray>>("pages");
    QTest::addColumn<QStringList>("summaries");
    const auto smallrye = [](const char *state, int opened) {
        return QByteArray("ft_circuitbreaker_state_current{method=\"a\",state=\"closed\"} ") +
               (qstrcmp(state, "closed") == 0 ? "1" : "0") +
               "\nft_circuitbreaker_state_current{method=\"a\",state=\"open\"} " +
               (qstrcmp(state, "open") == 0 ? "1" : "0") +
               "\nft_circuitbreaker_state_current{method=\"a\",state=\"halfOpen\"} " +
               (qstrcmp(state, "half") == 0 ? "1" : "0") + "\nft_circuitbreaker_opened_total{method=\"a\"} " +
               n(opened) + '\n';
    };
    QTest::newRow("an opening that a page shows")
        << QList<QByteArray>{smallrye("closed", 0), smallrye("open", 1), smallrye("open", 1)}
        << QStringList{QStringLiteral("closed, opened 0, trips 0, restarts 0"),
                       QStringLiteral("open, opened 1, trips 1, restarts 0"),
                       QStringLiteral("open, opened 0, trips 1, restarts 0")};
    QTest::newRow("one shown, two more between the pages")
        << QList<QByteArray>{smallrye("closed", 0), smallrye("open", 3)}
        << QStringList{QStringLiteral("closed, opened 0, trips 0, restarts 0"),
                       QStringLiteral("open, opened 3 inferred, trips 3, restarts 0")};
    QTest::newRow("open before and after, half-open and open again in between")
        << QList<QByteArray>{smallrye("open", 1), smallrye("open", 2)}
        << QStringList{QStringLiteral("open, opened 0, trips 0, restarts 0"),
                       QStringLiteral("open, opened 1 inferred, trips 1, restarts 0")};
    QTest::newRow("half-open, and open again before it closed")
        << QList<QByteArray>{smallrye("half", 1), smallrye("closed", 2)}
        << QStringList{QStringLiteral("half-open, opened 0, trips 0, restarts 0"),
                       QStringLiteral("closed, opened 1 inferred, trips 1, restarts 0")};
    QTest::newRow("closed to half-open leads through open")
        << QList<QByteArray>{smallrye("closed", 0), smallrye("half", 1)}
        << QStringList{QStringLiteral("closed, opened 0, trips 0, restarts 0"),
                       QStringLiteral("half-open, opened 1 inferred, trips 1, restarts 0")};
    QTest::newRow("the page was away, its counters went on")
        << QList<QByteArray>{smallrye("closed", 4), "up 1\n", smallrye("closed", 5)}
        << QStringList{QStringLiteral("closed, opened 0, trips 0, restarts 0"), QString(),
                       QStringLiteral("closed, opened 0, trips 0, restarts 0")};
}

void TestBreakerEvidence::whatThePagesShowIsNotInferred()
{
    QFETCH(QList<QByteArray>, pages);
    QFETCH(QStringList, summaries);
    ScrapedTarget target(m_builtIn);
    for (qsizetype i = 0; i < pages.size(); ++i) {
        const QList<BreakerReading> readings = target.scrape(pages.at(i));
        const QString found = readings.isEmpty() ? QString() : summary(readings.constFirst());
        QVERIFY2(
            found == summaries.at(i),
            qPrintable(QStringLiteral("page %1: %2, expected %3").arg(i + 1).arg(found, summaries.at(i))));
    }
}

QTEST_APPLESS_MAIN(TestBreakerEvidence)
#include "tst_breakerevidence.moc"
