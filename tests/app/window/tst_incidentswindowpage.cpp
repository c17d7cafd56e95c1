#include "app/window/incidentswindowpage.h"

#include "app/journal/chronicle.h"
#include "app/journal/person.h"
#include "app/window/incidentexport.h"
#include "app/window/mainwindow.h"
#include "tests/support/hostileserver.h"
#include "widgets/commandpalette.h"
#include "widgets/filterline.h"
#include "widgets/incidents/incidentbanner.h"
#include "widgets/incidents/incidentfacts.h"
#include "widgets/incidents/incidentforms.h"
#include "widgets/incidents/incidenthead.h"
#include "widgets/incidents/incidentlanespanel.h"
#include "widgets/incidents/incidentlistpanel.h"
#include "widgets/incidents/incidentspage.h"
#include "widgets/incidents/incidenttimeline.h"
#include "widgets/navigationpanel.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

WallTime wallNow()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Incident incident(qint64 number, IncidentState state)
{
    Incident made;
    made.number = {number};
    made.title = u"service%1 down"_s.arg(number);
    made.state = state;
    made.ruleText = u"3 of 12 down for 30 s"_s;
    made.services = QStringList{u"service%1"_s.arg(number), u"other"_s};
    made.clock.started = wallNow() - 20min;
    made.clock.detected = made.clock.started + 30s;
    if (state == IncidentState::Resolved) {
        made.clock.mitigated = made.clock.started + 5min;
        made.clock.resolved = made.clock.started + 10min;
    }
    return made;
}

Event makeEvent(qint64 number, qint64 of, const QString &reason)
{
    Event made;
    made.number = number;
    made.happened = wallNow() - 19min + std::chrono::seconds(number);
    made.recorded = made.happened;
    made.subject = u"job/a"_s;
    made.from = u"up"_s;
    made.to = u"down"_s;
    made.reason = reason;
    made.source = u"probe"_s;
    made.incident = {of};
    return made;
}

/// A store with an incident that is open and one that is over, and a window on it.
struct Desk
{
    QTemporaryDir folder;
    test::HostileServer server{"127.0.0.1"};
    WindowSettings settings;
    std::unique_ptr<FleetSession> session;
    std::unique_ptr<Chronicle> chronicle;
    std::unique_ptr<MainWindow> window;

    [[nodiscard]] QString store() const { return folder.filePath(u"record.sqlite"_s); }

    void fill() const
    {
        EventRecorder recorder(options());
        IncidentChanges changes;
        changes.incidents = {incident(1, IncidentState::Resolved), incident(2, IncidentState::Open)};
        changes.events = {makeEvent(1, 1, u"refused"_s), makeEvent(2, 2, u"hypervisor gone"_s),
                          makeEvent(3, 2, u"timed out"_s)};
        recorder.add(changes);
        QVERIFY(recorder.flush(10s));
    }

    [[nodiscard]] EventRecorder::Options options() const
    {
        EventRecorder::Options made;
        made.path = store();
        return made;
    }

    /// One instance that answers: nothing opens by itself.
    void makeSession()
    {
        QFile file(folder.filePath(u"fleet.yml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("fleet: desk\npoll: {interval: 5s, timeout: 1s}\nscrape_configs:\n  - job_name: shop\n"
                   "    static_configs: [{targets: ['127.0.0.1:" +
                   QByteArray::number(server.port()) + "']}]\n");
        file.close();
        InstanceNumbering numbering;
        const ConfigurationResult result = loadConfiguration(file.fileName(), numbering);
        QVERIFY(result.configuration);
        session = std::make_unique<FleetSession>(std::make_shared<const Configuration>(*result.configuration),
                                                 numbering);
    }

    void open(bool readOnly = false)
    {
        makeSession();
        chronicle = std::make_unique<Chronicle>(*session, options());
        window = std::make_unique<MainWindow>(*session, settings,
                                              WindowServices{nullptr, chronicle.get(), readOnly});
        window->resize(1500, 850);
        window->show();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        QVERIFY(window->showPage(u"incidents"_s));
        QTRY_COMPARE_WITH_TIMEOUT(list()->rowCount(), 2, 10000);
    }

    [[nodiscard]] IncidentsPage *page() const { return window->findChild<IncidentsPage *>(); }
    [[nodiscard]] IncidentsWindowPage *windowPage() const
    {
        return window->findChild<IncidentsWindowPage *>();
    }
    [[nodiscard]] QAbstractItemModel *list() const { return page()->list()->list()->model(); }
    [[nodiscard]] IncidentTimeline *timeline() const { return window->findChild<IncidentTimeline *>(); }
    [[nodiscard]] int events() const { return timeline()->list()->model()->rowCount(); }
    [[nodiscard]] const Incident &known(qint64 number) const
    {
        return *windowPage()->incidents().find({number});
    }
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : window.get(),
                        Qt::Key(key), modifiers);
    }
};

} // namespace

class TestIncidentsWindowPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        Theme::instance().apply(*qApp, ThemeMode::Dark);
    }
    void init()
    {
        QSettings(QSettings::IniFormat, QSettings::UserScope, u"quarterdeck"_s, u"window"_s).clear();
    }

    void showsWhatTheRecordHolds()
    {
        Desk desk;
        desk.fill();
        desk.open();
        QCOMPARE(desk.windowPage()->current(), IncidentNumber{2}); // the open one
        QTRY_COMPARE(desk.events(), 2);
        QCOMPARE(desk.windowPage()->count(), u"1"_s); // history is no news
        QVERIFY(desk.page()->facts()->value(u"started"_s).endsWith(u"UTC"_s));
        // A word of an event finds its incident, although the incident does not say it.
        desk.page()->list()->filterLine()->setFilterText(u"hypervisor"_s);
        QTRY_COMPARE(desk.list()->rowCount(), 1);
        QCOMPARE(desk.windowPage()->incidents().at(0).key(), IncidentNumber{2});
        desk.page()->list()->filterLine()->setFilterText({});
        QVERIFY(desk.window->select(u"1"_s));
        QCOMPARE(desk.windowPage()->current(), IncidentNumber{1});
        QTRY_COMPARE(desk.events(), 1);
    }

    void everythingIsDoneByKeysAndTakenBack()
    {
        Desk desk;
        desk.fill();
        desk.open();
        QTRY_COMPARE(desk.events(), 2);
        desk.key(Qt::Key_A);
        auto *line = desk.window->findChild<QLineEdit *>(u"formLine"_s);
        QTRY_COMPARE(QApplication::focusWidget(), line);
        line->setText(u"on it"_s);
        desk.key(Qt::Key_Return);
        QVERIFY(desk.known(2).acknowledgementStands);
        QCOMPARE(desk.known(2).acknowledgedBy, thisPerson());
        QCOMPARE(desk.events(), 3);
        desk.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!desk.known(2).acknowledgementStands);
        QVERIFY(desk.known(2).clock.acknowledged); // that it was stays
        QCOMPARE(desk.events(), 4);

        desk.key(Qt::Key_N);
        auto *text = desk.window->findChild<QPlainTextEdit *>(u"formText"_s);
        QTRY_COMPARE(QApplication::focusWidget(), text);
        text->setPlainText(u"PG1 host gone, failing over."_s);
        desk.window->findChild<QLineEdit *>(u"formWhen"_s)->setText(u"5 min ago"_s);
        desk.key(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(desk.events(), 5);
        QVERIFY(desk.timeline()->list()->model()->index(2, 0).data().toString().contains(u"PG1"_s));

        desk.key(Qt::Key_F2);
        QTRY_COMPARE(QApplication::focusWidget(), line);
        line->setText(u"PG1 lost"_s);
        desk.key(Qt::Key_Return);
        QCOMPARE(desk.known(2).title, u"PG1 lost"_s);
        desk.key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(desk.known(2).title, u"service2 down"_s);

        desk.key(Qt::Key_R, Qt::ShiftModifier);
        QTRY_COMPARE(QApplication::focusWidget(), line);
        desk.key(Qt::Key_Return);
        QVERIFY(desk.known(2).state == IncidentState::Resolved);
        desk.key(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(desk.known(2).state == IncidentState::Open);
        QVERIFY(desk.chronicle->recorder().flush(10s));

        // What was done is on record under the person's name.
        const QList<Event> events =
            desk.chronicle->recorder()
                .ask([](EventReader &reader) { return reader.events(IncidentNumber{2}); })
                .result();
        QVERIFY(events.size() >= 8);
        for (const Event &one : events) {
            QVERIFY(one.number <= 3 || one.source == thisPerson());
        }
    }

    void lanesAndTimelineAreInStep()
    {
        Desk desk;
        desk.fill();
        desk.open();
        QTRY_COMPARE(desk.events(), 2);
        IncidentLanesView *lanes = desk.windowPage()->lanes()->view();
        QTRY_VERIFY(!lanes->lanes().lanes.isEmpty());
        desk.timeline()->list()->setCurrentIndex(desk.timeline()->list()->model()->index(1, 0));
        QCOMPARE(lanes->currentEvent(), 3);
        QTest::keyClick(lanes, Qt::Key_Left);
        QCOMPARE(desk.timeline()->currentEvent()->number, 2);
        // The picked event is kept for good, and no longer.
        desk.key(Qt::Key_P, Qt::ControlModifier);
        QTRY_VERIFY(desk.timeline()->currentEvent() && desk.timeline()->currentEvent()->pinned);
        desk.key(Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(!desk.timeline()->currentEvent()->pinned);
    }

    void everyDeedIsDone()
    {
        Desk desk;
        desk.fill();
        desk.open();
        QTRY_COMPARE(desk.events(), 2);
        const auto give = [&desk](IncidentEntry::Kind kind, const QString &text = {}, qint64 chosen = 0,
                                  const QStringList &services = {}) {
            IncidentEntry entry;
            entry.kind = kind;
            entry.incident = {2};
            entry.text = text;
            entry.chosen = chosen;
            entry.services = services;
            Q_EMIT desk.page()->forms()->given(entry);
        };
        const auto undo = [&desk] { desk.key(Qt::Key_Z, Qt::ControlModifier); };
        Q_EMIT desk.page()->head()->severityChosen(Severity::Minor);
        QVERIFY(desk.known(2).severity == Severity::Minor);
        undo();
        QVERIFY(desk.known(2).severity != Severity::Minor);
        give(IncidentEntry::Kind::Commander, u"ana"_s);
        QCOMPARE(desk.known(2).commander, u"ana"_s);
        undo();
        QVERIFY(desk.known(2).commander.isEmpty());
        desk.key(Qt::Key_P, Qt::ShiftModifier);
        QVERIFY(desk.known(2).pinned);
        undo();
        QVERIFY(!desk.known(2).pinned);
        give(IncidentEntry::Kind::Link, {}, 12);
        QVERIFY(desk.known(2).runs.contains(12));
        undo();
        QVERIFY(!desk.known(2).runs.contains(12));
        give(IncidentEntry::Kind::Split, {}, 0, {u"other"_s});
        QCOMPARE(desk.list()->rowCount(), 3);
        QVERIFY(!desk.known(2).services.contains(u"other"_s));
        give(IncidentEntry::Kind::Merge, {}, 3);
        QVERIFY(desk.known(2).state == IncidentState::Merged);
        // What cannot be done says why.
        give(IncidentEntry::Kind::Merge, {}, 77);
        QVERIFY(desk.window->findChild<QLabel *>(u"incidentDone"_s)->text().contains(u"77"_s));
    }

    void aSecondConsoleReadsAndSaysSo()
    {
        Desk desk;
        desk.fill();
        Desk second;
        desk.open();
        {
            second.makeSession();
            second.chronicle = std::make_unique<Chronicle>(*second.session, desk.options());
            second.window = std::make_unique<MainWindow>(
                *second.session, second.settings, WindowServices{nullptr, second.chronicle.get(), false});
            second.window->show();
            QVERIFY(second.window->showPage(u"incidents"_s));
        }
        QTRY_COMPARE(second.list()->rowCount(), 2);
        auto *why = second.window->findChild<QLabel *>(u"incidentRights"_s);
        QTRY_VERIFY(why->text().contains(u"only reads"_s));
        QTRY_VERIFY(
            second.window->findChild<QToolButton *>(u"statusProblem"_s)->text().contains(u"not recording"_s));
        QVERIFY(why->text().contains(u"that console does"_s));
        // It follows what the first one does.
        desk.chronicle->act([](IncidentBook &book, WallTime now) {
            return book.setTitle({2}, u"ana"_s, u"PG1 lost"_s, now);
        });
        QTRY_COMPARE(second.known(2).title, u"PG1 lost"_s);
        // What is done at the second one is done and recorded by the first one, and can be taken back.
        QTRY_COMPARE(second.windowPage()->current(), IncidentNumber{2});
        QAction *acknowledge = second.window->findChild<QAction *>(u"acknowledge"_s);
        QTRY_VERIFY(acknowledge->isEnabled());
        acknowledge->trigger();
        auto *line = second.window->findChild<QLineEdit *>(u"formLine"_s);
        line->setText(u"on it from here"_s);
        QTest::keyClick(line, Qt::Key_Return);
        auto *told = second.window->findChild<QLabel *>(u"incidentDone"_s);
        QVERIFY(told->text().contains(u"Asked the console that records"_s));
        QTRY_VERIFY(desk.known(2).acknowledgementStands);
        QCOMPARE(desk.known(2).acknowledgedBy, thisPerson());
        QTRY_VERIFY(told->text().contains(u"You acknowledged 2"_s));
        QTRY_VERIFY(second.known(2).acknowledgementStands);
        second.window->findChild<QAction *>(u"undoDeed"_s)->trigger();
        QTRY_VERIFY(!desk.known(2).acknowledgementStands);
    }

    void aStoreThatCannotBeWrittenIsSaidAndRecordingGoesOn()
    {
        Desk desk;
        const QString place = desk.folder.filePath(u"full"_s);
        QFile file(place); // where its folder should be
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        desk.makeSession();
        EventRecorder::Options options = desk.options();
        options.path = place + u"/record.sqlite"_s;
        options.retryEvery = 100ms;
        desk.chronicle = std::make_unique<Chronicle>(*desk.session, options);
        desk.window = std::make_unique<MainWindow>(*desk.session, desk.settings,
                                                   WindowServices{nullptr, desk.chronicle.get(), false});
        desk.window->show();
        auto *problem = desk.window->findChild<QToolButton *>(u"statusProblem"_s);
        auto *word = desk.window->findChild<QLabel *>(u"statusRecord"_s);
        QTRY_VERIFY_WITH_TIMEOUT(problem->text().contains(u"waits in memory"_s), 10000);
        QVERIFY(problem->accessibleName().contains(u"300"_s)); // the bound
        QCOMPARE(word->text(), u"Record: in memory"_s);
        QVERIFY(file.remove());
        QVERIFY(QDir().mkpath(place));
        QTRY_VERIFY_WITH_TIMEOUT(word->text().startsWith(u"Recording again"_s), 15000);
        QTRY_VERIFY_WITH_TIMEOUT(!problem->isVisibleTo(desk.window.get()), 10000);
        QVERIFY(desk.chronicle->recorder().flush(10s));
    }

    void readOnlyOffersNothingThatActs()
    {
        Desk desk;
        desk.fill();
        desk.open(true);
        QTRY_COMPARE(desk.events(), 2);
        QVERIFY(!desk.window->findChild<QAction *>(u"acknowledge"_s)->isVisible());
        QVERIFY(desk.window->findChild<QAction *>(u"snoozeIncident"_s)->isVisible());
        desk.key(Qt::Key_A);
        QVERIFY(!desk.page()->forms()->isOpen());
    }

    void whatIsNewStaysMarkedUntilSeen()
    {
        Desk desk;
        desk.fill();
        desk.open();
        desk.chronicle->act([](IncidentBook &book, WallTime now) {
            return book.addNote({1}, u"bob"_s, u"look here"_s, now, now);
        });
        QVERIFY(desk.windowPage()->count().endsWith(u"●"_s));
        QVERIFY(desk.window->select(u"1"_s));
        QTRY_COMPARE_WITH_TIMEOUT(desk.windowPage()->count(), u"1"_s, 10000); // it was in front for a while
    }

    void aNewOneIsToldInTheWindowAndSnoozed()
    {
        Desk desk;
        desk.fill();
        desk.open();
        auto *banner = desk.window->findChild<IncidentBanner *>();
        IncidentChanges opened;
        desk.chronicle->act([&opened](IncidentBook &book, WallTime now) {
            opened = book.split({2}, {u"other"_s}, u"ana"_s, now);
            opened.opened.append(opened.moved.first().to);
            return opened;
        });
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), 10000); // bundled for 5 s
        QCOMPARE(banner->incidents(), opened.opened);
        desk.window->findChild<QPushButton *>(u"incidentBannerSnooze"_s)->click();
        QVERIFY(!banner->isVisible());
        QCOMPARE(desk.windowPage()->incidents().rows().size(), 3);
        desk.page()->list()->filterLine()->setFilterText(u"is:snoozed"_s);
        QCOMPARE(desk.list()->rowCount(), 1);
    }

    void exportsWhatItsNameSays_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("markdown") << u"a.md"_s << QByteArray("# ");
        QTest::newRow("html") << u"a.html"_s << QByteArray("<!");
        QTest::newRow("pdf") << u"a.pdf"_s << QByteArray("%PDF");
        QTest::newRow("json") << u"a.json"_s << QByteArray("{");
        QTest::newRow("nothing known") << u"a.doc"_s << QByteArray();
    }
    void exportsWhatItsNameSays()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, begins);
        Desk desk;
        desk.fill();
        EventRecorder recorder(desk.options());
        IncidentExport exporter(recorder, nullptr);
        QSignalSpy told(&exporter, &IncidentExport::told);
        const QString path = desk.folder.filePath(name);
        exporter.write({2}, path);
        QTRY_COMPARE(told.count(), 1);
        QFile file(path);
        QCOMPARE(file.open(QIODevice::ReadOnly), !begins.isEmpty());
        QVERIFY(file.readAll().startsWith(begins));
    }
};

QTEST_MAIN(TestIncidentsWindowPage)
#include "tst_incidentswindowpage.moc"
