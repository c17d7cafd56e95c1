#include "app/simfleet/breaker.h"

#include <QtTest>

using namespace quarterdeck::simfleet;
using Mode = SimulatedBreaker::Mode;

class SimulatedBreakerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void callsGoWhereTheStateSendsThem_data();
    void callsGoWhereTheStateSendsThem();
    void countsBothStepsFromOpenToClosed();
    void halfOpenComesAfterOpen();
    void askingChangesNothing();
    void restartForgets();
};

void SimulatedBreakerTest::callsGoWhereTheStateSendsThem_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<double>("permitted");
    QTest::newRow("closed") << int(Mode::Closed) << 500.0;
    QTest::newRow("open") << int(Mode::Open) << 0.0;
    QTest::newRow("half-open") << int(Mode::HalfOpen) << 50.0;
    QTest::newRow("forced open") << int(Mode::ForcedOpen) << 0.0;
    QTest::newRow("disabled") << int(Mode::Disabled) << 500.0;
    QTest::newRow("forced closed") << int(Mode::ForcedClosed) << 500.0;
}

void SimulatedBreakerTest::callsGoWhereTheStateSendsThem()
{
    QFETCH(int, mode);
    QFETCH(double, permitted);
    SimulatedBreaker breaker(0.5, 0.01);
    breaker.setMode(static_cast<Mode>(mode), 3);
    const SimulatedBreaker::Counts counts = breaker.countsAfter(1000);
    QVERIFY(std::abs(counts.successful + counts.failed - permitted) < 1e-9);
    QVERIFY(std::abs(counts.notPermitted - (500 - permitted)) < 1e-9);
}

void SimulatedBreakerTest::countsBothStepsFromOpenToClosed()
{
    SimulatedBreaker breaker(0.5, 0.01);
    breaker.setMode(Mode::Open, 10);
    QCOMPARE(breaker.since(), 10.0);
    QVERIFY(breaker.failureRate() > SimulatedBreaker::threshold);
    breaker.setMode(Mode::Closed, 11);
    QCOMPARE(breaker.transitions().opened, 1u);
    QCOMPARE(breaker.transitions().halfOpened, 1u);
    QCOMPARE(breaker.transitions().closed, 1u);
}

void SimulatedBreakerTest::halfOpenComesAfterOpen()
{
    SimulatedBreaker breaker(0.5, 0.01);
    breaker.setMode(Mode::HalfOpen, 10);
    QCOMPARE(breaker.transitions().opened, 1u);
    QCOMPARE(breaker.transitions().halfOpened, 1u);
    QCOMPARE(breaker.transitions().closed, 0u);
}

void SimulatedBreakerTest::askingChangesNothing()
{
    SimulatedBreaker breaker(0.5, 0.01);
    const double first = breaker.countsAfter(100).successful;
    QCOMPARE(breaker.countsAfter(100).successful, first);
    breaker.settle(100);
    QCOMPARE(breaker.countsAfter(0).successful, first);
}

void SimulatedBreakerTest::restartForgets()
{
    SimulatedBreaker breaker(0.5, 0.01);
    breaker.settle(100);
    breaker.setMode(Mode::Open, 10);
    breaker.restart(20);
    QCOMPARE(breaker.countsAfter(0).successful, 0.0);
    QCOMPARE(breaker.transitions().opened, 0u);
}

QTEST_GUILESS_MAIN(SimulatedBreakerTest)
#include "tst_simulatedbreaker.moc"
