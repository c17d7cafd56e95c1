#include "models/items/toperrorsmodel.h"

#include "tests/models/items/samplefleet.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

FleetChanges everything()
{
    FleetChanges changes;
    changes.replaced = true;
    return changes;
}

QStringList services(const TopErrorsModel &model)
{
    QStringList names;
    for (int row = 0; row < model.rowCount(); ++row) {
        names.append(model.at(row).service);
    }
    return names;
}

/// Every instance of a service fails this share of its requests.
void fail(SampleFleet &sample, const QString &service, double ratio)
{
    for (const Target &target : sample.definition().targets) {
        if (target.service == service) {
            sample.setErrors(target.number, ratio, 0.1);
        }
    }
}

void poll(SampleFleet &sample, int times)
{
    for (int i = 0; i < times; ++i) {
        sample.poll();
    }
}

QVariant cell(const TopErrorsModel &model, int row, TopErrorColumn column, int role = Qt::DisplayRole)
{
    return model.index(row, int(column)).data(role);
}

int rowOf(const TopErrorsModel &model, const QString &service)
{
    return int(services(model).indexOf(service));
}

} // namespace

class tst_TopErrorsModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void worstFirst()
    {
        SampleFleet sample(60);
        TopErrorsModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply(everything(), sample.now());
        QCOMPARE(model.rowCount(), 0); // nothing was probed yet: no zeros
        fail(sample, QStringLiteral("catalog"), 0.3);
        poll(sample, 6);
        model.apply({}, sample.now());
        QVERIFY(model.rowCount() >= 4);
        QCOMPARE(model.at(0).service, QStringLiteral("catalog"));
        QVERIFY(model.at(0).isBad());
        QVERIFY(!model.at(1).isBad());
        QVERIFY(cell(model, 0, TopErrorColumn::ErrorRatio, TopErrorsModel::BadRole).toBool());
        fail(sample, QStringLiteral("checkout"), 0.6);
        poll(sample, 6);
        model.apply({}, sample.now());
        QCOMPARE(services(model).first(2),
                 (QStringList{QStringLiteral("checkout"), QStringLiteral("catalog")}));
    }

    void rowsDoNotJump()
    {
        SampleFleet sample(60);
        TopErrorsModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fail(sample, QStringLiteral("catalog"), 0.30);
        fail(sample, QStringLiteral("checkout"), 0.32);
        poll(sample, 6);
        model.apply(everything(), sample.now());
        const QStringList order = services(model);
        QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        for (int i = 0; i < 12; ++i) {
            fail(sample, QStringLiteral("catalog"), i % 2 == 0 ? 0.33 : 0.30);
            poll(sample, 2);
            model.apply({}, sample.now());
        }
        QCOMPARE(services(model).first(2), order.first(2));
        QCOMPARE(moved.count(), 0);
        // What clearly differs does move, as a move: a selection goes with it.
        const QPersistentModelIndex catalog = model.index(rowOf(model, QStringLiteral("catalog")), 0);
        fail(sample, QStringLiteral("catalog"), 0.9);
        poll(sample, 4);
        model.apply({}, sample.now());
        QCOMPARE(model.at(0).service, QStringLiteral("catalog"));
        QCOMPARE(catalog.row(), 0);
        QCOMPARE(reset.count(), 0);
    }

    void littleTrafficIsNeverFirst()
    {
        SampleFleet sample(60);
        TopErrorsModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fail(sample, QStringLiteral("catalog"), 1.0);
        fail(sample, QStringLiteral("checkout"), 0.2);
        poll(sample, 4);
        model.apply(everything(), sample.now());
        QCOMPARE(model.at(0).service, QStringLiteral("catalog"));
        FleetDefinition definition = sample.definition();
        definition.poll.minRequests = 1'000'000; // now nobody has enough
        sample.fleet.setDefinition(definition, sample.now(), {});
        model.apply(everything(), sample.now());
        const int row = rowOf(model, QStringLiteral("catalog"));
        QVERIFY(model.at(row).quiet);
        QVERIFY(!model.at(row).isBad());
        QVERIFY(cell(model, row, TopErrorColumn::ErrorRatio, TopErrorsModel::DimmedRole).toBool());
        QVERIFY(cell(model, row, TopErrorColumn::Service, Qt::ToolTipRole)
                    .toString()
                    .contains(QStringLiteral("too few requests")));
    }

    void whatRose()
    {
        SampleFleet sample(60);
        TopErrorsModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fail(sample, QStringLiteral("checkout"), 0.4); // bad all the time
        poll(sample, 10);
        model.apply(everything(), sample.now());
        QVERIFY(std::isnan(model.at(0).rise)); // less than two minutes say nothing yet
        poll(sample, 150);
        fail(sample, QStringLiteral("catalog"), 0.2); // bad now
        poll(sample, 12);
        model.apply({}, sample.now());
        model.sort(int(TopErrorColumn::Rise));
        QCOMPARE(model.at(0).service, QStringLiteral("catalog"));
        QVERIFY(std::abs(model.at(0).rise - 0.2) < 0.01);
        QVERIFY(cell(model, 0, TopErrorColumn::Rise).toString().startsWith(QLatin1Char('+')));
        const TopError checkout = model.at(rowOf(model, QStringLiteral("checkout")));
        QVERIFY(std::abs(checkout.rise) < 0.01);
        // 15 min later the old state is forgotten: nothing rises any more.
        poll(sample, 200);
        model.apply({}, sample.now());
        QVERIFY(std::abs(model.at(rowOf(model, QStringLiteral("catalog"))).rise) < 0.01);
    }

    void budgets()
    {
        SampleFleet sample(60);
        TopErrorsModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        sample.setObjective(QStringLiteral("checkout"), 0.999);
        fail(sample, QStringLiteral("checkout"), 0.1);
        fail(sample, QStringLiteral("catalog"), 0.2);
        poll(sample, 120);
        model.apply(everything(), sample.now());
        QCOMPARE(model.at(0).service, QStringLiteral("catalog"));
        const int row = rowOf(model, QStringLiteral("checkout"));
        QVERIFY(model.at(row).isBurning());
        QVERIFY(std::abs(model.at(row).burn->fiveMinutes - 100) < 5);
        QVERIFY(cell(model, row, TopErrorColumn::BurnHour).toString().endsWith(QStringLiteral("×")));
        QVERIFY(cell(model, row, TopErrorColumn::BudgetLeft, TopErrorsModel::BadRole).toBool());
        QCOMPARE(cell(model, 0, TopErrorColumn::BurnHour).toString(), QStringLiteral("—"));
        model.sort(int(TopErrorColumn::BurnHour));
        QCOMPARE(model.at(0).service, QStringLiteral("checkout"));
        QVERIFY(model.headerData(int(TopErrorColumn::BurnHour), Qt::Horizontal)
                    .toString()
                    .endsWith(QStringLiteral("▾")));
        const QString summary = topErrorsSummary(model.errors());
        QVERIFY2(summary.startsWith(QStringLiteral("checkout burns its budget ")), qPrintable(summary));
        QVERIFY2(summary.contains(QStringLiteral("(all spent) · catalog fails ")), qPrintable(summary));
    }

    /// A poll tells the rows that look different, in one range where they are neighbours, and nothing twice.
    void signalsOfAPoll()
    {
        SampleFleet sample(60);
        poll(sample, 8);
        TopErrorsModel model(sample.fleet);
        model.apply(everything(), sample.now());
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
        sample.poll();
        model.apply({}, sample.now());
        QVERIFY(changed.count() <= model.rowCount());
        changed.clear();
        model.apply({}, sample.now()); // the same second
        model.apply({}, sample.now() + 200ms);
        QCOMPARE(changed.count(), 0);
        QCOMPARE(moved.count(), 0);
    }

    void servicesComeAndGo()
    {
        SampleFleet sample(60);
        poll(sample, 6);
        TopErrorsModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.apply(everything(), sample.now());
        const int before = model.rowCount();
        QList<InstanceNumber> gone;
        for (const Target &target : sample.definition().targets) {
            if (target.service == QStringLiteral("catalog")) {
                gone.append(target.number);
            }
        }
        model.apply(sample.remove(gone), sample.now());
        QCOMPARE(model.rowCount(), before - 1);
        QVERIFY(rowOf(model, QStringLiteral("catalog")) < 0);
        sample.add(QStringLiteral("eu-west"), QStringLiteral("brand-new"), 3);
        poll(sample, 4);
        model.apply({}, sample.now());
        QVERIFY(rowOf(model, QStringLiteral("brand-new")) >= 0);
    }

    /// A service of which nothing is heard any more is not shown with what it last said.
    void oldValuesAreNoValues()
    {
        SampleFleet sample(60);
        poll(sample, 6);
        TopErrorsModel model(sample.fleet);
        model.apply(everything(), sample.now());
        QVERIFY(model.rowCount() > 0);
        sample.pass(5min); // no probe ends any more, every value is stale
        model.apply({}, sample.now());
        for (int row = 0; row < model.rowCount(); ++row) {
            QVERIFY2(std::isnan(model.at(row).errorRatio) || model.at(row).isBurning(),
                     qPrintable(model.at(row).service));
        }
    }

    void summaries()
    {
        QCOMPARE(topErrorsSummary({}), QStringLiteral("no service counts its requests"));
        QVERIFY(topErrorsSummary({}, true).startsWith(QStringLiteral("counting")));
        TopError calm;
        calm.service = QStringLiteral("search");
        calm.errorRatio = 0;
        calm.requestRate = 10;
        QCOMPARE(topErrorsSummary({calm}), QStringLiteral("no request fails"));
        calm.errorRatio = 0.0021;
        QVERIFY(topErrorsSummary({calm}).startsWith(
            QStringLiteral("nothing fails beyond its limit; most: search 0.21")));
        QList<TopError> many(5, calm);
        for (TopError &error : many) {
            error.errorRatio = 0.5;
        }
        QVERIFY(topErrorsSummary(many).endsWith(QStringLiteral("and 2 more")));
        calm.limit = 0.001; // stricter than usual
        QVERIFY(calm.isBad());
    }
};

QTEST_GUILESS_MAIN(tst_TopErrorsModel)
#include "tst_toperrorsmodel.moc"
