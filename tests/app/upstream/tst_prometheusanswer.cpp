#include "app/upstream/prometheusanswer.h"

#include "app/upstream/alertsource.h"

#include <QTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

namespace {

/// JSON is easier to read with single quotes.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

} // namespace

/// Answers of Prometheus's HTTP API, good and bad.
class TestPrometheusAnswer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void vectors()
    {
        QString problem;
        const auto values = readVector(
            json("{'status':'success','data':{'resultType':'vector','result':[{'metric':{'__name__':'up','"
                 "job':'shop','instance':'a:1'},'value':[1700000000.25,'1']},{'metric':{'__name__':'up','job'"
                 ":'shop','instance':'b:1'},'value':[1700000000.25,'0']},{'metric':{'job':'shop','instance':'"
                 "c:1'},'value':[1700000000.25,'no number']}]}}"),
            &problem);
        QCOMPARE(problem, QString());
        QCOMPARE(values.size(), std::size_t(2));
        QCOMPARE(values.at({u"shop"_s, u"a:1"_s}).value, 1.0);
        QCOMPARE(values.at({u"shop"_s, u"a:1"_s}).at, 1700000000.25);
        QCOMPARE(values.at({u"shop"_s, u"b:1"_s}).value, 0.0);
    }

    void matricesBecomePagesAgain()
    {
        QString problem;
        const PrometheusPages pages =
            readMatrix(json("{'status':'success','data':{'resultType':'matrix','result':[{'metric':{'__name__"
                            "':'http_requests_total','job':'shop','instance':'a:1','code':'500','path':'a\\'"
                            "b\\\\c\\nd'},'values':[[1.5,'3'],[6.5,'4']]},{'metric':{'__name__':'http_"
                            "requests_total','job':'shop','instance':'a:1'},'values':[[6.5,'+Inf']]}]}}"),
                       &problem);
        QCOMPARE(problem, QString());
        const auto &byTime = pages.at({u"shop"_s, u"a:1"_s});
        QCOMPARE(byTime.size(), std::size_t(2));
        QCOMPARE(QByteArray::fromStdString(byTime.at(1.5)),
                 QByteArray("http_requests_total{code=\"500\",path=\"a\\\"b\\\\c\\nd\"} 3\n"));
        QVERIFY(byTime.at(6.5).ends_with("http_requests_total +Inf\n"));
    }

    void problems_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("problem");
        QTest::newRow("garbage") << QByteArray("<html>") << u"its answer is not JSON (illegal value)"_s;
        QTest::newRow("error") << QByteArray(
                                      json("{'status':'error','errorType':'bad_data','error':'parse error'}"))
                               << u"it says: parse error"_s;
        QTest::newRow("other kind")
            << json("{'status':'success','data':{'resultType':'scalar','result':[1,'2']}}")
            << u"its answer is no vector"_s;
    }
    void problems()
    {
        QFETCH(QByteArray, answer);
        QString problem;
        QVERIFY(readVector(answer, &problem).empty());
        QTEST(problem, "problem");
    }

    void alerts()
    {
        QString problem;
        const auto firing = readAlerts(
            json("{'status':'success','data':{'alerts':[{'labels':{'alertname':'Burn','job':'shop','instance'"
                 ":'a:1',"
                 "'region':'eu','severity':'critical'},'annotations':{'summary':'it burns'},'state':'firing',"
                 "'activeAt':'2026-11-21T14:15:41.123456789Z'},{'labels':{'alertname':'Soon'},'state':'"
                 "pending'}]}}"),
            &problem);
        QVERIFY2(firing, qPrintable(problem));
        QCOMPARE(firing->size(), 1);
        QCOMPARE(firing->first().name, u"Burn"_s);
        QCOMPARE(firing->first().service, u"shop"_s);
        QCOMPARE(firing->first().cluster, u"eu"_s);
        QCOMPARE(firing->first().instance, u"shop/a:1"_s);
        QCOMPARE(firing->first().summary, u"it burns"_s);
        QVERIFY(firing->first().isCritical());
        QCOMPARE(rfc3339Text(firing->first().since), u"2026-11-21T14:15:41.123Z"_s);
        for (const QByteArray &wrong :
             {QByteArray("<html>"), json("{'status':'error','error':'no'}"), json("{}")}) {
            problem.clear();
            QVERIFY(!readAlerts(wrong, &problem));
            QVERIFY(!problem.isEmpty());
        }
    }

    void quotes() { QCOMPARE(promqlQuoted(u"a\\.b\"c\n"_s), u"a\\\\.b\\\"c\\n"_s); }
};

QTEST_GUILESS_MAIN(TestPrometheusAnswer)
#include "tst_prometheusanswer.moc"
