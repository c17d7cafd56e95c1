#include "models/breakers/breakerautomaton.h"

#include <QRandomGenerator>
#include <QTest>

using namespace quarterdeck;

class TestBreakerAutomaton : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counts_data();
    void counts();
    void deltas_data();
    void deltas();
    void neverContradictsAWalk();
};

static QString words(std::optional<BreakerState> state)
{
    return state ? toString(*state) : QStringLiteral("?");
}

void TestBreakerAutomaton::counts_data()
{
    QTest::addColumn<int>("open");
    QTest::addColumn<int>("halfOpen");
    QTest::addColumn<int>("closed");
    QTest::addColumn<bool>("halfOpenCounted");
    QTest::addColumn<QString>("state");
    QTest::newRow("nothing happened") << 0 << 0 << 0 << true << "closed";
    QTest::newRow("opened") << 1 << 0 << 0 << true << "open";
    QTest::newRow("half-opened") << 1 << 1 << 0 << true << "half-open";
    QTest::newRow("once around") << 1 << 1 << 1 << true << "closed";
    QTest::newRow("opened again from half-open") << 2 << 1 << 0 << true << "open";
    QTest::newRow("opened again from closed") << 2 << 1 << 1 << true << "open";
    QTest::newRow("two ways to count so") << 2 << 2 << 1 << true << "?";
    QTest::newRow("closed by hand") << 1 << 0 << 1 << true << "closed";
    QTest::newRow("impossible") << 0 << 3 << 0 << true << "?";
    QTest::newRow("closed more often than opened") << 1 << 1 << 4 << true << "?";
    QTest::newRow("half-open unseen, opened") << 1 << 0 << 0 << false << "open";
    QTest::newRow("half-open unseen, opened twice") << 2 << 0 << 0 << false << "open";
    QTest::newRow("half-open unseen, around") << 3 << 0 << 3 << false << "closed";
    QTest::newRow("half-open unseen, in doubt") << 3 << 0 << 1 << false << "?";
    QTest::newRow("half-open unseen, impossible") << 0 << 0 << 2 << false << "?";
}

void TestBreakerAutomaton::counts()
{
    QFETCH(int, open);
    QFETCH(int, halfOpen);
    QFETCH(int, closed);
    QFETCH(bool, halfOpenCounted);
    QTEST(words(provenState(BreakerPlace::Closed, {open, halfOpen, closed}, halfOpenCounted)), "state");
}

void TestBreakerAutomaton::deltas_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<int>("open");
    QTest::addColumn<int>("halfOpen");
    QTest::addColumn<int>("closed");
    QTest::addColumn<QString>("state");
    QTest::newRow("open to half-open") << "open" << 0 << 1 << 0 << "half-open";
    QTest::newRow("open around to closed") << "open" << 0 << 1 << 1 << "closed";
    QTest::newRow("half-open back to open") << "half-open" << 1 << 0 << 0 << "open";
    QTest::newRow("half-open, and a round with two ends") << "half-open" << 1 << 1 << 1 << "?";
    QTest::newRow("a blip") << "closed" << 1 << 1 << 1 << "closed";
    QTest::newRow("from anywhere to half-open") << "unknown" << 0 << 1 << 0 << "half-open";
    QTest::newRow("from anywhere to closed") << "unknown" << 0 << 0 << 1 << "closed";
    QTest::newRow("from anywhere to open") << "unknown" << 1 << 0 << 0 << "open";
}

void TestBreakerAutomaton::deltas()
{
    QFETCH(QString, from);
    QFETCH(int, open);
    QFETCH(int, halfOpen);
    QFETCH(int, closed);
    const BreakerState start = from == u"open"        ? BreakerState::Open
                               : from == u"half-open" ? BreakerState::HalfOpen
                               : from == u"closed"    ? BreakerState::Closed
                                                      : BreakerState::Unknown;
    QTEST(words(provenState(placesOf(start), {open, halfOpen, closed}, true)), "state");
}

/// Random walks over the automaton: what is proven of their counts is where they ended.
void TestBreakerAutomaton::neverContradictsAWalk()
{
    QRandomGenerator random(42);
    int proven = 0;
    for (int round = 0; round < 5000; ++round) {
        BreakerState state = BreakerState::Closed;
        BreakerEntries entries;
        for (int steps = random.bounded(12); steps > 0; --steps) {
            if (state == BreakerState::Closed ||
                (state == BreakerState::HalfOpen && random.bounded(2) == 0)) {
                state = BreakerState::Open;
                ++entries.open;
            } else if (state == BreakerState::Open) {
                state = BreakerState::HalfOpen;
                ++entries.halfOpen;
            } else {
                state = BreakerState::Closed;
                ++entries.closed;
            }
        }
        const std::optional<BreakerState> found = provenState(BreakerPlace::Closed, entries, true);
        QVERIFY(!found || *found == state);
        proven += found ? 1 : 0;
        // Where half-opening is not counted, open stands for both
        const std::optional<BreakerState> less =
            provenState(BreakerPlace::Closed, {entries.open, 0, entries.closed}, false);
        QVERIFY(!less || *less == (state == BreakerState::HalfOpen ? BreakerState::Open : state));
    }
    QVERIFY2(proven > 2500, qPrintable(QString::number(proven)));
}

QTEST_APPLESS_MAIN(TestBreakerAutomaton)
#include "tst_breakerautomaton.moc"
