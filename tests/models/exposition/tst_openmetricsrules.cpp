#include "rulecheck.h"

#include <QTest>

using namespace quarterdeck;

/// What the reference parser of OpenMetrics refuses beyond the grammar, and what it does not.
class tst_OpenMetricsRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void broken_data();
    void broken();
    void kept_data();
    void kept();
    void messages_data();
    void messages();
    void oneFindingPerScatteredFamily();
};

void tst_OpenMetricsRules::broken_data()
{
    QTest::addColumn<QByteArray>("page");
    const auto row = [](const QByteArray &page) {
        QTest::newRow(page.left(120).toPercentEncoding(" #{}=\"_,+").constData()) << page;
    };
    row("# HELP a x\na 1\n# TYPE a gauge\n");
    row("# TYPE a gauge\na 1\n# HELP a gauge\n");
    row("# TYPE a_s gauge\na_s 1\n# UNIT a_s s\n");
    row("# HELP a \n# HELP a \n");
    row("# HELP a x\n# HELP a x\n");
    row("# TYPE a unknown\n# TYPE a unknown\n");
    row("# UNIT a_s s\n# UNIT a_s s\n");
    row("# TYPE x_u info\n# UNIT x_u u\n");
    row("# TYPE x_u stateset\n# UNIT x_u u\n");
    row("# TYPE a_bucket gauge\na_bucket 1 # {a=\"b\"} 0.5\n");
    row("# TYPE a stateset\na{a=\"x\"} 2\n");
    row("# TYPE a info\na_info 2\n");
    row("# TYPE a stateset\na{a=\"x\"} 2.0\n");
    row("# TYPE a summary\na 0\n");
    row("# TYPE a summary\na{quantile=\"-1\"} 0\n");
    row("# TYPE a summary\na{quantile=\"foo\"} 0\n");
    row("# TYPE a summary\na{quantile=\"1.01\"} 0\n");
    row("# TYPE a summary\na{quantile=\"NaN\"} 0\n");
    row("# TYPE a histogram\na_bucket 0\n");
    row("# TYPE a gaugehistogram\na_bucket 0\n");
    row("# TYPE a stateset\na 0\n");
    row("# TYPE a counter\na_total NaN\n");
    row("# TYPE a counter\na_total -1\n");
    row("# TYPE a histogram\na_sum NaN\n");
    row("# TYPE a histogram\na_count NaN\n");
    row("# TYPE a histogram\na_bucket{le=\"+Inf\"} NaN\n");
    row("# TYPE a histogram\na_sum -1\n");
    row("# TYPE a histogram\na_count -1\n");
    row("# TYPE a histogram\na_bucket{le=\"+Inf\"} -1\n");
    row("# TYPE a histogram\na_bucket{le=\"-1.0\"} 1\na_bucket{le=\"+Inf\"} 2\na_sum -1\n");
    row("# TYPE a histogram\na_bucket{le=\"-1.0\"} 1\na_bucket{le=\"+Inf\"} 2\na_sum 1\n");
    row("# TYPE a histogram\na_bucket{le=\"+Inf\"} 0.5\n");
    row("# TYPE a histogram\na_bucket{le=\"+Inf\"} 0.5\na_count 0.5\na_sum 0\n");
    row("# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} NaN\n");
    row("# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} -1\na_gcount -1\n");
    row("# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 1\na_gsum -1\n");
    row("# TYPE a gaugehistogram\na_bucket{le=\"+Inf\"} 1\na_gsum NaN\n");
    row("# TYPE a summary\na_sum NaN\n");
    row("# TYPE a summary\na_count NaN\n");
    row("# TYPE a summary\na_sum -1\n");
    row("# TYPE a summary\na_count -1\n");
    row("# TYPE a summary\na_count 0.5\n");
    row("# TYPE a summary\na{quantile=\"0.5\"} -1\n");
    row("# TYPE a histogram\na_sum 1\n");
    row("# TYPE a histogram\na_bucket{le=\"+Inf\"} 0\na_sum 0\n");
    row("# TYPE a histogram\na_bucket{le=\"+Inf\"} 0\na_count 0\n");
    row("# TYPE a histogram\na_bucket{le=\"-1\"} 0\na_bucket{le=\"+Inf\"} 0\na_sum 0\na_count 0\n");
    row("# TYPE a histogram\na_created 1\n");
    row("# TYPE a gaugehistogram\na_gsum 1\n");
    row("# TYPE a gaugehistogram\na_gsum 1\na_gcount 1\n");
    row("# TYPE a histogram\na_count 1\na_bucket{le=\"+Inf\"} 0\n");
    row("# TYPE a histogram\na_bucket{le=\"+Inf\"} 0\na_count 1\n");
    row("# TYPE a histogram\na_bucket{le=\"+INF\"} 0\n");
    row("# TYPE a histogram\na_bucket{le=\"2\"} 0\na_bucket{le=\"1\"} 0\na_bucket{le=\"+Inf\"} 0\n");
    row("# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"2\"} 1\na_bucket{le=\"+Inf\"} 0\n");
    row("# TYPE a histogram\na_sum{a=\"1\"} 0\na_sum{a=\"2\"} 0\na_count{a=\"1\"} 0\n");
    row("# TYPE a histogram\na_bucket{a=\"1\",le=\"1\"} 0\na_bucket{a=\"2\",le=\"+Inf\"} "
        "0\na_bucket{a=\"1\",le=\"+Inf\"} 0\n");
    row("# TYPE a gaugehistogram\na_gsum{a=\"1\"} 0\na_gsum{a=\"2\"} 0\na_gcount{a=\"1\"} 0\n");
    row("# TYPE a summary\na_sum{a=\"1\"} 0\na_sum{a=\"2\"} 0\na_count{a=\"1\"} 0\n");
    row("# TYPE a gauge\na{a=\"1\"} 0 1\na{a=\"2\"} 0 1\na{a=\"1\"} 0 2\n");
    row("# TYPE a gauge\na 0\na 0\n");
    row("# TYPE a gauge\na 0\na 0 0\n");
    row("# TYPE a gauge\na 0 1\na 0 0\n");
    row("# TYPE a gauge\na 0 0\na 0\n");
    row("# TYPE a counter\na_total 1\n# TYPE a_total counter\na_total_total 1\n");
    row("# TYPE a counter\na 1\n");
    row("# TYPE a_total counter\na_total 1\n");
    row("# TYPE a counter\na_total 1\n# TYPE b counter\nb_total 1\na_total{x=\"1\"} 2\n");
    row("# TYPE a info\na 1\n");
    row("# TYPE a gauge\na_total 1\n# TYPE a counter\na_total 1\n");
    row("a{__x=\"1\"} 1\n");
    row(QByteArray("# TYPE a histogram\na_bucket{le=\"+Inf\"} 1 # {a=\"") + QByteArray(128, 'x') + "\"} 1\n");
}

void tst_OpenMetricsRules::broken()
{
    QFETCH(QByteArray, page);
    page += "# EOF\n";
    const QStringList findings =
        ruleFindings(ExpositionFormat::OpenMetrics, {page.constData(), std::size_t(page.size())});
    QVERIFY(!findings.isEmpty());
    QVERIFY(!findings.contains(QStringLiteral("unreadable"))); // Prometheus reads all of these
}

void tst_OpenMetricsRules::kept_data()
{
    QTest::addColumn<QByteArray>("page");
    const auto row = [](const QByteArray &page) {
        QTest::newRow(page.left(120).toPercentEncoding(" #{}=\"_,+").constData()) << page;
    };
    row("# TYPE a counter\n# HELP a help\na_total 1\n");
    row("# TYPE a counter\n# HELP a help\na_total 9223372036854775808\n");
    row("# TYPE a_seconds gauge\n# UNIT a_seconds seconds\na_seconds 1\n");
    row("# TYPE a summary\na_count 1\na_sum 2\n");
    row("# TYPE a summary\na_count 1\na_sum 2\na{quantile=\"0.5\"} 0.7\na{quantile=\"1\"} 0.8\n");
    row("# TYPE a histogram\na_bucket{le=\"1.0\"} 0\na_bucket{le=\"+Inf\"} 3\na_count 3\na_sum 2\n");
    row("# TYPE a histogram\na_bucket{le=\"1.0\"} 0\na_bucket{le=\"+Inf\"} 3\n");
    row("# TYPE a histogram\na_bucket{le=\"-2\"} 0\na_bucket{le=\"+Inf\"} 3\n");
    row("# TYPE a histogram\na_bucket{le=\"-1.0\"} 0\na_bucket{le=\"1.0\"} 1\na_bucket{le=\"+Inf\"} 3\n");
    row("# TYPE a gaugehistogram\na_bucket{le=\"1.0\"} 0\na_bucket{le=\"+Inf\"} 3\na_gcount 3\na_gsum 2\n");
    row("# TYPE a gaugehistogram\na_bucket{le=\"-1.0\"} 1\na_bucket{le=\"+Inf\"} 3\na_gcount 3\na_gsum -5\n");
    row("# TYPE a histogram\na_bucket{le=\"1.0\"} 0 # {a=\"b\"} 0.5\na_bucket{le=\"2.0\"} 2 # {a=\"c\"} "
        "0.5\na_bucket{le=\"+Inf\"} 3 # "
        "{a="
        "\"23456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
        "01234567890123456789012345678\"} 4 123\n");
    row("# TYPE a counter\na_total 0 123 # {a=\"b\"} 0.5\n");
    row("# TYPE a info\na_info{foo=\"bar\"} 1\n");
    row("# TYPE a info\na_info{foo=\"bar\"} 1\na_info{foo=\"baz\"} 1\n");
    row("# TYPE a stateset\na{a=\"bar\"} 0\na{a=\"foo\"} 1.0\n");
    row("# TYPE a stateset\na{a=\"bar\",foo=\"x\"} 0\na{a=\"foo\",foo=\"x\"} 1\na{a=\"bar\",foo=\"y\"} 0\n");
    row("a 1\n");
    row("# TYPE redis unknown\nredis{i=\"1\"} 10.0\nredis{i=\"2\"} 12.0\n");
    row("# TYPE a counter\na_total{foo=\"bar\",bar=\"b{a}z\"} 1\n");
    row("# HELP a \n# TYPE a counter\na_total 1\n");
    row("# TYPE a counter\na_total{foo=\"bar\"} +Inf\na_total{foo=\"baz\"} +Inf\n");
    row("# TYPE a counter\na_total{} 1\n");
    row("a NaN\n");
    row("# TYPE a counter\na_total{foo=\"bar\"} 1\na_total{foo=\"\"} 2\n");
    row("# TYPE a counter\na_total{foo=\"\\foo\"} 1\n");
    row("# TYPE a counter\n# HELP a he\\n\\\\l\\tp\na_total{foo=\"b\\\"a\\nr\"} 1\n");
    row("# TYPE a counter\na_total{foo=\"1\"} 1 000\na_total{foo=\"2\"} 1 0.0\na_total{foo=\"3\"} 1 "
        "1.1\na_total{foo=\"4\"} 1 12345678901234567890.1234567890\na_total{foo=\"5\"} 1 1.5e3\n");
    row("# TYPE a gauge\na{a=\"1\",foo=\"bar\"} 1 0.0000000000\na{a=\"1\",foo=\"bar\"} 2 "
        "0.0000000001\na{a=\"2\",foo=\"bar\"} 4 0.0000000000\n");
    row("# HELP a Quantiles\n# TYPE a summary\na{quantile=\"0\"} 0.1\na_sum 56\na_count 7476.0\n# TYPE p "
        "counter\np_total 1\n# TYPE g gauge\ng 1\n");
    row("# TYPE a counter\na_total 1\na_created 123.4\n");
    row("# TYPE a summary\na_count 1\na_sum 2\na_created 1\n");
    row("# TYPE a histogram\na_bucket{le=\"+Inf\"} 3\na_count 3\na_sum 2\na_created 1\n");
    row("# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n");
    row("# TYPE a histogram\na_bucket{le=\"1\"} 0 1\na_bucket{le=\"+Inf\"} 1 1\na_bucket{le=\"1\"} 0 "
        "2\na_bucket{le=\"+Inf\"} 2 2\n");
    row("a_total 1\nb_total 1\n");
    row("# HELP a x\n# TYPE a gauge\n# UNIT a \na 1\n");
    row("");
}

void tst_OpenMetricsRules::kept()
{
    QFETCH(QByteArray, page);
    page += "# EOF\n";
    QCOMPARE(ruleFindings(ExpositionFormat::OpenMetrics, {page.constData(), std::size_t(page.size())}),
             QStringList());
}

void tst_OpenMetricsRules::messages_data()
{
    QTest::addColumn<QByteArray>("page");
    QTest::addColumn<QStringList>("findings");
    QTest::newRow("counter without its suffix")
        << QByteArray("# TYPE a counter\na 1\na 2\n# EOF\n")
        << QStringList{QStringLiteral("2: a is no sample name of the counter a"),
                       QStringLiteral("3: a is no sample name of the counter a")};
    QTest::newRow("late metadata") << QByteArray("# TYPE a gauge\na 1\n# HELP a x\n# EOF\n")
                                   << QStringList{QStringLiteral("3: HELP of a stands behind its samples")};
    QTest::newRow("duplicate") << QByteArray("a{x=\"1\",y=\"2\"} 1\na{y=\"2\",x=\"1\"} 2\n# EOF\n")
                               << QStringList{QStringLiteral("2: the series stands twice")};
    QTest::newRow("bounds that are equal as numbers")
        << QByteArray("# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"1.0\"} "
                      "1\na_bucket{le=\"+Inf\"} 1\n# EOF\n")
        << QStringList{QStringLiteral("3: the buckets of a are not in ascending order")};
    QTest::newRow("clash")
        << QByteArray("# TYPE a counter\na_total 1\n# TYPE a_created gauge\na_created 1\n# EOF\n")
        << QStringList{QStringLiteral("3: the names of family a_created clash with those of another family")};
}

void tst_OpenMetricsRules::messages()
{
    QFETCH(QByteArray, page);
    QFETCH(QStringList, findings);
    QCOMPARE(ruleFindings(ExpositionFormat::OpenMetrics, {page.constData(), std::size_t(page.size())}),
             findings);
}

void tst_OpenMetricsRules::oneFindingPerScatteredFamily()
{
    std::string page = "# TYPE a gauge\n";
    for (int i = 0; i < 50; ++i) {
        page += "a{i=\"" + std::to_string(i % 2) + "\"} 1 " + std::to_string(i) + '\n';
    }
    page += "# EOF\n";
    QCOMPARE(ruleFindings(ExpositionFormat::OpenMetrics, page),
             QStringList{QStringLiteral("4: the lines of one metric of a do not stand together")});
}

QTEST_APPLESS_MAIN(tst_OpenMetricsRules)
#include "tst_openmetricsrules.moc"
