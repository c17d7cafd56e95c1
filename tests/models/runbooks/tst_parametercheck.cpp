#include "models/runbooks/parametercheck.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using Type = ParameterDefinition::Type;

Q_DECLARE_METATYPE(quarterdeck::ParameterDefinition)
Q_DECLARE_METATYPE(quarterdeck::ParameterChoices)

class TestParameterCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void value_data();
    void value();
    void unknown();
};

void TestParameterCheck::value_data()
{
    QTest::addColumn<ParameterDefinition>("parameter");
    QTest::addColumn<ParameterChoices>("choices");
    QTest::addColumn<QString>("given"); ///< "-": not given
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const ParameterDefinition &parameter,
                        const ParameterChoices &choices, const QString &given, const QString &expected) {
        QTest::newRow(name) << parameter << choices << given << expected;
    };
    ParameterDefinition text;
    text.name = u"p"_s;
    row("text", text, {}, u"a b"_s, u"a b"_s);
    row("hostile text is text", text, {}, u"'; $(x) `y`\n--z"_s, u"'; $(x) `y`\n--z"_s);
    row("missing", text, {}, u"-"_s, u"!the parameter \"p\" is missing"_s);
    row("empty", text, {}, u""_s, u"!is missing"_s);
    row("too long", text, {}, QString(5000, u'a'), u"!longer than"_s);
    ParameterDefinition pattern = text;
    pattern.pattern = u"[a-z]+|x1"_s;
    row("pattern", pattern, {}, u"abc"_s, u"abc"_s);
    row("pattern fits whole", pattern, {}, u"abc1"_s, u"!does not fit"_s);
    row("pattern, line break at the end", pattern, {}, u"abc\n"_s, u"!does not fit"_s);
    ParameterDefinition optional = text;
    optional.isOptional = true;
    row("optional", optional, {}, u"-"_s, u""_s);
    ParameterDefinition preset = text;
    preset.preset = RunText::literal(u"d"_s);
    preset.hasPreset = true;
    row("default", preset, {}, u"-"_s, u"d"_s);
    row("given wins", preset, {}, u"g"_s, u"g"_s);
    ParameterDefinition number;
    number.name = u"n"_s;
    number.type = Type::Number;
    number.lowest = 0;
    number.highest = 256;
    row("number", number, {}, u"25.5"_s, u"25.5"_s);
    row("number, text", number, {}, u"1; rm"_s, u"!is not a number"_s);
    row("number, nan", number, {}, u"nan"_s, u"!is not a number"_s);
    row("number, blank", number, {}, u" 1"_s, u"!is not a number"_s);
    row("number, high", number, {}, u"257"_s, u"!is not from 0 to 256"_s);
    ParameterDefinition choice;
    choice.name = u"c"_s;
    choice.type = Type::Choice;
    row("choice", choice, {{u"a"_s, u"b"_s}, true}, u"b"_s, u"b"_s);
    row("choice, other", choice, {{u"a"_s, u"b"_s}, true}, u"c"_s, u"!is none of a, b"_s);
    row("choice, missing", choice, {{u"a"_s, u"b"_s}, true}, u"-"_s, u"!choose one of a, b"_s);
    row("choice, only one", choice, {{u"a"_s}, true}, u"-"_s, u"a"_s);
    row("choice, nothing found", choice, {{}, true}, u"a"_s, u"!nothing was found"_s);
    ParameterDefinition secret = pattern;
    secret.type = Type::Secret;
    row("secret is not told", secret, {}, u"HIDDEN"_s, u"!p: does not fit"_s);
}

void TestParameterCheck::value()
{
    QFETCH(ParameterDefinition, parameter);
    QFETCH(ParameterChoices, choices);
    QFETCH(QString, given);
    QFETCH(QString, expected);
    QMap<QString, QString> values;
    if (given != u"-"_s) {
        values.insert(parameter.name, given);
    }
    QList<ParameterProblem> problems;
    const auto found = parameterValue(parameter, values, choices, {}, problems);
    if (expected.startsWith(u'!')) {
        QVERIFY(!found);
        QCOMPARE(problems.size(), 1);
        QVERIFY2(problems.first().message.contains(expected.mid(1)), qPrintable(problems.first().message));
    } else {
        QVERIFY2(found, problems.isEmpty() ? "" : qPrintable(problems.first().message));
        QCOMPARE(*found, expected);
    }
}

void TestParameterCheck::unknown()
{
    RunbookDefinition runbook;
    runbook.id = u"r"_s;
    ParameterDefinition candidate;
    candidate.name = u"candidate"_s;
    runbook.parameters = {candidate};
    QVERIFY(unknownParameters(runbook, {{u"candidate"_s, u"x"_s}}).isEmpty());
    const auto problems = unknownParameters(runbook, {{u"candidat"_s, u"x"_s}});
    QCOMPARE(problems.size(), 1);
    QVERIFY(problems.first().message.contains(u"r has candidate"_s));
}

QTEST_GUILESS_MAIN(TestParameterCheck)
#include "tst_parametercheck.moc"
