#include "models/fleet/regexexpansion.h"
#include "models/fleet/relabel.h"

#include <QTest>

#include <re2/re2.h>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(quarterdeck::RelabelConfig)

class TestRelabel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void actions_data();
    void actions();
    void rulesRunInOrderUntilOneDrops();
    void refuses_data();
    void refuses();
    void expansion_data();
    void expansion();
    void labelNames_data();
    void labelNames();
    void actionWords();
};

namespace {

RelabelConfig config(RelabelAction action)
{
    RelabelConfig made;
    made.action = action;
    return made;
}

RelabelConfig replaceFrom(const QList<QString> &source, const QString &regex, const QString &target,
                          const QString &replacement)
{
    RelabelConfig made;
    made.sourceLabels = source;
    made.regex = regex;
    made.targetLabel = target;
    made.replacement = replacement;
    return made;
}

RelabelRule compiled(const RelabelConfig &config)
{
    auto made = RelabelRule::compile(config);
    if (const auto *error = std::get_if<RelabelError>(&made)) {
        qFatal("%s", qPrintable(error->message));
    }
    return std::get<RelabelRule>(made);
}

} // namespace

void TestRelabel::actions_data()
{
    QTest::addColumn<RelabelConfig>("rule");
    QTest::addColumn<Labels>("before");
    QTest::addColumn<bool>("kept");
    QTest::addColumn<Labels>("after");

    const Labels abc{{u"a"_s, u"foo"_s}, {u"b"_s, u"bar"_s}, {u"c"_s, u"baz"_s}};
    const auto with = [](Labels labels, const QString &name, const QString &value) {
        labels.insert(name, value);
        return labels;
    };
    const auto without = [](Labels labels, const QString &name) {
        labels.remove(name);
        return labels;
    };
    using enum RelabelAction;

    // The cases of Prometheus's own relabel_test.go by what they show, and more.
    QTest::newRow("replace with a group") << replaceFrom({u"a"_s}, u"f(.*)"_s, u"d"_s, u"ch${1}-ch${1}"_s)
                                          << abc << true << with(abc, u"d"_s, u"choo-choo"_s);
    QTest::newRow("sources are joined by ;")
        << replaceFrom({u"a"_s, u"b"_s}, u"f(.*);(.*)r"_s, u"a"_s, u"b${1}${2}m"_s) << abc << true
        << with(abc, u"a"_s, u"boobam"_s);
    QTest::newRow("a missing source is empty") << replaceFrom({u"x"_s, u"a"_s}, u";(.*)"_s, u"d"_s, u"$1"_s)
                                               << abc << true << with(abc, u"d"_s, u"foo"_s);
    QTest::newRow("anchored at both ends: part of the value is no match")
        << replaceFrom({u"a"_s}, u"fo"_s, u"d"_s, u"x"_s) << abc << true << abc;
    QTest::newRow("an alternative does not escape its anchor")
        << replaceFrom({u"a"_s}, u"f|foox|o"_s, u"d"_s, u"x"_s) << abc << true << abc;
    QTest::newRow("an empty replacement removes the label")
        << replaceFrom({u"a"_s}, u"(f).*"_s, u"b"_s, QString()) << abc << true << without(abc, u"b"_s);
    QTest::newRow("a group that is missing expands to nothing and removes")
        << replaceFrom({u"a"_s}, u"(f).*"_s, u"b"_s, u"$2"_s) << abc << true << without(abc, u"b"_s);
    QTest::newRow("the target is a template") << replaceFrom({u"a"_s}, u"(f)(.*)"_s, u"t_${2}_$1"_s, u"$2"_s)
                                              << abc << true << with(abc, u"t_oo_f"_s, u"oo"_s);
    QTest::newRow("a template that makes no label name does nothing")
        << replaceFrom({u"a"_s}, u"(f)(.*)"_s, u"$3"_s, u"x"_s) << abc << true << abc;
    QTest::newRow("without sources the empty value is matched")
        << replaceFrom({}, u"(.*)"_s, u"d"_s, u"fixed"_s) << abc << true << with(abc, u"d"_s, u"fixed"_s);
    QTest::newRow("a dot does not match a line break")
        << replaceFrom({u"a"_s}, u"(.*)"_s, u"d"_s, u"x"_s) << Labels{{u"a"_s, u"1\n2"_s}} << true
        << Labels{{u"a"_s, u"1\n2"_s}};
    QTest::newRow("named groups") << replaceFrom({u"a"_s}, u"(?P<first>f)(?P<rest>.*)"_s, u"d"_s,
                                                 u"${rest}$first"_s)
                                  << abc << true << with(abc, u"d"_s, u"oof"_s);

    RelabelConfig separated = replaceFrom({u"a"_s, u"b"_s}, u"(.*)::(.*)"_s, u"d"_s, u"$2$1"_s);
    separated.separator = u"::"_s;
    QTest::newRow("another separator") << separated << abc << true << with(abc, u"d"_s, u"barfoo"_s);

    const auto filter = [](RelabelAction action, const QString &source, const QString &regex) {
        RelabelConfig made = config(action);
        made.sourceLabels = QList<QString>{source};
        made.regex = regex;
        return made;
    };
    QTest::newRow("keep a match") << filter(Keep, u"a"_s, u"f.o"_s) << abc << true << abc;
    QTest::newRow("keep drops what does not match") << filter(Keep, u"a"_s, u"f"_s) << abc << false << abc;
    QTest::newRow("drop a match") << filter(Drop, u"a"_s, u"f.*"_s) << abc << false << abc;
    QTest::newRow("drop keeps what does not match") << filter(Drop, u"a"_s, u".*f"_s) << abc << true << abc;
    QTest::newRow("drop matches a label that is missing")
        << filter(Drop, u"x"_s, u""_s) << abc << false << abc;

    const auto equal = [](RelabelAction action, const QString &source, const QString &target) {
        RelabelConfig made = config(action);
        made.sourceLabels = QList<QString>{source};
        made.targetLabel = target;
        return made;
    };
    const Labels same{{u"a"_s, u"x"_s}, {u"b"_s, u"x"_s}, {u"c"_s, u"y"_s}};
    QTest::newRow("keepequal, equal") << equal(KeepEqual, u"a"_s, u"b"_s) << same << true << same;
    QTest::newRow("keepequal, different") << equal(KeepEqual, u"a"_s, u"c"_s) << same << false << same;
    QTest::newRow("keepequal, both missing") << equal(KeepEqual, u"m"_s, u"n"_s) << same << true << same;
    QTest::newRow("dropequal, equal") << equal(DropEqual, u"a"_s, u"b"_s) << same << false << same;
    QTest::newRow("dropequal, different") << equal(DropEqual, u"a"_s, u"c"_s) << same << true << same;

    const auto hash = [](const QList<QString> &source, quint64 modulus) {
        RelabelConfig made = config(HashMod);
        made.sourceLabels = source;
        made.targetLabel = u"d"_s;
        made.modulus = modulus;
        return made;
    };
    // 976 and 734 are what Prometheus itself expects (relabel_test.go).
    QTest::newRow("hashmod") << hash({u"c"_s}, 1000) << Labels{{u"c"_s, u"baz"_s}} << true
                             << Labels{{u"c"_s, u"baz"_s}, {u"d"_s, u"976"_s}};
    QTest::newRow("hashmod of a line break") << hash({u"a"_s}, 1000) << Labels{{u"a"_s, u"foo\nbar"_s}}
                                             << true << Labels{{u"a"_s, u"foo\nbar"_s}, {u"d"_s, u"734"_s}};

    const auto named = [](RelabelAction action, const QString &regex,
                          const std::optional<QString> &replacement = {}) {
        RelabelConfig made = config(action);
        made.regex = regex;
        made.replacement = replacement;
        return made;
    };
    const Labels meta{{u"a"_s, u"foo"_s}, {u"__meta_my_bar"_s, u"aaa"_s}, {u"__meta_my_baz"_s, u"bbb"_s}};
    QTest::newRow("labelmap") << named(LabelMap, u"__meta_(my.*)"_s) << meta << true
                              << with(with(meta, u"my_bar"_s, u"aaa"_s), u"my_baz"_s, u"bbb"_s);
    QTest::newRow("labelmap with a replacement")
        << named(LabelMap, u"__meta_my_(.*)"_s, u"x_${1}"_s) << meta << true
        << with(with(meta, u"x_bar"_s, u"aaa"_s), u"x_baz"_s, u"bbb"_s);
    QTest::newRow("labelmap does not map what it made")
        << named(LabelMap, u"(a+)"_s, u"${1}a"_s) << Labels{{u"a"_s, u"1"_s}, {u"aa"_s, u"2"_s}} << true
        << Labels{{u"a"_s, u"1"_s}, {u"aa"_s, u"1"_s}, {u"aaa"_s, u"2"_s}};
    QTest::newRow("labeldrop") << named(LabelDrop, u"__meta_.*"_s) << meta << true
                               << Labels{{u"a"_s, u"foo"_s}};
    QTest::newRow("labeldrop is anchored") << named(LabelDrop, u"__meta"_s) << meta << true << meta;
    QTest::newRow("labelkeep") << named(LabelKeep, u"a"_s) << meta << true << Labels{{u"a"_s, u"foo"_s}};

    const auto mapCase = [](RelabelAction action) {
        RelabelConfig made = config(action);
        made.sourceLabels = QList<QString>{u"a"_s};
        made.targetLabel = u"b"_s;
        return made;
    };
    QTest::newRow("lowercase") << mapCase(Lowercase) << Labels{{u"a"_s, u"BaÄr"_s}} << true
                               << Labels{{u"a"_s, u"BaÄr"_s}, {u"b"_s, u"baär"_s}};
    QTest::newRow("uppercase goes rune by rune")
        << mapCase(Uppercase) << Labels{{u"a"_s, u"Straße"_s}} << true
        << Labels{{u"a"_s, u"Straße"_s}, {u"b"_s, u"STRAßE"_s}};
    QTest::newRow("lowercase of nothing removes")
        << mapCase(Lowercase) << Labels{{u"b"_s, u"x"_s}} << true << Labels{};
}

void TestRelabel::actions()
{
    QFETCH(RelabelConfig, rule);
    QFETCH(Labels, before);
    QFETCH(bool, kept);
    QFETCH(Labels, after);
    Labels labels = before;
    QCOMPARE(compiled(rule).apply(labels), kept);
    QCOMPARE(labels, after);
}

void TestRelabel::rulesRunInOrderUntilOneDrops()
{
    RelabelConfig drop = config(RelabelAction::Drop);
    drop.sourceLabels = QList<QString>{u"d"_s};
    drop.regex = u"made"_s;
    const std::vector<RelabelRule> rules{compiled(replaceFrom({}, u"(.*)"_s, u"d"_s, u"made"_s)),
                                         compiled(drop),
                                         compiled(replaceFrom({}, u"(.*)"_s, u"late"_s, u"x"_s))};
    Labels labels;
    QVERIFY(!relabel(labels, rules));
    QCOMPARE(labels, (Labels{{u"d"_s, u"made"_s}}));
    Labels untouched{{u"a"_s, u"b"_s}};
    QVERIFY(relabel(untouched, {}));
    QCOMPARE(untouched, (Labels{{u"a"_s, u"b"_s}}));
}

void TestRelabel::refuses_data()
{
    QTest::addColumn<RelabelConfig>("rule");
    QTest::addColumn<int>("field");
    QTest::addColumn<QString>("says");
    using enum RelabelAction;

    QTest::newRow("a regex that is none")
        << replaceFrom({}, u"a("_s, u"d"_s, u"x"_s) << int(RelabelField::Regex) << u"missing )"_s;
    QTest::newRow("a regex that only fits the anchors")
        << replaceFrom({}, u"a)(b"_s, u"d"_s, u"x"_s) << int(RelabelField::Regex) << u"unexpected )"_s;
    QTest::newRow("no look-around in RE2")
        << replaceFrom({}, u"(?!a)b"_s, u"d"_s, u"x"_s) << int(RelabelField::Regex) << u"(?!"_s;
    QTest::newRow("replace without a target")
        << config(Replace) << int(RelabelField::Entry) << u"target_label"_s;
    QTest::newRow("a target that is no name") << replaceFrom({}, u".*"_s, u"0a"_s, u"x"_s)
                                              << int(RelabelField::TargetLabel) << u"not a label name"_s;
    QTest::newRow("a target with a broken reference")
        << replaceFrom({}, u".*"_s, u"${a"_s, u"x"_s) << int(RelabelField::TargetLabel)
        << u"not a label name"_s;
    RelabelConfig hash = config(HashMod);
    hash.targetLabel = u"d"_s;
    QTest::newRow("hashmod without a modulus") << hash << int(RelabelField::Entry) << u"modulus"_s;
    hash.modulus = 0;
    QTest::newRow("hashmod with modulus 0") << hash << int(RelabelField::Modulus) << u"above 0"_s;
    hash.modulus = 8;
    hash.targetLabel = u"$1"_s;
    QTest::newRow("hashmod takes no template")
        << hash << int(RelabelField::TargetLabel) << u"not a label name"_s;
    RelabelConfig lower = config(Lowercase);
    lower.targetLabel = u"d"_s;
    lower.replacement = u"x"_s;
    QTest::newRow("lowercase with a replacement")
        << lower << int(RelabelField::Replacement) << u"replacement"_s;
    RelabelConfig map = config(LabelMap);
    map.replacement = u"1$"_s;
    QTest::newRow("labelmap to no names") << map << int(RelabelField::Replacement) << u"label names"_s;
    RelabelConfig dropEqual = config(DropEqual);
    dropEqual.targetLabel = u"d"_s;
    dropEqual.regex = u"x"_s;
    QTest::newRow("dropequal with a regex") << dropEqual << int(RelabelField::Regex) << u"source_labels"_s;
    RelabelConfig labelDrop = config(LabelDrop);
    labelDrop.regex = u"x"_s;
    labelDrop.sourceLabels = QList<QString>{u"a"_s};
    QTest::newRow("labeldrop with sources")
        << labelDrop << int(RelabelField::SourceLabels) << u"only \"regex\""_s;
    RelabelConfig labelKeep = config(LabelKeep);
    labelKeep.targetLabel = u"d"_s;
    QTest::newRow("labelkeep with a target")
        << labelKeep << int(RelabelField::TargetLabel) << u"only \"regex\""_s;
    RelabelConfig keepSeparator = config(LabelKeep);
    keepSeparator.separator = u"-"_s;
    QTest::newRow("labelkeep with a separator") << keepSeparator << int(RelabelField::Separator) << u"only"_s;
}

void TestRelabel::refuses()
{
    QFETCH(RelabelConfig, rule);
    QFETCH(int, field);
    QFETCH(QString, says);
    const auto made = RelabelRule::compile(rule);
    const auto *error = std::get_if<RelabelError>(&made);
    QVERIFY(error != nullptr);
    QCOMPARE(int(error->field), field);
    QVERIFY2(error->message.contains(says), qPrintable(error->message));
}

void TestRelabel::expansion_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expanded");
    // The regex is (?P<word>a+)(b)?(?P<_x9>c), matched against "aac": group 2 took no part.
    QTest::newRow("number") << u"$1"_s << u"aa"_s;
    QTest::newRow("the whole match") << u"<$0>"_s << u"<aac>"_s;
    QTest::newRow("braces") << u"${1}0"_s << u"aa0"_s;
    QTest::newRow("the longest name: $10 is group 10") << u"$10"_s << u""_s;
    QTest::newRow("the longest name: $1x is a name") << u"$1x"_s << u""_s;
    QTest::newRow("a name ends at a dash") << u"$1-x"_s << u"aa-x"_s;
    QTest::newRow("a group that took no part") << u"[$2]"_s << u"[]"_s;
    QTest::newRow("named") << u"${word}$_x9"_s << u"aac"_s;
    QTest::newRow("unknown name") << u"[$nope]"_s << u"[]"_s;
    QTest::newRow("a leading zero is a name") << u"[$01]"_s << u"[]"_s;
    QTest::newRow("a huge number is a name") << u"[$4294967297]"_s << u"[]"_s;
    QTest::newRow("doubled") << u"$$1"_s << u"$1"_s;
    QTest::newRow("a dollar at the end") << u"a$"_s << u"a$"_s;
    QTest::newRow("a dollar before no name") << u"$-$1"_s << u"$-aa"_s;
    QTest::newRow("an open brace") << u"${1"_s << u"${1"_s;
    QTest::newRow("an empty brace") << u"${}x"_s << u"${}x"_s;
    QTest::newRow("a letter of another alphabet belongs to the name") << u"$1ä"_s << u""_s;
    QTest::newRow("backslashes mean nothing") << u"\\1"_s << u"\\1"_s;
}

void TestRelabel::expansion()
{
    QFETCH(QString, text);
    QFETCH(QString, expanded);
    const RE2 regex("(?P<word>a+)(b)?(?P<_x9>c)");
    const std::string value = "aac";
    const std::vector<std::string_view> groups{
        value, std::string_view(value).substr(0, 2), {}, std::string_view(value).substr(2)};
    std::string output;
    expandReferences(text.toStdString(), regex, groups, output);
    QCOMPARE(QString::fromStdString(output), expanded);
}

void TestRelabel::labelNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isName");
    QTest::newRow("plain") << u"abc_9"_s << true;
    QTest::newRow("underscore first") << u"__address__"_s << true;
    QTest::newRow("digit first") << u"9a"_s << false;
    QTest::newRow("empty") << QString() << false;
    QTest::newRow("dash") << u"a-b"_s << false;
    QTest::newRow("colon: of metric names only") << u"a:b"_s << false;
    QTest::newRow("not ASCII") << u"größe"_s << false;
}

void TestRelabel::labelNames()
{
    QFETCH(QString, name);
    QFETCH(bool, isName);
    QCOMPARE(isLabelName(name), isName);
}

void TestRelabel::actionWords()
{
    QCOMPARE(relabelActionNames().size(), 11);
    for (const QString &name : relabelActionNames()) {
        const auto action = relabelActionFrom(name.toUpper());
        QVERIFY2(action.has_value(), qPrintable(name));
        QCOMPARE(toString(*action), name);
    }
    QVERIFY(!relabelActionFrom(u"replac"_s));
}

QTEST_APPLESS_MAIN(TestRelabel)
#include "tst_relabel.moc"
