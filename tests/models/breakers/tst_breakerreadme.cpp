// What the README says of breakers is so: its table names every convention, its examples work as they stand.

#include "app/config/configuration.h"
#include "tests/models/breakers/scrapedtarget.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

class TestBreakerReadme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tableNamesEveryConvention();
    void examplesWork();

private:
    QString m_section;
};

void TestBreakerReadme::initTestCase()
{
    QFile file(QStringLiteral(QUARTERDECK_SOURCE_DIR "/README.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_section = QString::fromUtf8(file.readAll())
                    .section(u"\n### Circuit breakers\n"_s, 1)
                    .section(u"\n### "_s, 0, 0);
    QVERIFY(m_section.size() > 1000);
}

void TestBreakerReadme::tableNamesEveryConvention()
{
    static const QRegularExpression row(u"^\\| `([a-z0-9-]+)` \\|"_s, QRegularExpression::MultilineOption);
    QSet<QString> named;
    auto it = row.globalMatch(m_section);
    while (it.hasNext()) {
        named.insert(it.next().captured(1));
    }
    const auto builtIn = builtInConventions();
    QVERIFY(builtIn != nullptr);
    QSet<QString> there;
    for (const BreakerRule &rule : builtIn->rules().rules) {
        there.insert(rule.id);
    }
    QCOMPARE(QStringList((there - named).values()), QStringList());
    QCOMPARE(QStringList((named - there).values()), QStringList());
}

void TestBreakerReadme::examplesWork()
{
    const QString example = m_section.section(u"```yaml\n"_s, 1).section(u"```"_s, 0, 0);
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"fleet.yml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("fleet: test\n" + example.toUtf8() +
               "scrape_configs: [{job_name: a, static_configs: [{targets: [\"127.0.0.1:1\"]}]}]\n");
    file.close();
    InstanceNumbering numbering;
    const ConfigurationResult result = loadConfiguration(file.fileName(), numbering);
    for (const ConfigProblem &problem : result.errors + result.warnings) {
        QFAIL(qPrintable(problem.toString()));
    }
    QVERIFY(result.configuration.has_value());

    ScrapedTarget target(result.configuration->breakerConventions);
    const auto page = [](int blown, int rejected) {
        return "books_cb_position 2\n"
               "courier_fuse{route=\"north\",phase=\"flowing\"} 1\n"
               "courier_fuse{route=\"north\",phase=\"probing\"} 0\n"
               "courier_fuse{route=\"north\",phase=\"blown\"} 0\n"
               "courier_fuse_blown_total{route=\"north\"} " +
               QByteArray::number(blown) + "\ncourier_rejected_total{route=\"north\"} " +
               QByteArray::number(rejected) +
               "\ncourier_failures_percent{route=\"north\"} 12.5\n"
               "depot_circuit_breaker_state{name=\"gate\"} 0\n"
               "icebreaker_circuit_breaker_state{name=\"Oden\"} 1\n";
    };
    const QList<BreakerReading> first = target.scrape(page(3, 40));
    QCOMPARE(statesOf(first), u"books: half-open; gate: open; north: closed"_s);
    QCOMPARE(first.at(0).convention, u"ledger"_s);
    QCOMPARE(first.at(2).failureRate, std::optional(0.125));
    const QList<BreakerReading> second = target.scrape(page(4, 46));
    QCOMPARE(second.at(2).openings, 1);
    QVERIFY(second.at(2).inferred);
    QCOMPARE(second.at(2).calls.of(CallCause::NotPermitted), 6.0);
}

QTEST_APPLESS_MAIN(TestBreakerReadme)
#include "tst_breakerreadme.moc"
