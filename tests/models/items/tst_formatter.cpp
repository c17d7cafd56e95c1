#include "models/items/formatter.h"
#include "models/signals/errorbudget.h"

#include <QTest>

#include <limits>

using namespace quarterdeck;
using namespace std::chrono_literals;

class tst_Formatter final : public QObject
{
    Q_OBJECT

private:
    /// Thin spaces are hard to tell from others in a table.
    static QString plain(QString text) { return text.replace(QChar(0x2009), QLatin1Char(' ')); }

private Q_SLOTS:
    void count_data()
    {
        QTest::addColumn<qint64>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64(0) << u"0"_qs;
        QTest::newRow("three digits") << qint64(999) << u"999"_qs;
        QTest::newRow("four digits") << qint64(1182) << u"1 182"_qs;
        QTest::newRow("seven digits") << qint64(1234567) << u"1 234 567"_qs;
        QTest::newRow("negative") << qint64(-123456) << u"-123 456"_qs;
        QTest::newRow("smallest negative group") << qint64(-123) << u"-123"_qs;
    }
    void count()
    {
        QFETCH(qint64, value);
        QTEST(plain(format::count(value)), "text");
    }

    void rate_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("missing is not zero") << noValue << u"—"_qs;
        QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << u"—"_qs;
        QTest::newRow("zero") << 0.0 << u"0"_qs;
        QTest::newRow("rare") << 0.03 << u"0.03"_qs;
        QTest::newRow("tenths") << 0.43 << u"0.4"_qs;
        QTest::newRow("almost ten") << 9.96 << u"10"_qs;
        QTest::newRow("hundreds") << 241.3 << u"241"_qs;
        QTest::newRow("grouped") << 1940.0 << u"1 940"_qs;
        QTest::newRow("thousands") << 48231.0 << u"48.2 k"_qs;
        QTest::newRow("hundred thousand") << 482310.0 << u"482 k"_qs;
        QTest::newRow("no 1000 k") << 999960.0 << u"1.0 M"_qs;
    }
    void rate()
    {
        QFETCH(double, value);
        QTEST(plain(format::rate(value)), "text");
    }

    void budgetAndBurn()
    {
        QCOMPARE(format::budgetNumber(0.624), u"62"_qs);
        QCOMPARE(format::budgetNumber(1), u"100"_qs);
        QCOMPARE(format::budgetNumber(0.9999), u"99"_qs); // touched is not whole
        QCOMPARE(format::budgetNumber(-0.001), u"−1"_qs); // overspent is not zero
        QCOMPARE(format::budgetNumber(-9.99), u"−999"_qs);
        QCOMPARE(format::budgetNumber(-19), u"< −999"_qs);
        QCOMPARE(format::budgetNumber(noValue), u"—"_qs);
        BurnRates rates;
        QCOMPARE(format::budgetNumber(rates), u"—"_qs);
        rates.sixHours = 1000; // 30 s without one good answer are no budget of six hours
        rates.covered.back() = std::chrono::seconds(30);
        QCOMPARE(format::budgetNumber(rates), u"too early"_qs);
        QCOMPARE(format::burn(0), u"0.0×"_qs);
        QCOMPARE(format::burn(0.01), u"<0.1×"_qs);
        QCOMPARE(format::burn(14.44), u"14.4×"_qs);
        QCOMPARE(plain(format::burn(1000)), u"1 000×"_qs);
        QCOMPARE(format::burn(noValue), u"—"_qs);
    }

    void percent_data()
    {
        QTest::addColumn<double>("ratio");
        QTest::addColumn<QString>("text");
        QTest::newRow("missing") << noValue << u"—"_qs;
        QTest::newRow("none") << 0.0 << u"0.00 %"_qs;
        QTest::newRow("tiny is not none") << 0.00001 << u"<0.01 %"_qs;
        QTest::newRow("usual") << 0.0042 << u"0.42 %"_qs;
        QTest::newRow("all") << 1.0 << u"100.00 %"_qs;
    }
    void percent()
    {
        QFETCH(double, ratio);
        QTEST(plain(format::percent(ratio)), "text");
    }

    void latency_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("missing") << noValue << u"—"_qs;
        QTest::newRow("below one") << 0.0004 << u"0.4 ms"_qs;
        QTest::newRow("ms") << 0.038 << u"38 ms"_qs;
        QTest::newRow("just below a second") << 0.9994 << u"999 ms"_qs;
        QTest::newRow("rounds to a second") << 0.9996 << u"1.0 s"_qs;
        QTest::newRow("seconds") << 3.012 << u"3.0 s"_qs;
    }
    void latency()
    {
        QFETCH(double, seconds);
        QTEST(plain(format::latency(seconds)), "text");
    }

    void duration_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("age");
        QTest::newRow("negative") << qint64(-3) << u"0 s"_qs << u"0 s"_qs;
        QTest::newRow("seconds") << qint64(42) << u"42 s"_qs << u"42 s"_qs;
        QTest::newRow("minutes") << qint64(131) << u"2 min 11 s"_qs << u"2 min"_qs;
        QTest::newRow("whole minutes") << qint64(120) << u"2 min"_qs << u"2 min"_qs;
        QTest::newRow("hours") << qint64(3840) << u"1 h 04 min"_qs << u"1 h"_qs;
        QTest::newRow("days") << qint64(266400) << u"3 d 2 h"_qs << u"3 d"_qs;
    }
    void duration()
    {
        QFETCH(qint64, seconds);
        QTEST(format::duration(std::chrono::seconds(seconds)), "text");
        QTEST(format::age(std::chrono::seconds(seconds)), "age");
    }

    void bytes()
    {
        QCOMPARE(plain(format::bytes(812)), u"812 B"_qs);
        QCOMPARE(plain(format::bytes(14200)), u"14.2 kB"_qs);
        QCOMPARE(plain(format::bytes(999960)), u"1.0 MB"_qs);
        QCOMPARE(plain(format::bytes(1400000000)), u"1.4 GB"_qs);
    }

    void timesAreUtc()
    {
        const WallTime moment{std::chrono::seconds(1795270521)};
        QCOMPARE(format::clock(moment), u"14:15:21"_qs);
        QCOMPARE(format::clockMinute(moment), u"14:15"_qs);
        QCOMPARE(format::dateTime(moment), u"2026-11-21 14:15:21 UTC"_qs);
    }
};

QTEST_GUILESS_MAIN(tst_Formatter)
#include "tst_formatter.moc"
