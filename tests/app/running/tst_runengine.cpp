#include "tests/app/running/runfixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace quarterdeck;
using namespace quarterdeck::test;

/// A run from its plan to its end: who may begin, what stops it, what is said of it, how it goes on.
class TestRunEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void refusals_data();
    void refusals();
    void looksAgainAtTheInstantOfTheStart();
    void watchesEverySecond();
    void oneAtATime();
    void cooldownAndItsAcknowledgement();
    void whatSentNothingStartsNoCooldown();
    void cooldownCountsDown();
    void overrideNamesItsRule();
    void dryRunSendsNothing();
    void abortAfterTheStep();
    void abortAtOnceEndsTheTree();
    void theLogIsOnRecordWhileItRuns();
    void abortWaitsForASentRequest();
    void abortBeforeTheFirstStep();
    void failureCleansUp();
    void effectThatDoesNotComeIsAFailure();
    void lostAnswerIsNotAFailure();
    void effectAndObjectiveAreMeasured();
    void timeRunsFromTheIncident();
    void theOpenIncidentIsTaken();
    void whatWorkedCanBeUndone();
    void blastRadiusSaysWhoIsLeftOut();
    void saysWhatStandsBesideAValue();
    void continueDoesOnlyWhatFailed();
    void continueOnlyFailedTargets();
    void continueDoesNotSendTwice();
    void undoGoesBackwards();
    void undoOfEachTarget();
    void verifyAfterwards();
    void readOnlyResume();
    void nothingIsSentWithoutARecord();
    void goesInTheMiddle();
    void auditHolds();
    void stepOverhead();

private:
    [[nodiscard]] QByteArray post(const char *path) const
    {
        return "http: {method: POST, url: \"" + m_server->url(QString::fromLatin1(path)).toUtf8() + "\"}";
    }
    [[nodiscard]] QByteArray step(const char *title, const char *path) const
    {
        return "  - {step: " + QByteArray(title) + ", " + post(path) + "}\n";
    }
    [[nodiscard]] QByteArrayList sent() const
    {
        QByteArrayList paths;
        for (const SeenRequest &request : m_server->requests()) {
            if (request.method == "POST") {
                paths.append(request.path);
            }
        }
        return paths;
    }
    void playAll(const QByteArrayList &paths)
    {
        for (const QByteArray &path : paths) {
            m_server->behave(path, {});
        }
    }

    std::unique_ptr<HostileServer> m_server;
    std::unique_ptr<RunFixture> m_fixture;
};

void TestRunEngine::init()
{
    m_fixture.reset();
    m_server = std::make_unique<HostileServer>();
    m_fixture = std::make_unique<RunFixture>();
    for (int i = 0; i < 3; ++i) {
        m_fixture->add(u"svc"_s, *m_server);
    }
    ServicePolicy policy;
    policy.isProtected = true;
    m_fixture->add(u"bank"_s, *m_server).policy = std::make_shared<const ServicePolicy>(policy);
    m_fixture->define();
    playAll({"/act", "/a", "/b", "/c", "/undo-a", "/undo-b", "/clean"});
}

void TestRunEngine::refusals_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<QString>("confirmation");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QByteArray &more, const QString &confirmation,
                        const QString &reason, const QString &words) {
        QTest::newRow(name) << more << confirmation << reason << words;
    };
    row("a check fails", "conditions:\n  - {says: It is blue, value: {of: red, equals: blue}}\n", {}, u"r"_s,
        u"It is blue: red"_s);
    row("a check cannot be asked",
        "conditions:\n  - {says: It answers, http: {url: \"http://127.0.0.1:1/\"}}\n", {}, u"r"_s,
        u"It answers: connection refused"_s);
    row("nobody is left",
        "targets: all\nsafety: {cooldown: 0s, after: [{says: Two stay, of: all, at_least: 2}]}\n", {}, u"r"_s,
        u"Two stay: 0 of 3 will be ready, 2 are wanted"_s);
    row("too many", "targets: all\nsafety: {cooldown: 0s, max_instances: 2}\n", {}, u"r"_s,
        u"3 instances are acted on, 2 are allowed"_s);
    row("no name typed", "safety: {cooldown: 0s, always_confirm: true}\ntargets: all\n", {}, u"r"_s,
        u"its name must be typed to confirm (svc)"_s);
    row("wrong name typed", "safety: {cooldown: 0s, always_confirm: true}\ntargets: all\n", u"svd"_s, u"r"_s,
        u"the typed name \"svd\" is not \"svc\""_s);
    row("protected, no name", "targets: bank\n", {}, u"r"_s, u"bank is protected"_s);
    row("protected, no reason", "targets: bank\n", u"bank"_s, {}, u"a reason is wanted"_s);
    row("parameter missing", "parameters: {p: {type: text}}\n", {}, u"r"_s, u"\"p\""_s);
    row("the set is empty", "targets: nobody\n", {}, u"r"_s, u"nobody"_s);
    row("applies elsewhere", "targets: all\napplies_to: \"service:bank\"\n", {}, u"r"_s,
        u"this runbook applies to service:bank"_s);
}

void TestRunEngine::refusals()
{
    QFETCH(QByteArray, more);
    QFETCH(QString, confirmation);
    QFETCH(QString, reason);
    QFETCH(QString, words);
    QByteArray text = RunFixture::text(step("Act", "/act"), more);
    text.replace("sets: {all: {where: \"service:svc\"}}",
                 "sets: {all: {where: \"service:svc\"}, bank: {where: \"service:bank\"}, nobody: {where: "
                 "\"service:nobody\"}}");
    RunOrder order = m_fixture->order(text);
    order.confirmation = confirmation;
    order.reason = reason;
    COMPARE_STATE(m_fixture->run(order), RunState::Refused);
    const QString said = m_fixture->refusals.join(u'\n');
    QVERIFY2(said.contains(words), qPrintable(said));
    QVERIFY(sent().isEmpty());
    QCOMPARE(m_fixture->actions(), QStringList{u"run refused"_s});
}

void TestRunEngine::looksAgainAtTheInstantOfTheStart()
{
    const RunOrder order = m_fixture->order(RunFixture::text(
        step("Act", "/act"), "conditions:\n  - {says: All are ready, instances: {of: all, are: ready}}\n"));
    QSignalSpy planned(m_fixture->engine.get(), &RunEngine::planned);
    m_fixture->engine->plan(order);
    QTRY_COMPARE(planned.size(), 1);
    QVERIFY(planned.first().first().value<RunPlan>().isReady());
    // It passed on the page. Then an instance goes, and the person presses the button.
    m_fixture->takeDown(1);
    COMPARE_STATE(m_fixture->run(order), RunState::Refused);
    QVERIFY2(m_fixture->refusals.join(u' ').contains(u"2 of 3"_s),
             qPrintable(m_fixture->refusals.join(u' ')));
    QVERIFY(sent().isEmpty());
}

void TestRunEngine::watchesEverySecond()
{
    const RunOrder order = m_fixture->order(RunFixture::text(
        step("Act", "/act"), "conditions:\n  - {says: All are ready, instances: {of: all, are: ready}}\n"));
    QSignalSpy planned(m_fixture->engine.get(), &RunEngine::planned);
    m_fixture->engine->watch(order);
    QTRY_VERIFY(!planned.isEmpty() && planned.last().first().value<RunPlan>().isReady());
    m_fixture->takeDown(1);
    QTRY_VERIFY(!planned.last().first().value<RunPlan>().isReady());
    m_fixture->fleet.allGood(1);
    m_fixture->fleet.allGood(1);
    QTRY_VERIFY(planned.last().first().value<RunPlan>().isReady());
    m_fixture->engine->stopWatching();
    QVERIFY(sent().isEmpty());
}

void TestRunEngine::oneAtATime()
{
    m_server->behave("/act", {.delay = 1500ms});
    const QByteArray text = RunFixture::text(step("Act", "/act"), "targets: all\n");
    m_fixture->begin(m_fixture->order(text));
    QTRY_COMPARE(sent().size(), 1);
    const RunNumber first = m_fixture->number;
    // Another console, with the same record.
    Recorder recorder(m_fixture->recordPath());
    RunEngine other(m_fixture->fleet.fleet, recorder, RunEngine::Mode::Acting);
    QSignalSpy refused(&other, &RunEngine::refused);
    other.start(m_fixture->order(text));
    QTRY_COMPARE(refused.size(), 1);
    const QString said = refused.first().at(1).toStringList().join(u' ');
    QVERIFY2(said.contains(u"svc is being acted on: run %1"_s.arg(first.value)), qPrintable(said));
    COMPARE_STATE(m_fixture->wait(10000), RunState::Succeeded);
    QCOMPARE(sent().size(), 1);
}

void TestRunEngine::cooldownAndItsAcknowledgement()
{
    const QByteArray text = RunFixture::text(step("Act", "/act"), "targets: all\nsafety: {cooldown: 15m}\n");
    COMPARE_STATE(m_fixture->run(text), RunState::Succeeded);
    const RunNumber first = m_fixture->number;
    COMPARE_STATE(m_fixture->run(text), RunState::Refused);
    QVERIFY2(m_fixture->refusals.first().contains(u"the last run on svc was"_s),
             qPrintable(m_fixture->refusals.join(u' ')));
    QCOMPARE(sent().size(), 1);
    QVERIFY(m_fixture
                ->ask([first](RunStore &store) {
                    return store.acknowledge(first, u"ana"_s, u"it worked"_s,
                                             std::chrono::system_clock::now());
                })
                .isEmpty());
    COMPARE_STATE(m_fixture->run(text), RunState::Succeeded);
    QCOMPARE(sent().size(), 2);
}

void TestRunEngine::whatSentNothingStartsNoCooldown()
{
    const QByteArray more = "targets: all\nsafety: {cooldown: 15m}\n";
    auto gone = std::make_unique<HostileServer>();
    const QByteArray nobody = gone->url(u"/act"_s).toUtf8();
    gone.reset();
    const auto lastActed = [this] {
        return m_fixture->ask([](RunStore &store) { return store.lastActed({u"svc"_s}); });
    };
    // Nobody listens there: it was meant to be sent, and was not.
    COMPARE_STATE(m_fixture->run(RunFixture::text(
                      "  - step: Act\n    http: {method: POST, url: \"" + nobody + "\"}\n", more)),
                  RunState::Failed);
    QVERIFY2(m_fixture->reason().contains(u"nothing was sent"_s), qPrintable(m_fixture->reason()));
    QVERIFY(!lastActed());
    COMPARE_STATE(m_fixture->run(RunFixture::text("  - {step: Act, command: [/no/such/program]}\n", more)),
                  RunState::Failed);
    QVERIFY(!lastActed());
    // One step of it was sent: it counts, and the time that is told is the newest.
    COMPARE_STATE(m_fixture->run(RunFixture::text(
                      step("Act", "/act") + "  - {step: Not, command: [/no/such/program]}\n", more)),
                  RunState::Failed);
    const auto first = lastActed();
    QVERIFY(first && first->number == m_fixture->number);
    RunOrder again = m_fixture->order(RunFixture::text(step("Act", "/act"), more));
    again.overrides = {SafetyRule::Cooldown};
    COMPARE_STATE(m_fixture->run(again), RunState::Succeeded);
    QCOMPARE(lastActed()->number.value, m_fixture->number.value);
}

void TestRunEngine::cooldownCountsDown()
{
    SafetyFacts facts;
    facts.now = std::chrono::system_clock::now();
    facts.last = PriorRun{7, u"Act"_s, u"ana"_s, facts.now - 100s, false};
    facts.confirmationName = u"svc"_s;
    RunbookDefinition runbook;
    runbook.safety.cooldown = 900s;
    const auto words = [&] { return judgeSafety(runbook, {}, {}, {}, facts).at(1).words; };
    QVERIFY2(words().contains(u"the next may begin in 13 min 20 s"_s), qPrintable(words()));
    facts.now += 1s;
    QVERIFY2(words().contains(u"the next may begin in 13 min 19 s"_s), qPrintable(words()));
    facts.now += 790s;
    QVERIFY2(words().contains(u"the next may begin in 9 s"_s), qPrintable(words()));
}

void TestRunEngine::overrideNamesItsRule()
{
    const QByteArray text =
        RunFixture::text(step("Act", "/act"),
                         "targets: all\nsafety: {cooldown: 0s, max_instances: 1}\nconditions:\n  - {says: "
                         "It is blue, value: {of: red, equals: blue}}\n");
    RunOrder order = m_fixture->order(text);
    order.overrides = {SafetyRule::MaxInstances};
    COMPARE_STATE(m_fixture->run(order), RunState::Refused); // the other one was not named
    QVERIFY2(m_fixture->refusals.join(u' ').contains(u"It is blue"_s),
             qPrintable(m_fixture->refusals.join(u' ')));
    QVERIFY(!m_fixture->refusals.join(u' ').contains(u"are allowed"_s));
    order.overrides.append(SafetyRule::Preflight);
    order.reason.clear();
    COMPARE_STATE(m_fixture->run(order), RunState::Refused); // broken glass wants a reason
    order.reason = u"the building burns"_s;
    COMPARE_STATE(m_fixture->run(order), RunState::Succeeded);
    const auto row =
        m_fixture->ask([number = m_fixture->number](RunStore &store) { return store.run(number); });
    QCOMPARE(row->overrides, (QStringList{u"max-instances"_s, u"preflight"_s}));
    QCOMPARE(row->reason, u"the building burns"_s);
}

void TestRunEngine::dryRunSendsNothing()
{
    const RunOrder order = m_fixture->order(
        RunFixture::text("  - step: Act\n    http: {method: POST, url: \"" +
                             m_server->url(u"/act"_s).toUtf8() +
                             "\", body: '{\"to\":\"${to}\"}'}\n  - {step: Say, command: [echo, \"${to}\"]}\n",
                         "parameters: {to: {type: text}}\n"),
        {{u"to"_s, u"a \"b\""_s}});
    QSignalSpy planned(m_fixture->engine.get(), &RunEngine::planned);
    m_fixture->engine->plan(order);
    QTRY_COMPARE(planned.size(), 1);
    const RunPlan plan = planned.first().first().value<RunPlan>();
    QVERIFY2(plan.isReady(), qPrintable(plan.refusals().join(u'\n')));
    QCOMPARE(plan.acts.size(), 3); // the last is what is verified
    QCOMPARE(plan.acts.at(0).details, QStringList(u"Content-Type: application/json"_s));
    QCOMPARE(plan.acts.at(1).details, QStringList(u"in "_s + m_fixture->folder.path()));
    QCOMPARE(plan.acts.at(0).text, u"POST %1 {\"to\":\"a \\\"b\\\"\"}"_s.arg(m_server->url(u"/act"_s)));
    QCOMPARE(plan.acts.at(1).text, u"echo \"a \\\"b\\\"\""_s);
    QCOMPARE(m_server->requestCount(), 0);
    QVERIFY(m_fixture->actions().isEmpty());
}

void TestRunEngine::abortAfterTheStep()
{
    m_server->behave("/a", {.delay = 600ms});
    m_fixture->begin(m_fixture->order(
        RunFixture::text(step("A", "/a") + step("B", "/b"), "on_failure:\n" + step("Clean", "/clean"))));
    QTRY_COMPARE(sent().size(), 1);
    m_fixture->engine->abort(m_fixture->number, AbortWhen::AfterStep);
    COMPARE_STATE(m_fixture->progress().state, RunState::AbortRequested); // requested is not aborted
    COMPARE_STATE(m_fixture->wait(10000), RunState::Aborted);
    QCOMPARE(sent(), (QByteArrayList{"/a", "/clean"}));
    COMPARE_STATE(m_fixture->progress().steps.at(0).state, StepState::Done);
    COMPARE_STATE(m_fixture->progress().steps.at(1).state, StepState::Waiting);
}

void TestRunEngine::abortAtOnceEndsTheTree()
{
    m_fixture->begin(
        m_fixture->order(RunFixture::text("  - step: Long\n    timeout: 60s\n    command:\n      grace: "
                                          "300ms\n      arguments:\n        - sh\n        - "
                                          "-c\n        - \"trap '' TERM; setsid sh -c 'echo $$ >> pids; trap "
                                          "\\\"\\\" TERM; while :; do sleep 0.1; "
                                          "done' & echo $$ >> pids; while :; do sleep 0.1; done\"\n")));
    const QString pids = m_fixture->folder.filePath(u"pids"_s);
    const auto lines = [&] {
        QFile file(pids);
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().split('\n') : QList<QByteArray>();
    };
    QTRY_COMPARE(lines().size(), 2);
    m_fixture->engine->abort(m_fixture->number, AbortWhen::AtOnce);
    COMPARE_STATE(m_fixture->progress().state, RunState::AbortRequested);
    const auto anyAlive = [&] {
        const QList<QByteArray> all = lines();
        return std::any_of(all.cbegin(), all.cend(), [](const QByteArray &pid) {
            QFile stat(u"/proc/%1/stat"_s.arg(QString::fromLatin1(pid)));
            return stat.open(QIODevice::ReadOnly) && !stat.readAll().contains(") Z ");
        });
    };
    QVERIFY(anyAlive());
    COMPARE_STATE(m_fixture->wait(10000), RunState::Aborted);
    QVERIFY(!anyAlive());
    QVERIFY2(m_fixture->reason().contains(u"no process of it is left"_s), qPrintable(m_fixture->reason()));
    const QStringList actions = m_fixture->actions();
    QVERIFY(actions.indexOf(u"run abort requested"_s) < actions.indexOf(u"run aborted"_s));
}

void TestRunEngine::theLogIsOnRecordWhileItRuns()
{
    m_fixture->begin(m_fixture->order(
        RunFixture::text("  - {step: Warm, command: [sh, -c, \"echo first line; sleep 30\"]}\n")));
    const auto isRecorded = [this] {
        const auto lines =
            m_fixture->ask([number = m_fixture->number](RunStore &store) { return store.log(number); });
        return std::any_of(lines.cbegin(), lines.cend(),
                           [](const LogLine &line) { return line.text == u"first line"_s; });
    };
    QTRY_VERIFY(isRecorded()); // a console that is killed now leaves it
    COMPARE_STATE(m_fixture->progress().state, RunState::Running);
    m_fixture->engine->abort(m_fixture->number, AbortWhen::AtOnce);
    COMPARE_STATE(m_fixture->wait(10000), RunState::Aborted);
}

void TestRunEngine::abortWaitsForASentRequest()
{
    // A request cannot be unsent: its answer tells what really happened.
    m_server->behave("/a", {.delay = 800ms});
    m_fixture->begin(m_fixture->order(RunFixture::text(step("A", "/a") + step("B", "/b"))));
    QTRY_COMPARE(sent().size(), 1);
    m_fixture->engine->abort(m_fixture->number, AbortWhen::AtOnce);
    COMPARE_STATE(m_fixture->wait(10000), RunState::Aborted);
    COMPARE_STATE(m_fixture->progress().steps.at(0).state, StepState::Done);
    QCOMPARE(sent(), (QByteArrayList{"/a"}));
    // And when its answer never comes, nobody says "aborted".
    m_server->behave("/a", {.fault = Fault::HangAfterRequest});
    m_fixture->begin(
        m_fixture->order(RunFixture::text("  - {step: A, timeout: 700ms, " + post("/a") + "}\n")));
    QTRY_COMPARE(sent().size(), 2);
    m_fixture->engine->abort(m_fixture->number, AbortWhen::AtOnce);
    COMPARE_STATE(m_fixture->wait(10000), RunState::OutcomeUnknown);
}

void TestRunEngine::abortBeforeTheFirstStep()
{
    m_fixture->begin(
        m_fixture->order(RunFixture::text(step("A", "/a"), "safety: {cooldown: 0s, wait: 30s}\n")));
    QTRY_VERIFY(m_fixture->number.value > 0);
    COMPARE_STATE(m_fixture->progress().state, RunState::Armed);
    QTRY_VERIFY(m_fixture->progress().reason.contains(u"begins in"_s));
    m_fixture->engine->abort(m_fixture->number, AbortWhen::AfterStep);
    COMPARE_STATE(m_fixture->wait(5000), RunState::Aborted);
    QVERIFY(sent().isEmpty());
    const auto row =
        m_fixture->ask([number = m_fixture->number](RunStore &store) { return store.run(number); });
    QVERIFY(!row->acted); // and so it starts no cooldown
}

void TestRunEngine::failureCleansUp()
{
    m_server->behave("/b", {.status = 500});
    COMPARE_STATE(m_fixture->run(RunFixture::text(step("A", "/a") + step("B", "/b") + step("C", "/c"),
                                                  "on_failure:\n" + step("Clean", "/clean"))),
                  RunState::Failed);
    QCOMPARE(sent(), (QByteArrayList{"/a", "/b", "/clean"}));
    QCOMPARE(m_fixture->steps().last().place, u"clean 1"_s);
}

void TestRunEngine::effectThatDoesNotComeIsAFailure()
{
    COMPARE_STATE(
        m_fixture->run(RunFixture::text(
            step("A", "/a"), "verification:\n  - {says: The role moved, timeout: 300ms, value: {of: a, "
                             "equals: b}}\n")),
        RunState::Failed);
    QVERIFY2(m_fixture->reason().contains(u"the effect was not seen: The role moved"_s),
             qPrintable(m_fixture->reason()));
    QVERIFY(!m_fixture->progress().rto.has_value());
    // A runbook that verifies nothing is none.
    QVERIFY(!readRunbook("id: x\ntitle: X\nsteps:\n" + step("A", "/a"), u"x.yml"_s, u"/"_s).runbook);
}

void TestRunEngine::lostAnswerIsNotAFailure()
{
    m_server->behave("/a", {.fault = Fault::CloseAfterRequest});
    COMPARE_STATE(
        m_fixture->run(RunFixture::text(
            step("A", "/a") + step("B", "/b"),
            "verification:\n  - {says: The role moved, timeout: 300ms, value: {of: a, equals: b}}\n")),
        RunState::OutcomeUnknown);
    QCOMPARE(sent(), (QByteArrayList{"/a"})); // neither again nor further
    QVERIFY2(m_fixture->reason().contains(u"an answer was lost"_s), qPrintable(m_fixture->reason()));
}

void TestRunEngine::effectAndObjectiveAreMeasured()
{
    m_server->behave("/a", {.delay = 1200ms});
    COMPARE_STATE(m_fixture->run(RunFixture::text(step("A", "/a"), "objective: 1s\n")), RunState::Succeeded);
    QVERIFY(*m_fixture->progress().rto >= 1.2 && *m_fixture->progress().rto < 10);
    QVERIFY2(m_fixture->reason().contains(u"over the objective of 1 s"_s), qPrintable(m_fixture->reason()));
    COMPARE_STATE(m_fixture->run(RunFixture::text(step("B", "/b"), "objective: 60s\n")), RunState::Succeeded);
    QVERIFY2(m_fixture->reason().contains(u"within the objective of 60 s"_s),
             qPrintable(m_fixture->reason()));
    const auto row =
        m_fixture->ask([number = m_fixture->number](RunStore &store) { return store.run(number); });
    QVERIFY(row->rto.has_value());
}

void TestRunEngine::timeRunsFromTheIncident()
{
    RunOrder order = m_fixture->order(RunFixture::text(step("A", "/a"), "objective: 60s\n"));
    order.troubleBegan = std::chrono::system_clock::now() - 90s;
    COMPARE_STATE(m_fixture->run(order), RunState::Succeeded);
    QVERIFY(*m_fixture->progress().rto >= 90);
    QVERIFY2(m_fixture->reason().contains(u"over the objective"_s), qPrintable(m_fixture->reason()));
}

void TestRunEngine::theOpenIncidentIsTaken()
{
    const auto began = std::chrono::system_clock::now() - 200s;
    QStringList asked;
    m_fixture->engine->setIncidents([&](const QList<QString> &services) {
        asked = services;
        return std::optional(RunIncident{231, u"orders-db is down"_s, began});
    });
    COMPARE_STATE(m_fixture->run(RunFixture::text(step("A", "/a"), "targets: all\nobjective: 60s\n")),
                  RunState::Succeeded);
    QCOMPARE(asked, QStringList(u"svc"_s));
    QVERIFY(*m_fixture->progress().rto >= 200);
    QVERIFY2(m_fixture->reason().contains(u"after incident 231 began, over the objective"_s),
             qPrintable(m_fixture->reason()));
    const auto row =
        m_fixture->ask([number = m_fixture->number](RunStore &store) { return store.run(number); });
    QCOMPARE(row->incident, 231);
    QVERIFY(row->troubleBegan && *row->troubleBegan - began < 1ms);
    // A run that is to mend another service than the one it acts on takes that one's incident as well.
    m_fixture->run(RunFixture::text(
        step("A", "/a"),
        "targets: all\nverification:\n  - {signal: {name: error_ratio, service: shop, below: "
        "1%}, timeout: 50ms}\n"));
    QCOMPARE(asked, (QStringList{u"svc"_s, u"shop"_s}));
    // Who names another time means it.
    RunOrder order = m_fixture->order(RunFixture::text(step("A", "/a"), "targets: all\n"));
    order.troubleBegan = std::chrono::system_clock::now() - 10s;
    COMPARE_STATE(m_fixture->run(order), RunState::Succeeded);
    QVERIFY(*m_fixture->progress().rto < 100);
}

void TestRunEngine::whatWorkedCanBeUndone()
{
    const QByteArray a = "  - step: A\n    " + post("/a") + "\n    undo:\n    " + step("Undo A", "/undo-a");
    COMPARE_STATE(m_fixture->run(RunFixture::text(a)), RunState::Succeeded);
    QVERIFY(m_fixture->progress().hasUndo);
    const RunNumber number = m_fixture->number;
    COMPARE_STATE(m_fixture->resume(number, Resume::Continue), RunState::Refused);
    COMPARE_STATE(m_fixture->resume(number, Resume::Undo), RunState::Aborted);
    QCOMPARE(m_fixture->reason(), u"undone: A"_s);
    COMPARE_STATE(m_fixture->run(RunFixture::text(step("B", "/b"))), RunState::Succeeded);
    QVERIFY(!m_fixture->progress().hasUndo);
    COMPARE_STATE(m_fixture->resume(m_fixture->number, Resume::Undo), RunState::Refused);
    QVERIFY2(m_fixture->refusals.first().contains(u"has an undo"_s), qPrintable(m_fixture->refusals.first()));
    QCOMPARE(sent(), (QByteArrayList{"/a", "/undo-a", "/b"}));
}

void TestRunEngine::blastRadiusSaysWhoIsLeftOut()
{
    QSignalSpy planned(m_fixture->engine.get(), &RunEngine::planned);
    m_server->behave("/metrics", {.body = "other 1\n"});
    m_fixture->engine->plan(m_fixture->order(
        "id: t\ntitle: T\nsets:\n  one: {where: \"service:svc\", instance: \"10.0.0.1:8080\"}\n"
        "targets: one\nsteps:\n" +
        step("A", "/a") + "verification:\n  - value: {of: a, equals: a}\nsafety: {max_share: 50%}\n"));
    QTRY_COMPARE(planned.size(), 1);
    const RunPlan plan = planned.first().first().value<RunPlan>();
    QVERIFY2(plan.isReady(), qPrintable(plan.refusals().join(u'\n')));
    QCOMPARE(plan.radius.targets.size(), 1);
    QCOMPARE(plan.radius.leftOutText(),
             u"Left out: 2 of svc (not service:svc instance:10.0.0.1:8080): 10.0.0.2:8080, 10.0.0.3:8080"_s);
    m_fixture->engine->plan(m_fixture->order("id: t\ntitle: T\nsets:\n  with: {where: \"service:svc\", "
                                             "with_metric: role}\ntargets: with\nsteps:\n" +
                                             step("A", "/a") +
                                             "verification:\n  - value: {of: a, equals: a}\n"));
    QTRY_COMPARE(planned.size(), 2);
    const RunPlan none = planned.at(1).first().value<RunPlan>();
    QVERIFY(!none.isReady());
    QVERIFY2(none.refusals().first().contains(u"its page shows no role"_s),
             qPrintable(none.refusals().first()));
}

void TestRunEngine::saysWhatStandsBesideAValue()
{
    QSignalSpy planned(m_fixture->engine.get(), &RunEngine::planned);
    m_server->behave("/who", {.body = "{\"lag\":2048,\"at\":\"http://10.0.0.2:8080/x\",\"none\":\"\"}"});
    m_fixture->engine->plan(m_fixture->order(
        "id: t\ntitle: T\nparameters:\n  to: {type: choice, choices: [a], default: a, beside: {of: "
        "{instance: "
        "\"${at|authority}\"}, facts: [\"lag ${lag|bytes}\", \"none ${none}\", \"later ${later}\"]}}\n"
        "shows: [{label: Who, value: \"${at|authority}\"}, {label: Nobody, value: \"${none}\"}]\n"
        "lookups: {who: {url: \"" +
        m_server->url(u"/who"_s).toUtf8() +
        "\", set: {lag: /lag, at: /at, none: /none, \"later?\": /later}}}\nsteps:\n" + step("A", "/a") +
        "verification:\n  - value: {of: a, equals: a}\n"));
    QTRY_COMPARE(planned.size(), 1);
    const RunPlan plan = planned.first().first().value<RunPlan>();
    // What is empty or unknown is not said.
    QCOMPARE(plan.beside.value(u"to"_s).facts, QStringList(u"lag 2.0 kB"_s));
    QCOMPARE(plan.beside.value(u"to"_s).instance.value, 2U);
    QCOMPARE(plan.shows.size(), 1);
    QCOMPARE(plan.shows.first().value, u"10.0.0.2:8080"_s);
}

void TestRunEngine::continueDoesOnlyWhatFailed()
{
    m_server->behave("/b", {.status = 500});
    COMPARE_STATE(
        m_fixture->run(m_fixture->order(RunFixture::text(step("A", "/a") + step("B", "/b") + step("C", "/c") +
                                                             "  - {step: D, command: [touch, \"${file}\"]}\n",
                                                         "parameters: {file: {type: text}}\n"),
                                        {{u"file"_s, u"made"_s}})),
        RunState::Failed);
    m_server->behave("/b", {});
    COMPARE_STATE(m_fixture->resume(m_fixture->number, Resume::Continue), RunState::Succeeded);
    QCOMPARE(sent(), (QByteArrayList{"/a", "/b", "/b", "/c"}));
    QVERIFY(QFile::exists(m_fixture->folder.filePath(u"made"_s))); // with the same values
    // Every attempt stays on record.
    int attempts = 0;
    for (const StepRow &row : m_fixture->steps()) {
        attempts += row.place == u"2"_s ? 1 : 0;
    }
    QCOMPARE(attempts, 2);
    // What has succeeded is not taken up again.
    COMPARE_STATE(m_fixture->resume(m_fixture->number, Resume::Continue), RunState::Refused);
}

void TestRunEngine::continueOnlyFailedTargets()
{
    // Fails at the second instance only, for each has a file of its own.
    const QByteArray text = RunFixture::text(
        "  - step: All\n    parallel:\n      over: all\n      stop_at_first_failure: false\n      steps:\n"
        "        - {step: Act, command: [sh, -c, \"echo $1 >> log; [ $1 != 10.0.0.2:8080 ] || [ -e repaired "
        "]\", "
        "x, \"${instance}\"]}\n");
    COMPARE_STATE(m_fixture->run(text), RunState::Failed);
    QFile repaired(m_fixture->folder.filePath(u"repaired"_s));
    QVERIFY(repaired.open(QIODevice::WriteOnly));
    COMPARE_STATE(m_fixture->resume(m_fixture->number, Resume::Continue), RunState::Succeeded);
    QFile log(m_fixture->folder.filePath(u"log"_s));
    QVERIFY(log.open(QIODevice::ReadOnly));
    const QByteArray lines = log.readAll();
    QCOMPARE(lines.count("10.0.0.1:8080"), 1);
    QCOMPARE(lines.count("10.0.0.2:8080"), 2);
    QCOMPARE(lines.count("10.0.0.3:8080"), 1);
}

void TestRunEngine::continueDoesNotSendTwice()
{
    // The console dies between the intention and the answer: what it left is on the disk, its process is not.
    const QByteArray yaml = RunFixture::text(step("A", "/a") + step("B", "/b"));
    const RunOrder order = m_fixture->order(yaml);
    RunRow row;
    row.runbook = u"test"_s;
    row.title = u"Test"_s;
    row.kind = u"custom"_s;
    row.subject = u"test"_s;
    row.services = {u"test"_s};
    row.state = RunState::Running;
    row.source = yaml;
    row.sourceFile = m_fixture->folder.filePath(u"test.yml"_s);
    row.started = std::chrono::system_clock::now();
    row.owner = {999999, 1, u"another boot"_s};
    const RunNumber number = m_fixture->ask([&](RunStore &store) {
        std::optional<RunRow> busy;
        store.begin(row, &busy);
        StepRow intended;
        intended.place = u"1"_s;
        intended.title = u"A"_s;
        intended.kind = u"http"_s;
        intended.started = row.started;
        store.intend(row.number, intended, true, row.started, u"ana"_s);
        QList<RunRow> found;
        store.markInterrupted(row.started, &found);
        return found.value(0).number;
    });
    QVERIFY(number.value > 0);
    const auto interrupted = m_fixture->ask([number](RunStore &store) { return store.run(number); });
    COMPARE_STATE(interrupted->state, RunState::Interrupted);
    QVERIFY2(interrupted->outcome.contains(u"\"A\" is not known"_s), qPrintable(interrupted->outcome));
    // Going on does not send it again, and goes no further than what is known.
    COMPARE_STATE(m_fixture->resume(number, Resume::Continue), RunState::Succeeded);
    QVERIFY(sent().isEmpty());
    QVERIFY2(m_fixture->log().contains(u"is not sent again"_s) ||
                 m_fixture->reason().contains(u"an answer was lost"_s),
             qPrintable(m_fixture->log()));
}

void TestRunEngine::undoGoesBackwards()
{
    const QByteArray a = "  - step: A\n    " + post("/a") + "\n    undo:\n    " + step("Undo A", "/undo-a");
    const QByteArray b = "  - step: B\n    " + post("/b") + "\n    undo:\n    " + step("Undo B", "/undo-b");
    m_server->behave("/c", {.status = 500});
    COMPARE_STATE(m_fixture->run(RunFixture::text(a + b + step("C", "/c"))), RunState::Failed);
    COMPARE_STATE(m_fixture->resume(m_fixture->number, Resume::Undo), RunState::Aborted);
    QCOMPARE(sent(), (QByteArrayList{"/a", "/b", "/c", "/undo-b", "/undo-a"}));
    QCOMPARE(m_fixture->reason(), u"undone: B, A"_s);
}

void TestRunEngine::undoOfEachTarget()
{
    m_server->behave("/c", {.status = 500});
    COMPARE_STATE(
        m_fixture->run(RunFixture::text(
            "  - step: All\n    parallel:\n      over: all\n      steps:\n        - step: Act\n          "
            "command: [sh, -c, \"echo do $1 >> log\", x, \"${instance}\"]\n          undo:\n            - "
            "{step: Undo, command: [sh, -c, \"echo undo $1 >> log\", x, \"${instance}\"]}\n" +
            step("C", "/c"))),
        RunState::Failed);
    COMPARE_STATE(m_fixture->resume(m_fixture->number, Resume::Undo), RunState::Aborted);
    QFile log(m_fixture->folder.filePath(u"log"_s));
    QVERIFY(log.open(QIODevice::ReadOnly));
    const QByteArray lines = log.readAll();
    for (const char *name : {"10.0.0.1:8080", "10.0.0.2:8080", "10.0.0.3:8080"}) {
        QCOMPARE(lines.count("undo " + QByteArray(name)), 1);
    }
}

void TestRunEngine::verifyAfterwards()
{
    m_server->behave("/a", {.fault = Fault::CloseAfterRequest});
    m_server->behave("/state", {.body = R"({"moved":false})"});
    COMPARE_STATE(m_fixture->run(RunFixture::text(
                      step("A", "/a"), "verification:\n  - {says: It moved, timeout: 300ms, http: {url: \"" +
                                           m_server->url(u"/state"_s).toUtf8() +
                                           "\", expect: {json: {/moved: \"true\"}}}}\n")),
                  RunState::OutcomeUnknown);
    m_server->behave("/state", {.body = R"({"moved":true})"});
    COMPARE_STATE(m_fixture->resume(m_fixture->number, Resume::Verify), RunState::Succeeded);
    QCOMPARE(sent(), (QByteArrayList{"/a"}));
}

void TestRunEngine::readOnlyResume()
{
    m_server->behave("/a", {.status = 500});
    COMPARE_STATE(m_fixture->run(RunFixture::text(step("A", "/a"))), RunState::Failed);
    const RunNumber number = m_fixture->number;
    m_fixture->close();
    m_fixture->open(RunEngine::Mode::ReadOnly);
    COMPARE_STATE(m_fixture->resume(number, Resume::Continue), RunState::Refused);
    QVERIFY(m_fixture->refusals.first().contains(u"read-only"_s));
    COMPARE_STATE(m_fixture->run(RunFixture::text(step("A", "/a"))), RunState::Refused);
    QVERIFY(m_fixture->refusals.first().contains(u"read-only"_s));
    QCOMPARE(sent(), (QByteArrayList{"/a"}));
}

void TestRunEngine::nothingIsSentWithoutARecord()
{
    m_fixture->close();
    m_fixture->recorder = std::make_unique<Recorder>(u"/proc/no/such/record.sqlite"_s);
    m_fixture->engine =
        std::make_unique<RunEngine>(m_fixture->fleet.fleet, *m_fixture->recorder, RunEngine::Mode::Acting);
    QSignalSpy refused(m_fixture->engine.get(), &RunEngine::refused);
    m_fixture->engine->start(m_fixture->order(RunFixture::text(step("A", "/a"))));
    QTRY_COMPARE(refused.size(), 1);
    QVERIFY(sent().isEmpty());
}

void TestRunEngine::goesInTheMiddle()
{
    // The window is closed while a plan is being made and a run is under way: nothing crashes, nothing
    // further is sent, no process stays, and the next console is told.
    m_server->behave("/metrics", {.body = "role 1\n", .delay = 300ms});
    const QByteArray text = RunFixture::text(
        step("A", "/a") + "  - {step: Long, command: [sh, -c, \"echo $$ > pid; sleep 100\"]}\n" +
        step("B", "/b"));
    m_fixture->begin(m_fixture->order(text));
    QFile pid(m_fixture->folder.filePath(u"pid"_s));
    QTRY_VERIFY(pid.size() > 0);
    const RunNumber number = m_fixture->number;
    m_fixture->engine->watch(m_fixture->order(
        RunFixture::text(step("A", "/a"), "conditions:\n  - metric: {name: role, of: all, equals: 1}\n")));
    m_fixture->close();
    QTRY_COMPARE(m_server->openConnections(), 0); // what was under way comes back to nobody
    QVERIFY(pid.open(QIODevice::ReadOnly));
    QFile stat(u"/proc/%1/stat"_s.arg(QString::fromLatin1(pid.readAll().trimmed())));
    QVERIFY(!stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z "));
    QCOMPARE(sent(), (QByteArrayList{"/a"}));
    m_fixture->open();
    const auto row = m_fixture->ask([number](RunStore &store) { return store.run(number); });
    COMPARE_STATE(row->state, RunState::Running);
}

void TestRunEngine::auditHolds()
{
    COMPARE_STATE(m_fixture->run(RunFixture::text(step("A", "/a"))), RunState::Succeeded);
    const AuditLog::Verdict verdict = m_fixture->ask([](RunStore &store) { return store.audit().verify(); });
    QVERIFY2(verdict.problem.isEmpty(), qPrintable(verdict.problem));
    const QStringList actions = m_fixture->actions();
    QCOMPARE(actions, (QStringList{u"run started"_s, u"run running"_s, u"step intended"_s, u"step done"_s,
                                   u"run verifying"_s, u"step done"_s, u"run succeeded"_s}));
}

void TestRunEngine::stepOverhead()
{
    // Twenty steps that take no time themselves; the bound is wide, the figure is printed.
    QByteArray steps;
    for (int i = 0; i < 20; ++i) {
        steps += step("A", "/a");
    }
    const auto begun = std::chrono::steady_clock::now();
    COMPARE_STATE(m_fixture->run(RunFixture::text(steps)), RunState::Succeeded);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
    qInfo("%.1f ms for a step, with its request", took.count() / 20);
    QCOMPARE(sent().size(), 20);
}

QTEST_GUILESS_MAIN(TestRunEngine)
#include "tst_runengine.moc"
