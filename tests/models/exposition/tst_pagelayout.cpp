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
    void equalLayoutsShareTheirMemory()
    {
        const auto make = [](const char *name, SeriesSlot slot) {
            PageLayout layout;
            layout.appendSample(name, 0, slot);
            return layout;
        };
        PageLayoutPool pool;
        PageLayout one = make("requests_total ", 1);
        PageLayout same = make("requests_total ", 1);
        PageLayout otherSlot = make("requests_total ", 2);
        const std::size_t alone = one.memory();
        for (PageLayout *layout : {&one, &same, &otherSlot}) {
            layout->share(pool);
        }
        QCOMPARE(same.bytes(), one.bytes()); // the same place
        QVERIFY(otherSlot.bytes() != one.bytes());
        QCOMPARE(std::string(otherSlot.bytes(), otherSlot.byteCount()), std::string("requests_total "));
        QVERIFY(one.memory() <= alone / 2);
        QCOMPARE(pool.size(), std::size_t{2});
        // One that is made anew leaves the others alone.
        one.clear();
        one.appendSample("errors_total ", 0, 3);
        QCOMPARE(std::string(same.bytes(), same.byteCount()), std::string("requests_total "));
        QCOMPARE(std::string(one.bytes(), one.byteCount()), std::string("errors_total "));
    }
    void thePoolForgetsWhatNobodyUses()
    {
        PageLayoutPool pool;
        for (int i = 0; i < 1000; ++i) {
            PageLayout layout;
            layout.appendSample(std::to_string(i) + ' ', 0, 1);
            layout.share(pool);
        }
        QVERIFY(pool.size() <= 64);
    }
};

QTEST_APPLESS_MAIN(tst_PageLayout)
#include "tst_pagelayout.moc"
