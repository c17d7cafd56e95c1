#include "fleetfixture.h"

#include <QTest>

#include <cmath>

using namespace quarterdeck;
using namespace std::chrono_literals;
using test::FleetFixture;

namespace {

SignalReading traffic(double perSecond, double errorsPerSecond, double p99)
{
    SignalReading reading;
    reading.window = 60s;
    reading.requestRate = perSecond;
    reading.errorRate = errorsPerSecond;
    reading.requests = perSecond * 60;
    reading.p99 = p99;
    return reading;
}

BreakerReading breaker(const char *name, BreakerState state)
{
    BreakerReading reading;
    reading.name = QString::fromLatin1(name);
    reading.state = state;
    return reading;
}

/// How often what is seen is seen again, a poll interval apart.
constexpr int twice = 2;

} // namespace

/// Design section 4, "Instance state", as rows: what the three probes say, and what follows.
class TestFleet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void states_data();
    void states();
    void firstAnswerCountsAtOnce();
    void hysteresisBothWays();
    void aClosedPortSpeaksForEveryProbeOfIt();
    void aSlowPageSaysNothingOfTheOtherProbes();
    void limitsTripAtOnceAndHold();
    void neverAnswered();
    void staleAndBack();
    void refusedPagesLeaveNoNumbers();
    void slowJobsGoStaleLater();
    void shedKeepsWhatIsKnown();
    void flapping();
    void maintenance();
    void unseen();
    void changedIsWhatIsDisplayed();
    void totalsKeepUp();
    void unknownAndOldObservationsAreIgnored();
    void newDefinitionKeepsWhatStays();
    void historyOfAnInstance();
    void aggregatedSignals();
    void serviceHistoryAndBudget();
    void serviceQuantilesAreNoMeans();
    void budgetCountsWhatCountersCounted();
    void isolatedKeepsStates();
    void isolatedRestoresStates();
    void outageGoesDownAsUsual();
    void cannotTellGoesDownAsUsual();
    void emptyFleet();
};

void TestFleet::states_data()
{
    QTest::addColumn<QString>("probes"); // which are configured
    QTest::addColumn<std::function<std::vector<Observation>(const FleetFixture &)>>("seen");
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("why");
    using Seen = std::function<std::vector<Observation>(const FleetFixture &)>;
    using enum ProbeKind;
    const auto row = [](const char *name, const char *probes, State state, const char *why,
                        const Seen &seen) {
        QTest::newRow(name) << QString::fromLatin1(probes) << seen << state << QString::fromUtf8(why);
    };
    const auto up = [](const FleetFixture &f, ProbeKind kind) { return f.answer(1, kind, Verdict::Up); };

    row("all well", "hrm", State::Up, "", [&up](const FleetFixture &f) {
        return std::vector{up(f, Health), up(f, Readiness), f.page(1)};
    });
    row("refused", "hrm", State::Down, "connection refused", [](const FleetFixture &f) {
        return std::vector{f.unreachable(1, Health, UnreachableCause::Refused),
                           f.unreachable(1, Readiness, UnreachableCause::Refused),
                           f.unreachable(1, Metrics, UnreachableCause::Refused)};
    });
    row("timed out", "hrm", State::Down, "timeout after 3 s", [](const FleetFixture &f) {
        return std::vector{f.timedOut(1, Health), f.timedOut(1, Readiness), f.timedOut(1, Metrics)};
    });
    row("says down", "hrm", State::Down, "HTTP 503 · db: DOWN", [&up](const FleetFixture &f) {
        return std::vector{f.answer(1, Health, Verdict::Down, QStringLiteral("HTTP 503 · db: DOWN")),
                           up(f, Readiness), f.page(1)};
    });
    row("down outranks not ready", "hrm", State::Down, "HTTP 503", [](const FleetFixture &f) {
        return std::vector{f.answer(1, Health, Verdict::Down, QStringLiteral("HTTP 503")),
                           f.answer(1, Readiness, Verdict::Down, QStringLiteral("HTTP 503")), f.page(1)};
    });
    row("not ready", "hrm", State::NotReady, "HTTP 503 · warming cache", [&up](const FleetFixture &f) {
        return std::vector{up(f, Health),
                           f.answer(1, Readiness, Verdict::Down, QStringLiteral("HTTP 503 · warming cache")),
                           f.page(1)};
    });
    row("not ready outranks degraded", "hrm", State::NotReady, "draining", [&up](const FleetFixture &f) {
        return std::vector{up(f, Health), f.answer(1, Readiness, Verdict::Down, QStringLiteral("draining")),
                           f.page(1, traffic(10, 5, 0.1))};
    });
    row("health degraded", "hrm", State::Degraded, "cache: WARN", [&up](const FleetFixture &f) {
        return std::vector{f.answer(1, Health, Verdict::Degraded, QStringLiteral("cache: WARN")),
                           up(f, Readiness), f.page(1)};
    });
    row("error rate", "hrm", State::Degraded, "error rate 8.4 % > 5 %", [&up](const FleetFixture &f) {
        return std::vector{up(f, Health), up(f, Readiness), f.page(1, traffic(100, 8.4, 0.1))};
    });
    row("p99", "hrm", State::Degraded, "p99 712 ms > 500 ms", [&up](const FleetFixture &f) {
        return std::vector{up(f, Health), up(f, Readiness), f.page(1, traffic(100, 0, 0.712))};
    });
    row("breaker open", "hrm", State::Degraded, "breaker card-gateway open", [&up](const FleetFixture &f) {
        return std::vector{
            up(f, Health), up(f, Readiness),
            f.page(1, traffic(100, 0, 0.1),
                   {breaker("card-gateway", BreakerState::Open), breaker("stock", BreakerState::Closed)})};
    });
    row("several reasons", "hrm", State::Degraded,
        "breaker card-gateway open · error rate 8.4 % > 5 % · p99 712 ms > 500 ms",
        [&up](const FleetFixture &f) {
            return std::vector{
                up(f, Health), up(f, Readiness),
                f.page(1, traffic(100, 8.4, 0.712), {breaker("card-gateway", BreakerState::Open)})};
        });
    row("low traffic trips nothing", "hrm", State::Up, "", [&up](const FleetFixture &f) {
        return std::vector{up(f, Health), up(f, Readiness), f.page(1, traffic(2.0 / 60, 1.0 / 60, 3))};
    });
    row("metrics refuse", "hrm", State::Degraded, "metrics: connection refused",
        [&up](const FleetFixture &f) {
            return std::vector{up(f, Health), up(f, Readiness),
                               f.unreachable(1, Metrics, UnreachableCause::Refused)};
        });
    row("metrics 500", "hrm", State::Degraded, "metrics: HTTP 500", [&up](const FleetFixture &f) {
        Observation page = f.observation(1, Metrics, ProbeOutcome::HttpError);
        page.httpStatus = 500;
        return std::vector{up(f, Health), up(f, Readiness), page};
    });
    row("a line unreadable", "hrm", State::Degraded,
        "metrics in part unreadable: line 12, column 3: a brace is missing", [&up](const FleetFixture &f) {
            Observation page = f.page(1);
            MetricsAnswer metrics = *page.metrics;
            metrics.badLines = 1;
            metrics.firstProblem = QStringLiteral("line 12, column 3: a brace is missing");
            page.metrics = std::make_shared<const MetricsAnswer>(metrics);
            return std::vector{up(f, Health), up(f, Readiness), page};
        });
    row("the whole page unreadable", "hrm", State::Degraded, "metrics unreadable: answer too large",
        [&up](const FleetFixture &f) {
            return std::vector{up(f, Health), up(f, Readiness),
                               f.observation(1, Metrics, ProbeOutcome::TooLarge)};
        });
    row("restricted", "hrm", State::Unknown, "HTTP 401", [&up](const FleetFixture &f) {
        return std::vector{f.answer(1, Health, Verdict::Restricted, QStringLiteral("HTTP 401")),
                           up(f, Readiness), f.page(1)};
    });
    row("restricted, yet in trouble", "hrm", State::Degraded, "error rate 8.4 % > 5 %",
        [&up](const FleetFixture &f) {
            return std::vector{f.answer(1, Health, Verdict::Restricted, QStringLiteral("HTTP 401")),
                               up(f, Readiness), f.page(1, traffic(100, 8.4, 0.1))};
        });
    row("unknown word", "hrm", State::Unknown, "says \"WEIRD\"", [&up](const FleetFixture &f) {
        return std::vector{f.answer(1, Health, Verdict::Unknown, QStringLiteral("says \"WEIRD\"")),
                           up(f, Readiness), f.page(1)};
    });
    row("readiness restricted", "hrm", State::Unknown, "readiness: HTTP 403", [&up](const FleetFixture &f) {
        return std::vector{up(f, Health),
                           f.answer(1, Readiness, Verdict::Restricted, QStringLiteral("HTTP 403")),
                           f.page(1)};
    });
    row("health not offered: the scrape is health", "hrm", State::Up, "", [&up](const FleetFixture &f) {
        return std::vector{f.answer(1, Health, Verdict::Absent, QStringLiteral("HTTP 404")), up(f, Readiness),
                           f.page(1)};
    });
    row("health not offered, the scrape fails", "hrm", State::Down, "connection reset",
        [&up](const FleetFixture &f) {
            return std::vector{f.answer(1, Health, Verdict::Absent, QStringLiteral("HTTP 404")),
                               up(f, Readiness), f.unreachable(1, Metrics, UnreachableCause::Reset)};
        });
    row("readiness not offered", "hrm", State::Up, "", [&up](const FleetFixture &f) {
        return std::vector{up(f, Health), f.answer(1, Readiness, Verdict::Absent, QStringLiteral("HTTP 404")),
                           f.page(1)};
    });
    row("nothing offered", "h", State::Unknown, "not offered: HTTP 404", [](const FleetFixture &f) {
        return std::vector{f.answer(1, Health, Verdict::Absent, QStringLiteral("HTTP 404"))};
    });
    row("no health endpoint: the scrape is health", "m", State::Up, "",
        [](const FleetFixture &f) { return std::vector{f.page(1)}; });
    row("no health endpoint, refused", "m", State::Down, "connection refused", [](const FleetFixture &f) {
        return std::vector{f.unreachable(1, Metrics, UnreachableCause::Refused)};
    });
    row("no health endpoint, page unreadable", "m", State::Degraded,
        "metrics unreadable: answer cannot be read", [](const FleetFixture &f) {
            return std::vector{f.observation(1, Metrics, ProbeOutcome::Unparsable)};
        });
    row("no health endpoint, error rate", "m", State::Degraded, "error rate 8.4 % > 5 %",
        [](const FleetFixture &f) { return std::vector{f.page(1, traffic(100, 8.4, 0.1))}; });
    row("health alone", "h", State::Up, "",
        [&up](const FleetFixture &f) { return std::vector{up(f, Health)}; });
    row("readiness alone", "r", State::Down, "HTTP 503", [](const FleetFixture &f) {
        return std::vector{f.answer(1, Readiness, Verdict::Down, QStringLiteral("HTTP 503"))};
    });
    row("readiness has not answered yet", "hrm", State::Unknown, "readiness never answered",
        [&up](const FleetFixture &f) {
            return std::vector{up(f, Health), f.page(1)};
        });
    row("nothing configured", "", State::Unknown, "nothing is configured to be asked",
        [](const FleetFixture &) { return std::vector<Observation>{}; });
}

void TestFleet::states()
{
    QFETCH(QString, probes);
    QFETCH(std::function<std::vector<Observation>(const FleetFixture &)>, seen);
    QFETCH(State, state);
    QFETCH(QString, why);
    FleetFixture f;
    Target &target = f.addTarget(QStringLiteral("checkout"));
    if (!probes.contains(u'h')) {
        target.health.reset();
    }
    if (!probes.contains(u'r')) {
        target.readiness.reset();
    }
    if (!probes.contains(u'm')) {
        target.metrics.reset();
    }
    auto policy = std::make_shared<ServicePolicy>();
    policy->maxErrorRatio = 0.05;
    policy->maxP99 = 500ms;
    target.policy = policy;
    f.define();
    for (int time = 0; time < twice; ++time) {
        f.apply(seen(f));
        f.clock.advance(5s);
        QCOMPARE(f.instance().why, why);
        QCOMPARE(toString(f.instance().state), toString(state));
    }
    f.tick();
    QCOMPARE(toString(f.instance().state), toString(state));
}

void TestFleet::firstAnswerCountsAtOnce()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout")).readiness.reset();
    f.define();
    const FleetChanges changes = f.apply(f.unreachable(1, ProbeKind::Health, UnreachableCause::Refused));
    QCOMPARE(toString(f.instance().state), toString(State::Down));
    QCOMPARE(f.instance().since, f.clock.wall());
    QCOMPARE(changes.transitions.size(), 1);
    QVERIFY(changes.transitions.first().first); // how it was found: not news
    QVERIFY(!f.instance().flags.testFlag(InstanceFlag::Unseen));
}

void TestFleet::hysteresisBothWays()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"));
    f.define();
    f.allGood(1);
    const auto health = [&f](bool good) {
        f.clock.advance(5s);
        return f.apply(good ? f.answer(1, ProbeKind::Health, Verdict::Up)
                            : f.unreachable(1, ProbeKind::Health, UnreachableCause::Refused));
    };
    FleetChanges changes = health(false);
    QCOMPARE(toString(f.instance().state), toString(State::Up));
    QCOMPARE(f.instance().why, QStringLiteral("connection refused (1 of 2)")); // told, not yet believed
    QCOMPARE(changes.changed, QList<InstanceNumber>{{1}});
    QVERIFY(changes.transitions.isEmpty());
    changes = health(false);
    QCOMPARE(toString(f.instance().state), toString(State::Down));
    QCOMPARE(f.instance().why, QStringLiteral("connection refused"));
    QCOMPARE(changes.transitions.size(), 1);
    QCOMPARE(toString(changes.transitions.first().from), toString(State::Up));
    QCOMPARE(toString(changes.transitions.first().to), toString(State::Down));
    QCOMPARE(changes.transitions.first().why, QStringLiteral("connection refused"));
    QCOMPARE(changes.transitions.first().happened, f.clock.wall());
    health(true);
    QCOMPARE(toString(f.instance().state), toString(State::Down));
    QCOMPARE(f.instance().why, QStringLiteral("connection refused · recovering, 1 of 2 good"));
    health(false);
    health(true);
    QCOMPARE(toString(f.instance().state), toString(State::Down));
    changes = health(true);
    QCOMPARE(toString(f.instance().state), toString(State::Up));
    QCOMPARE(f.instance().why, QString());
    QCOMPARE(f.instance().since, f.clock.wall());
    QCOMPARE(f.instance().transitions.size(), 3);
    QCOMPARE(toString(f.instance().transitions.first().to), toString(State::Up));
}

void TestFleet::aClosedPortSpeaksForEveryProbeOfIt()
{
    FleetFixture f;
    Target &target = f.addTarget(QStringLiteral("checkout"));
    target.health->endpoint.port = target.metrics->port;
    target.readiness->endpoint.port = target.metrics->port;
    f.define();
    f.allGood(1);
    f.clock.advance(2s);
    f.apply(f.unreachable(1, ProbeKind::Metrics, UnreachableCause::Refused));
    QCOMPARE(toString(f.instance().state), toString(State::Up));
    QCOMPARE(f.instance().why, QStringLiteral("connection refused (1 of 2)"));
    f.clock.advance(2s);
    f.apply(f.unreachable(1, ProbeKind::Readiness, UnreachableCause::Refused));
    QCOMPARE(toString(f.instance().state), toString(State::Down));
    QCOMPARE(f.instance().why, QStringLiteral("connection refused"));
    // Back as ever: each probe for itself, recover_after good ones.
    for (int round = 0; round < 2; ++round) {
        QCOMPARE(toString(f.instance().state), toString(State::Down));
        f.clock.advance(5s);
        f.allGood(1);
    }
    QCOMPARE(toString(f.instance().state), toString(State::Up));
}

void TestFleet::aSlowPageSaysNothingOfTheOtherProbes()
{
    FleetFixture f;
    Target &target = f.addTarget(QStringLiteral("checkout"));
    target.health->endpoint.port = target.metrics->port;
    target.readiness->endpoint.port = target.metrics->port;
    f.define();
    f.allGood(1);
    for (int round = 0; round < 3; ++round) {
        f.clock.advance(5s);
        f.apply(f.timedOut(1, ProbeKind::Metrics));
    }
    QCOMPARE(toString(f.instance().state), toString(State::Degraded));
    QVERIFY2(f.instance().why.startsWith(QStringLiteral("metrics: ")), qPrintable(f.instance().why));
}

void TestFleet::limitsTripAtOnceAndHold()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"));
    f.define();
    f.allGood(1);
    const auto scrape = [&f](BreakerState state) {
        f.clock.advance(5s);
        f.apply(f.page(1, traffic(10, 0, 0.1), {breaker("stock", state)}));
        return f.instance().state;
    };
    QCOMPARE(toString(scrape(BreakerState::Closed)), toString(State::Up));
    QCOMPARE(toString(scrape(BreakerState::Open)), toString(State::Degraded));
    QCOMPARE(toString(scrape(BreakerState::HalfOpen)),
             toString(State::Degraded)); // recovers after two good ones
    QCOMPARE(toString(scrape(BreakerState::Closed)), toString(State::Up));
}

void TestFleet::neverAnswered()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"));
    const FleetChanges changes = f.define();
    QVERIFY(changes.replaced);
    QCOMPARE(toString(f.instance().state), toString(State::Unknown));
    QCOMPARE(f.instance().why, QStringLiteral("never answered"));
    QVERIFY(!f.instance().age(f.clock.steady()));
    f.clock.advance(1h);
    QVERIFY(f.tick().isEmpty());
}

void TestFleet::staleAndBack()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"));
    f.define();
    f.allGood(1);
    f.apply(f.page(1, traffic(10, 0, 0.1)));
    f.clock.advance(20s);
    QVERIFY(f.tick().changed.isEmpty());
    QCOMPARE(f.instance().age(f.clock.steady()), 20000ms);
    f.clock.advance(1s);
    FleetChanges changes = f.tick();
    QCOMPARE(changes.changed, QList<InstanceNumber>{{1}});
    QCOMPARE(toString(f.instance().state), toString(State::Unknown));
    QCOMPARE(f.instance().why, QStringLiteral("nothing newer than 20 s"));
    QVERIFY(f.instance().flags.testFlag(InstanceFlag::Stale));
    QVERIFY(std::isnan(f.instance().signals.requestRate)); // old numbers would pass for live ones
    f.clock.advance(5s);
    QVERIFY(f.tick().changed.isEmpty());
    f.allGood(1);
    QCOMPARE(toString(f.instance().state), toString(State::Up));
    QVERIFY(!f.instance().flags.testFlag(InstanceFlag::Stale));
}

/// Each refusal is an answer of a kind, so nothing is stale; the numbers of the last page are all the same.
void TestFleet::refusedPagesLeaveNoNumbers()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"));
    f.define();
    f.apply(f.page(1, traffic(10, 0, 0.1), {breaker("stock", BreakerState::Open)}));
    for (int i = 0; i < 3; ++i) {
        f.clock.advance(5s);
        f.apply(f.unreachable(1, ProbeKind::Metrics, UnreachableCause::Refused));
        f.tick();
    }
    QCOMPARE(f.instance().breakers.size(), 1);
    f.clock.advance(6s); // past 20 s
    f.apply(f.unreachable(1, ProbeKind::Metrics, UnreachableCause::Refused));
    QCOMPARE(f.tick().changed.size(), 1);
    QVERIFY(f.instance().breakers.isEmpty());
    QVERIFY(std::isnan(f.instance().signals.requestRate));
    QVERIFY(f.tick().isEmpty());
}

void TestFleet::slowJobsGoStaleLater()
{
    FleetFixture f;
    Target &target = f.addTarget(QStringLiteral("batch"));
    target.interval = 60s; // twelve times the fleet's 5 s, so stale after twelve times 20 s
    f.define();
    f.allGood(1);
    f.clock.advance(240s);
    f.tick();
    QCOMPARE(toString(f.instance().state), toString(State::Up));
    f.clock.advance(1s);
    f.tick();
    QCOMPARE(toString(f.instance().state), toString(State::Unknown));
    QCOMPARE(f.instance().why, QStringLiteral("nothing newer than 240 s"));
}

void TestFleet::shedKeepsWhatIsKnown()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"));
    f.define();
    f.allGood(1);
    for (int probe = 0; probe < 2; ++probe) {
        f.clock.advance(5s);
        f.apply(f.unreachable(1, ProbeKind::Health, UnreachableCause::Refused));
    }
    QCOMPARE(toString(f.instance().state), toString(State::Down));
    // The poller asks a dead target less often, and says so: it stays down instead of fading to unknown.
    for (int probe = 0; probe < 10; ++probe) {
        f.clock.advance(5s);
        f.apply(f.observation(1, ProbeKind::Health, ProbeOutcome::Shed));
        f.tick();
    }
    QCOMPARE(toString(f.instance().state), toString(State::Down));
    QCOMPARE(toString(f.instance().probe(ProbeKind::Health).last.outcome), QStringLiteral("unreachable"));
    // But a probe left out is no reason to believe that what was well still is.
    f.allGood(1);
    f.clock.advance(5s);
    f.allGood(1);
    QCOMPARE(toString(f.instance().state), toString(State::Up));
    for (int probe = 0; probe < 5; ++probe) {
        f.clock.advance(5s);
        f.apply(f.observation(1, ProbeKind::Health, ProbeOutcome::Shed));
        f.tick();
    }
    QCOMPARE(toString(f.instance().state), toString(State::Unknown));
    QVERIFY(f.instance().flags.testFlag(InstanceFlag::Stale));
}

void TestFleet::flapping()
{
    FleetFixture f;
    f.definition.poll.failAfter = 1;
    f.definition.poll.recoverAfter = 1;
    f.addTarget(QStringLiteral("checkout"));
    f.define();
    f.allGood(1);
    for (int change = 1; change <= 4; ++change) {
        QVERIFY(!f.instance().flags.testFlag(InstanceFlag::Flapping));
        f.clock.advance(60s);
        f.apply({f.answer(1, ProbeKind::Health, change % 2 ? Verdict::Down : Verdict::Up),
                 f.answer(1, ProbeKind::Readiness, Verdict::Up), f.page(1)});
    }
    QVERIFY(f.instance().flags.testFlag(InstanceFlag::Flapping)); // four within 3 min
    QCOMPARE(f.fleet.total().flapping, 1);
    f.clock.advance(120s); // the first of them is 5 min old
    f.apply({f.answer(1, ProbeKind::Health, Verdict::Up), f.answer(1, ProbeKind::Readiness, Verdict::Up),
             f.page(1)});
    f.tick();
    QVERIFY(f.instance().flags.testFlag(InstanceFlag::Flapping));
    f.clock.advance(1s);
    QCOMPARE(f.tick().changed, QList<InstanceNumber>{{1}});
    QVERIFY(!f.instance().flags.testFlag(InstanceFlag::Flapping));
    QCOMPARE(f.fleet.total().flapping, 0);
}

void TestFleet::maintenance()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"), QStringLiteral("ap-south"));
    f.addTarget(QStringLiteral("checkout"), QStringLiteral("eu-west"));
    MaintenanceWindow window;
    window.match = {{QStringLiteral("cluster"), QStringLiteral("ap-south")}};
    window.from = f.clock.wall() + 10s;
    window.to = f.clock.wall() + 20s;
    f.definition.maintenance = {window};
    f.define();
    QVERIFY(!f.instance(1).flags.testFlag(InstanceFlag::Maintenance));
    f.clock.advance(10s);
    QCOMPARE(f.tick().changed, QList<InstanceNumber>{{1}});
    QVERIFY(f.instance(1).flags.testFlag(InstanceFlag::Maintenance));
    QVERIFY(!f.instance(2).flags.testFlag(InstanceFlag::Maintenance));
    QCOMPARE(f.fleet.total().maintenance, 1);
    f.clock.advance(10s);
    QCOMPARE(f.tick().changed, QList<InstanceNumber>{{1}});
    QCOMPARE(f.fleet.total().maintenance, 0);
}

void TestFleet::unseen()
{
    FleetFixture f;
    f.definition.poll.failAfter = 1;
    f.addTarget(QStringLiteral("checkout"));
    f.define();
    f.allGood(1);
    QVERIFY(!f.instance().flags.testFlag(InstanceFlag::Unseen));
    f.clock.advance(5s);
    f.apply(f.unreachable(1, ProbeKind::Health, UnreachableCause::Refused));
    QVERIFY(f.instance().flags.testFlag(InstanceFlag::Unseen));
    QCOMPARE(f.fleet.total().unseen, 1);
    QCOMPARE(f.fleet.markSeen({{1}, {77}}).changed, QList<InstanceNumber>{{1}});
    QCOMPARE(f.fleet.total().unseen, 0);
    QVERIFY(f.fleet.markSeen({{1}}).isEmpty());
}

void TestFleet::changedIsWhatIsDisplayed()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"));
    f.define();
    f.allGood(1);
    f.clock.advance(5s);
    // The same again, in new objects and after other times: nothing to repaint.
    Observation health = f.answer(1, ProbeKind::Health, Verdict::Up);
    health.duration = 7ms;
    const FleetChanges same = f.apply({health, f.answer(1, ProbeKind::Readiness, Verdict::Up), f.page(1)});
    QVERIFY(same.changed.isEmpty());
    QCOMPARE(same.pages, QList<InstanceNumber>{{1}}); // a counter that stood still is news to some
    f.clock.advance(5s);
    QCOMPARE(f.apply(f.page(1, traffic(10, 0, 0.1))).changed.size(), 1);
    f.clock.advance(5s);
    QVERIFY(f.apply(f.page(1, traffic(10, 0, 0.1))).changed.isEmpty());
    f.clock.advance(5s);
    // Each once, however much changed.
    QCOMPARE(f.apply({f.answer(1, ProbeKind::Health, Verdict::Degraded, QStringLiteral("slow")),
                      f.page(1, traffic(11, 0, 0.1), {breaker("stock", BreakerState::Open)})})
                 .changed.size(),
             1);
}

void TestFleet::totalsKeepUp()
{
    // A long random walk; the total kept by difference must equal the one counted afresh, at every step.
    FleetFixture f;
    for (int number = 0; number < 30; ++number) {
        f.addTarget(QStringLiteral("checkout"), number % 2 ? QStringLiteral("a") : QStringLiteral("b"));
    }
    f.define();
    quint32 random = 42;
    const auto next = [&random](quint32 below) {
        random = random * 1664525 + 1013904223;
        return (random >> 8) % below;
    };
    for (int step = 0; step < 3000; ++step) {
        const quint32 number = 1 + next(30);
        switch (next(7)) {
        case 0:
            f.apply(f.unreachable(number, ProbeKind::Health, UnreachableCause::Refused));
            break;
        case 1:
            f.apply(f.answer(number, ProbeKind::Readiness, next(2) ? Verdict::Up : Verdict::Down));
            break;
        case 2:
            f.apply(f.page(number, traffic(10, 0, 0.1),
                           {breaker("stock", next(2) ? BreakerState::Open : BreakerState::Closed)}));
            break;
        case 3:
            f.fleet.markSeen({{number}});
            break;
        case 4:
            f.clock.advance(std::chrono::milliseconds(next(3000)));
            f.tick();
            break;
        default:
            f.allGood(number);
            break;
        }
        QCOMPARE(f.fleet.total(), f.fleet.rollUp(f.fleet.order()));
        RollUp counted;
        for (const InstanceNumber each : f.fleet.order()) {
            counted.add(RollUp::shareOf(*f.fleet.instance(each)));
        }
        QCOMPARE(f.fleet.total(), counted);
    }
    QCOMPARE(f.fleet.total().total, 30);
}

void TestFleet::unknownAndOldObservationsAreIgnored()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"));
    f.define();
    f.allGood(1);
    QVERIFY(f.apply(f.answer(99, ProbeKind::Health, Verdict::Down)).isEmpty());
    Observation late = f.unreachable(1, ProbeKind::Health, UnreachableCause::Refused);
    late.finished -= 1s;
    QVERIFY(f.apply({late, late}).isEmpty());
    // The target moved: what was asked of the old address does not count.
    f.definition.targets[0].health->endpoint.port = 9090;
    f.define(2);
    QCOMPARE(toString(f.instance().state), toString(State::Unknown));
    QCOMPARE(f.instance().why, QStringLiteral("never answered"));
    QVERIFY(f.apply(f.answer(1, ProbeKind::Health, Verdict::Down)).isEmpty());
    Observation fresh = f.answer(1, ProbeKind::Health, Verdict::Down, QStringLiteral("HTTP 503"));
    fresh.definition = 2;
    f.apply(fresh);
    QCOMPARE(toString(f.instance().state), toString(State::Down));
}

void TestFleet::newDefinitionKeepsWhatStays()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"));
    f.addTarget(QStringLiteral("search"));
    f.define();
    f.allGood(1);
    f.allGood(2);
    f.clock.advance(5s);
    f.apply(f.page(2, traffic(10, 0, 0.1)));
    const Instance *kept = f.fleet.instance({2});
    const WallTime since = kept->since;
    f.definition.targets.removeFirst();
    f.definition.targets[0].labels.insert(QStringLiteral("canary"), QStringLiteral("true"));
    f.addTarget(QStringLiteral("cart")).number = {3};
    f.clock.advance(5s);
    QVERIFY(f.define(2).replaced);
    QCOMPARE(f.fleet.order(), (QList<InstanceNumber>{{2}, {3}}));
    QCOMPARE(f.fleet.instance({1}), nullptr);
    QCOMPARE(f.fleet.instance({2}), kept); // the same object: selection and pointers survive
    QCOMPARE(toString(kept->state), toString(State::Up));
    QCOMPARE(kept->since, since);
    QCOMPARE(kept->history.size(), 2);
    QCOMPARE(kept->target.labels.value(QStringLiteral("canary")), QStringLiteral("true"));
    QCOMPARE(f.fleet.total().total, 2);
    QCOMPARE(f.fleet.total().of(State::Unknown), 1);
}

void TestFleet::historyOfAnInstance()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"));
    f.define();
    for (int scrape = 0; scrape < 400; ++scrape) {
        f.apply(scrape == 399 ? f.timedOut(1, ProbeKind::Metrics) : f.page(1, traffic(scrape, 1, 0.1)));
        f.tick();
        f.clock.advance(5s);
    }
    QCOMPARE(f.instance().history.size(), 181); // 15 min
    QCOMPARE(f.instance().history.at(179).requestRate, 398.0F);
    QVERIFY(std::isnan(f.instance().history.last().requestRate)); // a hole, not a zero
    QCOMPARE(f.fleet.history().size(), 361);                      // 30 min
    QCOMPARE(f.fleet.history().last().requestRate, 398.0F);
}

void TestFleet::aggregatedSignals()
{
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"));
    f.addTarget(QStringLiteral("checkout"));
    f.addTarget(QStringLiteral("search"));
    f.define();
    f.apply(
        {f.page(1, traffic(90, 9, 0.1)), f.page(2, traffic(10, 1, 0.3)), f.page(3, traffic(1000, 0, 0.1))});
    const SignalReading sum = f.fleet.signals(QList<InstanceNumber>{{1}, {2}});
    QCOMPARE(sum.requestRate, 100.0);
    QCOMPARE(sum.errorRatio(), 0.1);
    QVERIFY(std::isnan(sum.p99)); // no buckets: nothing that could be added up
}

void TestFleet::serviceHistoryAndBudget()
{
    FleetFixture f;
    auto policy = std::make_shared<ServicePolicy>();
    policy->availability = 0.99;
    f.addTarget(QStringLiteral("checkout")).policy = policy;
    f.addTarget(QStringLiteral("checkout")).policy = policy;
    f.addTarget(QStringLiteral("search"));
    f.define();
    for (int scrape = 0; scrape < 241; ++scrape) {
        f.apply({f.page(1, traffic(90, 18, 0.1)), f.page(2, traffic(10, 2, 0.1)),
                 f.page(3, traffic(50, 0, 0.1))});
        f.tick();
        f.clock.advance(5s);
    }
    const ServiceSignals *checkout = f.fleet.service(QStringLiteral("checkout"));
    QVERIFY(checkout);
    QCOMPARE(checkout->history.size(), 121); // 20 min in steps of 10 s
    QCOMPARE(checkout->history.last().requestRate, 100.0F);
    QVERIFY(std::abs(checkout->history.last().errorRatio - 0.2F) < 0.0001F);
    const std::optional<BurnRates> rates = checkout->burnRates(f.clock.steady());
    QVERIFY(rates);
    QVERIFY(std::abs(rates->hour - 20) < 1e-6); // 20 % of 1 % allowed
    QVERIFY(rates->isFast());
    QVERIFY(!f.fleet.service(QStringLiteral("search"))->burnRates(f.clock.steady())); // no objective
    QVERIFY(!f.fleet.service(QStringLiteral("nobody")));
    f.define(2); // a reload loses nothing
    QCOMPARE(f.fleet.service(QStringLiteral("checkout")), checkout);
    QCOMPARE(checkout->history.size(), 121);
}

void TestFleet::serviceQuantilesAreNoMeans()
{
    // Nine tenths of the requests go to a quick instance, a tenth to a slow one.
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto timed = [](double quick, double slow) {
        SignalReading reading = traffic(quick + slow, 0, slow > quick ? 9 : 0.1);
        reading.buckets = {{0.1, quick}, {1, quick}, {10, quick + slow}, {infinity, quick + slow}};
        return reading;
    };
    FleetFixture f;
    f.addTarget(QStringLiteral("checkout"), QStringLiteral("eu-west"));
    f.addTarget(QStringLiteral("checkout"), QStringLiteral("us-east"));
    f.define();
    f.apply({f.page(1, timed(900, 0)), f.page(2, timed(0, 100))});
    f.tick();
    const SignalPoint service = f.fleet.service(QStringLiteral("checkout"))->history.last();
    const SignalReading fleet = f.fleet.signals(QList<InstanceNumber>{{1}, {2}});
    // histogram_quantile over the summed buckets; the mean of the two instances' p50 would be above 2 s, that
    // of their p99 about 5 s.
    QVERIFY2(std::abs(fleet.p50 - 0.1 * 500 / 900) < 1e-9, qPrintable(QString::number(fleet.p50)));
    QVERIFY2(std::abs(fleet.p99 - (1 + 9 * 90.0 / 100)) < 1e-9, qPrintable(QString::number(fleet.p99)));
    QVERIFY(std::abs(fleet.p95 - (1 + 9 * 50.0 / 100)) < 1e-9);
    QVERIFY(std::abs(service.p50 / fleet.p50 - 1) < 0.001);
    QVERIFY(std::abs(service.p95 / fleet.p95 - 1) < 0.001);
    QVERIFY(std::abs(service.p99 / fleet.p99 - 1) < 0.001);
}

void TestFleet::budgetCountsWhatCountersCounted()
{
    const auto counted = [](double requests, double errors) {
        SignalReading reading =
            traffic(1, 1, 0.1); // the rates of a window lag behind; the budget does not ask
        reading.countedRequests = requests;
        reading.countedErrors = errors;
        return reading;
    };
    FleetFixture f;
    auto policy = std::make_shared<ServicePolicy>();
    policy->availability = 0.9;
    f.addTarget(QStringLiteral("checkout")).policy = policy;
    f.addTarget(QStringLiteral("checkout")).policy = policy;
    f.define();
    const auto burn = [&f] {
        f.tick();
        const double rate = f.fleet.service(QStringLiteral("checkout"))->burnRates(f.clock.steady())->hour;
        f.clock.advance(5s);
        return rate * 0.1; // the error ratio
    };
    f.apply({f.page(1, counted(100, 0)), f.page(2, counted(100, 20))});
    QVERIFY(std::abs(burn() - 20.0 / 200) < 1e-9);
    f.apply(f.page(1, counted(300, 0)));
    QVERIFY(std::abs(burn() - 20.0 / 400) < 1e-9);
    // Pages that a slow window never saw are in the next one's sums.
    f.clock.advance(15s);
    f.apply(f.page(2, counted(700, 80)));
    QVERIFY(std::abs(burn() - 80.0 / 1000) < 1e-9);
    // A poller that begins anew counts from zero.
    f.apply(f.page(2, counted(50, 50)));
    QVERIFY(std::abs(burn() - 130.0 / 1050) < 1e-9);
    // Nothing new is nothing more.
    QVERIFY(std::abs(burn() - 130.0 / 1050) < 1e-9);
}

namespace {

/// Two clusters of ten, all well.
void twoClusters(FleetFixture &f)
{
    for (int number = 0; number < 20; ++number) {
        Target &target = f.addTarget(QStringLiteral("checkout"),
                                     number < 10 ? QStringLiteral("eu-west") : QStringLiteral("us-east"));
        target.readiness.reset();
        target.metrics.reset();
    }
    f.define();
    for (quint32 number = 1; number <= 20; ++number) {
        f.apply(f.answer(number, ProbeKind::Health, Verdict::Up));
    }
    f.clock.advance(5s);
}

FleetChanges allTimeOut(FleetFixture &f)
{
    std::vector<Observation> observations;
    for (quint32 number = 1; number <= 20; ++number) {
        observations.push_back(f.timedOut(number, ProbeKind::Health));
    }
    return f.apply(observations);
}

} // namespace

void TestFleet::isolatedKeepsStates()
{
    FleetFixture f;
    f.definition.reachability = {QUrl(QStringLiteral("tcp://10.0.0.1:53"))};
    twoClusters(f);
    FleetChanges changes = allTimeOut(f);
    QCOMPARE(f.fleet.isolation(), Isolation::Suspected);
    QVERIFY(changes.isolationChanged);
    QVERIFY(changes.isolationNews.isEmpty()); // a question is no news: one notification per loss
    f.fleet.setReferences(true, 0, 1, f.clock.steady());
    changes = f.tick();
    QCOMPARE(f.fleet.isolation(), Isolation::Isolated);
    QVERIFY(!changes.isolationNews.isEmpty());
    QVERIFY(changes.transitions.isEmpty());
    for (int interval = 0; interval < 20; ++interval) {
        f.clock.advance(5s);
        changes = allTimeOut(f);
        QVERIFY(changes.transitions.isEmpty());
        QVERIFY(f.tick().transitions.isEmpty());
    }
    QCOMPARE(f.fleet.total().of(State::Up), 20);
    QCOMPARE(f.fleet.total().stale, 20);
    QVERIFY(f.fleet.isolationText().contains(QStringLiteral("cut off")));

    // The network is back: all but two answer.
    f.clock.advance(5s);
    std::vector<Observation> back;
    for (quint32 number = 1; number <= 18; ++number) {
        back.push_back(f.answer(number, ProbeKind::Health, Verdict::Up));
    }
    changes = f.apply(back);
    QVERIFY(changes.isolationChanged);
    QVERIFY(changes.isolationNews.contains(QStringLiteral("connected again")));
    QCOMPARE(f.fleet.isolation(), Isolation::None);
    QCOMPARE(f.fleet.total().stale, 2);
    // Those two failed twenty times, but that was us: they count from now.
    QCOMPARE(f.fleet.total().of(State::Up), 20);
    f.clock.advance(5s);
    f.apply(f.timedOut(19, ProbeKind::Health));
    QCOMPARE(toString(f.instance(19).state), toString(State::Up));
    f.clock.advance(5s);
    f.apply(f.timedOut(19, ProbeKind::Health));
    QCOMPARE(toString(f.instance(19).state), toString(State::Down));
}

void TestFleet::isolatedRestoresStates()
{
    // With fail_after 1 the first instances are down before four fifths have failed.
    FleetFixture f;
    f.definition.reachability = {QUrl(QStringLiteral("tcp://10.0.0.1:53"))};
    f.definition.poll.failAfter = 1;
    twoClusters(f);
    f.apply(f.unreachable(20, ProbeKind::Health, UnreachableCause::Refused)); // really down
    for (quint32 number = 1; number <= 10; ++number) {
        f.apply(f.timedOut(number, ProbeKind::Health));
    }
    // Too early to tell theirs from ours: held back until everybody was asked once.
    QCOMPARE(f.fleet.total().of(State::Down), 1);
    f.clock.advance(7s);
    f.tick();
    QCOMPARE(f.fleet.total().of(State::Down), 11);
    for (quint32 number = 11; number <= 19; ++number) {
        f.apply(f.timedOut(number, ProbeKind::Health));
    }
    QCOMPARE(f.fleet.isolation(), Isolation::Suspected);
    f.fleet.setReferences(false, 0, 0, f.clock.steady());
    f.tick();
    QCOMPARE(f.fleet.isolation(), Isolation::Isolated);
    QCOMPARE(f.fleet.total().of(State::Up), 19);
    QCOMPARE(f.fleet.total().of(State::Down), 1);
    QCOMPARE(toString(f.instance(20).state), toString(State::Down));
    QCOMPARE(f.fleet.total().stale, 19);
}

void TestFleet::outageGoesDownAsUsual()
{
    FleetFixture f;
    f.definition.reachability = {QUrl(QStringLiteral("tcp://10.0.0.1:53"))};
    twoClusters(f);
    allTimeOut(f);
    f.clock.advance(5s);
    allTimeOut(f); // states are held while the references are asked
    QCOMPARE(f.fleet.total().of(State::Up), 20);
    f.fleet.setReferences(true, 1, 0, f.clock.steady());
    const FleetChanges changes = f.tick();
    QCOMPARE(f.fleet.isolation(), Isolation::Outage);
    QCOMPARE(changes.transitions.size(), 20); // nothing was lost by asking
    QCOMPARE(f.fleet.total().of(State::Down), 20);
    QCOMPARE(f.instance(1).why, QStringLiteral("timeout after 3 s"));
    QVERIFY(!f.instance(1).flags.testFlag(InstanceFlag::Stale));
}

void TestFleet::cannotTellGoesDownAsUsual()
{
    FleetFixture f;
    twoClusters(f);
    allTimeOut(f);
    f.fleet.setReferences(true, 0, 0, f.clock.steady());
    f.tick();
    QCOMPARE(f.fleet.isolation(), Isolation::CannotTell);
    f.clock.advance(5s);
    allTimeOut(f);
    QCOMPARE(f.fleet.total().of(State::Down), 20);
    QVERIFY(f.fleet.isolationText().contains(QStringLiteral("cannot tell")));
    // Refused is an answer of the network: it ends the question, though not the trouble.
    f.clock.advance(5s);
    std::vector<Observation> refused;
    for (quint32 number = 1; number <= 10; ++number) {
        refused.push_back(f.unreachable(number, ProbeKind::Health, UnreachableCause::Refused));
    }
    f.apply(refused);
    QCOMPARE(f.fleet.isolation(), Isolation::None);
    QCOMPARE(f.fleet.total().of(State::Down), 20);
}

void TestFleet::emptyFleet()
{
    FleetFixture f;
    QVERIFY(f.define().replaced);
    QCOMPARE(f.fleet.size(), 0);
    QVERIFY(f.tick().isEmpty());
    QCOMPARE(f.fleet.total().toText(), QStringLiteral("no instances"));
    QCOMPARE(f.fleet.isolation(), Isolation::None);
}

QTEST_GUILESS_MAIN(TestFleet)
#include "tst_fleet.moc"
