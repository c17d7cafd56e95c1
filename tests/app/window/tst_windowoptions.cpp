#include "app/window/windowoptions.h"

#include <QTest>

using namespace quarterdeck;

class TestWindowOptions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatIsAskedFor();
    void wrong_data();
    void wrong();
};

void TestWindowOptions::readsWhatIsAskedFor()
{
    const auto parsed = readWindowOptions(
        {QStringLiteral("quarterdeck"), QStringLiteral("--config"), QStringLiteral("a.yml"),
         QStringLiteral("--screenshot"), QStringLiteral("b.png"), QStringLiteral("--after"),
         QStringLiteral("2.5"), QStringLiteral("--theme"), QStringLiteral("light"),
         QStringLiteral("--filter"), QStringLiteral("state:down"), QStringLiteral("--select"),
         QStringLiteral("pg1"), QStringLiteral("--size"), QStringLiteral("1680x1020")});
    const auto *options = std::get_if<WindowOptions>(&parsed);
    QVERIFY(options);
    QCOMPARE(options->config, QStringLiteral("a.yml"));
    QCOMPARE(options->screenshot, QStringLiteral("b.png"));
    QCOMPARE(options->after, 2.5);
    QCOMPARE(options->theme, QStringLiteral("light"));
    QCOMPARE(options->filter, QStringLiteral("state:down"));
    QCOMPARE(options->select, QStringLiteral("pg1"));
    QCOMPARE(options->size, QSize(1680, 1020));
}

void TestWindowOptions::wrong_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");

    const auto row = [](const char *name, const char *arguments, const char *says) {
        QTest::newRow(name) << QString::fromUtf8(arguments).split(QLatin1Char(' '))
                            << QString::fromUtf8(says);
    };
    row("unknown option", "q --confg a.yml", "confg");
    row("a file without --config", "q --theme dark a.yml", "--config FILE");
    row("time in words", "q --after soon", "\"soon\"");
    row("time below zero", "q --after=-1", "\"-1\"");
    row("unknown theme", "q --theme blue", "dark, light or system");
    row("unknown page", "q --page nowhere", "known: fleet");
    row("size without a height", "q --size 1680", "1680x1020");
    row("size too small", "q --size 10x10", "1680x1020");
}

void TestWindowOptions::wrong()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    const auto parsed = readWindowOptions(arguments);
    const auto *problem = std::get_if<QString>(&parsed);
    QVERIFY(problem);
    QVERIFY2(problem->contains(says), qPrintable(*problem));
}

QTEST_GUILESS_MAIN(TestWindowOptions)
#include "tst_windowoptions.moc"
