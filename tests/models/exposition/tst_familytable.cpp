#include "models/exposition/familytable.h"

#include <QTest>

using namespace quarterdeck;

class tst_FamilyTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void membership_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("sample");
        QTest::addColumn<bool>("member");
        const int text = int(ExpositionFormat::Text);
        const int open = int(ExpositionFormat::OpenMetrics);
        QTest::newRow("text counter") << text << int(MetricType::Counter) << QByteArray("m") << true;
        QTest::newRow("text counter, suffix")
            << text << int(MetricType::Counter) << QByteArray("m_total") << false;
        QTest::newRow("text histogram bucket")
            << text << int(MetricType::Histogram) << QByteArray("m_bucket") << true;
        QTest::newRow("text histogram created")
            << text << int(MetricType::Histogram) << QByteArray("m_created") << false;
        QTest::newRow("text summary sum") << text << int(MetricType::Summary) << QByteArray("m_sum") << true;
        QTest::newRow("text summary bucket")
            << text << int(MetricType::Summary) << QByteArray("m_bucket") << false;
        QTest::newRow("text gauge count") << text << int(MetricType::Gauge) << QByteArray("m_count") << false;
        QTest::newRow("counter total") << open << int(MetricType::Counter) << QByteArray("m_total") << true;
        QTest::newRow("counter created")
            << open << int(MetricType::Counter) << QByteArray("m_created") << true;
        QTest::newRow("info") << open << int(MetricType::Info) << QByteArray("m_info") << true;
        QTest::newRow("gauge histogram count")
            << open << int(MetricType::GaugeHistogram) << QByteArray("m_gcount") << true;
        QTest::newRow("gauge histogram sum")
            << open << int(MetricType::GaugeHistogram) << QByteArray("m_sum") << false;
        QTest::newRow("another name") << open << int(MetricType::Gauge) << QByteArray("mm") << false;
    }
    void membership()
    {
        QFETCH(int, format);
        QFETCH(int, type);
        QFETCH(QByteArray, sample);
        QFETCH(bool, member);
        FamilyTable table{ExpositionFormat(format)};
        ExpositionLine line;
        line.kind = LineKind::Type;
        line.name = "m";
        line.type = MetricType(type);
        QVERIFY(!table.declare(line).repeated);
        line.name = "other";
        table.declare(line);
        QCOMPARE(table.find({sample.constData(), std::size_t(sample.size())}) == 0, member);
    }
    void words()
    {
        FamilyTable table(ExpositionFormat::OpenMetrics);
        ExpositionLine line;
        line.kind = LineKind::Help;
        line.name = "m_s";
        line.text = "say \\\"x\\\"";
        QVERIFY(!table.declare(line).repeated);
        QVERIFY(table.declare(line).repeated);
        line.kind = LineKind::Unit;
        line.text = "s";
        QVERIFY(!table.declare(line).repeated);
        QCOMPARE(table.all().size(), std::size_t{1});
        QVERIFY(table.at(0).help == "say \"x\"" && table.at(0).unit == "s" && !table.at(0).hasType);
        table.clear();
        QVERIFY(table.find("m_s") == FamilyTable::noFamily);
    }
    void manyFamilies()
    {
        FamilyTable table(ExpositionFormat::Text);
        std::vector<std::string> names;
        for (int i = 0; i < 5000; ++i) {
            names.push_back("family_" + std::to_string(i));
        }
        ExpositionLine line;
        line.kind = LineKind::Type;
        line.type = MetricType::Gauge;
        for (const std::string &name : names) {
            line.name = name;
            table.declare(line);
        }
        for (std::uint32_t i = 0; i < names.size(); ++i) {
            QCOMPARE(table.find(names[i]), i);
        }
        QVERIFY(table.find("family_5000") == FamilyTable::noFamily);
    }
};

QTEST_APPLESS_MAIN(tst_FamilyTable)
#include "tst_familytable.moc"
