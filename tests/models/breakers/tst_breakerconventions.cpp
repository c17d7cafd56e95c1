#include "models/breakers/breakerconventions.h"

#include <QTest>

using namespace quarterdeck;

class TestBreakerConventions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_data();
    void words();
    void namesOfEncodingsAndFacts();
    void errors_data();
    void errors();
};

void TestBreakerConventions::words_data()
{
    QTest::addColumn<QString>("state");
    const auto row = [](const char *word, const char *state) {
        QTest::newRow(word) << QString::fromLatin1(state);
    };
    row("closed", "closed");
    row("CLOSED", "closed");
    row("opened", "open");
    row("half_open", "half-open");
    row("half-open", "half-open");
    row("halfOpen", "half-open");
    row("HalfOpen", "half-open");
    row("HALF_OPEN", "half-open");
    row("half-opened", "half-open");
    row("half open", "half-open");
    row("forced_open", "forced open");
    row("Isolated", "forced open");
    row("forcedClosed", "forced closed");
    row("metrics_only", "metrics only");
    row("DISABLED", "disabled");
    row("ajar", "unknown");
    row("", "unknown");
}

void TestBreakerConventions::words()
{
    QTEST(toString(breakerStateFromWord(QString::fromUtf8(QTest::currentDataTag()))), "state");
}

void TestBreakerConventions::namesOfEncodingsAndFacts()
{
    QVERIFY(breakerEncodingFromName(u"one-hot") == BreakerEncoding::OneHot);
    QVERIFY(breakerEncodingFromName(u"time_in_state") == BreakerEncoding::TimeInState);
    QVERIFY(!breakerEncodingFromName(u"morse").has_value());
    QVERIFY(breakerFactFromName(u"failure_rate") == BreakerFact::FailureRate);
    QVERIFY(breakerFactFromName(u"forced_open") == BreakerFact::ForcedOpen);
    QVERIFY(!breakerFactFromName(u"mood").has_value());
}

void TestBreakerConventions::errors_data()
{
    QTest::addColumn<BreakerRule>("rule");
    QTest::addColumn<QString>("error");
    BreakerRule rule;
    rule.id = QStringLiteral("mine");
    rule.metric = QStringLiteral("mine_state");
    rule.map = {{QStringLiteral("0"), BreakerState::Closed}};
    QTest::newRow("good") << rule << QString();
    BreakerRule wrong = rule;
    wrong.id.clear();
    QTest::newRow("no id") << wrong << "id: missing";
    wrong = rule;
    wrong.metric = QStringLiteral("(");
    QTest::newRow("bad pattern") << wrong << "metric: bad pattern \"(\": missing ): (";
    wrong = rule;
    wrong.map.clear();
    QTest::newRow("numbers without a map")
        << wrong << "map: missing (which number is which state), or help_decides: true";
    wrong.helpDecides = true;
    QTest::newRow("HELP decides") << wrong << QString();
    wrong = rule;
    wrong.encoding = BreakerEncoding::OneHot;
    QTest::newRow("no state label") << wrong
                                    << "state_label: missing (this encoding names the state in a label)";
    wrong = rule;
    wrong.type = QStringLiteral("thermometer");
    QTest::newRow("no such type") << wrong << "type: no metric type is called \"thermometer\"";
    wrong = rule;
    wrong.labels = {{QStringLiteral("a"), QStringLiteral("[")}};
    QTest::newRow("bad label pattern") << wrong << "labels: a: bad pattern \"[\": missing ]: [";
}

void TestBreakerConventions::errors()
{
    QFETCH(BreakerRule, rule);
    QTEST(BreakerConventions::firstError(rule), "error");
}

QTEST_APPLESS_MAIN(TestBreakerConventions)
#include "tst_breakerconventions.moc"
