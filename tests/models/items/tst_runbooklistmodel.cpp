#include "models/items/runbooklistmodel.h"
#include "tests/models/fleet/fleetfixture.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;

namespace {

std::shared_ptr<const RunbookDefinition> runbook(const QString &id, const QString &appliesTo,
                                                 const QString &title = u"Do it"_s,
                                                 const QString &file = u"/f/x.yml"_s)
{
    RunbookDefinition made;
    made.id = id;
    made.file = file;
    made.title = RunText::parse(title, nullptr).value_or(RunText::literal(title));
    made.appliesTo = appliesTo;
    ParameterDefinition parameter;
    parameter.name = u"candidate"_s;
    made.parameters.append(parameter);
    return std::make_shared<const RunbookDefinition>(made);
}

QStringList ids(const RunbookListModel &model)
{
    QStringList found;
    for (const RunbookEntry &entry : model.rows()) {
        found.append(entry.runbook->id);
    }
    return found;
}

} // namespace

class TestRunbookListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::FleetFixture>();
        m_fixture->addTarget(u"orders-db"_s);
        m_fixture->addTarget(u"checkout"_s);
        m_fixture->addTarget(u"checkout"_s);
        m_fixture->define();
    }

    void whatAppliesComesFirst()
    {
        RunbookListModel model(m_fixture->fleet);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRunbooks({runbook(u"absent"_s, u"service:nothing"_s),
                           runbook(u"db"_s, u"service:orders-db"_s), runbook(u"web"_s, u"service:checkout"_s),
                           runbook(u"webhook"_s, {}, u"Call"_s, u":/w"_s)},
                          m_fixture->clock.steady());
        QCOMPARE(ids(model), QStringList({u"db"_s, u"web"_s, u"webhook"_s, u"absent"_s}));
        QCOMPARE(model.at(1).instances, 2);
        QCOMPARE(model.at(2).everywhere, true);
        QCOMPARE(model.at(3).instances, 0);

        model.setContext({{}, u"checkout"_s}, m_fixture->clock.steady());
        QCOMPARE(ids(model), QStringList({u"web"_s, u"webhook"_s, u"absent"_s, u"db"_s}));
        QCOMPARE(model.at(3).applies, false);
        QCOMPARE(model.contextText(), u"checkout"_s);

        model.setContext({{1}, {}}, m_fixture->clock.steady());
        QCOMPARE(ids(model).first(), u"db"_s);
        QVERIFY(model.contextText().contains(u"orders-db"_s));
    }

    void aMetricSaysWhere()
    {
        RunbookListModel model(m_fixture->fleet);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        RunbookDefinition made = *runbook(u"db"_s, {});
        made.appliesMetric = u"pg_up"_s;
        model.setRunbooks({std::make_shared<const RunbookDefinition>(made), runbook(u"any"_s, {})},
                          m_fixture->clock.steady());
        QCOMPARE(model.metrics(), QStringList(u"pg_up"_s));
        QCOMPARE(ids(model), QStringList({u"any"_s, u"db"_s})); // not before it is known
        QCOMPARE(RunbookListModel::whereText(model.at(0)), u"you say what it acts on"_s);
        QCOMPARE(RunbookListModel::whereText(model.at(1)), u"looking for instances that show pg_up"_s);
        model.setFound(u"pg_up"_s, {{1}}, m_fixture->clock.steady());
        QCOMPARE(RunbookListModel::whereText(model.at(0)), u"1 instance that shows pg_up"_s);
        model.setContext({{}, u"checkout"_s}, m_fixture->clock.steady());
        QCOMPARE(ids(model), QStringList({u"any"_s, u"db"_s}));
        QCOMPARE(RunbookListModel::whereText(model.at(1)), u"does not apply here (show pg_up)"_s);
        model.setContext({{}, u"orders-db"_s}, m_fixture->clock.steady());
        QCOMPARE(ids(model), QStringList({u"db"_s, u"any"_s}));
        model.setFound(u"pg_up"_s, {}, m_fixture->clock.steady());
        QCOMPARE(RunbookListModel::whereText(model.at(1)),
                 u"applies to nothing of this fleet (show pg_up)"_s);
    }

    void filterAndReloadKeepRows()
    {
        RunbookListModel model(m_fixture->fleet);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto a = runbook(u"a"_s, {}, u"Switch over to ${candidate}"_s);
        const auto b = runbook(u"b"_s, {}, u"Restart"_s);
        model.setRunbooks({a, b}, m_fixture->clock.steady());
        QCOMPARE(model.index(0).data().toString(), u"Switch over to <candidate>"_s);
        const QPersistentModelIndex kept = model.index(1);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.setFilterText(u"restart B"_s);
        QCOMPARE(ids(model), QStringList(u"b"_s));
        QCOMPARE(kept.row(), 0);
        model.setFilterText({});
        model.setRunbooks({a, runbook(u"aa"_s, {}), b}, m_fixture->clock.steady());
        QCOMPARE(kept.row(), 2);
        QCOMPARE(resets.count(), 0);
        QCOMPARE(model.find(u"aa"_s)->id, u"aa"_s);
        QVERIFY(!model.find(u"zz"_s));
    }

private:
    std::unique_ptr<test::FleetFixture> m_fixture;
};

QTEST_APPLESS_MAIN(TestRunbookListModel)
#include "tst_runbooklistmodel.moc"
