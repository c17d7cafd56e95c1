#include "models/runbooks/runstate.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

class TestRunState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ways_data();
    void ways();
    void nothingElseIsPossible();
    void wordsGoBothWays();
};

namespace {

const QMap<QString, RunEvent> events{
    {u"check"_s, RunEvent::Check},           {u"pass"_s, RunEvent::Pass},
    {u"refuse"_s, RunEvent::Refuse},         {u"begin"_s, RunEvent::Begin},
    {u"verify"_s, RunEvent::Verify},         {u"seen"_s, RunEvent::EffectSeen},
    {u"missing"_s, RunEvent::EffectMissing}, {u"failed"_s, RunEvent::StepFailed},
    {u"lose"_s, RunEvent::LoseTrack},        {u"abort"_s, RunEvent::RequestAbort},
    {u"proven"_s, RunEvent::EndProven},      {u"gone"_s, RunEvent::ConsoleGone},
    {u"resume"_s, RunEvent::Resume},
};

} // namespace

void TestRunState::ways_data()
{
    QTest::addColumn<QString>("way");
    QTest::addColumn<QString>("end"); ///< empty: the last event is impossible
    const auto row = [](const char *way, const QString &end) {
        QTest::newRow(way) << QString::fromLatin1(way) << end;
    };
    row("check pass begin verify seen", u"succeeded"_s);
    row("check refuse", u"refused"_s);
    row("refuse", u"refused"_s);
    row("check pass refuse", u"refused"_s); // the last look, at the instant of the start
    row("check pass begin failed", u"failed"_s);
    row("check pass begin verify missing", u"failed"_s);
    row("check pass begin lose", u"outcome unknown"_s);
    row("check pass begin verify lose", u"outcome unknown"_s);
    row("check pass begin abort", u"abort requested"_s);
    row("check pass begin abort proven", u"aborted"_s);
    row("check pass begin abort lose", u"outcome unknown"_s);
    row("check pass abort proven", u"aborted"_s);
    row("check pass begin gone", u"interrupted"_s);
    row("check pass begin abort gone", u"interrupted"_s);
    row("check pass begin gone resume verify seen", u"succeeded"_s);
    row("check pass begin failed resume", u"running"_s);
    row("check pass begin seen", QString()); // never succeeded without verifying
    row("begin", QString());
    row("check begin", QString());
    row("check pass begin proven", QString());
    row("check pass begin verify seen abort", QString());
    row("check pass begin verify seen resume", u"running"_s); // what succeeded can be undone
    row("check pass begin failed gone", QString());
    row("check refuse resume", QString());
}

void TestRunState::ways()
{
    QFETCH(QString, way);
    QFETCH(QString, end);
    std::optional<RunState> state = RunState::Planned;
    for (const QString &event : way.split(u' ')) {
        QVERIFY2(state, qPrintable(event));
        QVERIFY(events.contains(event));
        state = next(*state, events.value(event));
    }
    QCOMPARE(state ? toString(*state) : QString(), end);
}

void TestRunState::nothingElseIsPossible()
{
    for (const RunEvent event : events) {
        QVERIFY(!next(RunState::Refused, event));
        QCOMPARE(next(RunState::Succeeded, event).has_value(), event == RunEvent::Resume);
    }
    for (const RunState state : {RunState::Succeeded, RunState::Refused}) {
        QVERIFY(hasEnded(state) && !isActive(state));
    }
    QVERIFY(isActive(RunState::AbortRequested));
    QVERIFY(!isActive(RunState::Planned) && !hasEnded(RunState::Planned));
}

void TestRunState::wordsGoBothWays()
{
    for (int i = 0; i <= int(RunState::Interrupted); ++i) {
        QCOMPARE(runStateFromString(toString(RunState(i))), std::optional(RunState(i)));
    }
    for (int i = 0; i <= int(StepState::Aborted); ++i) {
        QCOMPARE(stepStateFromString(toString(StepState(i))), std::optional(StepState(i)));
    }
    QVERIFY(!runStateFromString(u"fine"_s));
}

QTEST_GUILESS_MAIN(TestRunState)
#include "tst_runstate.moc"
