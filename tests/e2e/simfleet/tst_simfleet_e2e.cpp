#include "app/session/fleetsession.h"
#include "tests/app/simfleet/simfleetprocess.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

namespace {

QString stateName(const Instance *instance)
{
    return instance == nullptr ? u"none"_s : toString(instance->state);
}

} // namespace

/// The whole path: the simulated fleet on real sockets, its own fleet.yml, the poller, the state. Each row
/// orders a fault for one instance over the control port and waits for the state and the why; the rest of
/// the fleet stays up, and when the faults are over so is the trouble.
class SimfleetEndToEndTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everybodyIsUp();
    void faultShows_data();
    void faultShows();
    void restStaysUp();
    void goneFaultsLeaveNothing();
    void formatsAreRecognised();
    void breakersFollow();
    void killedAndBack();
    void flapperIsFlagged();
    void clusterDies();
    void drainAndUndrain();
    void badReleaseIsSeen();
    void askedNoMoreThanItShould();
    void cleanupTestCase();

private:
    const Instance *instance(const QString &name) const;
    QString describe(const QString &name) const;
    void order(const QByteArray &path, const QJsonObject &body);

    SimfleetProcess m_simfleet;
    QTemporaryDir m_folder;
    std::unique_ptr<FleetSession> m_session;
    QSet<QString> m_touched; ///< instances that rows have put a fault on
};

void SimfleetEndToEndTest::initTestCase()
{
    const QString file = m_folder.filePath(u"fleet.yml"_s);
    QVERIFY2(m_simfleet.start({u"--instances"_s, u"120"_s, u"--write-config"_s, file, u"--interval"_s,
                               u"700ms"_s, u"--timeout"_s, u"690ms"_s}),
             m_simfleet.errors.constData());
    // A window of a minute would keep an error ratio up for a minute after the errors.
    QFile config(file);
    QVERIFY(config.open(QIODevice::ReadWrite));
    QByteArray text = config.readAll();
    text.replace("poll: {", "poll: {window: 5s, ");
    QVERIFY(config.resize(0) && config.seek(0) && config.write(text) == text.size());
    config.close();

    InstanceNumbering numbering;
    const ConfigurationResult loaded = loadConfiguration(file, numbering);
    for (const ConfigProblem &problem : loaded.errors + loaded.warnings) {
        qWarning("%s", qPrintable(problem.toString()));
    }
    QVERIFY(loaded.configuration.has_value());
    QVERIFY2(loaded.warnings.isEmpty(), "what simfleet writes is without a fault");
    QCOMPARE(loaded.configuration->fleet.targets.size(), 120);
    m_session = std::make_unique<FleetSession>(std::make_shared<const Configuration>(*loaded.configuration),
                                               numbering);
}

const Instance *SimfleetEndToEndTest::instance(const QString &name) const
{
    for (const InstanceNumber number : m_session->fleet().order()) {
        const Instance *candidate = m_session->fleet().instance(number);
        if (candidate->target.id.instance == name) {
            return candidate;
        }
    }
    return nullptr;
}

QString SimfleetEndToEndTest::describe(const QString &name) const
{
    const Instance *what = instance(name);
    QString text =
        what == nullptr ? name + u" is not there"_s : u"%1 is %2: %3"_s.arg(name, stateName(what), what->why);
    if (what != nullptr) {
        for (const BreakerReading &breaker : what->breakers) {
            text += u"; %1 %2"_s.arg(breaker.name, toString(breaker.state));
        }
    }
    return text;
}

void SimfleetEndToEndTest::order(const QByteArray &path, const QJsonObject &body)
{
    const SimfleetProcess::Answer answer =
        m_simfleet.control("POST", path, QJsonDocument(body).toJson(QJsonDocument::Compact));
    QVERIFY2(answer.status == 200 || answer.status == 201, answer.body.constData());
}

void SimfleetEndToEndTest::everybodyIsUp()
{
    const auto allUp = [this] { return m_session->fleet().total().of(State::Up) == 120; };
    if (!QTest::qWaitFor(allUp, 15'000)) {
        for (const InstanceNumber number : m_session->fleet().order()) {
            const Instance *one = m_session->fleet().instance(number);
            if (one->state != State::Up) {
                qWarning("%s", qPrintable(describe(one->target.id.instance)));
            }
        }
    }
    QCOMPARE(m_session->fleet().total().of(State::Up), 120);
    // Traffic, latency and breakers of every dialect arrive.
    for (const QString &name : {u"checkout-eu-01"_s, u"catalog-eu-01"_s, u"search-eu-01"_s, u"cart-eu-01"_s,
                                u"edge-eu-01"_s, u"pricing-eu-01"_s, u"payments-us-01"_s}) {
        const auto complete = [this, name] {
            const Instance *one = instance(name);
            return one->signals.requestRate > 1 && one->signals.errorRatio() < 0.05 &&
                   one->signals.p99 > 0.005 && one->signals.p99 < 0.5 && one->breakers.size() >= 2;
        };
        QVERIFY2(QTest::qWaitFor(complete, 10'000), qPrintable(describe(name)));
    }
    QCOMPARE(instance(u"checkout-eu-01"_s)->breakers.size(), 6);
}

void SimfleetEndToEndTest::formatsAreRecognised()
{
    const QList<std::pair<QString, HealthFormat>> formats{
        {u"checkout-eu-01"_s, HealthFormat::SpringBoot}, {u"catalog-eu-01"_s, HealthFormat::MicroProfile},
        {u"cart-eu-01"_s, HealthFormat::HealthJson},     {u"search-eu-01"_s, HealthFormat::Kubernetes},
        {u"payments-us-01"_s, HealthFormat::AspNetJson}, {u"edge-eu-01"_s, HealthFormat::Envoy},
        {u"pricing-eu-01"_s, HealthFormat::AspNetText},  {u"pg1"_s, HealthFormat::Patroni}};
    for (const auto &[name, format] : formats) {
        const std::shared_ptr<const HealthAnswer> answer =
            instance(name)->probe(ProbeKind::Health).last.health;
        QVERIFY2(answer != nullptr, qPrintable(name));
        QCOMPARE(toString(answer->format), toString(format));
    }
}

void SimfleetEndToEndTest::faultShows_data()
{
    QTest::addColumn<QString>("instance");
    QTest::addColumn<QJsonObject>("fault");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("why");
    const auto row = [](const char *name, const char *instance, QJsonObject fault, const char *state,
                        const char *why) {
        QTest::newRow(name) << QString::fromLatin1(instance) << std::move(fault) << QString::fromLatin1(state)
                            << QString::fromLatin1(why);
    };
    const auto fault = [](const char *kind) { return QJsonObject{{u"fault"_s, QString::fromLatin1(kind)}}; };
    const auto valued = [](const char *kind, double value) {
        return QJsonObject{{u"fault"_s, QString::fromLatin1(kind)}, {u"value"_s, value}};
    };
    row("kill", "checkout-us-01", fault("kill"), "down", "refused");
    row("hang", "checkout-us-02", fault("hang"), "down", "timed out");
    row("cut", "checkout-us-03", fault("cut"), "down", "reset");
    row("slow answers", "checkout-us-04", valued("slow", 2), "down", "timed out");
    row("slow requests", "checkout-us-05", valued("slow", 0.55), "degraded", "p99");
    row("errors", "checkout-us-06", valued("errors", 0.4), "degraded", "error");
    row("not ready", "checkout-us-07", fault("not_ready"), "not ready", "warming cache");
    row("health down", "checkout-us-08", fault("health_down"), "down", "pool exhausted");
    row("degraded", "checkout-us-09", fault("degraded"), "degraded", "pool at 95 %");
    row("html", "checkout-us-10", fault("html"), "unknown", "HTML");
    row("bad page", "checkout-us-11", fault("bad_page"), "degraded", "line");
    row("slow body", "checkout-us-12", fault("slow_body"), "down", "timed out");
    row("huge body", "checkout-us-13", valued("huge_body", 1024), "degraded", "16");
    row("resilience4j opens", "checkout-ap-02", fault("breaker_open"), "degraded", "orders-db");
    row("resilience4j forced", "checkout-ap-01", fault("breaker_forced_open"), "degraded", "orders-db");
    row("Hystrix opens", "catalog-us-01", fault("breaker_open"), "degraded", "search-index");
    row("opossum opens", "cart-us-01", fault("breaker_open"), "degraded", "stock");
    row("Polly opens", "payments-us-02", fault("breaker_open"), "degraded", "card-gateway");
    row("Envoy ejects", "edge-us-01", fault("breaker_open"), "degraded", "checkout");
    row("gobreaker opens", "search-us-01", fault("breaker_open"), "degraded", "search-index");
    row("home-grown opens", "pricing-eu-02", fault("breaker_open"), "degraded", "orders-db");
    row("health+json down", "cart-us-02", fault("health_down"), "down", "pool exhausted");
    row("MicroProfile down", "catalog-us-02", fault("health_down"), "down", "pool exhausted");
    row("Kubernetes down", "search-us-02", fault("health_down"), "down", "pool exhausted");
    row("ASP.NET down", "payments-us-03", fault("health_down"), "down", "pool exhausted");
    row("ASP.NET text degraded", "pricing-eu-03", fault("degraded"), "degraded", "Degraded");
    row("Envoy drains", "edge-us-02", fault("not_ready"), "not ready", "DRAINING");
    row("Patroni stopped", "pg3", fault("health_down"), "down", "stopped");
}

void SimfleetEndToEndTest::faultShows()
{
    QFETCH(QString, instance);
    QFETCH(QJsonObject, fault);
    QFETCH(QString, state);
    QFETCH(QString, why);
    QVERIFY2(this->instance(instance) != nullptr, qPrintable(instance));
    m_touched.insert(instance);
    fault.insert(u"match"_s, u"instance="_s + instance);
    order("/faults", fault);
    const auto shown = [&] {
        const Instance *one = this->instance(instance);
        return stateName(one) == state && one->why.contains(why, Qt::CaseInsensitive);
    };
    QVERIFY2(QTest::qWaitFor(shown, 15'000), qPrintable(describe(instance)));
}

void SimfleetEndToEndTest::restStaysUp()
{
    for (const InstanceNumber number : m_session->fleet().order()) {
        const Instance *one = m_session->fleet().instance(number);
        if (!m_touched.contains(one->target.id.instance)) {
            QVERIFY2(one->state == State::Up, qPrintable(describe(one->target.id.instance)));
        }
    }
}

void SimfleetEndToEndTest::goneFaultsLeaveNothing()
{
    QCOMPARE(m_simfleet.control("DELETE", "/faults").status, 200);
    const auto allUp = [this] { return m_session->fleet().total().of(State::Up) == 120; };
    const bool good = QTest::qWaitFor(allUp, 30'000);
    QString left;
    for (const InstanceNumber number : m_session->fleet().order()) {
        const Instance *one = m_session->fleet().instance(number);
        if (one->state != State::Up) {
            left += describe(one->target.id.instance) + u'\n';
        }
    }
    QVERIFY2(good, qPrintable(left));
    QVERIFY(instance(u"checkout-us-06"_s)->why.isEmpty());
}

void SimfleetEndToEndTest::breakersFollow()
{
    const QString name = u"checkout-eu-04"_s;
    const auto stateOf = [&](const QString &breaker) {
        for (const BreakerReading &reading : instance(name)->breakers) {
            if (reading.name == breaker) {
                return toString(reading.state);
            }
        }
        return u"absent"_s;
    };
    const auto fault = [&](const char *kind, const char *breaker) {
        return QJsonObject{{u"match"_s, u"instance="_s + name},
                           {u"fault"_s, QLatin1StringView(kind)},
                           {u"breaker"_s, QLatin1StringView(breaker)}};
    };
    order("/faults", fault("breaker_half_open", "stock"));
    order("/faults", fault("breaker_forced_open", "mailer"));
    QJsonObject blip = fault("breaker_blip", "fraud");
    blip.insert(u"value"_s, 3);
    order("/faults", blip);
    QTRY_COMPARE(stateOf(u"stock"_s), toString(BreakerState::HalfOpen));
    QTRY_COMPARE(stateOf(u"mailer"_s), toString(BreakerState::ForcedOpen));
    QTRY_COMPARE(stateOf(u"fraud"_s), toString(BreakerState::Open));
    QTRY_COMPARE(stateOf(u"fraud"_s), toString(BreakerState::Closed));
    QCOMPARE(stateOf(u"geo-ip"_s), toString(BreakerState::Closed));
    QCOMPARE(m_simfleet.control("DELETE", "/faults").status, 200);
    QTRY_COMPARE(stateOf(u"stock"_s), toString(BreakerState::Closed));
    QTRY_COMPARE(stateOf(u"mailer"_s), toString(BreakerState::Closed));
    QTRY_COMPARE_WITH_TIMEOUT(stateName(instance(name)), u"up"_s, 10'000);
}

void SimfleetEndToEndTest::killedAndBack()
{
    // A fault with an end of its own.
    order("/faults",
          {{u"match"_s, u"instance=checkout-eu-02"_s}, {u"fault"_s, u"kill"_s}, {u"for"_s, u"4s"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(stateName(instance(u"checkout-eu-02"_s)), u"down"_s, 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(stateName(instance(u"checkout-eu-02"_s)), u"up"_s, 15'000);
    // It counts from zero again, and that is no negative or enormous rate.
    QTRY_VERIFY_WITH_TIMEOUT(instance(u"checkout-eu-02"_s)->signals.requestRate > 10, 15'000);
    QVERIFY(instance(u"checkout-eu-02"_s)->signals.requestRate < 400);
}

void SimfleetEndToEndTest::flapperIsFlagged()
{
    order("/faults", {{u"match"_s, u"instance=checkout-eu-03"_s}, {u"fault"_s, u"flap"_s}, {u"value"_s, 5}});
    QTRY_VERIFY_WITH_TIMEOUT(instance(u"checkout-eu-03"_s)->flags.testFlag(InstanceFlag::Flapping), 40'000);
    QCOMPARE(m_simfleet.control("DELETE", "/faults").status, 200);
}

void SimfleetEndToEndTest::clusterDies()
{
    const auto stateOfCluster = [this](State state) {
        int count = 0;
        for (const InstanceNumber number : m_session->fleet().order()) {
            const Instance *one = m_session->fleet().instance(number);
            count += one->target.cluster == u"ap-south" && one->state == state ? 1 : 0;
        }
        return count;
    };
    const int all = stateOfCluster(State::Up);
    QVERIFY(all > 10);
    order("/faults", {{u"match"_s, u"cluster=ap-south"_s}, {u"fault"_s, u"kill"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(stateOfCluster(State::Down), all, 15'000);
    // Refused proves that the network works: nobody suspects the console.
    QCOMPARE(int(m_session->fleet().isolation()), int(Isolation::None));
    QCOMPARE(m_simfleet.control("DELETE", "/faults").status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(stateOfCluster(State::Up), all, 30'000);
}

void SimfleetEndToEndTest::drainAndUndrain()
{
    order("/drain", {{u"match"_s, u"instance=cart-eu-02"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(stateName(instance(u"cart-eu-02"_s)), u"not ready"_s, 10'000);
    QVERIFY2(instance(u"cart-eu-02"_s)->why.contains(u"draining"), qPrintable(describe(u"cart-eu-02"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(instance(u"cart-eu-02"_s)->signals.requestRate < 0.5, 15'000);
    order("/undrain", {{u"match"_s, u"instance=cart-eu-02"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(stateName(instance(u"cart-eu-02"_s)), u"up"_s, 10'000);
}

void SimfleetEndToEndTest::badReleaseIsSeen()
{
    order("/release",
          {{u"match"_s, u"service=payments"_s}, {u"release"_s, u"7.3.0"_s}, {u"error_ratio"_s, 0.3}});
    QTRY_COMPARE_WITH_TIMEOUT(stateName(instance(u"payments-us-01"_s)), u"degraded"_s, 15'000);
    order("/rollback", {{u"match"_s, u"service=payments"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(stateName(instance(u"payments-us-01"_s)), u"up"_s, 20'000);
}

void SimfleetEndToEndTest::askedNoMoreThanItShould()
{
    // Polling only reads: nobody was sent anything that acts, or asked for anything but the three endpoints.
    const QJsonObject requests = m_simfleet.control("GET", "/requests").json();
    QVERIFY(requests.value("total"_L1).toInteger() > 120);
    QVERIFY(requests.value("acts"_L1).toArray().isEmpty());
    QCOMPARE(requests.value("by_path"_L1).toObject().keys(),
             (QStringList{u"/health"_s, u"/metrics"_s, u"/ready"_s}));
}

void SimfleetEndToEndTest::cleanupTestCase()
{
    m_session.reset();
}

QTEST_GUILESS_MAIN(SimfleetEndToEndTest)
#include "tst_simfleet_e2e.moc"
