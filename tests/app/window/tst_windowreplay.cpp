#include "app/journal/chronicle.h"
#include "app/window/mainwindow.h"
#include "models/items/commandpalettemodel.h"
#include "models/items/formatter.h"
#include "widgets/activitypanel.h"
#include "widgets/breakers/breakerspage.h"
#include "widgets/charts/chartstack.h"
#include "widgets/charts/signalchart.h"
#include "widgets/charts/timeaxis.h"
#include "widgets/commandpalette.h"
#include "widgets/errors/toperrorspanel.h"
#include "widgets/fleet/fleetpage.h"
#include "widgets/fleet/instancepanel.h"
#include "widgets/incidents/replaybanner.h"
#include "widgets/incidents/replaybar.h"
#include "widgets/theme.h"
#include "widgets/totalsstrip.h"
#include "widgets/wallboard.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

/// The whole window while a moment of the record is shown: map, table, breakers and totals are of then, and
/// nobody can take them for the present.
class TestWindowReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theWindowShowsTheMoment();
    void chartsShowTheRecordAround();
    void activityAndPaletteAreOfTheMoment();
    void theWallboardFollows();
    void pollingGoesOnBehind();
    void whatTouchesTheFleetIsRefused();
    void keysSteerIt();

private:
    [[nodiscard]] int total(TotalsStrip::Total which) const
    {
        return m_window->findChild<TotalsStrip *>()->cell(which)->value().toInt();
    }
    [[nodiscard]] ReplayBanner *banner() const { return m_window->findChild<ReplayBanner *>(); }
    [[nodiscard]] QWidget *edge() const { return m_window->findChild<ReplayFrame *>(); }
    [[nodiscard]] QAction *action(const QString &name) const { return m_window->findChild<QAction *>(name); }
    void replay()
    {
        m_window->replay(m_then);
        QTRY_COMPARE(total(TotalsStrip::Total::Up), 1);
    }
    void backToLive()
    {
        action(u"replayLive"_s)->trigger();
        QVERIFY(!banner()->isVisible());
    }

    QTemporaryDir m_folder;
    WallTime m_then; ///< an hour ago, when all was well
    WindowSettings m_settings;
    std::unique_ptr<FleetSession> m_session;
    std::unique_ptr<Chronicle> m_chronicle;
    std::unique_ptr<MainWindow> m_window;
};

/// A fleet of one whose port is closed: it is down. An hour ago it was up, and its breaker open.
void TestWindowReplay::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    Theme::instance().apply(*qApp, ThemeMode::Dark);
    m_then = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) - 1h;
    EventRecorder::Options options;
    options.path = m_folder.filePath(u"record.sqlite"_s);
    options.batchEvery = 5ms;
    {
        EventRecorder recorder(options);
        FleetMoment keyframe;
        keyframe.at = m_then - 10s;
        keyframe.add({u"checkout/127.0.0.1:1"_s,
                      u"checkout"_s,
                      u"default"_s,
                      State::Up,
                      {},
                      m_then - 1min,
                      {{u"db"_s, BreakerState::Open}}});
        recorder.add(keyframe);
        for (int i = -6; i <= 6; ++i) {
            const SignalPoint point{m_then + i * 10s, 12.0F, 0.25F, 0.01F, 0.02F, 0.03F};
            recorder.add(std::vector<SeriesPoint>{{{}, {}, point}, {u"default"_s, u"checkout"_s, point}});
        }
        IncidentChanges changes;
        Event event;
        event.number = 1;
        event.happened = event.recorded = m_then - 5s;
        event.subject = u"checkout/127.0.0.1:1"_s;
        event.service = u"checkout"_s;
        event.cluster = u"default"_s;
        event.from = u"down"_s;
        event.to = u"up"_s;
        event.reason = u"it answers again"_s;
        event.source = u"probe"_s;
        changes.events.append(event);
        event.number = 2;
        event.happened = event.recorded = m_then + 5s;
        event.from = u"up"_s;
        event.to = u"degraded"_s;
        changes.events.append(event);
        recorder.add(changes);
        QVERIFY(recorder.flush(20s));
    }
    QFile file(m_folder.filePath(u"fleet.yml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("fleet: test\npoll: {interval: 200ms, timeout: 150ms}\nscrape_configs:\n"
               "  - job_name: checkout\n    static_configs: [{targets: [\"127.0.0.1:1\"]}]\n");
    file.close();
    InstanceNumbering numbering;
    const ConfigurationResult loaded = loadConfiguration(file.fileName(), numbering);
    QVERIFY(loaded.configuration);
    m_session = std::make_unique<FleetSession>(std::make_shared<const Configuration>(*loaded.configuration),
                                               numbering);
    m_chronicle = std::make_unique<Chronicle>(*m_session, options);
    WindowServices services;
    services.chronicle = m_chronicle.get();
    m_window = std::make_unique<MainWindow>(*m_session, m_settings, services);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTRY_COMPARE(total(TotalsStrip::Total::Down), 1);
}

void TestWindowReplay::theWindowShowsTheMoment()
{
    QVERIFY(!banner()->isVisible());
    replay();
    QVERIFY(banner()->isVisible());
    QVERIFY(edge()->isVisible());
    QVERIFY(banner()->text().contains(u" UTC"_s));
    QVERIFY(banner()->text().contains(u"local"_s));
    QCOMPARE(total(TotalsStrip::Total::Down), 0);
    QCOMPARE(total(TotalsStrip::Total::OpenBreakers), 1);
    QVERIFY(m_window->findChild<TotalsStrip *>()
                ->cell(TotalsStrip::Total::ErrorRate)
                ->value()
                .startsWith(u"25"_s));
    FleetTableModel &table = m_window->findChild<FleetPage *>()->tableModel();
    QCOMPARE(table.rowCount(), 1);
    QCOMPARE(table.index(0, int(FleetColumn::State)).data().toString(), u"up"_s);
    QTRY_COMPARE(m_window->findChild<BreakersPage *>()->model().rowCount(), 1); // the present has none
    QVERIFY(m_window->findChild<TopErrorsPanel *>()->isHidden());               // it measures the present

    backToLive();
    QCOMPARE(total(TotalsStrip::Total::Down), 1);
    QCOMPARE(table.index(0, int(FleetColumn::State)).data().toString(), u"down"_s);
    QCOMPARE(m_window->findChild<BreakersPage *>()->model().rowCount(), 0);
    QVERIFY(!edge()->isVisible());

    // A moment of which nothing is recorded says so, and shows nothing as known.
    m_window->replay(m_then + 30min);
    QTRY_VERIFY(banner()->text().contains(u"Nothing was recorded"_s));
    QCOMPARE(total(TotalsStrip::Total::Unknown), 1);
    backToLive();
}

void TestWindowReplay::chartsShowTheRecordAround()
{
    auto *panel = m_window->findChild<InstancePanel *>();
    replay();
    QVERIFY(m_window->setFilter(u"service:checkout"_s).isEmpty());
    QTRY_VERIFY(panel->chartsShown()->chart(u"rate"_s));
    const auto rate = [panel] { return panel->chartsShown()->chart(u"rate"_s)->content().lines.value(0); };
    QTRY_COMPARE(rate().points.size(), 13); // before it and after it
    QCOMPARE(rate().points.first().high, 12.0);
    QCOMPARE(panel->chartsShown()->axis()->moment(), std::optional(chartTime(m_then)));
    QVERIFY(panel->chartsShown()->axis()->to() > chartTime(m_then) + 60);

    // Of one instance the states are there, and what is not is said.
    QVERIFY(m_window->select(u"127.0.0.1:1"_s));
    const SignalChart *states = nullptr;
    QTRY_VERIFY((states = panel->chartsShown()->chart(u"states"_s)));
    QTRY_COMPARE(states->content().bands.size(), 3); // down, up, degraded
    QVERIFY(states->content().emptyText.contains(u"only states"_s));
    QVERIFY(!panel->chartsShown()->chart(u"rate"_s));
    QVERIFY(m_window->setFilter({}).isEmpty());
    backToLive();
    QTRY_VERIFY(panel->chartsShown()->chart(u"rate"_s));
    QVERIFY(!panel->chartsShown()->axis()->moment());
}

void TestWindowReplay::activityAndPaletteAreOfTheMoment()
{
    const QListView *activity = m_window->findChild<ActivityPanel *>()->list();
    const int before = activity->model()->rowCount();
    QVERIFY(before > 0);
    replay();
    QCOMPARE(activity->model()->rowCount(), 1); // what came later had not happened yet
    QVERIFY(activity->model()->index(0, 0).data().toString().contains(u"it answers again"_s));
    QVERIFY(activity->model()->index(0, 0).data(EventLogModel::NumberRole).value<InstanceNumber>().value !=
            0);
    m_window->replay(m_then + 10s);
    QTRY_COMPARE(activity->model()->rowCount(), 2);

    QVERIFY(m_window->select(u"127.0.0.1:1"_s));
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    auto *palette = m_window->findChild<CommandPalette *>();
    QVERIFY(palette->isVisible());
    QVERIFY(palette->input()->placeholderText().contains(u"as at "_s));
    const auto entry = [palette] {
        return *palette->list()
                    ->model()
                    ->index(0, 0)
                    .data(CommandPaletteModel::EntryRole)
                    .value<const PaletteEntry *>();
    };
    palette->input()->setText(u"probe now"_s);
    QVERIFY2(entry().detail.contains(u"go back to live first"_s), qPrintable(entry().detail));
    QTest::keyClick(palette->input(), Qt::Key_Escape);
    backToLive();
    QVERIFY(activity->model()->rowCount() >= before);
    QVERIFY(!palette->input()->placeholderText().contains(u"as at "_s));
}

void TestWindowReplay::theWallboardFollows()
{
    replay();
    action(u"wallboard"_s)->trigger();
    Wallboard *wallboard = nullptr;
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        wallboard = wallboard ? wallboard : qobject_cast<Wallboard *>(widget);
    }
    QVERIFY(wallboard);
    const auto up = [wallboard] {
        return wallboard->findChild<TotalsStrip *>()->cell(TotalsStrip::Total::Up)->value();
    };
    QCOMPARE(up(), u"1"_s);
    QVERIFY(wallboard->accessibleName().startsWith(u"REPLAY"_s));
    QVERIFY(wallboard->findChild<ReplayFrame *>()->isVisible());
    m_window->activateWindow();
    backToLive();
    QCOMPARE(up(), u"0"_s);
    QVERIFY(!wallboard->accessibleName().contains(u"REPLAY"_s));
    QVERIFY(!wallboard->findChild<ReplayFrame *>()->isVisible());
    QTest::keyClick(wallboard, Qt::Key_Escape);
    QVERIFY(!wallboard->isVisible());
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestWindowReplay::pollingGoesOnBehind()
{
    replay();
    const qint64 recorded = m_chronicle->recorder().status().recordedUpTo;
    const quint64 probes = m_session->poller().statistics().probes;
    QTRY_VERIFY(m_session->poller().statistics().probes > probes + 3);
    m_chronicle->act([](IncidentBook &, WallTime now) {
        IncidentChanges changes;
        Event event;
        event.number = 1'000'000;
        event.happened = event.recorded = now;
        event.kind = EventKind::Console;
        changes.events.append(event);
        return changes;
    });
    QTRY_VERIFY(m_chronicle->recorder().status().recordedUpTo > recorded);
    QCOMPARE(total(TotalsStrip::Total::Up), 1); // and the moment stays what it was
    backToLive();
}

void TestWindowReplay::whatTouchesTheFleetIsRefused()
{
    QVERIFY(m_window->select(u"127.0.0.1:1"_s));
    replay();
    QVERIFY(action(u"probeNow"_s)->isEnabled());
    action(u"probeNow"_s)->trigger();
    QVERIFY2(banner()->text().contains(u"go back to live first"_s), qPrintable(banner()->text()));
    // Who looks at the past has not seen the present.
    Q_EMIT m_window->findChild<Commands *>()->given(CommandId::MarkSeen);
    QVERIFY2(banner()->text().startsWith(u"REPLAY"_s) && banner()->text().contains(u"Mark all as seen"_s),
             qPrintable(banner()->text()));
    backToLive();
}

void TestWindowReplay::keysSteerIt()
{
    QVERIFY(!action(u"replayBack"_s)->isEnabled());
    replay();
    QVERIFY(action(u"replayBack"_s)->isEnabled());
    const auto at = [this] { return banner()->findChild<QLabel *>(u"replayMoment"_s)->text(); };
    QTest::keyClick(m_window.get(), Qt::Key_Period); // the next event
    QTRY_COMPARE(at(), format::dateTime(m_then + 5s));
    QTest::keyClick(m_window.get(), Qt::Key_Comma);
    QTRY_COMPARE(at(), format::dateTime(m_then - 5s));
    QTest::keyClick(m_window.get(), Qt::Key_Space);
    QToolButton *play = banner()->bar()->findChild<QToolButton *>(u"replayPlay"_s);
    QCOMPARE(play->accessibleName(), u"Pause the replay"_s);
    action(u"replayPlay"_s)->trigger();
    QCOMPARE(play->accessibleName(), u"Go on with the replay"_s);
    QToolButton *speed = banner()->bar()->findChild<QToolButton *>(u"replaySpeed"_s);
    const QString before = speed->text();
    action(u"replayFaster"_s)->trigger();
    QVERIFY(speed->text() != before);
    QTest::keyClick(m_window.get(), Qt::Key_Less);
    QTRY_COMPARE(speed->text(), before);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!banner()->isVisible());
    QCOMPARE(total(TotalsStrip::Total::Down), 1);
    QTest::keyClick(m_window.get(), Qt::Key_Space, Qt::ShiftModifier); // begins one
    QTRY_VERIFY(banner()->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier);
    QVERIFY(!banner()->isVisible());
}

QTEST_MAIN(TestWindowReplay)
#include "tst_windowreplay.moc"
