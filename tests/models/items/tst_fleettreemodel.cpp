#include "models/items/fleettreemodel.h"
#include "tests/models/items/samplefleet.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace quarterdeck;

class tst_FleetTreeModel final : public QObject
{
    Q_OBJECT

private:
    static void take(FleetTreeModel &model, const SampleFleet &sample, const FleetChanges &changes)
    {
        model.apply(changes, sample.now());
    }
    static RollUp rollUp(const FleetTreeModel &model, const QList<QString> &path)
    {
        return model.find(path).data(FleetTreeModel::RollUpRole).value<RollUp>();
    }
    /// The counts kept by difference are those that counting gives.
    static void checkCounts(const FleetTreeModel &model, const Fleet &fleet)
    {
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex group = model.index(row, 0);
            std::vector<InstanceNumber> members;
            for (const InstanceNumber number : fleet.order()) {
                if (groupValue(fleet.instance(number)->target, model.grouping()[0]) ==
                    group.data().toString()) {
                    members.push_back(number);
                }
            }
            QVERIFY(group.data(FleetTreeModel::RollUpRole).value<RollUp>() == fleet.rollUp(members));
        }
    }

private Q_SLOTS:
    void groupsByClusterAndService()
    {
        SampleFleet sample(1200);
        FleetTreeModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        take(model, sample, sample.poll());
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("eu-west"));
        QCOMPARE(rollUp(model, {QStringLiteral("eu-west")}).total, 480);
        QCOMPARE(rollUp(model, {QStringLiteral("eu-west"), QStringLiteral("checkout")}).total, 120);
        QVERIFY(!model.find({QStringLiteral("mars")}).isValid());
        QCOMPARE(model.find({QStringLiteral("eu-west"), QStringLiteral("checkout")})
                     .data(FleetTreeModel::FilterTermsRole)
                     .value<QList<QString>>(),
                 (QList<QString>{QStringLiteral("cluster:eu-west"), QStringLiteral("service:checkout")}));
        checkCounts(model, sample.fleet);
    }

    void tellsOnlyGroupsThatChanged()
    {
        SampleFleet sample(1200);
        FleetTreeModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        take(model, sample, sample.poll());
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        take(model, sample, sample.poll());
        QCOMPARE(changed.count(), 0);
        const InstanceNumber victim = sample.numberOf(QStringLiteral("checkout-eu-05"));
        sample.setReadiness(victim, QStringLiteral("HTTP 503"));
        take(model, sample, sample.poll());
        take(model, sample, sample.poll());
        QCOMPARE(changed.count(), 2); // the cluster and its service
        QCOMPARE(rollUp(model, {QStringLiteral("eu-west")}).of(State::NotReady), 1);
        QVERIFY(model.find({QStringLiteral("eu-west")}).data(FleetTreeModel::WorstStateRole).value<State>() ==
                State::NotReady);
        checkCounts(model, sample.fleet);
    }

    void definitionIsMergedByKey()
    {
        SampleFleet sample(240);
        FleetTreeModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        take(model, sample, sample.poll());
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        const QPersistentModelIndex kept(model.find({QStringLiteral("us-east"), QStringLiteral("search")}));
        take(model, sample, sample.add(QStringLiteral("sa-east"), QStringLiteral("checkout"), 4));
        QCOMPARE(model.rowCount(), 4);
        QList<InstanceNumber> gone;
        for (const Target &target : sample.definition().targets) {
            if (target.cluster == QStringLiteral("eu-west")) {
                gone.append(target.number);
            }
        }
        take(model, sample, sample.remove(gone));
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.pathOf(kept), (QList<QString>{QStringLiteral("us-east"), QStringLiteral("search")}));
        QCOMPARE(reset.count(), 0);
        checkCounts(model, sample.fleet);
    }

    void anyLabelGroups()
    {
        SampleFleet sample(240);
        FleetTreeModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        model.setGrouping({QStringLiteral("canary")});
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(model.find({QStringLiteral("(no canary)")}).isValid());
        QCOMPARE(model.find({QStringLiteral("true")})
                     .data(FleetTreeModel::FilterTermsRole)
                     .value<QList<QString>>(),
                 QList<QString>{QStringLiteral("label:canary=true")});
        model.setGrouping({});
        QCOMPARE(model.rowCount(), 0);
        take(model, sample, sample.poll());
    }
};

QTEST_GUILESS_MAIN(tst_FleetTreeModel)
#include "tst_fleettreemodel.moc"
