#include "app/config/breakerrules.h"
#include "app/config/builtinrules.h"
#include "app/config/documentreader.h"
#include "app/config/signalrules.h"
#include "models/breakers/breakerconventions.h"
#include "models/signals/signalrecognisers.h"

#include <QTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

class TestRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void builtInRulesAreGood();
    void configuredSignalsComeFirst();
    void configuredBreakersComeFirst();
    void companionsCanBeBorrowed();
    void theSameRulesAreTheSameObject();
    void everyKeyOfASignalRule();
    void everyKeyOfABreakerRule();
};

namespace {

struct Source
{
    ProblemList problems;
    SourceFile file;
    DocumentNode root;

    explicit Source(const QByteArray &text)
    {
        file.shown = u"fleet.yml"_s;
        file.problems = &problems;
        root = readYaml(text, file).value();
    }
};

} // namespace

void TestRules::builtInRulesAreGood()
{
    Source source("");
    const auto recognisers = signalRecognisersFor({}, source.file);
    const auto conventions = breakerConventionsFor({}, source.file);
    for (const ConfigProblem &problem : source.problems.errors() + source.problems.warnings()) {
        qWarning("%s", qPrintable(problem.toString()));
    }
    QVERIFY(source.problems.errors().isEmpty());
    QVERIFY(source.problems.warnings().isEmpty());
    QVERIFY(recognisers->rules().size() > 10);
    QVERIFY(conventions->rules().rules.size() > 10);
    QVERIFY(!conventions->rules().saturation.isEmpty());
    QVERIFY(!conventions->rules().notBreakers.isEmpty());
}

void TestRules::configuredSignalsComeFirst()
{
    Source none("");
    const QList<SignalRule> builtIn = signalRecognisersFor({}, none.file)->rules();
    Source source("- {id: mine, role: requests, metrics: m_total}\n"
                  "- {id: micrometer-http, role: requests, metrics: [other_count]}\n");
    const QList<SignalRule> rules = signalRecognisersFor(source.root, source.file)->rules();
    QVERIFY(source.problems.errors().isEmpty());
    QCOMPARE(rules.at(0).id, u"mine"_s);
    QCOMPARE(rules.at(1).metrics, QList<QString>{u"other_count"_s});
    QCOMPARE(rules.size(), builtIn.size() + 1); // one is replaced by its id
}

void TestRules::configuredBreakersComeFirst()
{
    Source none("");
    const BreakerRules builtIn = breakerConventionsFor({}, none.file)->rules();
    Source source("rules: [{id: mine, metric: m, encoding: number, map: {0: closed, 1: "
                  "open}}]\nnot_breakers: [fuse]\n");
    const BreakerRules rules = breakerConventionsFor(source.root, source.file)->rules();
    QVERIFY(source.problems.errors().isEmpty());
    QCOMPARE(rules.rules.at(0).id, u"mine"_s);
    QCOMPARE(rules.rules.size(), builtIn.rules.size() + 1);
    QCOMPARE(rules.notBreakers.size(), builtIn.notBreakers.size() + 1);
}

void TestRules::companionsCanBeBorrowed()
{
    Source source(
        "rules: [{id: mine, metric: m, encoding: number, map: {0: closed}, companions_of: opossum}]\n");
    const BreakerRules rules = breakerConventionsFor(source.root, source.file)->rules();
    QVERIFY(source.problems.errors().isEmpty());
    const auto lender = std::find_if(rules.rules.begin(), rules.rules.end(),
                                     [](const BreakerRule &rule) { return rule.id == u"opossum"; });
    QVERIFY(lender != rules.rules.end());
    QVERIFY(!lender->companions.isEmpty());
    QCOMPARE(rules.rules.at(0).companions, lender->companions);

    Source wrong(
        "rules:\n- {id: mine, metric: m, encoding: number, map: {0: closed}, companions_of: nobody}\n");
    breakerConventionsFor(wrong.root, wrong.file);
    QCOMPARE(wrong.problems.errors().size(), 1);
    QCOMPARE(wrong.problems.errors().first().toString(),
             u"fleet.yml:2:76: no rule with companions is called \"nobody\""_s);
}

void TestRules::theSameRulesAreTheSameObject()
{
    // A reload that changes no rule must not make the poller begin anew.
    const QByteArray text = "- {id: mine, role: requests, metrics: [m_total]}\n";
    Source first(text);
    const auto recognisers = signalRecognisersFor(first.root, first.file);
    Source second(text);
    QCOMPARE(signalRecognisersFor(second.root, second.file), recognisers);
    Source third("- {id: mine, role: requests, metrics: [n_total]}\n");
    QVERIFY(signalRecognisersFor(third.root, third.file) != recognisers);
    const auto conventions = breakerConventionsFor({}, first.file);
    QCOMPARE(breakerConventionsFor({}, second.file), conventions);
}

void TestRules::everyKeyOfASignalRule()
{
    Source source(
        "- id: a\n  role: latency\n  metrics: [b, c*]\n  traffic: grpc\n  where: {x: ['!y', 1-2], z: w}\n"
        "  error: {label: [d, e], values: 5xx}\n  unit: microseconds\n");
    const QList<SignalRule> rules = readSignalRules(source.root, source.file);
    QCOMPARE(rules.size(), 1);
    const SignalRule expected{u"a"_s,
                              SignalRole::Latency,
                              {u"b"_s, u"c*"_s},
                              {u"grpc"_s},
                              {{{u"x"_s}, {u"!y"_s, u"1-2"_s}}, {{u"z"_s}, {u"w"_s}}},
                              {{u"d"_s, u"e"_s}, {u"5xx"_s}},
                              1e-6};
    QVERIFY(rules.first() == expected);
}

void TestRules::everyKeyOfABreakerRule()
{
    Source source(
        "rules:\n- id: a\n  metric: (.*)_state\n  labels: {l: m|n}\n  type: gauge\n  help: breaker\n"
        "  needs: [$1_x]\n  unless: [$1_y]\n  encoding: transitions\n  name_labels: [n]\n  name: $1\n"
        "  state_label: to\n  from_label: from\n  ignore_labels: [i]\n  map: {0: closed, shut: forced open}\n"
        "  help_decides: true\n  guarded: yes\n  hint: h\n"
        "  companions: [{fact: failure_rate, metric: f, labels: {k: v}, scale: 0.01}]\n"
        "saturation: [{id: s, metric: p, name_labels: [q], limit: $1}]\n");
    const BreakerRules rules = readBreakerRules(source.root, source.file);
    for (const ConfigProblem &problem : source.problems.errors()) {
        qWarning("%s", qPrintable(problem.toString()));
    }
    QVERIFY(source.problems.errors().isEmpty());
    QCOMPARE(rules.rules.size(), 1);
    const BreakerRule &rule = rules.rules.first();
    QCOMPARE(rule.metric, u"(.*)_state"_s);
    QCOMPARE(rule.labels, (QMap<QString, QString>{{u"l"_s, u"m|n"_s}}));
    QCOMPARE(rule.type, u"gauge"_s);
    QCOMPARE(rule.help, u"breaker"_s);
    QCOMPARE(rule.needs, QList<QString>{u"$1_x"_s});
    QCOMPARE(rule.unless, QList<QString>{u"$1_y"_s});
    QVERIFY(rule.encoding == BreakerEncoding::Transitions);
    QCOMPARE(rule.nameLabels, QList<QString>{u"n"_s});
    QCOMPARE(rule.name, u"$1"_s);
    QCOMPARE(rule.stateLabel, u"to"_s);
    QCOMPARE(rule.fromLabel, u"from"_s);
    QCOMPARE(rule.ignoreLabels, QList<QString>{u"i"_s});
    QVERIFY(rule.map.value(u"0"_s) == BreakerState::Closed);
    QVERIFY(rule.map.value(u"shut"_s) == BreakerState::ForcedOpen);
    QVERIFY(rule.helpDecides);
    QVERIFY(rule.guarded);
    QCOMPARE(rule.hint, u"h"_s);
    QCOMPARE(rule.companions.size(), 1);
    QVERIFY(rule.companions.first().fact == BreakerFact::FailureRate);
    QCOMPARE(rule.companions.first().scale, 0.01);
    QCOMPARE(rule.companions.first().labels, (QMap<QString, QString>{{u"k"_s, u"v"_s}}));
    QCOMPARE(rules.saturation.size(), 1);
    QCOMPARE(rules.saturation.first().limit, u"$1"_s);
}

QTEST_APPLESS_MAIN(TestRules)
#include "tst_rules.moc"
