#include "models/items/incidenteventsmodel.h"
#include "models/items/incidentlistmodel.h"
#include "widgets/filterline.h"
#include "widgets/incidents/incidentbanner.h"
#include "widgets/incidents/incidentfacts.h"
#include "widgets/incidents/incidentforms.h"
#include "widgets/incidents/incidenthead.h"
#include "widgets/incidents/incidentlistpanel.h"
#include "widgets/incidents/incidentlooks.h"
#include "widgets/incidents/incidentspage.h"
#include "widgets/incidents/incidenttimeline.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace quarterdeck;
using namespace std::chrono_literals;

namespace {

WallTime wallNow()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Incident incident(qint64 number, IncidentState state = IncidentState::Open)
{
    Incident made;
    made.number = {number};
    made.title = u"orders-db <b>down</b>"_s;
    made.state = state;
    made.severity = Severity::Critical;
    made.ruleText = u"3 of 3 down for 30 s"_s;
    made.services = QStringList{u"orders-db"_s};
    made.dependants = QStringList{u"checkout"_s, u"pricing"_s};
    made.clusters = QStringList{u"eu-west"_s};
    made.clock.started = wallNow() - 10min;
    made.clock.detected = made.clock.started + 5s;
    return made;
}

Event makeEvent(qint64 number, EventKind kind, const QString &reason, std::chrono::seconds after)
{
    Event made;
    made.number = number;
    made.kind = kind;
    made.reason = reason;
    made.happened = wallNow() - 10min + after;
    made.recorded = made.happened;
    made.source = u"ana"_s;
    made.incident = {7};
    return made;
}

template <typename Widget>
Widget *child(QWidget &of, const char *name)
{
    return of.findChild<Widget *>(QLatin1String(name));
}

} // namespace

class TestIncidentsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, ThemeMode::Dark); }

    void theListFiltersSearchesAndPicks()
    {
        IncidentListModel model;
        IncidentsPage page(model);
        page.resize(1200, 700);
        page.show();
        IncidentListPanel *list = page.list();
        QVERIFY(child<QLabel>(page, "noIncidents")->isVisibleTo(&page));
        model.apply({incident(7), incident(8, IncidentState::Resolved), incident(9)}, wallNow());
        QVERIFY(!child<QLabel>(page, "noIncidents")->isVisibleTo(&page));
        QVERIFY(child<QLabel>(page, "incidentCounts")->text().contains(u"2 open"_s));
        QSignalSpy picked(list, &IncidentListPanel::picked);
        QSignalSpy activated(list, &IncidentListPanel::activated);
        QSignalSpy words(list, &IncidentListPanel::wordsChanged);
        list->list()->setFocus();
        QTest::keyClick(list->list(), Qt::Key_Down);
        QTest::keyClick(list->list(), Qt::Key_Down);
        QVERIFY(picked.count() > 0);
        QCOMPARE(picked.last().at(0).value<IncidentNumber>(), list->current());
        QTest::keyClick(list->list(), Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        list->filterLine()->setFilterText(u"state:resolved hypervisor"_s);
        QCOMPARE(words.last().at(0).toString(), u"hypervisor"_s);
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(child<QLabel>(page, "noIncidents")->isVisibleTo(&page));
        list->filterLine()->setFilterText(u"state:shut"_s);
        QVERIFY(child<QLabel>(page, "incidentFilterError")->text().contains(u"open"_s));
        list->filterLine()->setFilterText({});
        QCOMPARE(model.rowCount(), 3);
    }

    void theHeadOffersWhatCanBeDone()
    {
        IncidentHead head;
        head.resize(900, 100);
        head.show();
        QSignalSpy wanted(&head, &IncidentHead::commandWanted);
        head.setIncident(incident(7), std::nullopt, wallNow());
        QCOMPARE(child<QLabel>(head, "incidentTitle")->accessibleName(), u"7 orders-db <b>down</b>"_s);
        QCOMPARE(child<QLabel>(head, "incidentTitle")->textFormat(), Qt::PlainText);
        QCOMPARE(child<QToolButton>(head, "incidentSeverity")->text(), u"critical"_s);
        QVERIFY(child<QPushButton>(head, "incidentAcknowledge")->property("primary").toBool());
        child<QPushButton>(head, "incidentAcknowledge")->click();
        QCOMPARE(wanted.takeFirst().at(0).value<CommandId>(), CommandId::Acknowledge);
        head.setIncident(incident(7, IncidentState::Resolved), wallNow() + 5min, wallNow());
        QVERIFY(!child<QPushButton>(head, "incidentResolve")->isEnabled());
        QVERIFY(child<QLabel>(head, "incidentSnoozed")->text().contains(u"UTC"_s));
        head.setDone(u"Title changed"_s, true);
        child<QToolButton>(head, "incidentUndo")->click();
        QCOMPARE(wanted.takeFirst().at(0).value<CommandId>(), CommandId::UndoDeed);
        head.setRights(IncidentHead::Rights::ReadOnly, u"Read-only."_s);
        QVERIFY(!child<QPushButton>(head, "incidentAddNote")->isVisibleTo(&head));
        QVERIFY(!child<QToolButton>(head, "incidentSeverity")->isEnabled());
    }

    void aNoteIsGivenByKeysAndMayBeBackDated()
    {
        IncidentForms forms;
        forms.show();
        QSignalSpy given(&forms, &IncidentForms::given);
        forms.askNote(incident(7));
        auto *text = child<QPlainTextEdit>(forms, "formText");
        QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(given.count(), 0); // empty
        QVERIFY(child<QLabel>(forms, "formWrong")->isVisibleTo(&forms));
        text->setPlainText(u"PG1 host gone"_s);
        child<QLineEdit>(forms, "formWhen")->setText(u"next week"_s);
        QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(given.count(), 0);
        child<QLineEdit>(forms, "formWhen")->setText(u"10 min ago"_s);
        QTest::keyClick(text, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(given.count(), 1);
        const auto deed = given.first().at(0).value<IncidentEntry>();
        QCOMPARE(deed.incident, IncidentNumber{7});
        QCOMPARE(deed.text, u"PG1 host gone"_s);
        QVERIFY(deed.happened < wallNow() - 9min);
        QVERIFY(!forms.isOpen());
    }

    void theOtherFormsGiveWhatWasChosen()
    {
        IncidentForms forms;
        forms.show();
        QSignalSpy given(&forms, &IncidentForms::given);
        const auto last = [&given] { return given.takeLast().at(0).value<IncidentEntry>(); };
        auto *line = child<QLineEdit>(forms, "formLine");

        forms.askAcknowledge(incident(7));
        line->setText(u"on it"_s);
        child<QCheckBox>(forms, "formClears")->setChecked(true);
        QTest::keyClick(line, Qt::Key_Return);
        IncidentEntry deed = last();
        QCOMPARE(deed.kind, IncidentEntry::Kind::Acknowledge);
        QCOMPARE(deed.text, u"on it"_s);
        QVERIFY(deed.clearsOnRecovery);

        forms.askTitle(incident(7));
        QCOMPARE(line->text(), u"orders-db <b>down</b>"_s);
        line->clear();
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(given.count(), 0);
        QTest::keyClick(line, Qt::Key_Escape);
        QVERIFY(!forms.isOpen());

        forms.askMerge(incident(7), {{8, u"8 checkout"_s}, {9, u"9 search"_s}});
        child<QComboBox>(forms, "formChoice")->setCurrentIndex(1);
        child<QPushButton>(forms, "formDo")->click();
        QCOMPARE(last().chosen, 9);
        forms.askMerge(incident(7), {});
        QVERIFY(!child<QPushButton>(forms, "formDo")->isEnabled());

        forms.askSplit(incident(7));
        const QList<QCheckBox *> boxes = forms.findChildren<QCheckBox *>();
        for (QCheckBox *box : boxes) {
            if (box->property("service").toString() == u"pricing"_s) {
                box->setChecked(true);
            }
        }
        child<QPushButton>(forms, "formDo")->click();
        QCOMPARE(last().services, QStringList{u"pricing"_s});

        forms.askQuietHours({});
        line->setText(u"late"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(given.count(), 0);
        line->setText(u"22:00-07:00"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(last().kind, IncidentEntry::Kind::Quiet);
    }

    void theTimelineShowsOneInFull()
    {
        IncidentEventsModel model;
        IncidentTimeline timeline(model);
        timeline.resize(360, 600);
        timeline.show();
        QSignalSpy picked(&timeline, &IncidentTimeline::eventPicked);
        model.setEvents({7}, {makeEvent(1, EventKind::State, u"refused"_s, 0s),
                              makeEvent(2, EventKind::Note,
                                        u"**Gone**, see ![dash](http://127.0.0.1:1/x.png) "
                                        "<script>x</script>"_s,
                                        60s)});
        timeline.setCurrentEvent(2);
        QCOMPARE(picked.count(), 0); // it was picked elsewhere
        const QString shown = timeline.detail()->toPlainText();
        QVERIFY(shown.contains(u"Gone"_s));
        QVERIFY(shown.contains(u"(picture: dash)"_s));
        QVERIFY(shown.contains(u"UTC"_s));
        QVERIFY(!timeline.detail()->toHtml().contains(u"<img"_s));
        QTest::keyClick(timeline.list(), Qt::Key_Up);
        QCOMPARE(picked.count(), 1);
        QCOMPARE(picked.first().at(0).toLongLong(), 1);
        timeline.filter()->setText(u"gone"_s);
        QCOMPARE(model.rowCount(), 1);
        QVERIFY(child<QLabel>(timeline, "timelineTitle")->text().contains(u"UTC"_s));
    }

    void notesAreReadSafely_data()
    {
        QTest::addColumn<QString>("markdown");
        QTest::newRow("inline picture") << u"![a](http://example.org/a.png)"_s;
        QTest::newRow("picture by reference") << u"![a][b]\n\n[b]: http://example.org/a.png"_s;
        QTest::newRow("short reference") << u"![b]\n\n[b]: http://example.org/a.png"_s;
        QTest::newRow("html") << u"<img src=\"http://example.org/a.png\">"_s;
        QTest::newRow("file") << u"![a](/etc/passwd)"_s;
    }
    void notesAreReadSafely()
    {
        QFETCH(QString, markdown);
        QVERIFY(!noteHtml(markdown).contains(u"<img"_s, Qt::CaseInsensitive));
    }

    void factsWrapAndAreReadOut()
    {
        IncidentFacts facts;
        const Incident one = incident(7);
        facts.setFacts(incidentFigures(one, wallNow()), incidentFacts(one));
        QVERIFY(facts.heightForWidth(420) > facts.heightForWidth(1400));
        QVERIFY(facts.accessibleName().contains(u"3 of 3 down for 30 s"_s));
        QVERIFY(facts.accessibleName().contains(u"checkout, pricing"_s));
        QCOMPARE(facts.value(u"detected"_s), u"+ 5 s"_s);
    }

    void theBannerStaysUntilItWasLookedAt()
    {
        IncidentBanner banner;
        QVERIFY(!banner.isVisibleTo(nullptr));
        banner.tell(u"2 new incidents"_s, u"7 a\n8 b"_s, {{7}, {8}});
        QVERIFY(banner.isVisible());
        banner.noteSeen({7});
        QVERIFY(banner.isVisible());
        QSignalSpy wanted(&banner, &IncidentBanner::showWanted);
        child<QPushButton>(banner, "incidentBannerShow")->click();
        QCOMPARE(wanted.first().at(0).value<IncidentNumber>(), IncidentNumber{8});
        QVERIFY(!banner.isVisible());
    }
};

QTEST_MAIN(TestIncidentsPage)
#include "tst_incidentspage.moc"
