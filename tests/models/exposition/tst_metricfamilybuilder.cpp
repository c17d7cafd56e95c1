#include "models/exposition/metricfamilybuilder.h"

#include <prometheus/text_serializer.h>

#include <QFile>
#include <QTest>

#include <sstream>

using namespace quarterdeck;

class tst_MetricFamilyBuilder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_data();
    void roundTrip();
    void openMetricsTypes();

private:
    static std::vector<prometheus::MetricFamily> families(const std::string &page, ExpositionFormat format)
    {
        ExpositionParser parser({format, false});
        MetricFamilyBuilder builder;
        parser.parse(page, builder);
        return builder.take();
    }
    static std::string written(const std::vector<prometheus::MetricFamily> &families)
    {
        std::ostringstream out;
        prometheus::TextSerializer().Serialize(out, families);
        return out.str();
    }
};

void tst_MetricFamilyBuilder::roundTrip_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::newRow("counter") << QByteArray(
        "# HELP a say \\n \\\\\n# TYPE a counter\na{x=\"q\\\"\\\\\\n\"} 5 1700000000000\n");
    QTest::newRow("untyped") << QByteArray("a 1\nb{c=\"d\"} NaN\n");
    QTest::newRow("histogram") << QByteArray(
        "# TYPE h histogram\nh_count{a=\"1\"} 5\nh_sum{a=\"1\"} 2.5\nh_bucket{a=\"1\",le=\"1\"} 3\n"
        "h_bucket{a=\"1\",le=\"+Inf\"} 5\nh_count{a=\"2\"} 1\nh_sum{a=\"2\"} "
        "1\nh_bucket{a=\"2\",le=\"+Inf\"} 1\n");
    QTest::newRow("summary") << QByteArray(
        "# TYPE s summary\ns_count 3\ns_sum 4\ns{quantile=\"0.5\"} 1\ns{quantile=\"0.99\"} 2\n");
    for (const char *name : {"node_exporter.prom", "prometheus.prom"}) {
        QFile file(QStringLiteral(QUARTERDECK_TEST_DATA "/exposition/") + QLatin1String(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QTest::newRow(name) << file.readAll();
    }
}

/// What TextSerializer writes is read as the same families, which are written as the same text.
void tst_MetricFamilyBuilder::roundTrip()
{
    QFETCH(QByteArray, page);
    const std::vector<prometheus::MetricFamily> first = families(page.toStdString(), ExpositionFormat::Text);
    QVERIFY(!first.empty());
    const std::string text = written(first);
    const std::vector<prometheus::MetricFamily> second = families(text, ExpositionFormat::Text);
    QCOMPARE(second.size(), first.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        QCOMPARE(second[i].name, first[i].name);
        QCOMPARE(int(second[i].type), int(first[i].type));
        QCOMPARE(second[i].help, first[i].help);
        QCOMPARE(second[i].metric.size(), first[i].metric.size());
        for (std::size_t k = 0; k < first[i].metric.size(); ++k) {
            const prometheus::ClientMetric &one = first[i].metric[k];
            const prometheus::ClientMetric &other = second[i].metric[k];
            QVERIFY(one.label == other.label);
            QCOMPARE(other.timestamp_ms, one.timestamp_ms);
            QCOMPARE(other.histogram.bucket.size(), one.histogram.bucket.size());
            QCOMPARE(other.histogram.sample_count, one.histogram.sample_count);
            QCOMPARE(other.summary.quantile.size(), one.summary.quantile.size());
        }
    }
    QCOMPARE(QByteArray::fromStdString(written(second)), QByteArray::fromStdString(text));
}

void tst_MetricFamilyBuilder::openMetricsTypes()
{
    const std::vector<prometheus::MetricFamily> all = families(
        "# TYPE a counter\n# HELP a Things.\na_total 3\na_created 100\n# TYPE b info\nb_info{v=\"1\"} 1\n"
        "# TYPE c stateset\nc{c=\"on\"} 1\n# TYPE d gaugehistogram\nd_bucket{le=\"+Inf\"} 2\nd_gcount "
        "2\nd_gsum -3\n"
        "# TYPE e unknown\ne 7\n# EOF\n",
        ExpositionFormat::OpenMetrics);
    QStringList told;
    for (const prometheus::MetricFamily &family : all) {
        told << QStringLiteral("%1 %2 %3")
                    .arg(QString::fromStdString(family.name))
                    .arg(int(family.type))
                    .arg(family.metric.size());
    }
    const int counter = int(prometheus::MetricType::Counter);
    const int gauge = int(prometheus::MetricType::Gauge);
    const int untyped = int(prometheus::MetricType::Untyped);
    QCOMPARE(
        told,
        (QStringList{QStringLiteral("a_total %1 1").arg(counter), QStringLiteral("a_created %1 1").arg(gauge),
                     QStringLiteral("b_info %1 1").arg(gauge), QStringLiteral("c %1 1").arg(gauge),
                     QStringLiteral("d_bucket %1 1").arg(gauge), QStringLiteral("d_gcount %1 1").arg(gauge),
                     QStringLiteral("d_gsum %1 1").arg(gauge), QStringLiteral("e %1 1").arg(untyped)}));
    QCOMPARE(all[0].metric[0].counter.value, 3.0);
    QCOMPARE(all[0].help, std::string("Things."));
    QCOMPARE(all[6].metric[0].gauge.value, -3.0);
}

QTEST_APPLESS_MAIN(tst_MetricFamilyBuilder)
#include "tst_metricfamilybuilder.moc"
