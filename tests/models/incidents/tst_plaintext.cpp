#include "models/incidents/plaintext.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

class TestPlainText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void texts_data();
    void texts();
    void longOnes();
};

void TestPlainText::texts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("plain");
    QTest::newRow("plain") << u"checkout/10.0.0.1:80 up → down"_s << u"checkout/10.0.0.1:80 up → down"_s;
    QTest::newRow("lines stay") << u"a\nb\u2028c\u2029d"_s << u"a\nb\nc\nd"_s;
    QTest::newRow("return") << u"a\r\nb"_s << u"a\nb"_s;
    QTest::newRow("tab") << u"a\tb"_s << u"a b"_s;
    QTest::newRow("escape of a terminal") << u"\u001b[31mred\u0007\u009b2J"_s << u"[31mred2J"_s;
    QTest::newRow("nul") << QString(u"a"_s + QChar(0) + u"b"_s) << u"ab"_s;
    QTest::newRow("right to left") << u"exe.\u202Egpj\u2066x\u2069\u200Ey"_s << u"exe.gpjxy"_s;
    QTest::newRow("tags that nobody sees") << u"a\U000E0041b"_s << u"ab"_s;
    QTest::newRow("beyond sixteen bits") << u"a\U0001F600b"_s << u"a\U0001F600b"_s;
    QTest::newRow("half of one") << QString(u"a"_s + QChar(0xD83D) + u"b"_s) << u"a\uFFFDb"_s;
    QTest::newRow("letters from right to left") << u"שלום"_s << u"שלום"_s;
}

void TestPlainText::texts()
{
    QFETCH(QString, text);
    QFETCH(QString, plain);
    QCOMPARE(plainText(text), plain);
}

void TestPlainText::longOnes()
{
    QCOMPARE(shortened(u"abc"_s, 3), u"abc"_s);
    QCOMPARE(shortened(u"abcd"_s, 3), u"abc… (1 more characters)"_s);
    QCOMPARE(shortened(u"ab\U0001F600cd"_s, 3), u"ab… (4 more characters)"_s); // no half of one
    QCOMPARE(shortened(QString(100'000, u'x'), 2000).size(), 2000 + u"… (98000 more characters)"_s.size());
}

QTEST_GUILESS_MAIN(TestPlainText)
#include "tst_plaintext.moc"
