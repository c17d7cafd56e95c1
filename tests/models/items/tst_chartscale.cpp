#include "models/items/chartscale.h"

#include <QTest>

using namespace quarterdeck;

namespace {

constexpr double noon = 1'763'726'400; // 2025-11-21 12:00:00 UTC

ChartContent contentOf(ChartUnit unit, double highest)
{
    ChartContent content;
    content.unit = unit;
    ChartLine line;
    line.points = {{noon, highest / 3}, {noon + 5, highest}};
    content.lines = {line};
    return content;
}

/// Thin spaces are what the formatter groups by; a plain one is easier to read here.
QString plain(QString text)
{
    return text.replace(QChar(0x2009), QLatin1Char(' '));
}

} // namespace

class tst_ChartScale final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundSteps_data()
    {
        QTest::addColumn<double>("highest");
        QTest::addColumn<double>("step");
        QTest::newRow("percent") << 100.0 << 50.0;
        QTest::newRow("one") << 1.0 << 0.5;
        QTest::newRow("three thousand") << 3012.0 << 2000.0;
        QTest::newRow("thirty") << 30.0 << 10.0;
        QTest::newRow("nothing") << 0.0 << 1.0;
        QTest::newRow("missing") << noValue << 1.0;
        QTest::newRow("endless") << std::numeric_limits<double>::infinity() << 1.0;
    }
    void roundSteps()
    {
        QFETCH(double, highest);
        QTEST(niceStep(highest, 3), "step");
    }

    void labels_data()
    {
        QTest::addColumn<int>("unit");
        QTest::addColumn<double>("highest");
        QTest::addColumn<QString>("texts");
        const auto row = [](const char *name, ChartUnit unit, double highest, const QString &texts) {
            QTest::newRow(name) << int(unit) << highest << texts;
        };
        row("all failing", ChartUnit::Ratio, 0.97, QStringLiteral("0|50 %|100 %"));
        row("few failing", ChartUnit::Ratio, 0.011, QStringLiteral("0|0.5 %|1.0 %|1.5 %"));
        row("a trace", ChartUnit::Ratio, 0.00021, QStringLiteral("0|0.01 %|0.02 %|0.03 %"));
        row("fast", ChartUnit::Seconds, 0.233, QStringLiteral("0|100 ms|200 ms|300 ms"));
        row("very fast", ChartUnit::Seconds, 0.0004, QStringLiteral("0|0.2 ms|0.4 ms"));
        row("slow", ChartUnit::Seconds, 3.012, QStringLiteral("0|2 s|4 s"));
        row("a second", ChartUnit::Seconds, 1.0, QStringLiteral("0|0.5 s|1.0 s"));
        row("one instance", ChartUnit::PerSecond, 241, QStringLiteral("0|100|200|300"));
        row("a fleet", ChartUnit::PerSecond, 48'200, QStringLiteral("0|20 k|40 k|60 k"));
        row("thousands", ChartUnit::PerSecond, 5400, QStringLiteral("0|2 000|4 000|6 000"));
        row("millions", ChartUnit::Number, 2.4e6, QStringLiteral("0|1 M|2 M|3 M"));
        row("nothing", ChartUnit::Number, 0, QStringLiteral("0|1"));
        row("missing", ChartUnit::Ratio, noValue, QStringLiteral("0|100 %"));
    }
    void labels()
    {
        QFETCH(int, unit);
        QFETCH(double, highest);
        QFETCH(QString, texts);
        const ValueScale scale =
            valueScale(contentOf(static_cast<ChartUnit>(unit), highest), noon - 60, noon + 60, 3);
        QStringList found;
        for (const double tick : scale.ticks()) {
            found.append(plain(scale.text(tick)));
        }
        QCOMPARE(found.join(QLatin1Char('|')), texts);
    }

    void theScaleFitsWhatIsShown()
    {
        ChartContent content = contentOf(ChartUnit::Ratio, 0.3);
        QVERIFY(valueScale(content, noon - 60, noon + 2, 3).top < 0.3); // the peak is not in sight
        content.lowestTop = 0.6;
        QVERIFY(valueScale(content, noon - 60, noon + 60, 3).top >= 0.6);
        content.lowestTop = 0;
        content.highestTop = 0.2;
        QCOMPARE(valueScale(content, noon - 60, noon + 60, 3).top, 0.2);
        content.highestTop = noValue;
        content.threshold = 0.5;
        QVERIFY(valueScale(content, noon - 60, noon + 60, 3).top >= 0.5); // near enough to be of use
        content.threshold = 30;
        QVERIFY(valueScale(content, noon - 60, noon + 60, 3).top < 1); // would press the line to the ground
    }

    void roundTimes_data()
    {
        QTest::addColumn<double>("from");
        QTest::addColumn<double>("to");
        QTest::addColumn<int>("most");
        QTest::addColumn<QString>("texts");
        QTest::newRow("a quarter of an hour")
            << noon + 61 << noon + 961 << 4 << QStringLiteral("12:05|12:10|12:15");
        QTest::newRow("an hour") << noon << noon + 3600 << 5
                                 << QStringLiteral("12:00|12:15|12:30|12:45|13:00");
        QTest::newRow("six hours") << noon + 60 << noon + 6 * 3600 << 4
                                   << QStringLiteral("14:00|16:00|18:00");
        QTest::newRow("zoomed to seconds")
            << noon + 1 << noon + 31 << 3 << QStringLiteral("12:00:10|12:00:20|12:00:30");
        QTest::newRow("no room") << noon << noon + 60 << 0 << QString();
        QTest::newRow("no time") << noon << noon << 4 << QString();
    }
    void roundTimes()
    {
        QFETCH(double, from);
        QFETCH(double, to);
        QFETCH(int, most);
        QStringList found;
        for (const TimeTick &tick : timeTicks(from, to, most)) {
            found.append(tick.text);
        }
        QTEST(found.join(QLatin1Char('|')), "texts");
    }

    void valuesHaveUnits()
    {
        QCOMPARE(plain(chartValueText(241, ChartUnit::PerSecond)), QStringLiteral("241/s"));
        QCOMPARE(plain(chartValueText(0.0841, ChartUnit::Ratio)), QStringLiteral("8.41 %"));
        QCOMPARE(plain(chartValueText(0.038, ChartUnit::Seconds)), QStringLiteral("38 ms"));
        QCOMPARE(chartValueText(noValue, ChartUnit::Seconds), QStringLiteral("—"));
    }
};

QTEST_GUILESS_MAIN(tst_ChartScale)
#include "tst_chartscale.moc"
