#include "models/incidents/pastfleet.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace quarterdeck {

/// A past moment in the place of the present.
class TestPastFleet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheMoment();
    void whatIsNotRecordedSaysSo();
    void instancesThatAreGoneAreThere();
    void onlyWhatDiffersIsTold();
    void aMirrorIsTheOtherFleet();
};

namespace {

const WallTime at{std::chrono::seconds(1'000'000)};

FleetDefinition definition(int instances)
{
    FleetDefinition made;
    for (quint32 i = 1; i <= quint32(instances); ++i) {
        Target target;
        target.id = {u"checkout"_s, u"10.0.0.%1:80"_s.arg(i), 0};
        target.number = {i};
        target.service = u"checkout"_s;
        target.cluster = u"eu"_s;
        target.labels.insert(u"version"_s, u"2"_s);
        target.health = HealthProbe{};
        made.targets.append(target);
    }
    return made;
}

InstanceMoment was(int number, State state, const QString &why = {})
{
    InstanceMoment instance;
    instance.instance = u"checkout/10.0.0.%1:80"_s.arg(number);
    instance.service = u"checkout"_s;
    instance.cluster = u"eu"_s;
    instance.state = state;
    instance.why = why;
    instance.since = at - 42s;
    instance.breakers = {{u"db"_s, BreakerState::Open}};
    return instance;
}

RecordedMoment moment(const QList<InstanceMoment> &instances)
{
    RecordedMoment made;
    made.at = at;
    made.isRecorded = true;
    for (const InstanceMoment &instance : instances) {
        made.fleet.add(instance);
    }
    return made;
}

} // namespace

void TestPastFleet::showsTheMoment()
{
    Fleet present;
    present.setDefinition(definition(2), SteadyTime(1h), at + 1h);
    PastFleet past(present);
    RecordedMoment then = moment({was(1, State::Down, u"connection refused"_s), was(2, State::Up)});
    then.history = {{at, 12.0F, 0.5F, 0, 0, 0}};
    const FleetChanges changes = past.show(then);
    QVERIFY(changes.replaced);
    QCOMPARE(past.fleet().size(), 2);
    const Instance *first = past.fleet().instance({1});
    QVERIFY(first->state == State::Down);
    QCOMPARE(first->why, u"connection refused"_s);
    QCOMPARE(first->target.labels.value(u"version"_s), u"2"_s); // the definition's labels, for filters
    QVERIFY(PastFleet::steadyAt(at) - first->sinceSteady == 42s);
    QVERIFY(!first->probe(ProbeKind::Health).configured);
    QCOMPARE(past.fleet().total().of(State::Down), 1);
    QCOMPARE(past.fleet().total().openBreakers, 2);
    QCOMPARE(past.fleet().history().size(), 1);
    QCOMPARE(present.total().of(State::Down), 0);
}

void TestPastFleet::whatIsNotRecordedSaysSo()
{
    Fleet present;
    present.setDefinition(definition(3), SteadyTime(1h), at + 1h);
    PastFleet past(present);
    past.show(moment({was(1, State::Up)}));
    QVERIFY(past.fleet().instance({1})->state == State::Up);
    QVERIFY(past.fleet().instance({2})->state == State::Unknown);
    QCOMPARE(past.fleet().instance({2})->why, PastFleet::notRecorded());
    // Nobody recorded at all: what was known before is no answer.
    RecordedMoment nothing = moment({was(1, State::Up)});
    nothing.isRecorded = false;
    past.show(nothing);
    QVERIFY(past.fleet().instance({1})->state == State::Unknown);
    QCOMPARE(past.fleet().instance({1})->why, PastFleet::notRecorded());
    QCOMPARE(past.fleet().total().of(State::Unknown), 3);
    QCOMPARE(past.fleet().total().openBreakers, 0);
}

void TestPastFleet::instancesThatAreGoneAreThere()
{
    Fleet present;
    present.setDefinition(definition(1), SteadyTime(1h), at + 1h);
    PastFleet past(present);
    QVERIFY(past.show(moment({was(1, State::Up)})).replaced);
    QVERIFY(past.show(moment({was(1, State::Up), was(7, State::Down)})).replaced);
    QCOMPARE(past.fleet().size(), 2);
    const Instance *gone = past.fleet().instance(past.fleet().order().last());
    QCOMPARE(gone->target.id.instance, u"10.0.0.7:80"_s);
    QCOMPARE(gone->target.cluster, u"eu"_s);
    QVERIFY(gone->state == State::Down);
    past.presentReplaced();
    QVERIFY(past.show(moment({was(1, State::Up)})).replaced);
    QCOMPARE(past.fleet().size(), 1);
}

void TestPastFleet::onlyWhatDiffersIsTold()
{
    Fleet present;
    present.setDefinition(definition(2), SteadyTime(1h), at + 1h);
    PastFleet past(present);
    past.show(moment({was(1, State::Up), was(2, State::Up)}));
    RecordedMoment later = moment({was(1, State::Up), was(2, State::Down)});
    later.at = at + 5s;
    const FleetChanges changes = past.show(later);
    QVERIFY(!changes.replaced);
    QCOMPARE(changes.changed, QList<InstanceNumber>{{2}});
    QVERIFY(PastFleet::steadyAt(later.at) - past.fleet().instance({1})->sinceSteady == 47s);
}

void TestPastFleet::aMirrorIsTheOtherFleet()
{
    Fleet present;
    present.setDefinition(definition(2), SteadyTime(1h), at + 1h);
    PastFleet past(present);
    past.show(moment({was(1, State::Down), was(2, State::Down)}));
    Fleet shown;
    shown.mirror(present);
    QCOMPARE(shown.size(), 2);
    QCOMPARE(shown.total().of(State::Down), 0);
    present.setDefinition(definition(5), SteadyTime(2h), at + 2h);
    QCOMPARE(shown.size(), 5); // not a copy
    shown.mirror(past.fleet());
    QCOMPARE(shown.total().of(State::Down), 2);
    shown.mirror(present);
    QCOMPARE(shown.size(), 5);
}

} // namespace quarterdeck

QTEST_GUILESS_MAIN(quarterdeck::TestPastFleet)
#include "tst_pastfleet.moc"
