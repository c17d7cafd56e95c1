#include "models/fleet/probeword.h"

#include <QTest>

using namespace quarterdeck;

Q_DECLARE_METATYPE(quarterdeck::Observation)

class TestProbeWord : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_data();
    void words();
    void goodness();
    void durations_data();
    void durations();
};

void TestProbeWord::words_data()
{
    QTest::addColumn<Observation>("observation");
    QTest::addColumn<ProbeLevel>("level");
    QTest::addColumn<bool>("absent");
    QTest::addColumn<bool>("network");
    QTest::addColumn<QString>("reason");
    const auto made = [](ProbeKind kind, ProbeOutcome outcome, int status = 0) {
        Observation observation;
        observation.kind = kind;
        observation.outcome = outcome;
        observation.httpStatus = status;
        return observation;
    };
    const auto row = [](const char *name, const Observation &observation, ProbeLevel level,
                        const char *reason, bool network = false, bool absent = false) {
        QTest::newRow(name) << observation << level << absent << network << QString::fromUtf8(reason);
    };
    const auto answered = [&made](Verdict verdict, int status, const char *reason) {
        Observation observation =
            made(ProbeKind::Health, status < 300 ? ProbeOutcome::Ok : ProbeOutcome::HttpError, status);
        HealthAnswer answer;
        answer.verdict = verdict;
        answer.reason = QString::fromUtf8(reason);
        observation.health = std::make_shared<const HealthAnswer>(answer);
        return observation;
    };
    const auto gone = [&made](UnreachableCause cause) {
        Observation observation = made(ProbeKind::Health, ProbeOutcome::Unreachable);
        observation.cause = cause;
        return observation;
    };
    const auto page = [&made](quint64 badLines) {
        Observation observation = made(ProbeKind::Metrics, ProbeOutcome::Ok, 200);
        MetricsAnswer metrics;
        metrics.badLines = badLines;
        metrics.firstProblem =
            badLines > 0 ? QStringLiteral("line 12, column 3: a brace is missing") : QString();
        observation.metrics = std::make_shared<const MetricsAnswer>(metrics);
        return observation;
    };
    row("up", answered(Verdict::Up, 200, ""), ProbeLevel::Good, "");
    row("degraded under 200", answered(Verdict::Degraded, 200, "cache: slow"), ProbeLevel::Degraded,
        "cache: slow");
    row("up under 503: the body outranks the code", answered(Verdict::Up, 503, ""), ProbeLevel::Good,
        "HTTP 503");
    row("down", answered(Verdict::Down, 503, "HTTP 503 · db: DOWN"), ProbeLevel::Bad, "HTTP 503 · db: DOWN");
    row("unknown word", answered(Verdict::Unknown, 200, "says \"WARMING\""), ProbeLevel::Unknown,
        "says \"WARMING\"");
    row("restricted", answered(Verdict::Restricted, 401, "HTTP 401"), ProbeLevel::Unknown, "HTTP 401");
    row("throttled", answered(Verdict::Throttled, 429, "HTTP 429"), ProbeLevel::Silent, "HTTP 429");
    row("absent", answered(Verdict::Absent, 404, "HTTP 404"), ProbeLevel::Unknown, "HTTP 404", false, true);
    row("refused", gone(UnreachableCause::Refused), ProbeLevel::Bad, "connection refused");
    row("reset", gone(UnreachableCause::Reset), ProbeLevel::Bad, "connection reset");
    row("TLS", gone(UnreachableCause::Tls), ProbeLevel::Bad, "TLS failed");
    row("no route", gone(UnreachableCause::NoRoute), ProbeLevel::Bad, "no route to host", true);
    row("network down", gone(UnreachableCause::NetworkDown), ProbeLevel::Bad, "network unreachable", true);
    row("DNS", gone(UnreachableCause::Dns), ProbeLevel::Bad, "name not found", true);
    row("our own fault", gone(UnreachableCause::Local), ProbeLevel::Silent, "the console could not ask");
    row("timed out", made(ProbeKind::Health, ProbeOutcome::TimedOut), ProbeLevel::Bad, "timeout after 3 s",
        true);
    row("shed", made(ProbeKind::Health, ProbeOutcome::Shed), ProbeLevel::Silent,
        "not asked: the console is busy");
    row("too large health", made(ProbeKind::Health, ProbeOutcome::TooLarge, 200), ProbeLevel::Unknown,
        "answer too large");
    row("page", page(0), ProbeLevel::Good, "");
    row("a line unreadable", page(1), ProbeLevel::Degraded, "line 12, column 3: a brace is missing");
    row("lines unreadable", page(4), ProbeLevel::Degraded,
        "line 12, column 3: a brace is missing (and 3 more)");
    row("page too large", made(ProbeKind::Metrics, ProbeOutcome::TooLarge, 200), ProbeLevel::Degraded,
        "answer too large");
    row("page unparsable", made(ProbeKind::Metrics, ProbeOutcome::Unparsable, 200), ProbeLevel::Degraded,
        "answer cannot be read");
    row("page 500", made(ProbeKind::Metrics, ProbeOutcome::HttpError, 500), ProbeLevel::Bad, "HTTP 500");
    row("page 403", made(ProbeKind::Metrics, ProbeOutcome::HttpError, 403), ProbeLevel::Unknown, "HTTP 403");
    row("page 404", made(ProbeKind::Metrics, ProbeOutcome::HttpError, 404), ProbeLevel::Unknown, "HTTP 404",
        false, true);
    row("page 429", made(ProbeKind::Metrics, ProbeOutcome::HttpError, 429), ProbeLevel::Silent, "HTTP 429");
    Observation told = gone(UnreachableCause::Tls);
    told.reason = QStringLiteral("certificate expired on 2026-11-01");
    row("the probe's own reason", told, ProbeLevel::Bad, "certificate expired on 2026-11-01");
}

void TestProbeWord::words()
{
    QFETCH(Observation, observation);
    QFETCH(ProbeLevel, level);
    QFETCH(bool, absent);
    QFETCH(bool, network);
    QFETCH(QString, reason);
    const ProbeWord word = wordOf(observation);
    QCOMPARE(word.level, level);
    QCOMPARE(word.absent, absent);
    QCOMPARE(word.network, network);
    QCOMPARE(reasonOf(observation, std::chrono::seconds(3)), reason);
}

void TestProbeWord::goodness()
{
    Observation observation;
    observation.kind = ProbeKind::Health;
    observation.outcome = ProbeOutcome::HttpError;
    HealthAnswer answer;
    answer.verdict = Verdict::Degraded;
    observation.health = std::make_shared<const HealthAnswer>(answer);
    QVERIFY(observation.isGood()); // it serves
    answer.verdict = Verdict::Restricted;
    observation.health = std::make_shared<const HealthAnswer>(answer);
    QVERIFY(!observation.isGood());
    observation.health.reset();
    QVERIFY(!observation.isGood());
    observation.outcome = ProbeOutcome::Ok;
    QVERIFY(observation.isGood());
}

void TestProbeWord::durations_data()
{
    QTest::addColumn<int>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("milliseconds") << 250 << QStringLiteral("250 ms");
    QTest::newRow("whole seconds") << 3000 << QStringLiteral("3 s");
    QTest::newRow("tenths") << 1500 << QStringLiteral("1.5 s");
    QTest::newRow("rounded") << 1960 << QStringLiteral("2 s");
}

void TestProbeWord::durations()
{
    QFETCH(int, milliseconds);
    QFETCH(QString, text);
    QCOMPARE(durationText(std::chrono::milliseconds(milliseconds)), text);
}

QTEST_GUILESS_MAIN(TestProbeWord)
#include "tst_probeword.moc"
