#include "models/exposition/pagelayout.h"

#include <QTest>

using namespace quarterdeck;

class tst_PageLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void entries()
    {
        PageLayout layout;
        layout.appendSample("# c\na ", 4, 3);
        layout.appendText("# d\n");
        layout.appendText("# e\n");
        layout.appendSample("b ", 0, ignoredSeries);
        layout.appendText("# EOF\n");
        layout.endText();
        layout.endText(); // nothing is open any more
        QCOMPARE(layout.entries().size(), std::size_t{3});
        QCOMPARE(layout.entries()[0].length, 6U);
        QCOMPARE(layout.entries()[0].textLength, 4U);
        QCOMPARE(layout.entries()[0].slot, SeriesSlot{3});
        QCOMPARE(layout.entries()[1].length, 10U);
        QCOMPARE(layout.entries()[1].textLength, 8U);
        QCOMPARE(layout.entries()[2].slot, PageLayout::textOnly);
        QCOMPARE(layout.text(), std::string("# c\n# d\n# e\n# EOF\n"));
        QCOMPARE(std::string(layout.bytes(), layout.byteCount()), std::string("# c\na # d\n# e\nb # EOF\n"));

        PageLayout begun;
        begun.appendFrom(layout, 2, 16);
        QCOMPARE(begun.entries().size(), std::size_t{2});
        QCOMPARE(begun.byteCount(), std::size_t{16});
    }
    void memory()
    {
        PageLayout layout;
        QCOMPARE(layout.memory(), std::size_t{0});
        layout.reserve(1000000);
        layout.appendSample(std::string(1000, 'x'), 0, 1);
        QVERIFY(layout.memory() >= 999000);
        layout.squeeze();
        QVERIFY(layout.memory() < 2000);
        layout.releaseMemory();
        QCOMPARE(layout.memory(), std::size_t{0});
    }
};

QTEST_APPLESS_MAIN(tst_PageLayout)
#include "tst_pagelayout.moc"
