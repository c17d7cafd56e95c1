#include "models/items/naturalorder.h"

#include <QTest>

using namespace quarterdeck;

class tst_NaturalOrder final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void order_data()
    {
        QTest::addColumn<QString>("smaller");
        QTest::addColumn<QString>("bigger");
        QTest::newRow("numbers") << u"pg2"_qs << u"pg10"_qs;
        QTest::newRow("addresses") << u"10.2.9.1:80"_qs << u"10.2.10.1:80"_qs;
        QTest::newRow("beginning") << u"pg"_qs << u"pg1"_qs;
        QTest::newRow("case apart") << u"Cart"_qs << u"edge"_qs;
        QTest::newRow("case decides last") << u"Cart"_qs << u"cart"_qs;
        QTest::newRow("huge numbers") << u"n99999999999999999998"_qs << u"n99999999999999999999"_qs;
        QTest::newRow("zeros decide last") << u"a01"_qs << u"a1"_qs;
        QTest::newRow("empty") << u""_qs << u"a"_qs;
    }
    void order()
    {
        QFETCH(QString, smaller);
        QFETCH(QString, bigger);
        QVERIFY(compareNaturally(smaller, bigger) < 0);
        QVERIFY(compareNaturally(bigger, smaller) > 0);
        QCOMPARE(compareNaturally(smaller, smaller), 0);
    }
};

QTEST_GUILESS_MAIN(tst_NaturalOrder)
#include "tst_naturalorder.moc"
