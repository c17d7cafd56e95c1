#include "models/items/fleetmapmodel.h"
#include "tests/models/items/samplefleet.h"

#include <QSignalSpy>
#include <QTest>

using namespace quarterdeck;

class tst_FleetMapModel final : public QObject
{
    Q_OBJECT

private:
    static void take(FleetMapModel &model, const SampleFleet &sample, const FleetChanges &changes)
    {
        model.apply(changes, sample.now());
    }
    static InstanceFilter filter(const char *text)
    {
        return std::get<InstanceFilter>(InstanceFilter::parse(QLatin1String(text)));
    }
    /// Blocks cover the cells exactly, in order; every instance is found where it is.
    static void checkStructure(const FleetMapModel &model)
    {
        int next = 0;
        for (const MapColumn &column : model.columns()) {
            int count = 0;
            for (const MapBlock &block : column.blocks) {
                QCOMPARE(block.first, next);
                QVERIFY(block.count > 0);
                next += block.count;
                count += block.count;
            }
            QCOMPARE(column.count, count);
        }
        QCOMPARE(next, int(model.cells().size()));
        for (int cell = 0; cell < next; ++cell) {
            QCOMPARE(model.cellOf(model.cells()[std::size_t(cell)].number), cell);
        }
    }

private Q_SLOTS:
    void columnsAndBlocks()
    {
        SampleFleet sample(1200);
        FleetMapModel model(sample.fleet);
        QCOMPARE(int(model.columns().size()), 3);
        QCOMPARE(model.columns()[0].title, QStringLiteral("eu-west"));
        QCOMPARE(model.columns()[0].count, 480);
        QCOMPARE(model.columns()[0].blocks[0].title, QStringLiteral("checkout"));
        checkStructure(model);
        model.setGrouping({});
        QCOMPARE(int(model.columns().size()), 1);
        checkStructure(model);
        model.setGrouping({QStringLiteral("zone"), QStringLiteral("service"), QStringLiteral("version")});
        QVERIFY(model.columns()[0].blocks[0].title.contains(QStringLiteral(" / ")));
        checkStructure(model);
    }

    void onlyCellsThatLookDifferentAreTold()
    {
        SampleFleet sample(1200);
        FleetMapModel model(sample.fleet);
        take(model, sample, sample.poll());
        QSignalSpy cells(&model, &FleetMapModel::cellsChanged);
        QSignalSpy structure(&model, &FleetMapModel::structureChanged);
        take(model, sample, sample.poll());
        QCOMPARE(cells.count(), 0);
        const InstanceNumber victim = sample.numberOf(QStringLiteral("search-us-31"));
        sample.setReadiness(victim, QStringLiteral("HTTP 503"));
        take(model, sample, sample.poll());
        take(model, sample, sample.poll());
        QCOMPARE(cells.count(), 1);
        QCOMPARE(cells[0][0].value<QList<int>>(), QList<int>{model.cellOf(victim)});
        QVERIFY(model.cells()[std::size_t(model.cellOf(victim))].state == State::NotReady);
        QCOMPARE(structure.count(), 0);
    }

    void filterDimsCellsAndHidesBlocks()
    {
        SampleFleet sample(240);
        FleetMapModel model(sample.fleet);
        take(model, sample, sample.poll());
        model.setFilter(filter("state:not-ready"), sample.now());
        QVERIFY(model.cells().empty());
        const InstanceNumber victim = sample.numberOf(QStringLiteral("checkout-us-02"));
        sample.setReadiness(victim, QStringLiteral("HTTP 503"));
        take(model, sample, sample.poll());
        take(model, sample, sample.poll());
        checkStructure(model);
        QCOMPARE(int(model.columns().size()), 1);
        QCOMPARE(model.columns()[0].title, QStringLiteral("us-east"));
        int matching = 0;
        for (const MapCell &cell : model.cells()) {
            matching += cell.matches ? 1 : 0;
        }
        QCOMPARE(matching, 1);
        sample.heal(victim);
        for (int i = 0; i < 3; ++i) {
            take(model, sample, sample.poll());
        }
        QVERIFY(model.cells().empty());
    }

    void shadesFollowTheValue()
    {
        SampleFleet sample(120);
        FleetMapModel model(sample.fleet);
        const InstanceNumber bad = sample.numberOf(QStringLiteral("checkout-eu-03"));
        sample.setErrors(bad, 0.9, 3);
        take(model, sample, sample.poll());
        const auto shade = [&](const char *name) {
            return int(model.cells()[std::size_t(model.cellOf(sample.numberOf(QLatin1String(name))))].shade);
        };
        QCOMPARE(shade("checkout-eu-03"), 0);
        for (const MapColour colour : {MapColour::ErrorRatio, MapColour::P99}) {
            model.setColour(colour);
            QVERIFY(shade("checkout-eu-03") > shade("checkout-eu-02"));
            QVERIFY(shade("checkout-eu-03") < mapShades);
            QVERIFY(shade("checkout-eu-02") >= 1);
        }
    }

    void definitionIsTakenOver()
    {
        SampleFleet sample(120);
        FleetMapModel model(sample.fleet);
        QSignalSpy structure(&model, &FleetMapModel::structureChanged);
        const InstanceNumber gone = sample.numberOf(QStringLiteral("checkout-eu-03"));
        take(model, sample, sample.remove({gone}));
        QCOMPARE(structure.count(), 1);
        QCOMPARE(model.cellOf(gone), -1);
        checkStructure(model);
    }
};

QTEST_GUILESS_MAIN(tst_FleetMapModel)
#include "tst_fleetmapmodel.moc"
