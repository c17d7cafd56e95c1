#include "app/polling/bulkhead.h"

#include <QList>
#include <QTest>

using namespace quarterdeck;

class TestBulkhead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void admitsUpToItsLimitAndThenByPriority()
    {
        const auto bulkhead = std::make_shared<Bulkhead>(2);
        QList<int> admitted;
        Bulkhead::Ticket tickets[6];
        const int priority[6] = {2, 2, 2, 1, 0, 0};
        for (int i = 0; i < 6; ++i) {
            Bulkhead::enter(bulkhead, tickets[i], priority[i], [&admitted, i] { admitted += i; });
        }
        QCOMPARE(admitted, (QList<int>{0, 1}));
        QCOMPARE(bulkhead->waiting(), std::size_t(4));
        tickets[0].giveBack();
        QCOMPARE(admitted, (QList<int>{0, 1, 4}));
        tickets[5].giveBack(); // leaves the line
        tickets[4].giveBack();
        QCOMPARE(admitted, (QList<int>{0, 1, 4, 3}));
        tickets[1].giveBack();
        QCOMPARE(admitted, (QList<int>{0, 1, 4, 3, 2}));
        tickets[2].giveBack();
        tickets[3].giveBack();
        QCOMPARE(bulkhead->inside(), 0);
        QCOMPARE(bulkhead->waiting(), std::size_t(0));
    }

    void aTicketGivesItsPlaceBackWhenItGoes()
    {
        const auto bulkhead = std::make_shared<Bulkhead>(1);
        bool second = false;
        Bulkhead::Ticket waiting;
        {
            Bulkhead::Ticket inside;
            Bulkhead::enter(bulkhead, inside, 0, [] {});
            Bulkhead::enter(bulkhead, waiting, 0, [&] { second = true; });
            QVERIFY(inside.isInside());
            QVERIFY(waiting.isWaiting());
        }
        QVERIFY(second);
        QVERIFY(waiting.isInside());
    }
};

QTEST_GUILESS_MAIN(TestBulkhead)
#include "tst_bulkhead.moc"
