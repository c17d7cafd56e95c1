#include "models/incidents/incidentreport.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

class TestIncidentReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void meansAreOfThoseThatHaveThem();
    void asCsv();
    void asHtmlWithAChart();
};

namespace {

const WallTime day{std::chrono::days(20000)};

Incident incident(const QStringList &services, std::chrono::minutes after,
                  std::optional<std::chrono::minutes> acknowledged,
                  std::optional<std::chrono::minutes> resolved)
{
    Incident made;
    made.services = services;
    made.clock.started = day + after;
    made.clock.detected = day + after + 1min;
    if (acknowledged) {
        made.clock.acknowledged = made.clock.detected + *acknowledged;
    }
    if (resolved) {
        made.clock.resolved = made.clock.started + *resolved;
    }
    return made;
}

QList<Incident> some()
{
    QList<Incident> incidents{incident({u"checkout"_s}, 10min, 2min, 30min),
                              incident({u"checkout"_s, u"=pay"_s}, 60min, 4min, std::nullopt),
                              incident({u"search"_s}, 70min, std::nullopt, 10min),
                              incident({u"search"_s}, 3000min, 1min, 1min)};
    incidents.append(incidents.first());
    incidents.last().state = IncidentState::Merged;
    return incidents;
}

} // namespace

void TestIncidentReport::meansAreOfThoseThatHaveThem()
{
    const IncidentReport report = reportOf(some(), day, day + 24h);
    QCOMPARE(report.all.count, 3);
    QCOMPARE(report.all.acknowledged, 2);
    QCOMPARE(report.all.resolved, 2);
    QCOMPARE(report.all.meanToDetect, std::optional(60'000ms));
    QCOMPARE(report.all.meanToAcknowledge, std::optional(180'000ms));
    QCOMPARE(report.all.meanToResolve, std::optional(1'200'000ms));
    QVERIFY(!report.all.meanToMitigate);
    QCOMPARE(report.byService.keys(), (QStringList{u"=pay"_s, u"checkout"_s, u"search"_s}));
    QCOMPARE(report.byService.value(u"checkout"_s).count, 2);
    QCOMPARE(report.byDay, (QMap<qint64, int>{{20000, 3}, {20001, 0}}));
}

void TestIncidentReport::asCsv()
{
    QCOMPARE(reportCsv(reportOf(some(), day, day + 24h)),
             u"service,incidents,acknowledged,resolved,mttd_s,mtta_s,mttm_s,mttr_s\r\n"
             "all,3,2,2,60.0,180.0,,1200.0\r\n"
             "'=pay,1,1,0,60.0,240.0,,\r\n"
             "checkout,2,2,1,60.0,180.0,,1800.0\r\n"
             "search,1,0,1,60.0,,,600.0\r\n"_s);
}

void TestIncidentReport::asHtmlWithAChart()
{
    QList<Incident> incidents = some();
    incidents.first().services = {u"<b>%1"_s};
    const IncidentReport report = reportOf(incidents, day, day + 72h);
    const QString html = reportHtml(report, day, day + 72h);
    QVERIFY(html.contains(u"&lt;b&gt;%1"_s) && !html.contains(u"<b>"_s));
    QCOMPARE(html.count(u"<rect"_s), 2); // of four days two had any
    QVERIFY(html.contains(u"<title>2024-10-04: 3</title>"_s));
    const QList<QStringList> rows = reportRows(report);
    QCOMPARE(rows.first(), (QStringList{u"all"_s, u"4"_s, u"3"_s, u"3"_s, u"1 min 00 s"_s, u"2 min 20 s"_s,
                                        u"-"_s, u"13 min 40 s"_s}));
    QCOMPARE(rows.first().size(), reportHeads().size());
}

QTEST_GUILESS_MAIN(TestIncidentReport)
#include "tst_incidentreport.moc"
