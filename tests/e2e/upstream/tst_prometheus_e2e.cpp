#include "app/session/fleetsession.h"
#include "models/items/instancetext.h"
#include "tests/support/childprocess.h"
#include "tests/support/hostileserver.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace quarterdeck;
using namespace quarterdeck::test;
using namespace Qt::StringLiterals;

namespace {

const QString loopback = u"127.0.0.1"_s;
constexpr int patience = 30'000;

} // namespace

/// Graceful degradation against a real Prometheus: live, then what Prometheus knows, then the last known
/// values marked stale. The console's own way to the instance leads through a proxy that swallows everything.
class PrometheusEndToEndTest : public QObject
{
    Q_OBJECT

private:
    void write(const QString &name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    [[nodiscard]] const Instance &instance() const
    {
        return *m_session->fleet().instance(m_session->fleet().order().first());
    }
    [[nodiscard]] QString source() const
    {
        return freshnessOf(instance(), m_session->fleet().definition().poll.staleAfter,
                           std::chrono::steady_clock::now())
            .toText();
    }
    void count(int requests)
    {
        m_server.behave("/metrics",
                        {.contentType = "text/plain; version=0.0.4",
                         .body = "# TYPE http_requests_total counter\nhttp_requests_total{code=\"200\"} " +
                                 QByteArray::number(requests) +
                                 "\n# TYPE resilience4j_circuitbreaker_state gauge\n" + state("closed") +
                                 state("open") + state("half_open")});
    }
    [[nodiscard]] QByteArray state(const QByteArray &state) const
    {
        return "resilience4j_circuitbreaker_state{name=\"card-gateway\",state=\"" + state + "\"} " +
               (state == m_breaker ? "1" : "0") + "\n";
    }
    [[nodiscard]] BreakerState breaker() const
    {
        return instance().breakers.isEmpty() ? BreakerState::Unknown : instance().breakers.first().state;
    }

    QTemporaryDir m_folder;
    HostileServer m_server;
    HostileServer m_swallows;
    QByteArray m_breaker = "closed";
    quint16 m_port = 0;
    std::unique_ptr<ChildProcess> m_prometheus;
    std::unique_ptr<FleetSession> m_session;

private Q_SLOTS:
    void initTestCase()
    {
        m_server.behaveElsewhere({.contentType = "application/json", .body = R"({"status":"UP"})"});
        count(0);
        m_swallows.behaveElsewhere({.fault = Fault::HangOnAccept});
        const QByteArray target = "127.0.0.1:" + QByteArray::number(m_server.port());
        write(u"prometheus.yml"_s, "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n"
                                   "  - job_name: shop\n    static_configs: [{targets: [\"" +
                                       target + "\"]}]\n");
        m_port = freePort();
        m_prometheus = std::make_unique<ChildProcess>(
            u"prometheus"_s,
            QStringList{u"--config.file="_s + m_folder.filePath(u"prometheus.yml"_s),
                        u"--storage.tsdb.path="_s + m_folder.filePath(u"data"_s),
                        u"--web.listen-address=127.0.0.1:%1"_s.arg(m_port), u"--log.level=warn"_s});
        QVERIFY2(m_prometheus->listensOn(loopback, m_port), m_prometheus->output().constData());
        write(u"fleet.yml"_s,
              "fleet: fallback\npoll: {interval: 1s, timeout: 400ms, stale_after: 6s, window: "
              "10s}\nprometheus: "
              "http://127.0.0.1:" +
                  QByteArray::number(m_port) +
                  "\nscrape_configs:\n  - job_name: shop\n    proxy_url: socks5://127.0.0.1:" +
                  QByteArray::number(m_swallows.port()) + "\n    static_configs: [{targets: [\"" + target +
                  "\"]}]\nservices:\n  - match: {job: shop}\n    health: {path: /health}\n    readiness: "
                  "{path: "
                  "/ready}\n");
        InstanceNumbering numbering;
        const ConfigurationResult loaded = loadConfiguration(m_folder.filePath(u"fleet.yml"_s), numbering);
        for (const ConfigProblem &problem : loaded.errors + loaded.warnings) {
            qWarning("%s", qPrintable(problem.toString()));
        }
        QVERIFY(loaded.configuration);
        m_session = std::make_unique<FleetSession>(
            std::make_shared<const Configuration>(*loaded.configuration), numbering);
    }
    void cleanupTestCase() { m_session.reset(); }

    void whatCannotBeReachedIsShownAsPrometheusKnowsIt()
    {
        QTRY_COMPARE_WITH_TIMEOUT(toString(instance().state), toString(State::Up), patience);
        QCOMPARE(source(), u"via prometheus"_s);
        QVERIFY(instance().why.contains(u"Prometheus"_s));
        QVERIFY(instance().probe(ProbeKind::Health).last.source == ValueSource::ViaPrometheus);
        QCOMPARE(m_session->prometheusProblem(), QString());
        // The recognised signals come the same way.
        int requests = 0;
        const auto counted = [&] {
            count(requests += 20);
            return instance().signals.requestRate > 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(counted(), patience);
        QVERIFY(std::isfinite(instance().signals.errorRatio()));
        QVERIFY(m_server.requestCount("/health") == 0); // never reached by us
    }

    void theBreakersComeTheSameWay()
    {
        QTRY_COMPARE_WITH_TIMEOUT(toString(breaker()), toString(BreakerState::Closed), patience);
        QCOMPARE(instance().breakers.size(), 1);
        QCOMPARE(instance().breakers.first().name, u"card-gateway"_s);
        m_breaker = "open";
        count(0);
        QTRY_COMPARE_WITH_TIMEOUT(toString(breaker()), toString(BreakerState::Open), patience);
        QTRY_COMPARE_WITH_TIMEOUT(toString(instance().state), toString(State::Degraded), patience);
        QVERIFY2(instance().why.contains(u"card-gateway"_s), qPrintable(instance().why));
        QCOMPARE(source(), u"via prometheus"_s);
        m_breaker = "closed";
        count(0);
        QTRY_COMPARE_WITH_TIMEOUT(toString(instance().state), toString(State::Up), patience);
    }

    void prometheusSeesItGoAndComeBack()
    {
        m_server.behave("/metrics", {.fault = Fault::ResetAfterRequest});
        QTRY_COMPARE_WITH_TIMEOUT(toString(instance().state), toString(State::Down), patience);
        QVERIFY2(instance().why.contains(u"up 0"_s), qPrintable(instance().why));
        QCOMPARE(source(), u"via prometheus"_s);
        count(0);
        QTRY_COMPARE_WITH_TIMEOUT(toString(instance().state), toString(State::Up), patience);
    }

    void withoutPrometheusTheLastValuesGrowStale()
    {
        m_prometheus.reset();
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->prometheusProblem().isEmpty(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(source() != u"via prometheus"_s, patience);
        QVERIFY2(source().startsWith(u"stale "_s), qPrintable(source()));
        QTRY_VERIFY_WITH_TIMEOUT(instance().state != State::Up, patience);
    }
};

QTEST_GUILESS_MAIN(PrometheusEndToEndTest)
#include "tst_prometheus_e2e.moc"
