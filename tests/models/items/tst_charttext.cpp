#include "models/items/charttext.h"

#include <QTest>

using namespace quarterdeck;

namespace {

constexpr double noon = 1'763'726'400; // 2025-11-21 12:00:00 UTC

ChartContent errors()
{
    ChartContent content;
    content.title = QStringLiteral("Error rate");
    content.unit = ChartUnit::Ratio;
    ChartLine line;
    line.name = QStringLiteral("errors");
    line.points = {{noon, 0.01}, {noon + 5, 0.97}, {noon + 10, noValue}, {noon + 15, 0.5}};
    content.lines = {line};
    return content;
}

QString plain(QString text)
{
    return text.replace(QChar(0x2009), QLatin1Char(' '));
}

} // namespace

class tst_ChartText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void summary()
    {
        ChartContent content = errors();
        QCOMPARE(
            plain(chartSummary(content, noon, noon + 15)),
            QStringLiteral("Error rate: errors now 50.00 %, highest 97.00 % at 12:00:05, lowest 1.00 %"));
        content.threshold = 0.05;
        content.thresholdText = QStringLiteral("limit");
        content.marks = {{noon + 3, ChartTone::Down, QStringLiteral("up → down")}, {noon + 300, {}, {}}};
        QCOMPARE(
            plain(chartSummary(content, noon, noon + 60)),
            QStringLiteral("Error rate: errors last 50.00 %, highest 97.00 % at 12:00:05, lowest 1.00 %; "
                           "limit 5.00 %; 1 event"));
        QCOMPARE(chartSummary(content, noon - 60, noon - 30),
                 QString(QStringLiteral("Error rate: errors: no data; limit 5.00 %"))
                     .replace(QStringLiteral("5.00 %"), QStringLiteral("5.00%1%").arg(QChar(0x2009))));
        QCOMPARE(chartSummary({}, noon, noon + 1), QStringLiteral(": no data"));
    }

    void csv()
    {
        ChartContent content = errors();
        ChartLine other;
        other.name = QStringLiteral("db, \"main\"");
        other.points = {{noon + 5, 0.125}};
        content.lines.append(other);
        QCOMPARE(chartCsv(content, noon, noon + 10),
                 QStringLiteral("time (UTC),errors (ratio),\"db, \"\"main\"\" (ratio)\"\r\n"
                                "2025-11-21T12:00:00.000Z,0.01,\r\n"
                                "2025-11-21T12:00:05.000Z,0.97,0.125\r\n"
                                "2025-11-21T12:00:10.000Z,,\r\n"));
    }

    void csvOfRanges()
    {
        ChartContent content;
        ChartLine line;
        line.name = QStringLiteral("calls");
        line.points = {{noon, 1, 5, false}};
        content.lines = {line};
        QCOMPARE(chartCsv(content, noon, noon),
                 QStringLiteral("time (UTC),calls lowest,calls highest\r\n2025-11-21T12:00:00.000Z,1,5\r\n"));
    }

    void cells_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("cell");
        QTest::newRow("plain") << QStringLiteral("orders-db") << QStringLiteral("orders-db");
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("comma") << QStringLiteral("a,b") << QStringLiteral("\"a,b\"");
        QTest::newRow("quote") << QStringLiteral("a\"b") << QStringLiteral("\"a\"\"b\"");
        QTest::newRow("line") << QStringLiteral("a\nb") << QStringLiteral("\"a\nb\"");
        QTest::newRow("formula") << QStringLiteral("=1+1") << QStringLiteral("'=1+1");
        QTest::newRow("plus") << QStringLiteral("+1") << QStringLiteral("'+1");
        QTest::newRow("minus") << QStringLiteral("-1") << QStringLiteral("'-1");
        QTest::newRow("at") << QStringLiteral("@SUM(A1)") << QStringLiteral("'@SUM(A1)");
        QTest::newRow("tab") << QStringLiteral("\t=1") << QStringLiteral("'\t=1");
        QTest::newRow("command") << QStringLiteral("=cmd|' /C calc'!A0,x")
                                 << QStringLiteral("\"'=cmd|' /C calc'!A0,x\"");
    }
    void cells()
    {
        QFETCH(QString, text);
        QTEST(chartCsvCell(text), "cell");
    }
};

QTEST_GUILESS_MAIN(tst_ChartText)
#include "tst_charttext.moc"
