#include "models/signals/errorbudget.h"

#include <QTest>

#include <cmath>

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
    void gapsCountOneStep();
    void longRunning();
};

namespace {

constexpr double objective = 0.999;

/// Adds every 5 s until `until`.
SteadyTime run(ErrorBudget &budget, SteadyTime from, std::chrono::seconds length, double requests,
               double errors)
{
    SteadyTime now = from;
    budget.add(requests, errors, now);
    while (now < from + length) {
        now += 5s;
        budget.add(requests, errors, now);
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

void TestErrorBudget::gapsCountOneStep()
{
    ErrorBudget budget;
    SteadyTime now = run(budget, SteadyTime(1h), 10min, 100, 0);
    now += 50min; // the machine slept
    budget.add(100, 100, now);
    const double errors = 100 * 10;
    const double requests = 100 * (600 + 10);
    QVERIFY(near(budget.burnRates(objective, now).sixHours, errors / requests / 0.001));
    now += 7h;
    QVERIFY(std::isnan(budget.burnRates(objective, now).sixHours));
}

void TestErrorBudget::longRunning()
{
    ErrorBudget budget;
    SteadyTime now = run(budget, SteadyTime(1h), 10h, 100, 100);
    now = run(budget, now, 6h + 10s, 100, 0.1);
    QVERIFY(near(budget.burnRates(objective, now).sixHours, 1)); // nothing of the ten bad hours is left
}

QTEST_GUILESS_MAIN(TestErrorBudget)
#include "tst_errorbudget.moc"
