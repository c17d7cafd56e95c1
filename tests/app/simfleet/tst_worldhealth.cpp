#include "worldreader.h"

#include "models/health/healthanswer.h"

#include <QtTest>

using namespace quarterdeck;
using namespace quarterdeck::simfleet;
using namespace Qt::StringLiterals;

/// What the simulated instances answer, understood by the program that it is made for.
class WorldHealthTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyStackIsUnderstood_data();
    void everyStackIsUnderstood();
    void loginPageIsNotHealth();
    void flapComesAndGoes();
    void reasonIsEscaped();
};

namespace {

HealthAnswer understood(const PlainAnswer &answer, HealthQuestion question)
{
    HealthInput input;
    input.status = answer.status;
    input.contentType = QByteArray(answer.contentType);
    input.body = QByteArray::fromStdString(answer.body);
    return readHealth(input, question);
}

} // namespace

void WorldHealthTest::everyStackIsUnderstood_data()
{
    QTest::addColumn<QString>("service");
    QTest::addColumn<int>("format");
    QTest::addColumn<bool>("saysDegraded");
    const auto row = [](const char *service, HealthFormat format, bool saysDegraded) {
        QTest::newRow(service) << QString::fromLatin1(service) << int(format) << saysDegraded;
    };
    row("checkout", HealthFormat::SpringBoot, true);
    row("catalog", HealthFormat::MicroProfile, true);
    row("cart", HealthFormat::HealthJson, true);
    row("search", HealthFormat::Kubernetes, false);
    row("payments", HealthFormat::AspNetJson, true);
    row("edge", HealthFormat::Envoy, false);
    row("pricing", HealthFormat::AspNetText, true);
    row("orders-db", HealthFormat::Patroni, true);
}

void WorldHealthTest::everyStackIsUnderstood()
{
    QFETCH(QString, service);
    QFETCH(int, format);
    QFETCH(bool, saysDegraded);
    World world({.instances = 100});
    // The second of its service: a replica, where there is a leader whose end the others would report.
    const std::uint32_t index = firstOf(world, service.toStdString()) + 1;
    const QByteArray match = "instance=" + QByteArray::fromStdString(world.spec(index).name);
    const auto health = [&](double now) {
        return understood(world.health(index, now), HealthQuestion::Health);
    };
    const auto readiness = [&](double now) {
        return understood(world.readiness(index, now), HealthQuestion::Readiness);
    };

    QCOMPARE(int(health(1).format), format);
    QCOMPARE(int(health(1).verdict), int(Verdict::Up));
    QCOMPARE(int(readiness(1).verdict), int(Verdict::Up));

    world.inject(order(match.constData(), FaultKind::NotReady), 2);
    QCOMPARE(int(readiness(3).verdict), int(Verdict::Down));
    QCOMPARE(int(health(3).verdict), int(Verdict::Up));
    world.removeAllFaults(4);

    world.inject(order(match.constData(), FaultKind::HealthDown), 5);
    QCOMPARE(int(health(6).verdict), int(Verdict::Down));
    QCOMPARE(int(readiness(6).verdict), int(Verdict::Up));
    world.removeAllFaults(7);

    const auto degraded = world.inject(order(match.constData(), FaultKind::Degraded), 8);
    QCOMPARE(std::holds_alternative<const ActiveFault *>(degraded), saysDegraded);
    QCOMPARE(int(health(9).verdict), int(saysDegraded ? Verdict::Degraded : Verdict::Up));
}

void WorldHealthTest::loginPageIsNotHealth()
{
    World world({.instances = 20});
    world.inject(order("*", FaultKind::Html), 1);
    QCOMPARE(world.health(0, 2).status, 200);
    QVERIFY(understood(world.health(0, 2), HealthQuestion::Health).verdict != Verdict::Up);
}

void WorldHealthTest::flapComesAndGoes()
{
    World world({.instances = 20});
    world.inject(order("instance=checkout-eu-01", FaultKind::Flap, 20), 100);
    const auto verdict = [&](double now) {
        return int(understood(world.health(0, now), HealthQuestion::Health).verdict);
    };
    QCOMPARE(verdict(101), int(Verdict::Down));
    QCOMPARE(verdict(111), int(Verdict::Up));
    QCOMPARE(verdict(121), int(Verdict::Down));
    QCOMPARE(verdict(131), int(Verdict::Up));
}

void WorldHealthTest::reasonIsEscaped()
{
    World world({.instances = 20});
    FaultOrder down = order("service=checkout", FaultKind::HealthDown);
    down.reason = "said \"no\\\n\" to all";
    world.inject(down, 1);
    const HealthAnswer answer = understood(world.health(0, 2), HealthQuestion::Health);
    QCOMPARE(int(answer.verdict), int(Verdict::Down));
    QVERIFY(!answer.components.isEmpty());
}

QTEST_GUILESS_MAIN(WorldHealthTest)
#include "tst_worldhealth.moc"
