#include "app/window/replaycontrol.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace quarterdeck {

/// A replay out of a store: what is shown when.
class TestReplayControl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theMomentTakesThePlaceOfThePresent();
    void thePresentGoesOnBehind();
    void theLatestSeekWins();
    void whatNobodyRecordedSaysSo();
    void goingOnIsTheSameAsReadingAnew();
    void playsAtItsSpeed();
    void stopsAtThePresent();
    void stepsThroughEvents();
    void stepsThroughAnIncident();
    void refusesWhileReplaying();
    void withoutARecordThereIsNoReplay();

private:
    [[nodiscard]] State shownState(quint32 number) const
    {
        return m_control->shown().instance({number})->state;
    }
    void waitFor(WallTime moment) const
    {
        QTRY_VERIFY(m_control->state().moment == moment && !m_control->state().isReading);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Fleet> m_present;
    std::unique_ptr<EventRecorder> m_recorder;
    std::unique_ptr<ReplayControl> m_control;
    WallTime m_start; ///< of what is recorded: an hour ago, for ten minutes
};

namespace {

QString nameOf(int number)
{
    return u"checkout/10.0.0.%1:80"_s.arg(number);
}

FleetDefinition definition(int instances)
{
    FleetDefinition made;
    for (int i = 1; i <= instances; ++i) {
        Target target;
        target.id = {u"checkout"_s, u"10.0.0.%1:80"_s.arg(i), 0};
        target.number = {quint32(i)};
        target.service = u"checkout"_s;
        target.cluster = u"eu"_s;
        made.targets.append(target);
    }
    return made;
}

Event stateEvent(qint64 number, WallTime at, int instance, const QString &from, const QString &to)
{
    Event event;
    event.number = number;
    event.happened = event.recorded = at;
    event.kind = EventKind::State;
    event.subject = nameOf(instance);
    event.service = u"checkout"_s;
    event.cluster = u"eu"_s;
    event.from = from;
    event.to = to;
    event.reason = u"connection refused"_s;
    event.source = u"probe"_s;
    return event;
}

SteadyTime steadyNow()
{
    return std::chrono::steady_clock::now();
}

WallTime wallNow()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace

/// Three instances, all up; the first goes down after 60 s, the second after 120 s, the first comes back
/// after 180 s. The present: all unknown.
void TestReplayControl::init()
{
    m_control.reset();
    m_recorder.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_present = std::make_unique<Fleet>();
    m_present->setDefinition(definition(4), steadyNow(), wallNow());
    m_start = wallNow() - 1h;
    EventRecorder::Options options;
    options.path = m_folder->filePath(u"record.sqlite"_s);
    options.batchEvery = 5ms;
    m_recorder = std::make_unique<EventRecorder>(options);
    FleetMoment keyframe;
    keyframe.at = m_start;
    for (int i = 1; i <= 3; ++i) {
        keyframe.add({nameOf(i),
                      u"checkout"_s,
                      u"eu"_s,
                      State::Up,
                      {},
                      m_start - 1min,
                      {{u"db"_s, BreakerState::Closed}}});
    }
    m_recorder->add(keyframe);
    std::vector<SeriesPoint> points;
    for (int i = 0; i <= 60; ++i) {
        points.push_back({{}, {}, {m_start + i * 10s, float(i), 0.1F, 0, 0, 0}});
    }
    m_recorder->add(points);
    IncidentChanges changes;
    changes.events = {stateEvent(1, m_start + 60s, 1, u"up"_s, u"down"_s),
                      stateEvent(2, m_start + 120s, 2, u"up"_s, u"down"_s),
                      stateEvent(3, m_start + 180s, 1, u"down"_s, u"up"_s)};
    m_recorder->add(changes);
    QVERIFY(m_recorder->flush(20s));
    m_control = std::make_unique<ReplayControl>(*m_present, m_recorder.get());
}

void TestReplayControl::theMomentTakesThePlaceOfThePresent()
{
    QSignalSpy shown(m_control.get(), &ReplayControl::shownChanged);
    QCOMPARE(m_control->shown().size(), 4);
    m_control->seek(m_start + 90s);
    QVERIFY(m_control->isReplaying());
    QVERIFY(m_control->shown().total().of(State::Unknown) ==
            4); // never a mixture: the present until it is read
    waitFor(m_start + 90s);
    QCOMPARE(shown.size(), 1);
    QVERIFY(shown.first().first().value<FleetChanges>().replaced);
    QVERIFY(shownState(1) == State::Down);
    QCOMPARE(m_control->shown().instance({1})->why, u"connection refused"_s);
    QVERIFY(shownState(2) == State::Up);
    QVERIFY(shownState(4) == State::Unknown); // of whom nothing was recorded
    QCOMPARE(m_control->shown().instance({4})->why, PastFleet::notRecorded());
    QCOMPARE(m_control->shown().history().last().requestRate, 9.0F);
    QVERIFY(m_control->wallTime() == m_start + 90s);
    QVERIFY(m_control->steadyTime() - m_control->shown().instance({1})->sinceSteady == 30s);
    // Back in time as well as on.
    m_control->seek(m_start + 30s);
    waitFor(m_start + 30s);
    QVERIFY(shownState(1) == State::Up);
    QVERIFY(!shown.last().first().value<FleetChanges>().replaced);

    m_control->live();
    QVERIFY(!m_control->isReplaying());
    QCOMPARE(m_control->shown().total().of(State::Unknown), 4);
    QVERIFY(shown.last().first().value<FleetChanges>().replaced);
}

void TestReplayControl::thePresentGoesOnBehind()
{
    m_control->seek(m_start + 90s);
    waitFor(m_start + 90s);
    QSignalSpy shown(m_control.get(), &ReplayControl::shownChanged);
    m_control->follow(m_present->markSeen({{1}}));
    QCOMPARE(shown.size(), 0);
    m_control->follow(m_present->setDefinition(definition(5), steadyNow(), wallNow()));
    QTRY_COMPARE(m_control->shown().size(), 5); // with what is recorded of them
    QVERIFY(shownState(1) == State::Down);
    m_control->live();
    shown.clear();
    m_control->follow(m_present->markSeen({{1}}));
    QCOMPARE(shown.size(), 1);
}

void TestReplayControl::theLatestSeekWins()
{
    QSignalSpy shown(m_control.get(), &ReplayControl::shownChanged);
    for (int i = 0; i < 500; ++i) {
        m_control->seek(m_start + std::chrono::milliseconds(i * 500));
    }
    m_control->seek(m_start + 130s);
    waitFor(m_start + 130s);
    QVERIFY(shownState(2) == State::Down);
    QVERIFY(shown.size() <= 3); // those in between were never asked for
    // An answer that comes after one has left is no answer.
    m_control->seek(m_start + 90s);
    m_control->live();
    shown.clear();
    m_recorder->ask([](EventReader &) { return 0; }).waitForFinished();
    QCoreApplication::processEvents();
    QCOMPARE(shown.size(), 0);
    QVERIFY(!m_control->isReplaying());
}

void TestReplayControl::whatNobodyRecordedSaysSo()
{
    for (const WallTime at : {m_start - 1h, m_start + 30min}) { // before the first and after the last record
        m_control->seek(at);
        waitFor(at);
        QVERIFY(!m_control->state().isRecorded);
        QCOMPARE(m_control->shown().total().of(State::Unknown), 4);
        QCOMPARE(m_control->shown().instance({1})->why, PastFleet::notRecorded());
    }
    m_control->seek(m_start + 90s);
    waitFor(m_start + 90s);
    QVERIFY(m_control->state().isRecorded);
}

void TestReplayControl::goingOnIsTheSameAsReadingAnew()
{
    for (int second = 0; second <= 240; second += 7) {
        const WallTime at = m_start + std::chrono::seconds(second);
        m_control->seek(at);
        waitFor(at);
        QCOMPARE(shownState(1) == State::Down, second >= 60 && second < 180);
        QCOMPARE(shownState(2) == State::Down, second >= 120);
    }
}

void TestReplayControl::playsAtItsSpeed()
{
    m_control->setSpeed(600);
    m_control->setSpeed(7); // there is no such speed
    QCOMPARE(m_control->state().speed, 600);
    m_control->changeSpeed(-1);
    QCOMPARE(m_control->state().speed, 60);
    m_control->changeSpeed(1);
    m_control->changeSpeed(1);
    QCOMPARE(m_control->state().speed, 600);
    m_control->seek(m_start + 50s);
    const SteadyTime begun = steadyNow();
    m_control->play();
    QTRY_VERIFY(m_control->shown().size() > 1 && shownState(2) == State::Down);
    m_control->pause();
    const auto went = *m_control->state().moment - (m_start + 50s);
    QVERIFY(went >= 70s);
    QVERIFY(went <= (steadyNow() - begun + 100ms) * 600);
    QVERIFY(!m_control->state().isPlaying);
    const WallTime stopped = *m_control->state().moment;
    waitFor(stopped);
}

void TestReplayControl::stopsAtThePresent()
{
    m_control->setSpeed(600);
    m_control->seek(wallNow() - 30s);
    m_control->play();
    QTRY_VERIFY(!m_control->state().isPlaying);
    QVERIFY(m_control->isReplaying()); // it is the person who goes back to live
    QVERIFY(!m_control->state().note.isEmpty());
    m_control->seek(wallNow() + 1h);
    QVERIFY(*m_control->state().moment <= wallNow()); // nothing is known of the future
}

void TestReplayControl::stepsThroughEvents()
{
    m_control->seek(m_start + 90s);
    m_control->step(1);
    waitFor(m_start + 120s);
    m_control->step(1);
    waitFor(m_start + 180s);
    m_control->step(1);
    QTRY_VERIFY(!m_control->state().note.isEmpty());
    m_control->step(-1);
    waitFor(m_start + 120s);
    m_control->step(-1);
    waitFor(m_start + 60s);
}

void TestReplayControl::stepsThroughAnIncident()
{
    m_control->setSteps({m_start + 60s, m_start + 180s});
    m_control->play();
    QVERIFY(*m_control->state().moment - (m_start + 60s) < 60s); // begins with the incident
    m_control->pause();
    m_control->seek(m_start + 60s);
    m_control->step(1);
    QVERIFY(m_control->state().moment == m_start + 180s);
    m_control->step(1);
    QVERIFY(m_control->state().moment == m_start + 180s);
    QVERIFY(!m_control->state().note.isEmpty());
    m_control->step(-1);
    QVERIFY(m_control->state().moment == m_start + 60s);
    QVERIFY(m_control->state().note.isEmpty());
}

void TestReplayControl::refusesWhileReplaying()
{
    QVERIFY(m_control->refusal().isEmpty());
    m_control->seek(m_start);
    QVERIFY(m_control->refusal().contains(u"UTC"_s));
    m_control->live();
    QVERIFY(m_control->refusal().isEmpty());
}

void TestReplayControl::withoutARecordThereIsNoReplay()
{
    ReplayControl control(*m_present, nullptr);
    control.seek(m_start);
    control.play();
    control.step(1);
    QVERIFY(!control.isOffered());
    QVERIFY(!control.isReplaying());
    QCOMPARE(control.shown().size(), 4);
}

} // namespace quarterdeck

QTEST_GUILESS_MAIN(quarterdeck::TestReplayControl)
#include "tst_replaycontrol.moc"
