#include "models/breakers/breakerhelp.h"

#include <QStringList>
#include <QTest>

using namespace quarterdeck;

class TestBreakerHelp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void texts_data();
    void texts();
};

void TestBreakerHelp::texts_data()
{
    QTest::addColumn<QString>("states");
    const auto row = [](const char *help, const char *states) {
        QTest::newRow(help) << QString::fromLatin1(states);
    };
    row("Circuit breaker state: 0=closed, 1=open, 2=half_open", "0 closed, 1 open, 2 half-open");
    row("Circuit breaker state (0=closed, 1=half-open, 2=open)", "0 closed, 1 half-open, 2 open");
    row("Current state of Go circuit breakers (0=open, 1=closed, 2=half_open)",
        "0 open, 1 closed, 2 half-open");
    row("Current state of the circuit breaker (0 for Closed, 1 for Open)", "0 closed, 1 open");
    row("State of the breaker: closed (0), open (1) or half-open (2)", "0 closed, 1 open, 2 half-open");
    row("closed=0 open=1 half-open=0.5", "0 closed, 0.5 half-open, 1 open");
    row("Breaker state (0: CLOSED, 1: OPEN, 2: HALF_OPEN)", "0 closed, 1 open, 2 half-open");
    row("0 - closed, 1 - open, 2 - half open", "0 closed, 1 open, 2 half-open");
    row("0 -> closed, 1 -> halfOpen, 2 -> open", "0 closed, 1 half-open, 2 open");
    row("0/1/2 for closed/half-open/open", "0 closed, 1 half-open, 2 open");
    row("closed, half-open, open as 0, 1, 2", "0 closed, 1 half-open, 2 open");
    row("1 if the circuit breaker is open, 0 otherwise", "0 closed, 1 open");
    row("1 when open, otherwise 0", "0 closed, 1 open");
    row("Whether the circuit breaker is currently open", "0 closed, 1 open");
    row("Circuit breaker status (1 = tripped, 0 = ok)", "0 closed, 1 open");
    row("1 = locked out", "1 open");
    row("State of the circuit breaker", "");
    row("Circuit breaker state", "");
    row("State of the breaker, either open, closed or half-open", "");
    row("0=closed, 1=open; closed=1", "");
    row("0=closed, 0=open", "");
    row("0=open, open=1", "");
    row("Opened after 5 failures in 10 seconds", "");
    row("", "");
}

void TestBreakerHelp::texts()
{
    const QMap<double, BreakerState> found = statesFromHelp(QTest::currentDataTag());
    QStringList states;
    for (auto it = found.constBegin(); it != found.constEnd(); ++it) {
        states.append(QString::number(it.key()) + u' ' + toString(it.value()));
    }
    QTEST(states.join(QStringLiteral(", ")), "states");
}

QTEST_APPLESS_MAIN(TestBreakerHelp)
#include "tst_breakerhelp.moc"
