#include "app/journal/chronicle.h"

#include "app/journal/person.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

class TestChronicle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatHappensIsRecorded();
    void aRunBesideItIsAnEvent();
    void ordersOfOtherConsolesAreCarriedOut();
    void whoOnlyReadsDoesNothing();

private:
    /// A fleet of one whose port is closed: it is down at once.
    [[nodiscard]] std::unique_ptr<FleetSession> session(const QByteArray &more = {}) const
    {
        const QString path = m_folder.filePath(u"fleet.yml"_s);
        QFile file(path);
        if (file.open(QIODevice::WriteOnly)) {
            file.write("fleet: test\npoll: {interval: 200ms, timeout: 150ms}\nscrape_configs:\n"
                       "  - job_name: checkout\n    static_configs: [{targets: [\"127.0.0.1:1\"]}]\n" +
                       more);
        }
        file.close();
        InstanceNumbering numbering;
        const ConfigurationResult loaded = loadConfiguration(path, numbering);
        return loaded.configuration
                   ? std::make_unique<FleetSession>(
                         std::make_shared<const Configuration>(*loaded.configuration), numbering)
                   : nullptr;
    }
    [[nodiscard]] EventRecorder::Options options() const
    {
        EventRecorder::Options made;
        made.path = m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".sqlite"_s);
        made.batchEvery = 5ms;
        return made;
    }
    QTemporaryDir m_folder;
};

void TestChronicle::whatHappensIsRecorded()
{
    {
        const auto fleet = session();
        QVERIFY(fleet);
        Chronicle chronicle(*fleet, options());
        QTRY_VERIFY_WITH_TIMEOUT(chronicle.recorder().status().recordedUpTo >= 1, 15000);
        QCOMPARE(chronicle.trouble(), QString());
    } // and how it was left
    EventRecorder recorder(options());
    QVERIFY(recorder.opened().result().lastEvent >= 1);
    const auto now = std::chrono::system_clock::now();
    const QList<Event> events =
        recorder.ask([now](EventReader &reader) { return reader.events(now - 1h, now + 1h); }).result();
    QCOMPARE(events.first().subject, u"checkout/127.0.0.1:1"_s);
    QCOMPARE(events.first().to, u"down"_s);
    QVERIFY(events.first().recorded >= events.first().happened - 1s);
    const auto moment = recorder.ask([now](EventReader &reader) { return reader.moment(now + 1h); }).result();
    QVERIFY(moment.has_value());
    QCOMPARE(moment->count(State::Down), 1);
}

void TestChronicle::aRunBesideItIsAnEvent()
{
    const auto fleet = session();
    QVERIFY(fleet);
    Chronicle chronicle(*fleet, options());
    QTRY_VERIFY_WITH_TIMEOUT(chronicle.recorder().status().recordedUpTo >= 1, 15000);
    QList<Event> told;
    connect(&chronicle, &Chronicle::changed, this, [&told](const IncidentChanges &changes) {
        for (const Event &event : changes.events) {
            if (event.kind == EventKind::Run) {
                told.append(event);
            }
        }
    });
    // Another process, as far as the store is concerned.
    Database other;
    QCOMPARE(other.open(options().path, Database::Access::ReadWrite), QString());
    RunStore runs(other);
    RunRow run;
    run.title = u"restart checkout"_s;
    run.services = {u"checkout"_s};
    run.person = u"ana"_s;
    run.source = "id: restart";
    run.sourceFile = u"restart.yml"_s;
    run.state = RunState::Running;
    run.owner = ProcessIdentity::ofThisProcess();
    run.started = std::chrono::system_clock::now();
    std::optional<RunRow> busy;
    QCOMPARE(runs.begin(run, &busy), QString());
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), 1, 15000);
    QCOMPARE(told.first().to, u"running"_s);
    QCOMPARE(told.first().source, u"ana"_s);
    QCOMPARE(told.first().service, u"checkout"_s);
    QCOMPARE(told.first().run, run.number.value);
    QCOMPARE(runs.setState(run.number, RunState::Succeeded, u"all well"_s, std::chrono::system_clock::now(),
                           u"ana"_s),
             QString());
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), 2, 15000);
    QCOMPARE(told.last().from, u"running"_s);
    QCOMPARE(told.last().to, u"succeeded"_s);
    QCOMPARE(told.last().reason, u"restart checkout: all well"_s);
}

void TestChronicle::ordersOfOtherConsolesAreCarriedOut()
{
    const auto fleet = session("incidents: {open_after: 100ms}\n");
    QVERIFY(fleet);
    Chronicle chronicle(*fleet, options());
    QTRY_COMPARE_WITH_TIMEOUT(chronicle.book().active().size(), 1, 15000);
    const Incident incident = chronicle.book().active().first();
    QCOMPARE(incident.fleet, u"test"_s);
    QCOMPARE(incident.ruleText, u"1 of 1 down for 100 ms"_s);
    // Another process, as far as the store is concerned.
    Database other;
    QCOMPARE(other.open(options().path, Database::Access::ReadWrite), QString());
    IncidentOrders orders(other);
    IncidentOrder order;
    order.kind = OrderKind::Acknowledge;
    order.incident = incident.number;
    order.person = u"ana"_s;
    order.text = u"on it"_s;
    QString problem;
    const auto now = std::chrono::system_clock::now();
    const auto left = orders.leave(order, now, &problem);
    QVERIFY2(left, qPrintable(problem));
    QTRY_VERIFY_WITH_TIMEOUT(orders.answer(*left).has_value(), 15000);
    QCOMPARE(*orders.answer(*left), QString());
    QCOMPARE(chronicle.book().active().first().acknowledgedBy, u"ana"_s);
    QVERIFY(EventReader(other).incident(incident.number)->clock.acknowledged); // recorded with the answer
    QVERIFY(!orders.withdraw(*left));                                          // it is done
    order.incident = {99};
    const auto wrong = orders.leave(order, now, &problem);
    QTRY_VERIFY_WITH_TIMEOUT(orders.answer(*wrong).has_value(), 15000);
    QVERIFY(orders.answer(*wrong)->startsWith(u"no incident 99"_s));
    // A run that touches no service of it belongs to it because its person said so.
    RunStore runs(other);
    RunRow run;
    run.source = "id: page";
    run.state = RunState::Running;
    run.owner = ProcessIdentity::ofThisProcess();
    run.started = std::chrono::system_clock::now();
    run.incident = incident.number.value;
    std::optional<RunRow> busy;
    QCOMPARE(runs.begin(run, &busy), QString());
    QTRY_COMPARE_WITH_TIMEOUT(chronicle.book().active().first().runs, QList<qint64>{run.number.value}, 15000);
    // An order that was left long ago has nobody who waits for it.
    const auto old = orders.leave(order, now - 2min, &problem);
    QVERIFY(orders.open(now - 1min).isEmpty());
    QVERIFY(orders.withdraw(*old));
}

void TestChronicle::whoOnlyReadsDoesNothing()
{
    EventRecorder first(options());
    first.opened().waitForFinished();
    const auto fleet = session();
    QVERIFY(fleet);
    Chronicle chronicle(*fleet, options());
    QTRY_VERIFY_WITH_TIMEOUT(chronicle.trouble().startsWith(u"not recording: process "_s), 15000);
    QVERIFY(!chronicle.isRecording());
    bool asked = false;
    chronicle.act([&asked](IncidentBook &, WallTime) {
        asked = true;
        return IncidentChanges();
    });
    QVERIFY(!asked);
    QVERIFY(!thisPerson().isEmpty());
}

QTEST_GUILESS_MAIN(TestChronicle)
#include "tst_chronicle.moc"
