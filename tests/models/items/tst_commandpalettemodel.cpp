#include "models/items/commandpalettemodel.h"
#include "tests/models/items/samplefleet.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace quarterdeck;

class tst_CommandPaletteModel final : public QObject
{
    Q_OBJECT

private:
    static PaletteEntry command(const char *title)
    {
        PaletteEntry entry;
        entry.title = QLatin1String(title);
        return entry;
    }

private Q_SLOTS:
    void matching_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse"); // empty: must not match at all
        QTest::newRow("beginning before middle") << u"check"_qs << u"checkout"_qs << u"healthcheck"_qs;
        QTest::newRow("word before piece") << u"eu"_qs << u"cart-eu-1"_qs << u"museum"_qs;
        QTest::newRow("piece before scattered") << u"art"_qs << u"cart"_qs << u"apart-from-that"_qs;
        QTest::newRow("initials") << u"ceu4"_qs << u"checkout-eu-41"_qs << u"checkout-us-1"_qs;
        QTest::newRow("every word must be there")
            << u"checkout 41"_qs << u"checkout-eu-41"_qs << u"checkout-eu-3"_qs;
        QTest::newRow("words in any order") << u"41 check"_qs << u"checkout-eu-41"_qs << u"checkout"_qs;
        QTest::newRow("case does not matter") << u"CHECK"_qs << u"checkout"_qs << u"CART"_qs;
        QTest::newRow("whole number before its beginning") << u"4"_qs << u"edge-4"_qs << u"edge-41"_qs;
    }
    void matching()
    {
        QFETCH(QString, query);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        const FuzzyQuery fuzzy(query);
        const int high = fuzzy.score(FuzzyText(better));
        const int low = fuzzy.score(FuzzyText(worse));
        QVERIFY(high > 0);
        QVERIFY2(high > low, qPrintable(QStringLiteral("%1 against %2").arg(high).arg(low)));
    }

    void findsEverything()
    {
        SampleFleet sample(1200);
        CommandPaletteModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        model.setCommands({command("Mark all as seen"), command("Quit")});
        model.setQuery({});
        QCOMPARE(model.rowCount(), int(CommandPaletteModel::limit));
        QCOMPARE(model.at(0).title, QStringLiteral("Mark all as seen"));
        model.setQuery(QStringLiteral("seen"));
        QCOMPARE(model.at(0).title, QStringLiteral("Mark all as seen"));
        model.setQuery(QStringLiteral("checkout"));
        QCOMPARE(model.at(0).filter, QStringLiteral("service:checkout"));
        model.setQuery(QStringLiteral("eu-west"));
        QCOMPARE(model.at(0).filter, QStringLiteral("cluster:eu-west"));
        model.setQuery(QStringLiteral("checkout-eu-41"));
        QCOMPARE(model.at(0).title, QStringLiteral("checkout-eu-41"));
        model.setQuery(QStringLiteral("no such thing at all"));
        QCOMPARE(model.rowCount(), 0);
    }

    void troubleFirst()
    {
        SampleFleet sample(240);
        const InstanceNumber victim = sample.numberOf(QStringLiteral("edge-us-11"));
        sample.setReadiness(victim, QStringLiteral("HTTP 503"));
        for (int i = 0; i < 3; ++i) {
            sample.poll();
        }
        CommandPaletteModel model(sample.fleet);
        model.setQuery(QStringLiteral("edge us"));
        int row = 0;
        while (model.at(row).kind != PaletteEntry::Kind::Instance) {
            ++row;
        }
        QCOMPARE(model.at(row).title, QStringLiteral("edge-us-11"));
    }

    void noticesNewInstances()
    {
        SampleFleet sample(120);
        CommandPaletteModel model(sample.fleet);
        model.setQuery(QStringLiteral("mars-north"));
        QCOMPARE(model.rowCount(), 0);
        model.apply(sample.add(QStringLiteral("mars-north"), QStringLiteral("checkout"), 2), {});
        model.setQuery(QStringLiteral("mars-north"));
        QCOMPARE(model.rowCount(), 3);
    }
};

QTEST_GUILESS_MAIN(tst_CommandPaletteModel)
#include "tst_commandpalettemodel.moc"
