#include "models/incidents/csvtext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

class TestCsvText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cells_data();
    void cells();
    void rowsEnd();
};

void TestCsvText::cells_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cell");
    QTest::newRow("plain") << u"checkout"_s << u"checkout"_s;
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("comma") << u"a,b"_s << u"\"a,b\""_s;
    QTest::newRow("quote") << u"a\"b"_s << u"\"a\"\"b\""_s;
    QTest::newRow("line") << u"a\nb"_s << u"\"a\nb\""_s;
    QTest::newRow("formula") << u"=1+1"_s << u"'=1+1"_s;
    QTest::newRow("call") << u"@SUM(A1)"_s << u"'@SUM(A1)"_s;
    QTest::newRow("plus") << u"+cmd|' /C calc'!A0"_s << u"'+cmd|' /C calc'!A0"_s;
    QTest::newRow("tab") << u"\t=1"_s << u"' =1"_s;
    QTest::newRow("return") << u"\r=1"_s << u"'=1"_s;
    QTest::newRow("blanks") << u"  =1"_s << u"'  =1"_s;
    QTest::newRow("wide sign") << u"＝cmd()"_s << u"'＝cmd()"_s;
    QTest::newRow("behind what nobody sees") << u"\u202E=cmd()"_s << u"'=cmd()"_s;
    QTest::newRow("in a line of its own") << u"a\n=cmd();"_s << u"\"a\n'=cmd();\""_s;
    QTest::newRow("semicolon") << u"a;b"_s << u"\"a;b\""_s;
    QTest::newRow("negative number") << u"-3.5"_s << u"-3.5"_s;
    QTest::newRow("minus and words") << u"-3 of 4"_s << u"'-3 of 4"_s;
}

void TestCsvText::cells()
{
    QFETCH(QString, text);
    QFETCH(QString, cell);
    QCOMPARE(csvCell(text), cell);
}

void TestCsvText::rowsEnd()
{
    QCOMPARE(csvRow({u"a"_s, u"b,c"_s}), u"a,\"b,c\"\r\n"_s);
}

QTEST_GUILESS_MAIN(TestCsvText)
#include "tst_csvtext.moc"
