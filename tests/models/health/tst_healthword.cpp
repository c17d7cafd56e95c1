#include "models/health/healthword.h"

#include <QTest>

using namespace quarterdeck;

class TestHealthWord : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void words_data();
    void words();
    void worst();
};

void TestHealthWord::words_data()
{
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("verdict"); // "-": nobody knows it
    const auto row = [](const char *word, const char *verdict) {
        QTest::newRow(word) << QString::fromUtf8(word) << QString::fromLatin1(verdict);
    };
    row("UP", "up");
    row("up", "up");
    row("Out of service", "down");
    row("OUT_OF_SERVICE", "down");
    row("out-of-service", "down");
    row("UNKNOWN", "unknown");
    row("pass", "up");
    row("WARN", "degraded");
    row("Fail", "down");
    row("passing", "up");
    row("critical", "down");
    row("Degraded", "degraded");
    row("NOT_SERVING", "down");
    row("OFFLINE", "down");
    row("RESTRICTED", "restricted");
    row("UPWARD", "-");
    row("", "-");
    row("ÜP", "-");
    row("...", "-");
}

void TestHealthWord::words()
{
    QFETCH(QString, word);
    QFETCH(QString, verdict);
    const std::optional<Verdict> found = verdictFromWord(word);
    QCOMPARE(found ? toString(*found) : QStringLiteral("-"), verdict);
    QCOMPARE(toString(verdictOrUnknown(word)), verdict == u"-" ? QStringLiteral("unknown") : verdict);
}

void TestHealthWord::worst()
{
    using enum Verdict;
    QVERIFY(worseOf(Up, Down) == Down);
    QVERIFY(worseOf(Degraded, Down) == Down);
    QVERIFY(worseOf(Degraded, Unknown) == Degraded);
    QVERIFY(worseOf(Unknown, Restricted) == Unknown);
    QVERIFY(worseOf(Absent, Up) == Absent);
}

QTEST_APPLESS_MAIN(TestHealthWord)
#include "tst_healthword.moc"
