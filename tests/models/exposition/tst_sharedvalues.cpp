#include "models/exposition/sharedvalues.h"

#include <QTest>

#include <string>

using namespace quarterdeck;

class TestSharedValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalValuesAreOne()
    {
        SharedValues<std::string> values;
        const auto first = values.shared(7, "checkout");
        QCOMPARE(values.shared(7, "checkout"), first);
        const auto other = values.shared(7, "orders"); // the same hash is no proof
        QVERIFY(other != first);
        QCOMPARE(*other, std::string("orders"));
        QCOMPARE(values.size(), std::size_t(2));
    }

    void whatNobodyHoldsIsForgotten()
    {
        SharedValues<std::string> values;
        const auto held = values.shared(0, "held");
        for (int round = 0; round < 1000; ++round) {
            values.shared(1, "comes and goes");
        }
        QCOMPARE(values.size(), std::size_t(2));
        for (std::size_t i = 2; i < 10'000; ++i) {
            values.shared(i, std::to_string(i));
        }
        QVERIFY2(values.size() <= 64, qPrintable(QString::number(values.size())));
        QCOMPARE(values.shared(0, "held"), held);
    }
};

QTEST_GUILESS_MAIN(TestSharedValues)
#include "tst_sharedvalues.moc"
