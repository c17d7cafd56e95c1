#include "widgets/postmortem/postmortempdf.h"

#include "widgets/postmortem/pageflow.h"

#include <QBuffer>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

class TestPostmortemPdf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneIncidentIsAFewPages();
    void longOnesGoOn();
    void rowsBreakOverPages();
};

namespace {

Postmortem facts(int events, const QString &name)
{
    Postmortem made;
    Incident &incident = made.incident;
    incident.number = {231};
    incident.title = name + u" down"_s;
    incident.services = {name};
    incident.ruleText = u"1 of 3 down for 30 s"_s;
    incident.clock.started = WallTime(std::chrono::seconds(1795270521));
    incident.clock.detected = incident.clock.started + 31s;
    incident.clock.mitigated = incident.clock.started + 166s;
    made.written = incident.clock.started + 1h;
    for (int i = 0; i < events; ++i) {
        Event event;
        event.number = i + 1;
        event.happened = event.recorded = incident.clock.started + std::chrono::seconds(i);
        event.subject = u"%1/host-%2"_s.arg(name).arg(i);
        event.service = u"%1-%2"_s.arg(name).arg(i);
        event.from = u"up"_s;
        event.to = u"down"_s;
        event.reason = name;
        made.events.append(event);
    }
    made.errorRatios = {
        {name, {{incident.clock.started - 10s, 0.004}, {incident.clock.started + 10s, 0.86}}}};
    return made;
}

/// As the file's own table of pages says; it is not compressed.
int pagesOf(const QByteArray &pdf)
{
    static const QRegularExpression count(u"/Type /Pages\\s.*?/Count (\\d+)"_s,
                                          QRegularExpression::DotMatchesEverythingOption);
    return count.match(QString::fromLatin1(pdf)).captured(1).toInt();
}

} // namespace

void TestPostmortemPdf::oneIncidentIsAFewPages()
{
    const QByteArray pdf = postmortemPdf(facts(3, u"orders-db"_s));
    QVERIFY(pdf.startsWith("%PDF-1."));
    QVERIFY(pdf.trimmed().endsWith("%%EOF"));
    QVERIFY2(pagesOf(pdf) >= 2 && pagesOf(pdf) <= 3, qPrintable(QString::number(pagesOf(pdf))));
    QVERIFY(pdf.contains("/FontFile2")); // whoever reads it needs no font of ours
    QVERIFY(pdf.contains("/MediaBox [0 0 595"));
}

void TestPostmortemPdf::longOnesGoOn()
{
    // 120 services are 120 lanes, which no page holds.
    const int few = pagesOf(postmortemPdf(facts(3, u"orders-db"_s)));
    const int many = pagesOf(postmortemPdf(facts(120, u"<b>%1\u202Eorders\n</b>"_s)));
    QVERIFY2(many >= few + 5, qPrintable(QString::number(many)));
}

void TestPostmortemPdf::rowsBreakOverPages()
{
    const auto pages = [](const QString &cell) {
        QBuffer device;
        device.open(QIODevice::WriteOnly);
        QPdfWriter writer(&device);
        PageFlow flow(writer, u"footer"_s, 0);
        flow.table({{u"a"_s, 0.5}, {u"b"_s, 0.5}}, {{u"1"_s, cell}, {u"2"_s, u"short"_s}});
        return flow.pages();
    };
    QCOMPARE(pages(u"word"_s), 1);
    const int longer = pages(u"word "_s.repeated(6000));
    QVERIFY2(longer >= 3, qPrintable(QString::number(longer))); // one cell longer than a page
    QCOMPARE(pages(QString(20'000, u'x')),
             pages(QString(20'000, u'x'))); // a word longer than a line ends, too
    QVERIFY(pages(QString(20'000, u'x')) >= 3);
}

QTEST_MAIN(TestPostmortemPdf)
#include "tst_postmortempdf.moc"
