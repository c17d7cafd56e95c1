#include "models/exposition/serieskey.h"

#include <QTest>

#include <string>
#include <unordered_set>

using namespace quarterdeck;

class tst_SeriesKey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameSeries()
    {
        const LabelView one[] = {{"a", "1"}, {"b", "2"}};
        const LabelView turned[] = {{"b", "2"}, {"a", "1"}};
        const LabelView withEmpty[] = {{"a", "1"}, {"c", ""}, {"b", "2"}};
        const LabelView withLe[] = {{"a", "1"}, {"b", "2"}, {"le", "5"}};
        QCOMPARE(seriesKey("m", turned), seriesKey("m", one));
        QCOMPARE(seriesKey("m", withEmpty), seriesKey("m", one));
        QCOMPARE(seriesKey("m", withLe, "le"), seriesKey("m", one));
    }
    void otherSeries()
    {
        const LabelView one[] = {{"a", "1"}, {"b", "2"}};
        const LabelView exchanged[] = {{"a", "2"}, {"b", "1"}};
        const LabelView shifted[] = {{"ab", "1"}, {"b", "2"}};
        QVERIFY(!(seriesKey("m", one) == seriesKey("n", one)));
        QVERIFY(!(seriesKey("m", one) == seriesKey("m", exchanged)));
        QVERIFY(!(seriesKey("m", one) == seriesKey("m", shifted)));
        QVERIFY(!(seriesKey("m", {}) == seriesKey("m", one)));
    }
    void noClashes()
    {
        std::unordered_set<SeriesKey, SeriesKeyHash> keys;
        for (int i = 0; i < 200000; ++i) {
            const std::string value = std::to_string(i);
            const LabelView labels[] = {{"instance", value}};
            QVERIFY(keys.insert(seriesKey("m", labels)).second);
        }
    }
};

QTEST_APPLESS_MAIN(tst_SeriesKey)
#include "tst_serieskey.moc"
