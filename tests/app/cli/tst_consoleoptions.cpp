#include "app/cli/consoleoptions.h"

#include <QTest>

using namespace quarterdeck;
using namespace Qt::StringLiterals;

class TestConsoleOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areTakenOutWhereverTheyStand()
    {
        QStringList arguments{u"quarterdeck"_s, u"--log-format=json"_s, u"status"_s,         u"--config"_s,
                              u"f.yml"_s,       u"--metrics-listen"_s,  u"127.0.0.1:9464"_s, u"--log-level"_s,
                              u"debug"_s};
        ConsoleOptions options;
        QVERIFY(!takeConsoleOptions(arguments, options));
        QCOMPARE(arguments, (QStringList{u"quarterdeck"_s, u"status"_s, u"--config"_s, u"f.yml"_s}));
        QCOMPARE(options.metricsListen, u"127.0.0.1:9464"_s);
        QVERIFY(options.logFormat == LogFormat::Json);
        QVERIFY(options.logLevel == LogLevel::Debug);
    }

    void nothingAfterTheDoubleDashIsTaken()
    {
        QStringList arguments{u"quarterdeck"_s, u"--"_s, u"--log-format"_s};
        ConsoleOptions options;
        QVERIFY(!takeConsoleOptions(arguments, options));
        QCOMPARE(arguments.size(), 3);
    }

    void whatIsWrongIsSaid_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("says");
        QTest::newRow("format") << QStringList{u"--log-format"_s, u"xml"_s} << u"text or json, not \"xml\""_s;
        QTest::newRow("level") << QStringList{u"--log-level=loud"_s} << u"not \"loud\""_s;
        QTest::newRow("no value") << QStringList{u"--metrics-listen"_s} << u"wants a value"_s;
    }

    void whatIsWrongIsSaid()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, says);
        arguments.prepend(u"quarterdeck"_s);
        ConsoleOptions options;
        const auto wrong = takeConsoleOptions(arguments, options);
        QVERIFY(wrong);
        QVERIFY2(wrong->contains(says), qPrintable(*wrong));
    }
};

QTEST_GUILESS_MAIN(TestConsoleOptions)
#include "tst_consoleoptions.moc"
