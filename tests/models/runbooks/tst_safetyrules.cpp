#include "models/runbooks/safetyrules.h"
#include "tests/models/fleet/fleetfixture.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace quarterdeck;

class TestSafetyRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void rules_data();
    void rules();
    void blastRadiusFollowsDependants();
    void assertionsCountWhatIsLeft();
    void namesGoBothWays();

private:
    std::unique_ptr<test::FleetFixture> m_fixture;
};

namespace {

std::shared_ptr<const ServicePolicy> policy(const QStringList &dependsOn, bool isProtected)
{
    ServicePolicy made;
    made.dependsOn = dependsOn;
    made.isProtected = isProtected;
    return std::make_shared<const ServicePolicy>(made);
}

} // namespace

void TestSafetyRules::init()
{
    m_fixture = std::make_unique<test::FleetFixture>();
    for (int i = 0; i < 3; ++i) {
        m_fixture->addTarget(u"orders-db"_s).policy = policy({}, false);
    }
    for (int i = 0; i < 2; ++i) {
        m_fixture->addTarget(u"checkout"_s).policy = policy({u"orders-db"_s}, false);
    }
    m_fixture->addTarget(u"edge"_s).policy = policy({u"checkout"_s}, false);
    m_fixture->addTarget(u"other"_s).policy = policy({}, true);
    m_fixture->define();
    for (quint32 number = 1; number <= 7; ++number) {
        m_fixture->allGood(number);
    }
}

void TestSafetyRules::rules_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("refusedBy"); ///< empty: allowed
    QTest::addColumn<QString>("words");
    const auto row = [](const char *change, const QString &rule, const QString &words) {
        QTest::newRow(change) << QString::fromLatin1(change) << rule << words;
    };
    row("nothing", {}, u"nobody is acting on orders-db"_s);
    row("read-only", u"read-only"_s, u"read-only"_s);
    row("read-only overridden", u"read-only"_s, u"read-only"_s);
    row("running", u"one-at-a-time"_s, u"run 7 (Switch over) by ana"_s);
    row("cooling", u"cooldown"_s, u"was 5 min ago: run 6 (Restart); the next may begin in 10 min"_s);
    row("cooling acknowledged", {}, u"it has been acknowledged"_s);
    row("cooling overridden", {}, u"was 5 min ago"_s);
    row("cooling overridden without a reason", u"reason"_s, u"a rule is overridden"_s);
    row("cooled", {}, u"was 15 min ago"_s);
    row("max instances", u"max-instances"_s, u"3 instances are acted on, 2 are allowed"_s);
    row("max share", u"max-share"_s, u"3 of 3 instances of orders-db are acted on, 50 % are allowed"_s);
    row("isolated", u"isolation"_s, u"cut off"_s);
    row("always confirm", u"confirmation"_s, u"its name must be typed to confirm (orders-db)"_s);
    row("always confirm, wrong", u"confirmation"_s, u"the typed name \"orders\" is not \"orders-db\""_s);
    row("always confirm, right", {}, u"its name was typed"_s);
}

void TestSafetyRules::rules()
{
    QFETCH(QString, change);
    QFETCH(QString, refusedBy);
    QFETCH(QString, words);
    RunbookDefinition runbook;
    SafetyFacts facts;
    facts.now = WallTime(1'000'000s);
    facts.confirmationName = u"orders-db"_s;
    facts.reason = u"because"_s;
    facts.readOnly = change.startsWith(u"read-only"_s);
    facts.isIsolated = change == u"isolated"_s;
    if (change.contains(u"overridden"_s)) {
        facts.overrides = {SafetyRule::Cooldown, SafetyRule::ReadOnly};
    }
    if (change.contains(u"without a reason"_s)) {
        facts.reason = u" "_s;
    }
    if (change == u"running"_s) {
        facts.running = PriorRun{7, u"Switch over"_s, u"ana"_s, facts.now, false};
    }
    if (change.startsWith(u"cool"_s)) {
        const auto age = change == u"cooled"_s ? 900s : 300s;
        facts.last = PriorRun{6, u"Restart"_s, {}, facts.now - age, change.contains(u"acknowledged"_s)};
    }
    if (change == u"max instances"_s) {
        runbook.safety.maxInstances = 2;
    }
    if (change == u"max share"_s) {
        runbook.safety.maxShare = 0.5;
    }
    if (change.startsWith(u"always"_s)) {
        runbook.safety.alwaysConfirm = true;
        facts.confirmation = change.endsWith(u"wrong"_s)   ? u"orders"_s
                             : change.endsWith(u"right"_s) ? u"orders-db"_s
                                                           : QString();
    }
    const BlastRadius radius = blastRadius({{1}, {2}, {3}}, m_fixture->fleet);
    const QList<RuleVerdict> verdicts = judgeSafety(runbook, radius, {}, {}, facts);
    QString refused;
    QString all;
    for (const RuleVerdict &verdict : verdicts) {
        all += verdict.words + u'\n';
        if (!verdict.allows) {
            refused = toString(verdict.rule);
        }
    }
    QVERIFY2(refused == refusedBy, qPrintable(refused + u'\n' + all));
    QCOMPARE(allAllow(verdicts), refusedBy.isEmpty());
    QVERIFY2(all.contains(words), qPrintable(all));
}

void TestSafetyRules::blastRadiusFollowsDependants()
{
    const BlastRadius radius = blastRadius({{1}, {2}}, m_fixture->fleet);
    QCOMPARE(radius.targets.size(), 2);
    QCOMPARE(radius.dependants.size(), 3);
    QCOMPARE(radius.dependentServices, (QList<QString>{u"checkout"_s, u"edge"_s}));
    QVERIFY(!radius.isProtected());
    QCOMPARE(radius.toText(),
             u"2 instances (2 of 3 of orders-db); 3 instances of checkout, edge depend on it"_s);
    QVERIFY(blastRadius({{7}}, m_fixture->fleet).isProtected());
    QCOMPARE(blastRadius({}, m_fixture->fleet).toText(), u"no instance of the fleet is acted on"_s);
}

void TestSafetyRules::assertionsCountWhatIsLeft()
{
    // One of three is acted on, one is down: one is left.
    m_fixture->apply({m_fixture->answer(3, ProbeKind::Health, Verdict::Down)});
    m_fixture->apply({m_fixture->answer(3, ProbeKind::Health, Verdict::Down)});
    QCOMPARE(toString(m_fixture->instance(3).state), u"down"_s);
    RunbookDefinition runbook;
    runbook.safety.after = {{{}, {}, 2}};
    const BlastRadius radius = blastRadius({{1}}, m_fixture->fleet);
    const QList<const Instance *> set{m_fixture->fleet.instance({1}), m_fixture->fleet.instance({2}),
                                      m_fixture->fleet.instance({3})};
    SafetyFacts facts;
    facts.reason = u"x"_s;
    QList<RuleVerdict> verdicts = judgeSafety(runbook, radius, {set}, {}, facts);
    QVERIFY(!allAllow(verdicts));
    QVERIFY2(verdicts.last().words.contains(u"1 of 3 will be ready, 2 are wanted"_s),
             qPrintable(verdicts.last().words));
    runbook.safety.after.first().atLeast = 1;
    QVERIFY(allAllow(judgeSafety(runbook, radius, {set}, {}, facts)));
    runbook.safety.after.first().atLeast = 2;
    facts.overrides = {SafetyRule::Assertion};
    verdicts = judgeSafety(runbook, radius, {set}, {}, facts);
    QVERIFY(allAllow(verdicts));
    QVERIFY(std::any_of(verdicts.cbegin(), verdicts.cend(),
                        [](const RuleVerdict &one) { return one.overridden; }));
}

void TestSafetyRules::namesGoBothWays()
{
    for (int i = 0; i <= int(SafetyRule::Preflight); ++i) {
        QCOMPARE(safetyRuleFromString(toString(SafetyRule(i))), std::optional(SafetyRule(i)));
    }
    QVERIFY(!safetyRuleFromString(u"all"_s));
}

QTEST_GUILESS_MAIN(TestSafetyRules)
#include "tst_safetyrules.moc"
