#include "app/config/documentreader.h"

#include <QTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

/// YAML and JSON to the same tree, with places.
class TestDocumentReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void yaml_data();
    void yaml();
    void json_data();
    void json();
    void jsonErrors_data();
    void jsonErrors();
    void jsonAgreesWithYaml();
    void placesInJson();
    void survivesEveryCut_data();
    void survivesEveryCut();
};

namespace {

/// "{a: [1, 'x', null]}": quotes where the text had them.
QString print(const DocumentNode &node)
{
    QStringList parts;
    switch (node.kind) {
    case DocumentNode::Kind::Null:
        return u"null"_s;
    case DocumentNode::Kind::Scalar:
        return node.quoted ? u'\'' + node.text + u'\'' : node.text;
    case DocumentNode::Kind::Sequence:
        for (const DocumentNode &item : node.items) {
            parts.append(print(item));
        }
        return u'[' + parts.join(u", "_s) + u']';
    case DocumentNode::Kind::Mapping:
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            parts.append(node.keys[i].text + u": "_s + print(node.items[i]));
        }
        return u'{' + parts.join(u", "_s) + u'}';
    }
    return {};
}

struct Read
{
    ProblemList problems;
    std::optional<DocumentNode> root;

    Read(const QByteArray &text, bool isJson)
    {
        SourceFile file;
        file.shown = u"f"_s;
        file.problems = &problems;
        root = isJson ? readJson(text, file) : readYaml(text, file);
    }
    [[nodiscard]] QString printed() const { return root ? print(*root) : u"nothing"_s; }
    [[nodiscard]] QString problem() const
    {
        const QList<ConfigProblem> all = problems.errors() + problems.warnings();
        return all.isEmpty() ? QString() : all.first().toString();
    }
};

} // namespace

void TestDocumentReader::yaml_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("tree");
    QTest::newRow("empty") << QByteArray() << u"null"_s;
    QTest::newRow("comments only") << QByteArray("# nothing\n") << u"null"_s;
    QTest::newRow("nested") << QByteArray("a:\n  - b: 1\n    c: 'x'\n  -\nd: ~\n")
                            << u"{a: [{b: 1, c: 'x'}, null], d: null}"_s;
    QTest::newRow("Windows lines") << QByteArray("a: 1\r\nb: 2\r\n") << u"{a: 1, b: 2}"_s;
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF"
                                                   "a: 1\n")
                                     << u"{a: 1}"_s;
    QTest::newRow("alias") << QByteArray("a: &x {b: 1}\nc: *x\n") << u"{a: {b: 1}, c: {b: 1}}"_s;
    QTest::newRow("merge: own keys win")
        << QByteArray("d: &d {a: 1, b: 2}\ne: {<<: *d, b: 3}\n") << u"{d: {a: 1, b: 2}, e: {b: 3, a: 1}}"_s;
    QTest::newRow("merge of several: the first wins")
        << QByteArray("- &x {a: 1}\n- &y {a: 2, b: 2}\n- {<<: [*x, *y]}\n")
        << u"[{a: 1}, {a: 2, b: 2}, {a: 1, b: 2}]"_s;
    QTest::newRow("a block of text") << QByteArray("a: |\n  x\n  y\n") << u"{a: 'x\ny\n'}"_s;
}

void TestDocumentReader::yaml()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, tree);
    const Read read(text, false);
    QCOMPARE(read.printed(), tree);
    QCOMPARE(read.problem(), QString());
}

void TestDocumentReader::json_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("tree");
    QTest::newRow("nested") << QByteArray(" {\"a\": [1, \"x\", null, true], \"b\": {}} \n")
                            << u"{a: [1, 'x', null, true], b: {}}"_s;
    QTest::newRow("numbers") << QByteArray("[0, -1.5e+3, 12]") << u"[0, -1.5e+3, 12]"_s;
    QTest::newRow("escapes") << QByteArray(R"(["\"\\\/\b\n\u00e4\ud83d\ude00"])") << u"['\"\\/\b\nä😀']"_s;
    QTest::newRow("UTF-8") << QByteArray("[\"ä😀\"]") << u"['ä😀']"_s;
    QTest::newRow("empty list") << QByteArray("[]") << u"[]"_s;
}

void TestDocumentReader::json()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, tree);
    const Read read(text, true);
    QCOMPARE(read.printed(), tree);
    QCOMPARE(read.problem(), QString());
}

void TestDocumentReader::jsonErrors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("error");
    QTest::newRow("empty") << QByteArray() << u"f:1:1: not JSON: the file ends in the middle of a value"_s;
    QTest::newRow("comma before the brace")
        << QByteArray("{\"a\": 1,\n}") << u"f:2:1: not JSON: a comma before the closing brace"_s;
    QTest::newRow("key without quotes")
        << QByteArray("{a: 1}") << u"f:1:2: not JSON: expected a key in quotes"_s;
    QTest::newRow("single quotes") << QByteArray("['a']") << u"f:1:2: not JSON: \"'a'\" is not a value"_s;
    QTest::newRow("no colon") << QByteArray("{\"a\" 1}")
                              << u"f:1:6: not JSON: expected \":\" after the key \"a\""_s;
    QTest::newRow("open text") << QByteArray("[\"ab")
                               << u"f:1:5: not JSON: a text without its closing quote"_s;
    QTest::newRow("a line break in a text")
        << QByteArray("[\"a\nb\"]") << u"f:1:4: not JSON: a line break or control character inside a text"_s;
    QTest::newRow("unknown escape") << QByteArray("[\"\\x\"]") << u"f:1:4: not JSON: an unknown escape"_s;
    QTest::newRow("half an escape") << QByteArray("[\"\\u12\"]")
                                    << u"\"\\u\" needs four hexadecimal digits"_s;
    QTest::newRow("NaN") << QByteArray("[NaN]") << u"\"NaN\" is not a value"_s;
    QTest::newRow("a plus") << QByteArray("[+1]") << u"\"+1\" is not a value"_s;
    QTest::newRow("too deep") << QByteArray(100000, '[') << u"nested deeper than 64 levels"_s;
    QTest::newRow("a column in characters") << QByteArray("[\"äöü\" x]") << u"f:1:8: not JSON: expected"_s;
    QTest::newRow("a key twice") << QByteArray("{\"a\": 1, \"a\": 2}")
                                 << u"f:1:10: the key \"a\" stands here twice"_s;
}

void TestDocumentReader::jsonErrors()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, error);
    const Read read(text, true);
    QVERIFY2(read.problem().contains(error), qPrintable(read.problem()));
}

void TestDocumentReader::jsonAgreesWithYaml()
{
    // JSON is YAML, and target files exist in both: one text, one tree.
    const QByteArray text =
        R"([{"targets": ["a:1", "b:2"], "labels": {"x": "1", "y": "é"}}, {"targets": []}])";
    QCOMPARE(Read(text, true).printed(), Read(text, false).printed());
}

void TestDocumentReader::placesInJson()
{
    const Read read("{\"ä\": [\n  true, {\"b\": \"c\"}]}", true);
    const DocumentNode &list = read.root->items.at(0);
    QCOMPARE(list.line, 1);
    QCOMPARE(list.column, 7);
    QCOMPARE(list.items.at(1).line, 2);
    QCOMPARE(list.items.at(1).column, 9);
    QCOMPARE(list.items.at(1).items.at(0).column, 15);
}

void TestDocumentReader::survivesEveryCut_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isJson");
    QTest::newRow("YAML") << QByteArray("a: &x {b: [1, 'q\\u00e4', \"\\x41\"], <<: {c: |2}}\nd:\n  - *x\n  - "
                                        "? k\n    : v\n  - !t 5\n%A\n")
                          << false;
    QTest::newRow("JSON") << QByteArray(R"({"a": [1, -2.5e3, "\ud83d\ude00\n", null, true, {"b": {}}]})")
                          << true;
}

void TestDocumentReader::survivesEveryCut()
{
    // Nothing may escape or crash, whatever stands in a file: every prefix, and every byte changed to
    // another.
    QFETCH(QByteArray, text);
    QFETCH(bool, isJson);
    for (qsizetype length = 0; length <= text.size(); ++length) {
        const Read read(text.left(length), isJson);
        QVERIFY(read.root.has_value() || !read.problem().isEmpty());
    }
    for (qsizetype at = 0; at < text.size(); ++at) {
        for (const char other : {'\0', '\t', '\n', '"', '{', ']', ':', '*', '&', '\\', '\xff'}) {
            QByteArray changed = text;
            changed[at] = other;
            const Read read(changed, isJson);
            QVERIFY(read.root.has_value() || !read.problem().isEmpty());
        }
    }
}

QTEST_APPLESS_MAIN(TestDocumentReader)
#include "tst_documentreader.moc"
