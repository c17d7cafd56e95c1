#include "widgets/runbooks/runbookspage.h"

#include "models/items/formatter.h"
#include "tests/models/fleet/fleetfixture.h"
#include "tests/widgets/shot.h"
#include "widgets/runbooks/runbookblast.h"
#include "widgets/runbooks/runbookcatalog.h"
#include "widgets/runbooks/runbookchecks.h"
#include "widgets/runbooks/runbookconfirm.h"
#include "widgets/runbooks/runbookrunview.h"
#include "widgets/runbooks/runbooktakeup.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace quarterdeck;

namespace {

RunText text(const QString &words)
{
    QString problem;
    return RunText::parse(words, &problem).value_or(RunText());
}

std::shared_ptr<const RunbookDefinition> switchover()
{
    RunbookDefinition made;
    made.id = u"patroni-switchover"_s;
    made.file = u"/etc/q/patroni-switchover.yml"_s;
    made.kind = RunbookKind::Switchover;
    made.title = text(u"Switch over orders-db to ${candidate}"_s);
    made.description = u"Moves the <b>leader</b>."_s;
    ParameterDefinition candidate;
    candidate.name = u"candidate"_s;
    candidate.label = u"Candidate"_s;
    candidate.type = ParameterDefinition::Type::Instance;
    ParameterDefinition note;
    note.name = u"note"_s;
    note.isOptional = true;
    made.parameters = {candidate, note};
    StepDefinition step;
    step.title = text(u"POST /switchover to ${candidate}"_s);
    made.steps = {step};
    VerificationDefinition verification;
    verification.condition.says = text(u"${candidate} leads"_s);
    made.verification = {verification};
    made.objective = 30s;
    return std::make_shared<const RunbookDefinition>(made);
}

} // namespace

class TestRunbooksPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().apply(*qApp, ThemeMode::Dark); }
    void init();
    void cleanup() { m_page.reset(); }

    void theListOpensByKeyboard();
    void theButtonWorksOnlyForWhatWasChecked();
    void enterInAFieldNeverActs();
    void aProtectedServiceWantsItsName();
    void aRuleIsOverriddenByNameAndReason();
    void whatChangesUnderTheEyesLocksTheButton();
    void aLiveDefaultFollowsUntilAPersonChooses();
    void theChosenMemberIsSeenAsItIs();
    void refusalsAreReadInFull();
    void dryRunShowsWhatWouldBeSent();
    void aRunCanBeStoppedInTwoWays();
    void aManualStepAsks();
    void theLogIsBoundedAndPlain();
    void theIncidentIsOneClickAway();
    void anOpenEndOffersToGoOn();
    void readOnlyTakesTheControlsAway();
    void everyTextIsPlainAndEveryFieldHasAName();
    void theMapFitsItsCells();

private:
    RunPlan plan() const;
    RunProgress progress(RunState state) const;
    RunbookRecord record(RunState state) const;
    void open(const QStringList &wishes = {});
    template <typename T>
    T *find(const char *name) const
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }

    std::unique_ptr<test::FleetFixture> m_fixture;
    std::unique_ptr<RunbooksPage> m_page;
    RunbookRunView *m_view = nullptr;
};

void TestRunbooksPage::init()
{
    m_fixture = std::make_unique<test::FleetFixture>();
    for (int i = 0; i < 3; ++i) {
        Target &member = m_fixture->addTarget(u"orders-db"_s);
        member.metrics->host = u"10.2.9.1%1"_s.arg(i + 1);
        member.metrics->port = 8008;
    }
    for (int i = 0; i < 40; ++i) {
        m_fixture->addTarget(u"checkout"_s);
    }
    m_fixture->define();
    for (quint32 number = 1; number <= 43; ++number) {
        m_fixture->allGood(number);
    }
    m_page = std::make_unique<RunbooksPage>(m_fixture->fleet);
    m_page->catalog()->runbooks().setRunbooks({switchover()}, m_fixture->clock.steady());
    m_page->catalog()->showCounts();
    m_view = m_page->view();
    m_view->setPerson(u"ana"_s);
    m_page->resize(1460, 870);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
}

/// As the engine would answer what the page asks now, everything passed.
RunPlan TestRunbooksPage::plan() const
{
    RunPlan made;
    made.order = m_view->order();
    const QString candidate = made.order.parameters.value(u"candidate"_s, u"10.0.0.2:8080"_s);
    made.values.set(u"candidate"_s, candidate);
    made.choices.insert(u"candidate"_s, {{u"10.0.0.1:8080"_s, u"10.0.0.2:8080"_s, u"10.0.0.3:8080"_s}, true});
    made.title = u"Switch over orders-db to "_s + candidate;
    made.subject = u"orders-db"_s;
    made.services = {made.subject};
    made.at = m_fixture->clock.wall();
    made.checks = {
        {u"Candidate answers"_s, {ConditionResult::Verdict::Holds, u"200"_s}, false, made.at},
        {u"At least 2 are ready"_s, {ConditionResult::Verdict::Holds, u"3 of 3"_s}, false, made.at}};
    made.rules = {{SafetyRule::OneAtATime, true, false, u"nobody is acting on orders-db"_s},
                  {SafetyRule::Cooldown, true, false, u"no run has acted on orders-db before"_s}};
    made.acts = {{u"POST /switchover"_s,
                  {},
                  u"POST http://10.0.0.1:8008/switchover {\"candidate\":\"x\"}"_s,
                  {u"Content-Type: application/json"_s},
                  false}};
    for (quint32 number = 1; number <= 43; ++number) {
        const Instance &instance = m_fixture->instance(number);
        (number <= 3 ? made.radius.targets : made.radius.dependants)
            .append({instance.target.number, instance.target.id.instance, instance.target.service,
                     instance.state});
    }
    made.radius.services = {{u"orders-db"_s, 3, 3, false}};
    made.radius.dependentServices = {u"checkout"_s};
    return made;
}

RunProgress TestRunbooksPage::progress(RunState state) const
{
    RunProgress made;
    made.number = {4812};
    made.title = u"Switch over orders-db to pg3"_s;
    made.subject = u"orders-db"_s;
    made.state = state;
    made.started = SteadyTime(100s);
    made.objective = 30s;
    StepProgress first;
    first.title = u"POST /switchover to pg3"_s;
    first.state = StepState::Done;
    first.started = SteadyTime(100s);
    first.duration = 2069ms;
    StepProgress second;
    second.title = u"Wait: checkout error rate below 1 % for 10 s"_s;
    second.state = StepState::Sent;
    second.started = SteadyTime(102s);
    StepProgress third;
    third.title = u"Verify: pg3 leads"_s;
    third.isVerification = true;
    made.steps = {first, second, third};
    made.log = {{m_fixture->clock.wall(), u"run 4812 started by ana"_s}};
    return made;
}

RunbookRecord TestRunbooksPage::record(RunState state) const
{
    RunbookRecord made;
    made.progress = progress(state);
    made.progress.ended = SteadyTime(112s);
    made.summary.number = {4812};
    made.summary.title = made.progress.title;
    made.summary.kind = u"switchover"_s;
    made.summary.subject = u"orders-db"_s;
    made.summary.person = u"ana"_s;
    made.summary.reason = u"primary unreachable"_s;
    made.summary.state = state;
    made.parameters = {{u"candidate"_s, u"pg3"_s}};
    made.sent = {u"Record who leads: GET http://a/cluster (done)"_s};
    made.maybeSent = {u"POST /switchover: POST http://a/switchover (unknown)"_s};
    made.notSent = {u"Wait: checkout"_s};
    made.secrets = {u"token"_s};
    return made;
}

void TestRunbooksPage::open(const QStringList &wishes)
{
    m_view->open(switchover(), wishes);
    m_page->showView();
}

void TestRunbooksPage::theListOpensByKeyboard()
{
    QSignalSpy chosen(m_page->catalog(), &RunbookCatalogView::runbookChosen);
    QVERIFY(m_page->isCatalogShown());
    auto *list = find<QListView>("runbookList");
    QTRY_VERIFY(list->hasFocus());
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen[0][0].toString(), u"patroni-switchover"_s);
    auto *filter = find<QLineEdit>("runbookFilter");
    filter->setText(u"nothing of this kind"_s);
    QVERIFY(find<QLabel>("noRunbooks")->isVisible());
    m_page->catalog()->setProblems({u"runbooks/a.yml:3:1: unknown key"_s});
    QVERIFY(find<QLabel>("runbookProblems")->text().contains(u"a.yml:3:1"_s));
    filter->clear();
    RunSummary run = record(RunState::OutcomeUnknown).summary;
    m_page->catalog()->history().setRuns({run});
    m_page->catalog()->showCounts();
    QSignalSpy wanted(m_page->catalog(), &RunbookCatalogView::runChosen);
    find<QListView>("runHistory")->setCurrentIndex(m_page->catalog()->history().index(0));
    QTest::keyClick(find<QListView>("runHistory"), Qt::Key_Return);
    QCOMPARE(wanted.count(), 1);
    takeShot(*m_page, u"runbooks-list"_s);
}

void TestRunbooksPage::theButtonWorksOnlyForWhatWasChecked()
{
    QSignalSpy edited(m_view, &RunbookRunView::orderEdited);
    open();
    QCOMPARE(edited.count(), 1);
    auto *start = find<QPushButton>("startRun");
    QVERIFY(!start->isEnabled()); // nothing is checked yet
    m_view->setPlan(plan());
    QVERIFY(start->isEnabled());
    QCOMPARE(start->text(), u"Switch over orders-db"_s);
    QVERIFY(!start->isDefault());
    QVERIFY(!start->autoDefault());
    takeShot(*m_page, u"runbooks-armed"_s);

    // A letter more is another order: its check has to come back first.
    const RunPlan before = plan();
    QTest::keyClicks(find<QLineEdit>("confirmReason"), u"x"_s);
    QVERIFY(!start->isEnabled());
    m_view->setPlan(before);
    QVERIFY(!start->isEnabled());
    m_view->setPlan(plan());
    QVERIFY(start->isEnabled());

    RunPlan failing = plan();
    failing.checks[1].result = {ConditionResult::Verdict::Fails, u"1 of 3 ready"_s};
    m_view->setPlan(failing);
    QVERIFY(!start->isEnabled());
    QCOMPARE(find<QLabel>("confirmWhy")->text(), u"1 of 4 checks stand in the way."_s);
    takeShot(*m_page, u"runbooks-blocked"_s);
}

void TestRunbooksPage::enterInAFieldNeverActs()
{
    open();
    m_view->setPlan(plan());
    QSignalSpy started(m_view, &RunbookRunView::startWanted);
    auto *reason = find<QLineEdit>("confirmReason");
    auto *start = find<QPushButton>("startRun");
    reason->setFocus();
    QTest::keyClick(reason, Qt::Key_Return);
    QCOMPARE(started.count(), 0);
    QTRY_VERIFY(start->hasFocus());
    // The key of the field before, still held down, and its release.
    QKeyEvent repeated(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier, u"\r"_s, true);
    QApplication::sendEvent(start, &repeated);
    QKeyEvent released(QEvent::KeyRelease, Qt::Key_Return, Qt::NoModifier, u"\r"_s);
    QApplication::sendEvent(start, &released);
    QCOMPARE(started.count(), 0);
    QTest::keyClick(start, Qt::Key_Return);
    QCOMPARE(started.count(), 1);
    // Pressed once more while it is being checked for the last time: nothing.
    QTest::keyClick(start, Qt::Key_Return);
    QTest::mouseClick(start, Qt::LeftButton);
    QCOMPARE(started.count(), 1);
}

void TestRunbooksPage::aProtectedServiceWantsItsName()
{
    open();
    RunPlan guarded = plan();
    guarded.radius.services[0].isProtected = true;
    guarded.rules.append({SafetyRule::Confirmation, false, false,
                          u"orders-db is protected: its name must be typed to confirm (orders-db)"_s});
    m_view->setPlan(guarded);
    auto *name = find<QLineEdit>("confirmName");
    QVERIFY(name->isVisible());
    QVERIFY(find<QLabel>("protectedBanner")->isVisible());
    QVERIFY(!find<QPushButton>("startRun")->isEnabled());
    QVERIFY(find<QLabel>("confirmWhy")->text().contains(u"orders-db is protected"_s));
    QTest::keyClicks(name, u"orders-db"_s);
    QCOMPARE(m_view->order().confirmation, u"orders-db"_s);
    RunPlan typed = guarded;
    typed.order = m_view->order();
    typed.rules.last() = {SafetyRule::Confirmation, true, false, u"its name was typed"_s};
    m_view->setPlan(typed);
    QVERIFY(find<QPushButton>("startRun")->isEnabled());
    // The frame is red where the page ends.
    QCOMPARE(m_view->grab().toImage().pixelColor(1, 200), Theme::instance().state(State::Down));
    takeShot(*m_page, u"runbooks-protected"_s);
}

void TestRunbooksPage::aRuleIsOverriddenByNameAndReason()
{
    open();
    RunPlan cooling = plan();
    cooling.rules[1] = {SafetyRule::Cooldown, false, false, u"the last run on orders-db was 5 min ago"_s};
    m_view->setPlan(cooling);
    auto *box = find<QCheckBox>("override_cooldown");
    QVERIFY(box && box->isVisible());
    QVERIFY(!m_page->findChild<QCheckBox *>(u"override_one-at-a-time"_s));
    box->click();
    QVERIFY(m_view->order().overrides.isEmpty()); // not without a reason
    QTest::keyClicks(find<QLineEdit>("overrideReason_cooldown"), u"the first did nothing"_s);
    QVERIFY(m_view->order().overrides == QList{SafetyRule::Cooldown});
    QCOMPARE(m_view->order().reason, u"cooldown overridden: the first did nothing"_s);
    RunPlan broken = cooling;
    broken.order = m_view->order();
    broken.rules[1].overridden = true;
    broken.rules[1].allows = true;
    m_view->setPlan(broken);
    QVERIFY(box->isVisible() && box->isChecked());
    QVERIFY(find<QPushButton>("startRun")->isEnabled());
    // The other way: the last run is acknowledged.
    m_view->setPlan(cooling);
    QSignalSpy acknowledged(m_view, &RunbookRunView::acknowledgeWanted);
    auto *button = find<QPushButton>("acknowledge");
    QVERIFY(button->isVisible() && !button->isEnabled());
    QTest::keyClicks(find<QLineEdit>("acknowledgeReason"), u"understood"_s);
    button->click();
    QCOMPARE(acknowledged.count(), 1);
    QCOMPARE(acknowledged[0][0].toStringList(), QStringList(u"orders-db"_s));
    QCOMPARE(acknowledged[0][1].toString(), u"understood"_s);
}

void TestRunbooksPage::whatChangesUnderTheEyesLocksTheButton()
{
    open();
    m_view->setPlan(plan());
    auto *start = find<QPushButton>("startRun");
    QVERIFY(start->isEnabled());
    RunPlan other = plan();
    other.radius.targets.removeLast();
    m_view->setPlan(other);
    QVERIFY(!start->isEnabled());
    QVERIFY(find<QLabel>("confirmWhy")->text().contains(u"has just changed"_s));
    m_view->setPlan(other);
    QTRY_VERIFY(start->isEnabled());
}

void TestRunbooksPage::aLiveDefaultFollowsUntilAPersonChooses()
{
    open();
    m_view->setPlan(plan());
    auto *box = find<QComboBox>("parameter_candidate");
    QCOMPARE(box->currentData().toString(), u"10.0.0.2:8080"_s);
    QVERIFY(box->currentText().contains(u"up"_s)); // its state, in a word
    QVERIFY(m_view->order().parameters.isEmpty());
    QCOMPARE(m_view->orderAsShown().parameters.value(u"candidate"_s), u"10.0.0.2:8080"_s);
    box->setCurrentIndex(2);
    Q_EMIT box->activated(2);
    QCOMPARE(m_view->order().parameters.value(u"candidate"_s), u"10.0.0.3:8080"_s);
    m_view->setPlan(plan());
    QCOMPARE(box->currentData().toString(), u"10.0.0.3:8080"_s);
    QTest::keyClicks(find<QLineEdit>("parameter_note"), u"$(reboot); --x"_s);
    QCOMPARE(m_view->order().parameters.value(u"note"_s), u"$(reboot); --x"_s);

    // Opened for an instance: it is chosen where it can be.
    open({u"10.0.0.1:8080"_s, u"orders-db"_s});
    QSignalSpy edited(m_view, &RunbookRunView::orderEdited);
    m_view->setPlan(plan());
    QCOMPARE(edited.count(), 1);
    QCOMPARE(m_view->order().parameters.value(u"candidate"_s), u"10.0.0.1:8080"_s);
}

void TestRunbooksPage::theChosenMemberIsSeenAsItIs()
{
    RunbookDefinition made = *switchover();
    made.parameters[0].type = ParameterDefinition::Type::Choice;
    made.parameters[0].beside.facts = {text(u"lag ${lag}"_s)};
    made.shows = {{u"Current leader"_s, text(u"${leader}"_s), {}}};
    m_view->open(std::make_shared<const RunbookDefinition>(made), {});
    m_page->showView();
    const auto chosen = [&] {
        RunPlan now = plan();
        now.choices[u"candidate"_s].values = {u"pg1"_s, u"pg2"_s};
        now.values.set(u"candidate"_s, u"pg2"_s);
        now.beside.insert(u"candidate"_s, {{2}, {u"replica"_s, u"lag 0 B"_s}});
        now.shows = {{u"Current leader"_s, u"pg1"_s, {{1}, {u"timeline 7"_s}}}};
        return now;
    };
    m_view->setPlan(chosen());
    auto *box = find<QComboBox>("parameter_candidate");
    QCOMPARE(box->currentData().toString(), u"pg2"_s);
    QCOMPARE(box->currentText(), u"pg2 · 10.2.9.12:8008 · up · replica · lag 0 B"_s);
    QVERIFY(!box->itemIcon(box->currentIndex()).isNull());
    QCOMPARE(box->itemText(0), u"pg1"_s);
    QVERIFY(!find<QLabel>("problem_candidate")->isVisible());
    QCOMPARE(find<QLabel>("shown_0")->text(), u"pg1 · 10.2.9.11:8008 · up · timeline 7"_s);

    // It becomes bad while one looks: said at the choice itself, before anything is armed.
    for (int i = 0; i < 3; ++i) {
        m_fixture->apply({m_fixture->unreachable(2, ProbeKind::Health, UnreachableCause::Refused)});
    }
    m_view->setPlan(chosen());
    QVERIFY2(box->currentText().startsWith(u"pg2 · 10.2.9.12:8008 · down "_s),
             qPrintable(box->currentText()));
    QCOMPARE(find<QLabel>("problem_candidate")->text(), u"pg2 is down"_s);
    QVERIFY(find<QLabel>("problem_candidate")->isVisible());
    takeShot(*m_page, u"runbooks-candidate-down"_s);

    // Another one is chosen: what is known of the last one is not said of it.
    box->setCurrentIndex(0);
    Q_EMIT box->activated(0);
    m_view->setPlan(chosen());
    QCOMPARE(box->currentText(), u"pg1"_s);
    QVERIFY(!find<QLabel>("problem_candidate")->isVisible());
    m_view->open(switchover(), {});
    m_view->setPlan(plan());
    QVERIFY(!m_page->findChild<QLabel *>(u"shown_0"_s)->isVisible());
}

void TestRunbooksPage::refusalsAreReadInFull()
{
    open();
    m_view->setPlan(plan());
    find<QPushButton>("startRun")->click();
    RunPlan refused = plan();
    refused.rules[0].allows = false;
    m_view->setPlan(refused);
    m_view->setRefusal({u"one-at-a-time: run 7 has not ended"_s}, m_fixture->clock.wall());
    auto *words = find<QLabel>("refusal");
    QVERIFY(words->isVisible());
    QVERIFY(words->text().contains(u"nothing was sent"_s));
    QVERIFY(words->text().contains(u"run 7 has not ended"_s));
    QVERIFY(!find<QPushButton>("startRun")->isEnabled());
}

void TestRunbooksPage::dryRunShowsWhatWouldBeSent()
{
    open();
    m_view->setPlan(plan());
    QSignalSpy started(m_view, &RunbookRunView::startWanted);
    find<QPushButton>("dryRun")->click();
    QVERIFY(m_view->logText().contains(u"POST http://10.0.0.1:8008/switchover {\"candidate\":\"x\"}"_s));
    QVERIFY(m_view->logText().contains(u"Nothing is."_s));
    QCOMPARE(started.count(), 0);
}

void TestRunbooksPage::aRunCanBeStoppedInTwoWays()
{
    open();
    m_view->setPlan(plan());
    RunProgress running = progress(RunState::Running);
    m_view->setProgress(running, SteadyTime(106400ms));
    QCOMPARE(find<QLabel>("runbookStepsAside")->text(), u"00:06.4 elapsed · objective RTO 30 s"_s);
    QVERIFY(find<QLabel>("runAbout")->text().startsWith(u"Run 4812 · started by ana"_s));
    QVERIFY(!find<QPushButton>("startRun")->isEnabled());
    QVERIFY(!find<QComboBox>("parameter_candidate")->isEnabled());
    takeShot(*m_page, u"runbooks-running"_s);
    // What was checked is of the past now; what it touches is followed on.
    QVERIFY(find<QWidget>("runbookChecks")->accessibleName().contains(u"as it was at the start"_s));
    m_fixture->apply({m_fixture->unreachable(5, ProbeKind::Health, UnreachableCause::Refused)});
    m_fixture->apply({m_fixture->unreachable(5, ProbeKind::Health, UnreachableCause::Refused)});
    m_view->follow();
    QVERIFY2(find<QLabel>("blastStates")->text().contains(u"1 down"_s),
             qPrintable(find<QLabel>("blastStates")->text()));
    QVERIFY(!find<QAbstractButton>("showIncident")->isVisible());
    QSignalSpy aborted(m_view, &RunbookRunView::abortWanted);
    find<QPushButton>("abortAfterStep")->click();
    find<QPushButton>("abortNow")->click();
    QCOMPARE(aborted.count(), 2);
    QVERIFY(aborted[0][0].value<RunAbort>() == RunAbort::AfterStep);
    QVERIFY(aborted[1][0].value<RunAbort>() == RunAbort::AtOnce);
    running.state = RunState::AbortRequested;
    running.reason = u"after the current step"_s;
    m_view->setProgress(running, SteadyTime(107s));
    QCOMPARE(find<QLabel>("runState")->text(), u"abort requested: after the current step"_s);
    QVERIFY(!find<QPushButton>("abortAfterStep")->isEnabled());
    QVERIFY(find<QPushButton>("abortNow")->isEnabled()); // it may become urgent
    m_view->setProgress(running, SteadyTime(140s));
    QVERIFY(find<QLabel>("runbookStepsAside")->text().contains(u"exceeded"_s));
    running.state = RunState::Aborted;
    running.ended = SteadyTime(141s);
    m_view->setProgress(running, SteadyTime(150s));
    QVERIFY(!find<QPushButton>("abortNow")->isVisible());
    QVERIFY(find<QLabel>("runbookStepsAside")->text().startsWith(u"00:41.0"_s));
    find<QPushButton>("copyLog")->click();
    QVERIFY(QApplication::clipboard()->text().contains(u"run 4812 started by ana"_s));
}

void TestRunbooksPage::aManualStepAsks()
{
    open();
    m_view->setPlan(plan());
    RunProgress asking = progress(RunState::Running);
    asking.question = u"Look at the <i>balancer</i>"_s;
    m_view->setProgress(asking, SteadyTime(103s));
    QCOMPARE(find<QLabel>("manualQuestion")->text(), asking.question);
    QTRY_VERIFY(find<QPushButton>("manualNotDone")->hasFocus()); // never the one that goes on
    QSignalSpy answered(m_view, &RunbookRunView::answered);
    find<QPushButton>("manualDone")->click();
    QCOMPARE(answered[0][0].toBool(), true);
    find<QPushButton>("manualNotDone")->click();
    QCOMPARE(answered[1][0].toBool(), false);
    asking.question.clear();
    m_view->setProgress(asking, SteadyTime(104s));
    QVERIFY(!find<QPushButton>("manualDone")->isVisible());
}

void TestRunbooksPage::theLogIsBoundedAndPlain()
{
    open();
    m_view->setPlan(plan());
    RunProgress running = progress(RunState::Running);
    m_view->setProgress(running, SteadyTime(103s));
    for (int i = 0; i < RunProgress::maxLog + 200; ++i) {
        m_view->appendLog({m_fixture->clock.wall(), u"<b>%1</b>"_s.arg(i)});
    }
    auto *log = find<QPlainTextEdit>("runLog");
    QCOMPARE(log->blockCount(), int(RunProgress::maxLog));
    QVERIFY(m_view->logText().endsWith(u"<b>5199</b>"_s));
    QVERIFY(log->isReadOnly());
    // The end stays in sight, also while the steps above take more room; whoever scrolled up stays there.
    QScrollBar *bar = log->verticalScrollBar();
    QTRY_COMPARE(bar->value(), bar->maximum());
    m_page->resize(1460, 640);
    QTRY_COMPARE(bar->value(), bar->maximum());
    bar->setValue(10);
    m_view->appendLog({m_fixture->clock.wall(), u"later"_s});
    QCoreApplication::processEvents();
    QVERIFY(bar->value() < bar->maximum() - 100);
}

void TestRunbooksPage::theIncidentIsOneClickAway()
{
    QSignalSpy wanted(m_view, &RunbookRunView::incidentWanted);
    open();
    RunPlan made = plan();
    made.order.incident = RunIncident{231, u"orders-db is down"_s, m_fixture->clock.wall() - 60s};
    m_view->setPlan(made);
    auto *button = find<QAbstractButton>("showIncident");
    QVERIFY(button->isVisible());
    QCOMPARE(button->text(), u"Incident 231"_s);
    QVERIFY(find<QLabel>("runAbout")->text().startsWith(u"For an incident that began at"_s));
    RunProgress running = progress(RunState::Running);
    running.incident = 231;
    m_view->setProgress(running, SteadyTime(103s));
    button->click();
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted[0][0].toLongLong(), 231);
    m_view->close();
    QVERIFY(!button->isVisible());
}

void TestRunbooksPage::anOpenEndOffersToGoOn()
{
    m_view->setRecord(record(RunState::OutcomeUnknown));
    m_page->showView();
    QVERIFY(find<QLabel>("whatWasSent")->text().contains(u"nobody knows"_s));
    QVERIFY(find<QLabel>("whatWasSent")->text().contains(u"Not sent"_s));
    QVERIFY(find<QLabel>("runFactsText")->text().contains(u"primary unreachable"_s));
    QVERIFY(find<QPushButton>("takeUpVerify")->isEnabled());
    QVERIFY(!find<QPushButton>("takeUpContinue")->isEnabled()); // a reason is wanted
    QTest::keyClicks(find<QLineEdit>("takeUpReason"), u"the answer was lost"_s);
    QTest::keyClicks(find<QLineEdit>("takeUpName"), u"orders-db"_s);
    QTest::keyClicks(find<QLineEdit>("takeUpSecret_token"), u"s3"_s);
    QSignalSpy wanted(m_view, &RunbookRunView::takeUpWanted);
    find<QPushButton>("takeUpUndo")->click();
    QVERIFY(wanted[0][0].value<TakeUp>() == TakeUp::Undo);
    QCOMPARE(m_view->takeUp()->reason(), u"the answer was lost"_s);
    QCOMPARE(m_view->takeUp()->confirmation(), u"orders-db"_s);
    QCOMPARE(m_view->takeUp()->secrets().value(u"token"_s), u"s3"_s);
    m_view->setRefusal({u"confirmation: its name must be typed"_s}, m_fixture->clock.wall());
    QVERIFY(find<QLabel>("takeUpRefusal")->isVisible());
    takeShot(*m_page, u"runbooks-unknown"_s);

    m_view->setRecord(record(RunState::Succeeded));
    QVERIFY(!m_view->takeUp()->isVisible());
}

void TestRunbooksPage::readOnlyTakesTheControlsAway()
{
    m_page->setReadOnly(true);
    QVERIFY(find<QLabel>("readOnlyNote")->isVisible());
    open();
    RunPlan cooling = plan();
    cooling.rules[1].allows = false;
    m_view->setPlan(cooling);
    QVERIFY(!find<QPushButton>("startRun")->isVisible());
    QVERIFY(find<QPushButton>("dryRun")->isEnabled());
    QVERIFY(!find<QPushButton>("acknowledge")->isVisible());
    QVERIFY(!find<QCheckBox>("override_cooldown")->isVisible());
    m_view->setRecord(record(RunState::Interrupted));
    QVERIFY(find<QPushButton>("takeUpVerify")->isVisible());
    QVERIFY(!find<QPushButton>("takeUpContinue")->isVisible());
    QVERIFY(!find<QPushButton>("takeUpUndo")->isVisible());
}

void TestRunbooksPage::everyTextIsPlainAndEveryFieldHasAName()
{
    open();
    m_view->setPlan(plan());
    m_view->setRecord(record(RunState::Interrupted));
    for (const QLabel *label : m_page->findChildren<QLabel *>()) {
        QVERIFY2(label->textFormat() == Qt::PlainText || label->text().isEmpty(), qPrintable(label->text()));
    }
    for (const QLineEdit *line : m_page->findChildren<QLineEdit *>()) {
        QVERIFY2(!line->accessibleName().isEmpty(), qPrintable(line->objectName()));
    }
    for (const QAbstractItemView *view : m_page->findChildren<QAbstractItemView *>()) {
        if (view->objectName().endsWith(u"List"_s) || view->objectName().endsWith(u"Tree"_s)) {
            QVERIFY2(!view->accessibleName().isEmpty(), qPrintable(view->objectName()));
        }
    }
    for (const QPushButton *button : m_page->findChildren<QPushButton *>()) {
        QVERIFY2(!button->isDefault() && !button->autoDefault(), qPrintable(button->objectName()));
    }
}

void TestRunbooksPage::theMapFitsItsCells()
{
    RunbookBlastMap map;
    QList<BlastRadius::Member> members(100);
    map.setMembers(members);
    map.resize(20 * RunbookBlastMap::pitch + 3, 60);
    QCOMPARE(map.heightForWidth(map.width()), 5 * RunbookBlastMap::pitch);
    for (int cell = 0; cell < 100; ++cell) {
        QCOMPARE(map.cellAt(map.cellRect(cell).center()), cell);
    }
    QCOMPARE(map.cellAt({20 * RunbookBlastMap::pitch + 2, 1}), -1);
    QCOMPARE(map.cellAt({1, 5 * RunbookBlastMap::pitch + 1}), -1);
    members.resize(10'000);
    map.setMembers(members);
    QCOMPARE(map.heightForWidth(map.width()), RunbookBlastMap::maxRows * RunbookBlastMap::pitch);
    QCOMPARE(map.shownCells(), 200);
    members[3].state = State::Down;
    QCOMPARE(statesOf(members), u"1 down, %1 unknown"_s.arg(format::count(9999)));
}

QTEST_MAIN(TestRunbooksPage)
#include "tst_runbookspage.moc"
