#include "models/runbooks/condition.h"
#include "models/runbooks/runvalues.h"
#include "tests/models/fleet/fleetfixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using Operator = Comparison::Operator;
using Ruling = ConditionResult::Verdict;

class TestCondition : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void compares_data();
    void compares();
    void answers_data();
    void answers();
    void instances();
    void signalsNeedTraffic();
    void selects();
};

void TestCondition::compares_data()
{
    QTest::addColumn<QString>("found");
    QTest::addColumn<int>("op");
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<int>("ruling");
    const auto row = [](const char *name, const QString &found, Operator op, const QString &wanted,
                        Ruling ruling) { QTest::newRow(name) << found << int(op) << wanted << int(ruling); };
    row("text", u"a"_s, Operator::Equals, u"a"_s, Ruling::Holds);
    row("number written otherwise", u"1.0"_s, Operator::Equals, u"1"_s, Ruling::Holds);
    row("not", u"a"_s, Operator::Not, u"a"_s, Ruling::Fails);
    row("below", u"1"_s, Operator::Below, u"1"_s, Ruling::Fails);
    row("at most", u"1"_s, Operator::AtMost, u"1"_s, Ruling::Holds);
    row("above", u"2"_s, Operator::Above, u"1"_s, Ruling::Holds);
    row("at least", u"0"_s, Operator::AtLeast, u"1"_s, Ruling::Fails);
    row("unknown lag", u"unknown"_s, Operator::AtMost, u"1"_s, Ruling::Unknown);
    row("not a number", u"nan"_s, Operator::Below, u"1"_s, Ruling::Unknown);
    row("nothing", QString(), Operator::AtMost, u"1"_s, Ruling::Unknown);
}

void TestCondition::compares()
{
    QFETCH(QString, found);
    QFETCH(int, op);
    QFETCH(QString, wanted);
    QFETCH(int, ruling);
    QCOMPARE(int(compare(found, Operator(op), wanted).verdict), ruling);
}

void TestCondition::answers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("wantsJson");
    QTest::addColumn<int>("verdict");
    QTest::addColumn<QString>("words");
    using enum AnswerJudgement::Verdict;
    QTest::newRow("fine") << 200 << QByteArray("x") << false << int(Expected) << u"answered 200"_s;
    QTest::newRow("other status") << 412 << QByteArray("leader name\ndoes not match") << false << int(Differs)
                                  << u"answered 412, not 200: leader name does not match"_s;
    QTest::newRow("gateway") << 504 << QByteArray() << false << int(SaysUnknown) << u"answered 504"_s;
    QTest::newRow("json") << 200 << QByteArray(R"({"a":{"b":"pg2"}})") << true << int(Expected)
                          << u"/a/b is pg2"_s;
    QTest::newRow("json, other value") << 200 << QByteArray(R"({"a":{"b":"pg1"}})") << true << int(Differs)
                                       << u"/a/b is pg1, wanted: is pg2"_s;
    QTest::newRow("json, nothing") << 200 << QByteArray(R"({})") << true << int(Differs)
                                   << u"nothing is at /a/b"_s;
    QTest::newRow("json, not") << 200 << QByteArray("<html>") << true << int(NotUnderstood)
                               << u"not with JSON"_s;
    QTest::newRow("json, empty") << 200 << QByteArray() << true << int(NotUnderstood) << u"not with JSON"_s;
}

void TestCondition::answers()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(bool, wantsJson);
    QFETCH(int, verdict);
    QFETCH(QString, words);
    RunValues values;
    values.set(u"candidate"_s, u"pg2"_s);
    HttpExpectationRule rule;
    if (wantsJson) {
        QString problem;
        rule.json = {
            {RunText::literal(u"/a/b"_s), {Operator::Equals, *RunText::parse(u"${candidate}"_s, &problem)}}};
    }
    const AnswerJudgement judgement = judgeAnswer(rule, status, body, false, values);
    QCOMPARE(int(judgement.verdict), verdict);
    QVERIFY2(judgement.words.contains(words), qPrintable(judgement.words));
    if (wantsJson) {
        QCOMPARE(judgeAnswer(rule, 200, body, true, values).verdict, AnswerJudgement::Verdict::NotUnderstood);
    }
}

void TestCondition::instances()
{
    test::FleetFixture fixture;
    fixture.addTarget(u"a"_s);
    fixture.addTarget(u"a"_s);
    fixture.define();
    fixture.allGood(1);
    const QList<const Instance *> both{fixture.fleet.instance({1}), fixture.fleet.instance({2})};
    constexpr int all = std::numeric_limits<int>::max();
    QCOMPARE(judgeInstances(both, Condition::Wanted::Ready, 1).verdict, Ruling::Holds);
    QCOMPARE(judgeInstances(both, Condition::Wanted::Ready, 2).verdict, Ruling::Fails);
    QCOMPARE(judgeInstances(both, Condition::Wanted::Ready, all).found, u"1 of 2 ready"_s);
    QCOMPARE(judgeInstances({}, Condition::Wanted::Ready, all).verdict, Ruling::Unknown);
    QCOMPARE(judgeInstances(both, Condition::Wanted::NotUp, 1).verdict, Ruling::Holds);
}

void TestCondition::signalsNeedTraffic()
{
    SignalReading reading;
    using Quantity = Condition::Quantity;
    QCOMPARE(judgeSignal(reading, Quantity::ErrorRatio, Operator::Below, u"0.01"_s, 10).verdict,
             Ruling::Unknown);
    reading.requestRate = 1;
    reading.errorRate = 0;
    reading.requests = 5;
    QCOMPARE(judgeSignal(reading, Quantity::ErrorRatio, Operator::Below, u"0.01"_s, 10).verdict,
             Ruling::Unknown);
    reading.requests = 60;
    QCOMPARE(judgeSignal(reading, Quantity::ErrorRatio, Operator::Below, u"0.01"_s, 10).verdict,
             Ruling::Holds);
    reading.errorRate = 0.5;
    const ConditionResult result = judgeSignal(reading, Quantity::ErrorRatio, Operator::Below, u"0.01"_s, 10);
    QCOMPARE(result.verdict, Ruling::Fails);
    QCOMPARE(result.found, u"50 %"_s);
}

void TestCondition::selects()
{
    test::FleetFixture fixture;
    fixture.addTarget(u"a"_s);
    fixture.addTarget(u"b"_s).metrics->host = u"10.9.9.9"_s;
    fixture.define();
    QString problem;
    RunValues values;
    values.set(u"s"_s, u"b"_s);
    values.set(u"url"_s, u"http://10.9.9.9/patroni"_s);
    InstanceSelector selector;
    selector.where = *RunText::parse(u"service:${s}"_s, &problem);
    const auto now = fixture.clock.steady();
    QCOMPARE(*selectInstances(selector, fixture.fleet, nullptr, values, now, &problem),
             (QList<InstanceNumber>{{2}}));
    selector.address = *RunText::parse(u"${url}"_s, &problem);
    QCOMPARE(selectInstances(selector, fixture.fleet, nullptr, values, now, &problem)->size(), 1);
    values.set(u"url"_s, u"http://10.9.9.9:8008/patroni"_s);
    QCOMPARE(selectInstances(selector, fixture.fleet, nullptr, values, now, &problem)->size(), 0);
    values.set(u"s"_s, u"b\" x"_s);
    QVERIFY(!selectInstances(selector, fixture.fleet, nullptr, values, now, &problem));
    QVERIFY(problem.contains(u"cannot be looked for"_s));
    RunValues filled;
    setInstanceValues(filled, *fixture.fleet.instance({2}), u"i"_s);
    QCOMPARE(filled.value(u"i.url"_s), u"http://10.9.9.9:80"_s);
    QCOMPARE(filled.value(u"i.label.cluster"_s), u"eu-west"_s);
}

QTEST_GUILESS_MAIN(TestCondition)
#include "tst_condition.moc"
