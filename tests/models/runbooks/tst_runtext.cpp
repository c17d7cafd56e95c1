#include "models/runbooks/runtext.h"
#include "models/runbooks/runvalues.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

namespace {

enum Mode { Plain, Argument, Guarded, Url, Json, Form, Header, Filter, Path };

std::optional<QString> fill(Mode mode, const RunText &text, const RunValues &values, QString *problem)
{
    switch (mode) {
    case Plain:
        return text.fillPlain(values, problem);
    case Argument:
        return text.fillArgument(values, false, problem);
    case Guarded:
        return text.fillArgument(values, true, problem);
    case Url:
        return text.fillUrl(values, problem);
    case Json:
        return text.fillJson(values, problem);
    case Form:
        return text.fillForm(values, problem);
    case Header:
        return text.fillHeader(values, problem);
    case Filter:
        return text.fillFilter(values, problem);
    case Path:
        return text.fillPath(values, problem);
    }
    return std::nullopt;
}

} // namespace

class TestRunText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void fills_data();
    void fills();
    void words();
    void secretsAreRedactedInEveryShape();
};

void TestRunText::parses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("problem");
    QTest::addColumn<int>("places");
    QTest::newRow("none") << u"plain $ text {x}"_s << QString() << 0;
    QTest::newRow("shell words are text") << u"$(rm -rf) `x` $HOME"_s << QString() << 0;
    QTest::newRow("escaped") << u"$${x}"_s << QString() << 0;
    QTest::newRow("one") << u"a ${x} b"_s << QString() << 1;
    QTest::newRow("two, one with a part") << u"${x}${instance.label.zone}"_s << QString() << 2;
    QTest::newRow("modifier") << u"${x|origin}"_s << QString() << 1;
    QTest::newRow("open") << u"a ${x"_s << u"is not closed"_s << 0;
    QTest::newRow("empty") << u"${}"_s << u"is not a name"_s << 0;
    QTest::newRow("blank") << u"${a b}"_s << u"is not a name"_s << 0;
    QTest::newRow("modifier unknown") << u"${x|upper}"_s << u"unknown modifier"_s << 0;
}

void TestRunText::parses()
{
    QFETCH(QString, text);
    QFETCH(QString, problem);
    QFETCH(int, places);
    QString found;
    const auto parsed = RunText::parse(text, &found);
    QCOMPARE(parsed.has_value(), problem.isEmpty());
    QVERIFY2(found.contains(problem), qPrintable(found));
    if (parsed) {
        QCOMPARE(parsed->places().size(), places);
        QCOMPARE(parsed->source(), text);
    }
}

void TestRunText::fills_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expected"); ///< after "!": the problem
    const auto row = [](const char *name, Mode mode, const QString &text, const QString &value,
                        const QString &expected) {
        QTest::newRow(name) << int(mode) << text << value << expected;
    };
    row("bytes", Plain, u"lag ${x|bytes}"_s, u"0"_s, u"lag 0 B"_s);
    row("many bytes", Plain, u"${x|bytes}"_s, u"16777216"_s, u"16.8 MB"_s);
    row("no number of bytes", Plain, u"${x|bytes}"_s, u"unknown"_s, u"unknown"_s);
    row("missing", Plain, u"${y}"_s, u"a"_s, u"!\"y\" has no value"_s);
    row("literal place", Plain, u"$${x} ${x}"_s, u"a"_s, u"${x} a"_s);
    row("a place in a value is not filled again", Plain, u"${x}"_s, u"${x}"_s, u"${x}"_s);

    row("argument, quotes", Argument, u"${x}"_s, u"a'b\"c"_s, u"a'b\"c"_s);
    row("argument, shell", Argument, u"--name=${x}"_s, u"$(id); rm -rf / `x` | y > z"_s,
        u"--name=$(id); rm -rf / `x` | y > z"_s);
    row("argument, line break", Argument, u"${x}"_s, u"a\nb"_s, u"a\nb"_s);
    row("argument, dash", Argument, u"${x}"_s, u"--all"_s, u"!would be read as an option"_s);
    row("argument, dash within", Argument, u"n=${x}"_s, u"--all"_s, u"n=--all"_s);
    row("argument, dash after --", Guarded, u"${x}"_s, u"--all"_s, u"--all"_s);
    row("argument, zero byte", Argument, u"${x}"_s, QString(QChar(0)) + u'a', u"!zero byte"_s);
    row("argument, empty", Argument, u"${x}"_s, u""_s, u""_s);

    row("url, path", Url, u"http://h/${x}"_s, u"a b/c?d#e&f%g\n'"_s,
        u"http://h/a%20b%2Fc%3Fd%23e%26f%25g%0A%27"_s);
    row("url, query", Url, u"http://h/?q=${x}"_s, u"a&b=c"_s, u"http://h/?q=a%26b%3Dc"_s);
    row("url, empty value", Url, u"http://h/${x}"_s, u""_s, u"!is empty"_s);
    row("url, fills to nothing", Url, u"${x}"_s, u""_s, u"!is empty"_s);
    row("url, dot dot", Url, u"http://h/a/${x}/b"_s, u".."_s, u"!resolve away"_s);
    row("url, base", Url, u"${x}/switchover"_s, u"http://10.0.0.1:8008"_s,
        u"http://10.0.0.1:8008/switchover"_s);
    row("url, base with slash", Url, u"${x}/a"_s, u"http://h/"_s, u"http://h/a"_s);
    row("url, base is no URL", Url, u"${x}/a"_s, u"h:80"_s, u"!must be an http or https URL"_s);
    row("url, base with a password", Url, u"${x}/a"_s, u"http://u:p@h"_s, u"!must be an http or https URL"_s);
    row("url, base of another scheme", Url, u"${x}/a"_s, u"file:///etc/passwd"_s, u"!must be an http"_s);
    row("url, base with a line break", Url, u"${x}/a"_s, u"http://h\r\nX: y"_s, u"!must be an http"_s);
    row("url, host", Url, u"http://${x}/a"_s, u"10.0.0.1:80"_s, u"http://10.0.0.1:80/a"_s);
    row("url, host v6", Url, u"http://${x}/a"_s, u"[::1]:80"_s, u"http://[::1]:80/a"_s);
    row("url, host with a path", Url, u"http://${x}/a"_s, u"evil/@h"_s, u"!wants a host"_s);
    row("url, host with a user", Url, u"http://${x}/a"_s, u"a@h"_s, u"!wants a host"_s);
    row("url, relative", Url, u"/a/${x}"_s, u"b"_s, u"!not an absolute"_s);
    row("url, origin", Url, u"${x|origin}/switchover"_s, u"http://10.0.0.1:8008/patroni"_s,
        u"http://10.0.0.1:8008/switchover"_s);
    row("url, origin of no URL", Url, u"${x|origin}/a"_s, u"pg1"_s, u"!is not a URL"_s);
    row("authority", Plain, u"${x|authority}"_s, u"https://h/patroni"_s, u"h:443"_s);

    row("json, quotes", Json, uR"({"a":"${x}"})"_s, u"a\"b\\c\n"_s, uR"({"a":"a\"b\\c\n"})"_s);
    row("json, no way out", Json, uR"({"a":"${x}"})"_s, u"\",\"admin\":true,\"b\":\""_s,
        uR"({"a":"\",\"admin\":true,\"b\":\""})"_s);
    row("json, number", Json, uR"({"a":${x}})"_s, u"-1.5e3"_s, uR"({"a":-1.5e3})"_s);
    row("json, bare text", Json, uR"({"a":${x}})"_s, u"1,\"b\":2"_s, u"!outside quotes"_s);
    row("json, escaped quote before", Json, uR"({"a":"\"${x}"})"_s, u"b\""_s, uR"({"a":"\"b\""})"_s);
    row("json, not JSON", Json, uR"({"a":"${x}")"_s, u"b"_s, u"!not JSON"_s);

    row("form", Form, u"a=${x}&b=1"_s, u"1&b=2 +"_s, u"a=1%26b%3D2%20%2B&b=1"_s);
    row("header", Header, u"Bearer ${x}"_s, u"abc"_s, u"Bearer abc"_s);
    row("header, line break", Header, u"${x}"_s, u"a\r\nX: y"_s, u"!line break"_s);
    row("filter", Filter, u"service:${x} state:up"_s, u"a b,c"_s, u"service:\"a b,c\" state:up"_s);
    row("filter, quote", Filter, u"service:${x}"_s, u"a\" cluster:b"_s, u"!cannot be looked for"_s);
    row("path", Path, u"/m/[name=${x}]/url"_s, u"a/b"_s, u"/m/[name=a/b]/url"_s);
    row("path, bracket", Path, u"/m/[name=${x}]/url"_s, u"a]/x"_s, u"!holds a bracket"_s);
}

void TestRunText::fills()
{
    QFETCH(int, mode);
    QFETCH(QString, text);
    QFETCH(QString, value);
    QFETCH(QString, expected);
    QString problem;
    const auto parsed = RunText::parse(text, &problem);
    QVERIFY2(parsed, qPrintable(problem));
    RunValues values;
    values.set(u"x"_s, value);
    const auto filled = fill(Mode(mode), *parsed, values, &problem);
    if (expected.startsWith(u'!')) {
        QVERIFY2(!filled, qPrintable(filled.value_or(QString())));
        QVERIFY2(problem.contains(expected.mid(1)), qPrintable(problem));
    } else {
        QVERIFY2(filled, qPrintable(problem));
        QCOMPARE(*filled, expected);
    }
}

void TestRunText::words()
{
    QString problem;
    RunValues values;
    values.set(u"x"_s, u"a"_s);
    QCOMPARE(RunText::parse(u"${x} and ${y}"_s, &problem)->fillWords(values), u"a and ${y}"_s);
    QCOMPARE(RunText::literal(u"${x}"_s).fillWords(values), u"${x}"_s);
}

void TestRunText::secretsAreRedactedInEveryShape()
{
    RunValues values;
    values.set(u"token"_s, u"p\"ss w/rd"_s, RunValues::Secrecy::Secret);
    values.set(u"url"_s, u"http://h/p\"ss w/rd"_s);
    QVERIFY(values.hasSecrets());
    QCOMPARE(values.redacted(u"a p\"ss w/rd p%22ss%20w%2Frd p\\\"ss w/rd cCJzcyB3L3Jk b"_s),
             u"a [redacted] [redacted] [redacted] [redacted] b"_s);
    QCOMPARE(values.shown().value(u"token"_s), u"[redacted]"_s);
    QCOMPARE(values.shown().value(u"url"_s), u"http://h/[redacted]"_s);
}

QTEST_GUILESS_MAIN(TestRunText)
#include "tst_runtext.moc"
