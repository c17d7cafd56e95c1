#include "models/signals/errorbudget.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace quarterdeck;
using namespace std::chrono_literals;

class TestErrorBudget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingSeen();
    void steadyBurn();
    void windowsForget();
    void unknownCountsNothing();
    void gapsAreNotWatched();
    void infiniteCountsNothing();
    void longRunning();
    void windowsSayWhatTheyHold();
    void pairs_data();
    void pairs();
    void fewRequestsAlertNobody();
};

namespace {

constexpr double objective = 0.999;

/// Adds every 5 s for `length`; requests and errors per second.
SteadyTime run(ErrorBudget &budget, SteadyTime from, std::chrono::seconds length, double requests,
               double errors)
{
    SteadyTime now = from;
    budget.add(0 * requests, 0 * errors, now);
    while (now < from + length) {
        now += 5s;
        budget.add(5 * requests, 5 * errors, now);
    }
    return now;
}

bool near(double a, double b)
{
    return std::abs(a - b) <= 1e-6 * std::max(1.0, std::abs(b));
}

} // namespace

void TestErrorBudget::nothingSeen()
{
    const BurnRates rates = ErrorBudget().burnRates(objective, SteadyTime(1h));
    QVERIFY(std::isnan(rates.fiveMinutes) && std::isnan(rates.budgetLeft));
    QVERIFY(!rates.isFast() && !rates.isSlow());
}

void TestErrorBudget::steadyBurn()
{
    ErrorBudget budget;
    const SteadyTime now = run(budget, SteadyTime(1h), 2h, 100, 2); // 2 % of 0.1 % allowed: twenty times
    const BurnRates rates = budget.burnRates(objective, now);
    QVERIFY(near(rates.fiveMinutes, 20));
    QVERIFY(near(rates.halfHour, 20));
    QVERIFY(near(rates.hour, 20));
    QVERIFY(near(rates.sixHours, 20)); // of what was watched
    QVERIFY(near(rates.budgetLeft, -19));
    QVERIFY(rates.isFast() && rates.isSlow());
}

void TestErrorBudget::windowsForget()
{
    ErrorBudget budget;
    SteadyTime now = run(budget, SteadyTime(1h), 1h, 100, 2);
    now = run(budget, now, 6min, 100, 0);
    const BurnRates rates = budget.burnRates(objective, now);
    QCOMPARE(rates.fiveMinutes, 0.0);
    QVERIFY2(rates.hour > 17 && rates.hour < 19, qPrintable(QString::number(rates.hour)));
    QVERIFY(!rates.isFast()); // it is over, and the short window says so
}

void TestErrorBudget::unknownCountsNothing()
{
    ErrorBudget budget;
    SteadyTime now = run(budget, SteadyTime(1h), 10min, noValue, noValue);
    QVERIFY(std::isnan(budget.burnRates(objective, now).hour));
    now = run(budget, now, 10min, 100, 0.1);
    QVERIFY(near(budget.burnRates(objective, now).hour, 1));
    QVERIFY(near(budget.burnRates(objective, now).budgetLeft, 0));
}

void TestErrorBudget::gapsAreNotWatched()
{
    ErrorBudget budget;
    SteadyTime now = run(budget, SteadyTime(1h), 10min, 100, 0);
    now += 50min; // the machine slept
    budget.add(1000, 500, now);
    const BurnRates rates = budget.burnRates(objective, now);
    QVERIFY(near(rates.sixHours, 500.0 / (100 * 600 + 1000) / 0.001));
    QCOMPARE(rates.coveredOf(BurnWindow::SixHours), 610s);
    QCOMPARE(rates.coveredOf(BurnWindow::FiveMinutes), 10s); // although ten minutes were watched before
    now += 7h;
    QVERIFY(std::isnan(budget.burnRates(objective, now).sixHours));
}

void TestErrorBudget::infiniteCountsNothing()
{
    ErrorBudget budget;
    SteadyTime now = run(budget, SteadyTime(1h), 10min, 100, 0.1);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    budget.add(infinity, infinity, now += 5s);
    budget.add(1, infinity, now += 5s);
    QVERIFY(near(budget.burnRates(objective, now).hour, 1));
}

void TestErrorBudget::longRunning()
{
    ErrorBudget budget;
    SteadyTime now = run(budget, SteadyTime(1h), 10h, 100, 100);
    now = run(budget, now, 6h + 10s, 100, 0.1);
    QVERIFY(near(budget.burnRates(objective, now).sixHours, 1)); // nothing of the ten bad hours is left
}

void TestErrorBudget::windowsSayWhatTheyHold()
{
    ErrorBudget budget;
    const SteadyTime now = run(budget, SteadyTime(1h), 12min, 100, 0.05);
    const BurnRates rates = budget.burnRates(objective, now);
    QVERIFY(rates.isFull(BurnWindow::FiveMinutes));
    QVERIFY(!rates.isFull(BurnWindow::HalfHour) && !rates.isFull(BurnWindow::SixHours));
    QCOMPARE(rates.coveredOf(BurnWindow::HalfHour), 12min);
    QCOMPARE(rates.coveredOf(BurnWindow::SixHours), 12min);
    QVERIFY(near(rates.sixHours, 0.5)); // of what was seen, not of six hours mostly unseen
    QVERIFY(near(rates.budgetLeft, 0.5));
    QVERIFY(near(rates.monthSpent, 0.5 * 12 / (30 * 24 * 60)));
}

void TestErrorBudget::pairs_data()
{
    QTest::addColumn<int>("calmMinutes");
    QTest::addColumn<int>("badSeconds");
    QTest::addColumn<double>("burn"); // while it is bad
    QTest::addColumn<bool>("fast");
    QTest::addColumn<bool>("slow");
    QTest::newRow("nothing but calm") << 360 << 0 << 0.0 << false << false;
    QTest::newRow("at the limit") << 0 << 7200 << 14.3 << false << true;
    QTest::newRow("above the limit") << 0 << 7200 << 14.5 << true << true;
    QTest::newRow("slow only") << 0 << 21600 << 6.1 << false << true;
    QTest::newRow("neither") << 0 << 21600 << 5.9 << false << false;
    QTest::newRow("five minutes do not make an hour") << 60 << 300 << 100.0 << false << true;
    QTest::newRow("ten minutes at a hundred times do") << 60 << 600 << 100.0 << true << true;
    // The console has just been started.
    QTest::newRow("the first ten seconds") << 0 << 10 << 100.0 << false << false;
    QTest::newRow("the first minute of an outage") << 0 << 60 << 1000.0 << true << true;
    QTest::newRow("a little too much for two minutes") << 0 << 120 << 20.0 << false << false;
}

void TestErrorBudget::pairs()
{
    QFETCH(int, calmMinutes);
    QFETCH(int, badSeconds);
    QFETCH(double, burn);
    ErrorBudget budget;
    SteadyTime now = SteadyTime(1h);
    if (calmMinutes > 0) {
        now = run(budget, now, std::chrono::minutes(calmMinutes), 100, 0);
    }
    if (badSeconds > 0) {
        now = run(budget, now, std::chrono::seconds(badSeconds), 100, 100 * burn * (1 - objective));
    }
    const BurnRates rates = budget.burnRates(objective, now, 10);
    QTEST(rates.isFast(), "fast");
    QTEST(rates.isSlow(), "slow");
}

void TestErrorBudget::fewRequestsAlertNobody()
{
    ErrorBudget budget;
    const SteadyTime now = run(budget, SteadyTime(1h), 6h, 0.02, 0.02); // all fail, six in five minutes
    QVERIFY(!budget.burnRates(objective, now, 10).isFast());
    QVERIFY(budget.burnRates(objective, now, 5).isFast());
    QVERIFY(budget.burnRates(objective, now, 10).isSlow()); // 36 in half an hour
}

QTEST_GUILESS_MAIN(TestErrorBudget)
#include "tst_errorbudget.moc"
