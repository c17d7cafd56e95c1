#include "models/items/fleettablemodel.h"
#include "models/items/formatter.h"
#include "models/items/instancetext.h"
#include "tests/models/items/samplefleet.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

using namespace quarterdeck;
using namespace std::chrono_literals;

class tst_FleetTableModel final : public QObject
{
    Q_OBJECT

private:
    static QList<QString> names(const FleetTableModel &model)
    {
        QList<QString> result;
        for (int row = 0; row < model.rowCount(); ++row) {
            result.append(model.index(row, int(FleetColumn::Instance)).data().toString());
        }
        return result;
    }
    static void failTwice(SampleFleet &sample, FleetTableModel &model, InstanceNumber number)
    {
        sample.setHealth(number, ProbeOutcome::Unreachable, QStringLiteral("connection refused"));
        for (int i = 0; i < 2; ++i) {
            take(model, sample, sample.poll({number}));
        }
    }
    /// The time is read after the change was made: the order in which arguments are evaluated is nobody's
    /// promise.
    static void take(FleetTableModel &model, const SampleFleet &sample, const FleetChanges &changes)
    {
        model.apply(changes, sample.now());
    }
    static InstanceFilter filter(const char *text)
    {
        return std::get<InstanceFilter>(InstanceFilter::parse(QLatin1String(text)));
    }
    /// Every neighbour in order, every row findable.
    static void checkOrder(const FleetTableModel &model)
    {
        for (int row = 0; row < model.rowCount(); ++row) {
            QCOMPARE(model.rowOf(model.numberAt(row)), row);
        }
        if (model.sortColumn() == FleetColumn::State) {
            for (int row = 1; row < model.rowCount(); ++row) {
                QVERIFY(model.index(row - 1, 0).data(StateRole).value<State>() <=
                        model.index(row, 0).data(StateRole).value<State>());
            }
        }
    }

private Q_SLOTS:
    void namesInNaturalOrder()
    {
        SampleFleet sample(120);
        FleetTableModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        take(model, sample, sample.poll());
        QCOMPARE(model.rowCount(), int(sample.fleet.size()));
        checkOrder(model);
        const QList<QString> all = names(model);
        QVERIFY(all.indexOf(QStringLiteral("checkout-ap-02")) <
                all.indexOf(QStringLiteral("checkout-ap-08")));
        QVERIFY(all.indexOf(QStringLiteral("edge-ap-01")) < all.indexOf(QStringLiteral("edge-eu-01")));
    }

    void problemsRise()
    {
        SampleFleet sample(120);
        FleetTableModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        take(model, sample, sample.poll());
        const InstanceNumber victim = model.numberAt(77);
        QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        failTwice(sample, model, victim);
        QCOMPARE(model.numberAt(0), victim);
        QCOMPARE(moved.count(), 1);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(model.attentionCount(), 1);
        QVERIFY(model.index(0, int(FleetColumn::Why)).data().toString().contains(QStringLiteral("refused")));
        checkOrder(model);
    }

    void manyMovesAreOneLayoutChange()
    {
        SampleFleet sample(240);
        FleetTableModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        take(model, sample, sample.poll());
        QList<InstanceNumber> victims;
        for (int row = 0; row < model.rowCount(); row += 3) {
            victims.append(model.numberAt(row));
            sample.setHealth(victims.last(), ProbeOutcome::Unreachable, QStringLiteral("connection refused"));
        }
        QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
        QSignalSpy layout(&model, &QAbstractItemModel::layoutChanged);
        take(model, sample, sample.poll(victims));
        QCOMPARE(moved.count(), 0);
        QCOMPARE(layout.count(), 1);
        QCOMPARE(model.attentionCount(), int(victims.size()));
        checkOrder(model);
    }

    void aPollIsFewNotices()
    {
        SampleFleet sample(1200);
        FleetTableModel model(sample.fleet);
        take(model, sample, sample.poll());
        QList<InstanceNumber> some;
        for (int row = 0; row < model.rowCount(); row += 2) {
            some.append(model.numberAt(row));
        }
        const FleetChanges changes = sample.poll(some);
        QVERIFY(changes.changed.size() > 500);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.apply(changes, sample.now());
        QVERIFY(changed.count() >= 1);
        QVERIFY2(changed.count() <= 49, "every notice makes every view look at its rows");
        for (const auto &notice : std::as_const(changed)) {
            QVERIFY(!notice.at(2).value<QList<int>>().isEmpty());
        }
    }

    void neighboursAreOneRange()
    {
        SampleFleet sample(120);
        FleetTableModel model(sample.fleet);
        take(model, sample, sample.poll());
        const QList<InstanceNumber> three{model.numberAt(10), model.numberAt(11), model.numberAt(12)};
        FleetChanges changes = sample.poll(three);
        changes.changed = three;
        model.apply(changes, sample.now()); // takes the ages of this second
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.apply(changes, sample.now());
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 10);
        QCOMPARE(changed[0][1].toModelIndex().row(), 12);
    }

    void selectionAndPersistentIndexesSurvive()
    {
        SampleFleet sample(240);
        FleetTableModel model(sample.fleet);
        take(model, sample, sample.poll());
        QItemSelectionModel selection(&model);
        const InstanceNumber chosen = model.numberAt(100);
        selection.select(model.index(100, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        const QPersistentModelIndex kept(model.index(100, 4));
        for (int i = 0; i < 60; i += 2) {
            sample.setHealth(model.numberAt(i), ProbeOutcome::TimedOut,
                             QStringLiteral("timed out after 2 s"));
        }
        failTwice(sample, model, chosen);
        take(model, sample, sample.poll());
        take(model, sample, sample.poll());
        QCOMPARE(selection.selectedRows().size(), 1);
        QCOMPARE(model.numberAt(selection.selectedRows().first().row()), chosen);
        QCOMPARE(model.numberAt(kept.row()), chosen);
        QCOMPARE(kept.column(), 4);
    }

    void filterInsertsAndRemoves()
    {
        SampleFleet sample(1200);
        FleetTableModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        take(model, sample, sample.poll());
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setFilter(filter("cluster:eu-west"), sample.now());
        QCOMPARE(model.rowCount(), 480);
        checkOrder(model);
        model.setFilter(filter("service:checkout"), sample.now());
        QCOMPARE(model.rowCount(), 340);
        checkOrder(model);
        model.setFilter({}, sample.now());
        QCOMPARE(model.rowCount(), 1200);
        checkOrder(model);
        QCOMPARE(reset.count(), 0);
    }

    void stateFilterFollowsTheState()
    {
        SampleFleet sample(120);
        FleetTableModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        take(model, sample, sample.poll());
        const InstanceNumber victim = model.numberAt(5);
        model.setFilter(filter("state:down"), sample.now());
        QCOMPARE(model.rowCount(), 0);
        failTwice(sample, model, victim);
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.numberAt(0), victim);
        sample.heal(victim);
        take(model, sample, sample.poll({victim}));
        take(model, sample, sample.poll({victim}));
        QCOMPARE(model.rowCount(), 0);
    }

    void definitionIsMerged()
    {
        SampleFleet sample(240);
        FleetTableModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        take(model, sample, sample.poll());
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        const QPersistentModelIndex kept(model.index(50, 0));
        const InstanceNumber number = model.numberAt(50);
        const InstanceNumber gone = model.numberAt(3);
        take(model, sample, sample.remove({gone, model.numberAt(4), model.numberAt(90)}));
        QCOMPARE(model.rowCount(), int(sample.fleet.size()));
        QCOMPARE(model.rowOf(gone), -1);
        take(model, sample, sample.add(QStringLiteral("aa-first"), QStringLiteral("cart"), 30));
        QCOMPARE(model.rowCount(), int(sample.fleet.size()));
        QCOMPARE(model.numberAt(kept.row()), number);
        QCOMPARE(reset.count(), 0);
        checkOrder(model);
    }

    void figuresSortBiggestFirstAndMissingLast()
    {
        SampleFleet sample(120);
        FleetTableModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        take(model, sample, sample.poll());
        const InstanceNumber loud = model.numberAt(60);
        sample.setErrors(loud, 0.9, 3.0);
        sample.setHealth(model.numberAt(61), ProbeOutcome::Unreachable, QStringLiteral("connection refused"));
        take(model, sample, sample.poll());
        for (const Qt::SortOrder order : {Qt::DescendingOrder, Qt::AscendingOrder}) {
            model.sort(int(FleetColumn::ErrorRatio), order);
            double last = order == Qt::DescendingOrder ? 2.0 : -1.0;
            bool missing = false;
            for (int row = 0; row < model.rowCount(); ++row) {
                const double value =
                    model.index(row, int(FleetColumn::ErrorRatio)).data(ValueRole).toDouble();
                if (std::isnan(value)) {
                    missing = true;
                    continue;
                }
                QVERIFY2(!missing, "a missing value stands before one that is there");
                QVERIFY(order == Qt::DescendingOrder ? value <= last : value >= last);
                last = value;
            }
        }
    }

    void objectivesOfServices()
    {
        SampleFleet sample(120);
        FleetTableModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        QSignalSpy objectives(&model, &FleetTableModel::objectivesChanged);
        take(model, sample, sample.poll());
        QVERIFY(!model.hasObjectives());
        take(model, sample, sample.setObjective(QStringLiteral("checkout"), 0.999));
        QCOMPARE(objectives.count(), 1);
        QVERIFY(model.hasObjectives());
        take(model, sample, sample.setObjective(QStringLiteral("search"), 0.9999));
        QCOMPARE(objectives.count(), 1); // that there are some is no news
        for (int i = 0; i < 66; ++i) {
            take(model, sample, sample.poll());
        }
        // 0.06 % of errors: 0.6 of the first budget, six times the second.
        model.sort(int(FleetColumn::Budget), firstOrderOf(FleetColumn::Budget));
        const auto at = [&model](int row, FleetColumn column, int role = Qt::DisplayRole) {
            return model.index(row, int(column)).data(role);
        };
        QCOMPARE(at(0, FleetColumn::Service).toString(), QStringLiteral("search")); // least left first
        QVERIFY(at(0, FleetColumn::Budget, ValueRole).toDouble() < -4);
        QVERIFY(at(0, FleetColumn::Budget).toString().startsWith(QStringLiteral("−")));
        QVERIFY(at(0, FleetColumn::Budget, Qt::ToolTipRole).toString().contains(QStringLiteral("so far")));
        int row = 0;
        while (at(row, FleetColumn::Service).toString() == QStringLiteral("search")) {
            ++row;
        }
        QCOMPARE(at(row, FleetColumn::Service).toString(), QStringLiteral("checkout"));
        const double left = at(row, FleetColumn::Budget, ValueRole).toDouble();
        QVERIFY2(left > 0.3 && left < 0.5, qPrintable(QString::number(left)));
        QVERIFY(!at(row, FleetColumn::Budget, AttentionRole).toBool());
        QVERIFY(!at(row, FleetColumn::Budget, DimmedRole).toBool()); // watched for five minutes and a half
        const int last = model.rowCount() - 1;
        QCOMPARE(at(last, FleetColumn::Budget).toString(), QStringLiteral("—")); // no objective comes last
        model.sort(int(FleetColumn::Burn), firstOrderOf(FleetColumn::Burn));
        QCOMPARE(at(0, FleetColumn::Service).toString(), QStringLiteral("search"));
        QVERIFY(at(0, FleetColumn::Burn).toString().endsWith(QStringLiteral("×")));
    }

    void liveColumnsAreOrderedAtADistance()
    {
        SampleFleet sample(120);
        FleetTableModel model(sample.fleet);
        take(model, sample, sample.poll());
        model.sort(int(FleetColumn::RequestRate), Qt::DescendingOrder);
        const InstanceNumber first = model.numberAt(0);
        QSignalSpy moved(&model, &QAbstractItemModel::rowsMoved);
        QSignalSpy layout(&model, &QAbstractItemModel::layoutChanged);
        FleetChanges changes = sample.poll();
        const SteadyTime soon = sample.now() - 5s + 500ms;
        model.apply(changes, soon);
        QCOMPARE(moved.count() + layout.count(), 0);
        QCOMPARE(model.numberAt(0), first);
        model.apply({}, soon + FleetTableModel::liveOrderDistance);
        QCOMPARE(layout.count(), 1);
    }

    void heldOrderDoesNotMove()
    {
        SampleFleet sample(120);
        FleetTableModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        take(model, sample, sample.poll());
        const InstanceNumber victim = model.numberAt(40);
        model.setOrderHeld(true);
        failTwice(sample, model, victim);
        QCOMPARE(model.rowOf(victim), 40);
        QVERIFY(model.index(40, 0).data(StateRole).value<State>() == State::Down);
        model.setOrderHeld(false);
        QCOMPARE(model.rowOf(victim), 0);
    }

    void multiDataSaysWhatDataSays()
    {
        SampleFleet sample(120);
        FleetTableModel model(sample.fleet);
        take(model, sample, sample.poll());
        for (int column = 0; column < fleetColumnCount; ++column) {
            const QModelIndex index = model.index(3, column);
            QModelRoleData roles[] = {QModelRoleData(Qt::DisplayRole), QModelRoleData(StateRole),
                                      QModelRoleData(Qt::TextAlignmentRole)};
            model.multiData(index, roles);
            QCOMPARE(roles[0].data(), index.data());
            QVERIFY(roles[1].data().value<State>() == index.data(StateRole).value<State>());
            QCOMPARE(roles[2].data(), index.data(Qt::TextAlignmentRole));
        }
    }

    void agesGrowInOneNotice()
    {
        SampleFleet sample(120);
        FleetTableModel model(sample.fleet);
        take(model, sample, sample.poll());
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.apply({}, sample.now() + 3s);
        QCOMPARE(changed.count(), 1);
        model.apply({}, sample.now() + 3100ms);
        QCOMPARE(changed.count(), 1);
    }

    void randomWalk()
    {
        SampleFleet sample(240, 7);
        FleetTableModel model(sample.fleet);
        const QAbstractItemModelTester tester(&model);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        take(model, sample, sample.poll());
        std::mt19937 random(3);
        for (int step = 0; step < 120; ++step) {
            const auto number = sample.fleet.order()[qsizetype(random() % quint64(sample.fleet.size()))];
            switch (random() % 6) {
            case 0:
                sample.setHealth(number, ProbeOutcome::Unreachable, QStringLiteral("connection refused"));
                break;
            case 1:
                sample.setReadiness(number, QStringLiteral("warming up"));
                break;
            case 2:
                sample.setErrors(number, 0.3, 2);
                break;
            case 3:
                sample.heal(number);
                break;
            case 4:
                model.setFilter(filter(step % 2 ? "!state:up" : ""), sample.now());
                break;
            case 5:
                take(model, sample, sample.remove({number}));
                break;
            }
            take(model, sample, sample.poll());
            checkOrder(model);
        }
        QCOMPARE(reset.count(), 0);
    }
};

QTEST_GUILESS_MAIN(tst_FleetTableModel)
#include "tst_fleettablemodel.moc"
