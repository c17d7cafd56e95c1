#include "models/runbooks/jsonpath.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

class TestJsonPath : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void find_data();
    void find();
    void problem_data();
    void problem();
};

void TestJsonPath::find_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QStringList>("found");
    QTest::newRow("member") << u"/a/b"_s << QStringList{u"1"_s};
    QTest::newRow("index") << u"/members/1/name"_s << QStringList{u"pg2"_s};
    QTest::newRow("selector") << u"/members/[role=leader]/name"_s << QStringList{u"pg2"_s};
    QTest::newRow("selector, first only") << u"/members/[role=replica]/name"_s << QStringList{u"pg1"_s};
    QTest::newRow("selector by number") << u"/members/[port=5433]/name"_s << QStringList{u"pg2"_s};
    QTest::newRow("selector with a slash") << u"/members/[url=http://h/x]/name"_s << QStringList{u"pg3"_s};
    QTest::newRow("all") << u"/members/*/name"_s << QStringList{u"pg1"_s, u"pg2"_s, u"pg3"_s};
    QTest::newRow("escapes") << u"/x~1y/~0z"_s << QStringList{u"true"_s};
    QTest::newRow("nothing there") << u"/members/[role=none]/name"_s << QStringList();
    QTest::newRow("index past the end") << u"/members/9"_s << QStringList();
    QTest::newRow("through a scalar") << u"/a/b/c"_s << QStringList();
    QTest::newRow("an object") << u"/a"_s << QStringList{u"{\"b\":1}"_s};
    QTest::newRow("null") << u"/n"_s << QStringList{u"null"_s};
    QTest::newRow("large number") << u"/big"_s << QStringList{u"100663296"_s};
}

void TestJsonPath::find()
{
    QFETCH(QString, path);
    QFETCH(QStringList, found);
    const QByteArray text = R"({"a":{"b":1},"x/y":{"~z":true},"n":null,"big":100663296,"members":[
        {"name":"pg1","role":"replica","port":5432},{"name":"pg2","role":"leader","port":5433},
        {"name":"pg3","role":"replica","url":"http://h/x"}]})";
    const QJsonValue root = QJsonDocument::fromJson(text).object();
    QStringList texts;
    for (const QJsonValue &value : JsonPath::find(root, path)) {
        texts.append(JsonPath::toText(value));
    }
    QCOMPARE(texts, found);
}

void TestJsonPath::problem_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("whole") << QString() << true;
    QTest::newRow("pointer") << u"/a/0"_s << true;
    QTest::newRow("no slash") << u"a"_s << false;
    QTest::newRow("open selector") << u"/a/[b=c"_s << false;
    QTest::newRow("selector without a key") << u"/a/[=c]"_s << false;
}

void TestJsonPath::problem()
{
    QFETCH(QString, path);
    QFETCH(bool, isGood);
    QCOMPARE(JsonPath::problem(path).isEmpty(), isGood);
}

QTEST_GUILESS_MAIN(TestJsonPath)
#include "tst_jsonpath.moc"
