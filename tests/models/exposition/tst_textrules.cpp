#include "rulecheck.h"

#include <QFile>
#include <QTest>

using namespace quarterdeck;

class tst_TextRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findings_data();
    void findings();
    void realPagesKeepTheRules_data();
    void realPagesKeepTheRules();
};

void tst_TextRules::findings_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<QStringList>("told");
    const auto row = [](const char *name, const QByteArray &page, const QStringList &told = {}) {
        QTest::newRow(name) << page << told;
    };
    row("nothing", "");
    row("plain", "# HELP a x\n# TYPE a counter\na{b=\"1\"} -1\na{b=\"2\"} NaN\nb 1\n");
    row("histogram",
        "# TYPE h histogram\nh_bucket{le=\"0.5\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 1\nh_count 2\n");
    // Some exporters write all buckets, then all sums, then all counts.
    row("histogram by lines", "# TYPE h histogram\nh_bucket{a=\"1\",le=\"+Inf\"} "
                              "1\nh_bucket{a=\"2\",le=\"+Inf\"} 2\nh_count{a=\"1\"} 1\nh_count{a=\"2\"} 2\n");
    row("summary", "# TYPE s summary\ns{quantile=\"0.5\"} 1\ns{quantile=\"0.9\"} NaN\ns_sum 1\ns_count 2\n");
    row("second HELP", "# HELP a x\n# HELP a y\na 1\n", {QStringLiteral("2: a second HELP line for a")});
    row("second TYPE", "# TYPE a counter\n# TYPE a gauge\na 1\n",
        {QStringLiteral("2: a second TYPE line for a")});
    row("late TYPE", "a 1\n# TYPE a gauge\n", {QStringLiteral("2: TYPE of a stands behind its samples")});
    row("scattered", "a{x=\"1\"} 1\nb 1\na{x=\"2\"} 1\nb{x=\"2\"} 1\na{x=\"3\"} 1\n",
        {QStringLiteral("3: the lines of a do not stand together"),
         QStringLiteral("4: the lines of b do not stand together")});
    row("twice", "a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2\n",
        {QStringLiteral("2: the series stands twice")});
    row("twice but for an empty label", "a 1\na{x=\"\"} 2\n", {QStringLiteral("2: the series stands twice")});
    row("no infinite bucket", "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_sum 1\nh_count 1\n",
        {QStringLiteral("2: histogram h has no bucket le=\"+Inf\"")});
    row("count differs", "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 2\n",
        {QStringLiteral("2: the count of h is not the value of its bucket le=\"+Inf\"")});
    row("order", "# TYPE h histogram\nh_bucket{le=\"2\"} 1\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\n",
        {QStringLiteral("3: the buckets of h are not in ascending order")});
    row("equal as numbers",
        "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 1\n",
        {QStringLiteral("3: the buckets of h are not in ascending order")});
    row("not cumulative", "# TYPE h histogram\nh_bucket{le=\"1\"} 3\nh_bucket{le=\"+Inf\"} 2\n",
        {QStringLiteral("3: the buckets of h are not cumulative")});
    row("bucket without bound", "# TYPE h histogram\nh_bucket 1\nh_bucket{le=\"+Inf\"} 1\n",
        {QStringLiteral("2: a bucket needs a label le with its bound")});
    row("histogram's own name", "# TYPE h histogram\nh 1\nh_bucket{le=\"+Inf\"} 1\n",
        {QStringLiteral("2: a sample of histogram h must end in _bucket, _sum or _count")});
    row("quantile order", "# TYPE s summary\ns{quantile=\"0.9\"} 1\ns{quantile=\"0.5\"} 1\n",
        {QStringLiteral("3: the quantiles of s are not in ascending order")});
    row("summary without quantile", "# TYPE s summary\ns 1\n",
        {QStringLiteral("2: a sample of a summary needs a label quantile")});
}

void tst_TextRules::findings()
{
    QFETCH(QByteArray, page);
    QFETCH(QStringList, told);
    QCOMPARE(ruleFindings(ExpositionFormat::Text, {page.constData(), std::size_t(page.size())}), told);
}

void tst_TextRules::realPagesKeepTheRules_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("node exporter") << QStringLiteral("node_exporter.prom");
    QTest::newRow("Prometheus") << QStringLiteral("prometheus.prom");
}

void tst_TextRules::realPagesKeepTheRules()
{
    QFETCH(QString, name);
    QFile file(QStringLiteral(QUARTERDECK_TEST_DATA "/exposition/") + name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(ruleFindings(ExpositionFormat::Text, file.readAll().toStdString()), QStringList());
}

QTEST_APPLESS_MAIN(tst_TextRules)
#include "tst_textrules.moc"
