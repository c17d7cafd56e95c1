#include "tests/app/running/runfixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace quarterdeck;
using namespace quarterdeck::test;

/// Every kind of step, done for real: loopback servers, real processes, a record on the disk.
class TestRunSteps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void httpAnswers_data();
    void httpAnswers();
    void httpSetsValues();
    void setReadsTheLastAnswer();
    void retriesOnlyWhereHarmless_data();
    void retriesOnlyWhereHarmless();
    void commandGetsItsArguments();
    void commandOutcomes_data();
    void commandOutcomes();
    void waitsUntilItHolds();
    void waitsForAMetric();
    void waitHasItsTimeout();
    void asksAPerson();
    void breakerIsOrderedAndSeen();
    void breakerThatDoesNotMove();
    void parallelKeepsItsLimit();
    void parallelStopsAtTheFirstFailure_data();
    void parallelStopsAtTheFirstFailure();
    void parallelOverFiveHundred();
    void secretsStayOut();

private:
    void play(const QByteArray &path, const Behaviour &behaviour) { m_server->behave(path, behaviour); }
    [[nodiscard]] QByteArray url(const char *path) const
    {
        return m_server->url(QString::fromLatin1(path)).toUtf8();
    }

    std::unique_ptr<HostileServer> m_server;
    std::unique_ptr<RunFixture> m_fixture;
};

void TestRunSteps::init()
{
    m_fixture.reset();
    m_server = std::make_unique<HostileServer>();
    m_fixture = std::make_unique<RunFixture>();
    for (int i = 0; i < 3; ++i) {
        m_fixture->add(u"svc"_s, *m_server);
    }
    m_fixture->define();
}

void TestRunSteps::httpAnswers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("fault");
    QTest::addColumn<QByteArray>("expect");
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("run");
    const auto row = [](const char *name, int status, const QByteArray &body, Fault fault,
                        const QByteArray &expect, StepState step, RunState run) {
        QTest::newRow(name) << status << body << int(fault) << expect << int(step) << int(run);
    };
    using enum StepState;
    row("good", 200, "ok", Fault::None, {}, Done, RunState::Succeeded);
    row("another status is wanted", 202, "ok", Fault::None, "{status: [200, 202]}", Done,
        RunState::Succeeded);
    row("refused by the server", 412, "no candidate", Fault::None, {}, Failed, RunState::Failed);
    row("member as wanted", 200, R"({"a":{"b":2}})", Fault::None, "{json: {/a/b: 2}}", Done,
        RunState::Succeeded);
    row("member differs", 200, R"({"a":{"b":3}})", Fault::None, "{json: {/a/b: 2}}", Failed,
        RunState::Failed);
    // Nobody knows whether these were done. The verification finds out: here it always holds.
    row("not JSON", 200, "<html>", Fault::None, "{json: {/a: 2}}", Unknown, RunState::Succeeded);
    row("gateway lost its server", 504, "", Fault::None, {}, Unknown, RunState::Succeeded);
    row("says that it does not know", 503, "", Fault::None, "{unknown: 503}", Unknown, RunState::Succeeded);
    row("cut after sending", 200, "", Fault::CloseAfterRequest, {}, Unknown, RunState::Succeeded);
    row("silent after sending", 200, "", Fault::HangAfterRequest, {}, Unknown, RunState::Succeeded);
    row("1 GB", 200, "", Fault::AnnouncedHuge, "{json: {/a: 2}}", Unknown, RunState::Succeeded);
}

void TestRunSteps::httpAnswers()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, fault);
    QFETCH(QByteArray, expect);
    QFETCH(int, step);
    QFETCH(int, run);
    play("/act", {.fault = Fault(fault), .status = status, .body = body});
    QByteArray steps = "  - {step: Act, timeout: 1500ms, http: {method: POST, url: \"" + url("/act") + "\"";
    steps += (expect.isEmpty() ? QByteArray() : ", expect: " + expect) + "}}";
    QCOMPARE(int(m_fixture->run(RunFixture::text(steps))), run);
    QCOMPARE(int(m_fixture->progress().steps.first().state), step);
    QCOMPARE(m_server->requestCount("/act"), 1);
    const StepRow row = m_fixture->steps().value(0);
    QCOMPARE(int(row.state), step);
    QCOMPARE(row.request, u"POST "_s + QString::fromUtf8(url("/act")));
    QVERIFY(row.ended.has_value());
    if (run == int(RunState::Succeeded) && step == int(StepState::Unknown)) {
        QVERIFY2(m_fixture->reason().contains(u"an answer was lost on the way"_s),
                 qPrintable(m_fixture->reason()));
    }
}

void TestRunSteps::httpSetsValues()
{
    play("/info", {.body = R"({"leader":"pg \"1\"","list":[1,2]})"});
    play("/act", {});
    const QByteArray steps = "  - step: Ask\n    http: {url: \"" + url("/info") +
                             "\"}\n    set: {leader: /leader, \"gone?\": /gone}\n"
                             "  - step: Act on ${leader}\n    http: {method: POST, url: \"" +
                             url("/act") + "\", body: '{\"leader\":\"${leader}\"}'}";
    COMPARE_STATE(m_fixture->run(RunFixture::text(steps)), RunState::Succeeded);
    const QList<SeenRequest> seen = m_server->requests();
    QCOMPARE(seen.size(), 2);
    QCOMPARE(seen.at(1).header("Content-Type"), QByteArray("application/json"));
    QVERIFY(m_fixture->steps().value(1).request.endsWith(u"{\"leader\":\"pg \\\"1\\\"\"}"_s));
    const auto row =
        m_fixture->ask([number = m_fixture->number](RunStore &store) { return store.run(number); });
    QCOMPARE(row->values.value(u"leader"_s).toString(), u"pg \"1\""_s);
    // A value that is not there stops the run before anything is sent with it.
    play("/info", {.body = R"({"other":1})"});
    COMPARE_STATE(m_fixture->run(RunFixture::text(steps)), RunState::Failed);
    QVERIFY2(m_fixture->reason().contains(u"nothing at /leader"_s), qPrintable(m_fixture->reason()));
    QCOMPARE(m_server->requestCount("/act"), 1);
}

void TestRunSteps::setReadsTheLastAnswer()
{
    play("/info", {.body = R"({"leader":"pg2"})"});
    const QByteArray steps =
        "  - {step: Ask, http: {url: \"" + url("/info") + "\"}}\n  - {step: Keep, set: {leader: /leader}}";
    COMPARE_STATE(
        m_fixture->run(RunFixture::text(
            steps, "verification:\n  - value: {of: \"${leader}\", equals: pg2}\n    timeout: 2s\n")),
        RunState::Succeeded);
}

void TestRunSteps::retriesOnlyWhereHarmless_data()
{
    QTest::addColumn<QByteArray>("keys");
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<int>("sent");
    QTest::newRow("acts") << QByteArray() << QByteArray("POST") << 1;
    QTest::newRow("acts, says that twice is harmless")
        << QByteArray("idempotent: true, retries: 2, retry_after: 10ms, ") << QByteArray("POST") << 3;
    QTest::newRow("asks") << QByteArray("retries: 2, retry_after: 10ms, ") << QByteArray("GET") << 3;
}

void TestRunSteps::retriesOnlyWhereHarmless()
{
    QFETCH(QByteArray, keys);
    QFETCH(QByteArray, method);
    QFETCH(int, sent);
    play("/act", {.status = 500});
    COMPARE_STATE(m_fixture->run(RunFixture::text("  - {step: Act, " + keys + "http: {method: " + method +
                                                  ", url: \"" + url("/act") + "\"}}")),
                  RunState::Failed);
    QCOMPARE(m_server->requestCount("/act"), sent);
    const QList<StepRow> rows = m_fixture->steps();
    QCOMPARE(rows.size(), sent);
    QCOMPARE(rows.last().attempt, sent);
    // A file that wants retries without saying so is no runbook.
    const RunbookFile file = readRunbook(
        RunFixture::text("  - {step: A, retries: 1, http: {method: POST, url: \"" + url("/act") + "\"}}"),
        u"t.yml"_s, u"/"_s);
    QVERIFY(!file.runbook);
    QCOMPARE(file.errors.first().line, 5);
}

void TestRunSteps::commandGetsItsArguments()
{
    const QString nasty = u"$(touch pwned); \"x\" 'y'\n--z"_s;
    COMPARE_STATE(
        m_fixture->run(
            RunFixture::text("  - step: Say\n    command:\n      arguments: [/usr/bin/printf, \"[%s]\", "
                             "\"${what}\"]\n      environment: {OWN: \"${what}\"}",
                             "parameters: {what: {type: text}}\n"),
            {{u"what"_s, nasty}}),
        RunState::Succeeded);
    QCOMPARE(m_fixture->steps().first().answer, u"[%1]"_s.arg(nasty));
    QVERIFY(!QFile::exists(m_fixture->folder.filePath(u"pwned"_s)));
    // A value may not become an option.
    COMPARE_STATE(m_fixture->run(RunFixture::text("  - {step: Say, command: [/usr/bin/printf, \"${what}\"]}",
                                                  "parameters: {what: {type: text}}\n"),
                                 {{u"what"_s, u"--version"_s}}),
                  RunState::Refused);
    QVERIFY2(m_fixture->refusals.join(u' ').contains(u"-"_s), qPrintable(m_fixture->refusals.join(u' ')));
    QVERIFY(!m_fixture->actions().last().contains(u"started"_s));
}

void TestRunSteps::commandOutcomes_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QByteArray>("keys");
    QTest::addColumn<int>("step");
    QTest::addColumn<QString>("words");
    using enum StepState;
    const auto row = [](const char *name, const QByteArray &command, const QByteArray &keys, StepState step,
                        const QString &words) {
        QTest::newRow(name) << command << keys << int(step) << words;
    };
    row("expected code", "{arguments: [sh, -c, exit 3], exit: [0, 3]}", {}, Done, u"exit code 3"_s);
    row("other code", "[sh, -c, \"echo why; exit 4\"]", {}, Failed, u"exit code 4: why"_s);
    row("not there", "[no-such-program]", {}, Failed, u"nothing was started"_s);
    row("too slow", "[sleep, \"100\"]", "timeout: 200ms, ", Unknown, u"no process of it is left"_s);
    row("killed", "[sh, -c, \"kill -9 $$$$\"]", {}, Unknown, u"ended by a signal"_s);
}

void TestRunSteps::commandOutcomes()
{
    QFETCH(QByteArray, command);
    QFETCH(QByteArray, keys);
    QFETCH(int, step);
    QFETCH(QString, words);
    const QByteArray text = command;
    m_fixture->run(RunFixture::text("  - {step: Do, " + keys +
                                    "command: " + QByteArray(text).replace("$$$$", "$$") + "}"));
    QCOMPARE(int(m_fixture->progress().steps.first().state), step);
    const QString detail = m_fixture->progress().steps.first().detail;
    QVERIFY2(detail.contains(words), qPrintable(detail));
    QCOMPARE(m_fixture->steps().first().detail, detail);
}

void TestRunSteps::waitsUntilItHolds()
{
    play("/state", {.body = R"({"state":"moving"})"});
    m_fixture->begin(m_fixture->order(
        RunFixture::text("  - {step: Wait, timeout: 20s, for: 400ms, wait_until: {http: {url: \"" +
                         url("/state") + "\", expect: {json: {/state: done}}}}}")));
    QTRY_VERIFY(m_server->requestCount("/state") >= 2);
    QVERIFY(!m_fixture->over);
    QVERIFY2(m_fixture->progress().steps.first().detail.contains(u"moving"_s),
             qPrintable(m_fixture->progress().steps.first().detail));
    play("/state", {.body = R"({"state":"done"})"});
    COMPARE_STATE(m_fixture->wait(10000), RunState::Succeeded);
    QVERIFY(m_fixture->progress().steps.first().duration >= 400ms); // it had to hold
}

void TestRunSteps::waitsForAMetric()
{
    play("/metrics", {.body = "role{name=\"a\"} 0\nrole{name=\"b\"} 1\n"});
    COMPARE_STATE(
        m_fixture->run(RunFixture::text(
            "  - {step: Wait, timeout: 5s, wait_until: {metric: {name: role, of: all, labels: {name: b}, "
            "equals: 1}}}")),
        RunState::Succeeded);
    m_fixture->run(RunFixture::text(
        "  - {step: Wait, timeout: 500ms, wait_until: {metric: {name: role, of: all, labels: {name: a}, "
        "equals: 1}}}"));
    QVERIFY2(m_fixture->reason().contains(u"not within 0.5 s"_s), qPrintable(m_fixture->reason()));
}

void TestRunSteps::waitHasItsTimeout()
{
    play("/state", {.fault = Fault::HangAfterRequest});
    COMPARE_STATE(
        m_fixture->run(RunFixture::text("  - {step: Wait, timeout: 300ms, wait_until: {http: {url: \"" +
                                        url("/state") + "\"}}}")),
        RunState::Failed);
    QVERIFY2(m_fixture->reason().contains(u"no answer within 3 s"_s), qPrintable(m_fixture->reason()));
}

void TestRunSteps::asksAPerson()
{
    const QByteArray yaml = RunFixture::text("  - {step: Look, timeout: 20s, manual: \"Call ${who}\"}",
                                             "parameters: {who: {type: text}}\n");
    for (const bool done : {true, false}) {
        m_fixture->begin(m_fixture->order(yaml, {{u"who"_s, u"ben"_s}}));
        QTRY_VERIFY(m_fixture->number.value > 0 && !m_fixture->progress().question.isEmpty());
        QCOMPARE(m_fixture->progress().question, u"Call ben"_s);
        m_fixture->engine->answer(m_fixture->number, done);
        COMPARE_STATE(m_fixture->wait(5000), done ? RunState::Succeeded : RunState::Failed);
        QVERIFY(m_fixture->progress().question.isEmpty());
        QVERIFY2(m_fixture->steps().first().detail.contains(u"ana"_s),
                 qPrintable(m_fixture->steps().first().detail));
    }
    COMPARE_STATE(m_fixture->run(RunFixture::text("  - {step: Look, timeout: 200ms, manual: Call}")),
                  RunState::Failed);
}

void TestRunSteps::breakerIsOrderedAndSeen()
{
    play("/actuator/circuitbreakers/pay%20ments", {});
    play("/actuator/circuitbreakers",
         {.body = R"({"circuitBreakers":{"pay ments":{"state":"FORCED_OPEN"}}})"});
    COMPARE_STATE(m_fixture->run(RunFixture::text(
                      "  - {step: Open, breaker: {action: force_open, name: \"pay ments\", over: all}}")),
                  RunState::Succeeded);
    QCOMPARE(m_server->requestCount("/actuator/circuitbreakers/pay%20ments"), 3);
    // What the dry run shows is what is sent: method, whole URL, headers, body.
    QSignalSpy planned(m_fixture->engine.get(), &RunEngine::planned);
    m_fixture->engine->plan(m_fixture->order(
        RunFixture::text("  - {step: Open, breaker: {action: force_open, name: \"pay ments\", over: all}}")));
    QTRY_COMPARE(planned.size(), 1);
    const QList<PlannedAct> acts = planned.first().first().value<RunPlan>().acts;
    QCOMPARE(acts.size(), 4);
    QCOMPARE(acts.first().text,
             u"POST %1/actuator/circuitbreakers/pay%20ments {\"updateState\":\"FORCE_OPEN\"}"_s.arg(
                 m_server->url(QString())));
    QCOMPARE(acts.first().details, QStringList(u"Content-Type: application/json"_s));
    QCOMPARE(m_server->requestCount("/actuator/circuitbreakers/pay%20ments"), 3);
    const QList<TargetProgress> targets = m_fixture->progress().steps.first().targets;
    QCOMPARE(targets.size(), 3);
    for (const TargetProgress &target : targets) {
        COMPARE_STATE(target.state, StepState::Done);
        QCOMPARE(target.detail, u"pay ments is FORCED_OPEN"_s);
    }
    for (const StepRow &row : m_fixture->steps()) {
        if (row.kind == u"breaker"_s) {
            QVERIFY2(row.request.endsWith(u"{\"updateState\":\"FORCE_OPEN\"}"_s), qPrintable(row.request));
        }
    }
}

void TestRunSteps::breakerThatDoesNotMove()
{
    play("/actuator/circuitbreakers/b", {});
    play("/actuator/circuitbreakers", {.body = R"({"circuitBreakers":{"b":{"state":"OPEN"}}})"});
    COMPARE_STATE(m_fixture->run(RunFixture::text(
                      "  - {step: Close, timeout: 400ms, breaker: {action: close, name: b, over: all}}")),
                  RunState::Failed);
    QVERIFY2(m_fixture->reason().contains(u"it was ordered, but"_s), qPrintable(m_fixture->reason()));
}

void TestRunSteps::parallelKeepsItsLimit()
{
    m_fixture.reset();
    m_fixture = std::make_unique<RunFixture>();
    for (int i = 0; i < 12; ++i) {
        m_fixture->add(u"svc"_s, *m_server);
    }
    m_fixture->define();
    const QByteArray script = "echo + >> log; sleep 0.05; echo - >> log";
    COMPARE_STATE(m_fixture->run(RunFixture::text(
                      "  - step: All\n    parallel:\n      over: all\n      limit: 3\n      steps:\n"
                      "        - {step: \"At ${instance}\", command: [sh, -c, \"" +
                      script + "\"]}")),
                  RunState::Succeeded);
    QFile file(m_fixture->folder.filePath(u"log"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    int now = 0;
    int most = 0;
    for (const QByteArray &line : file.readAll().trimmed().split('\n')) {
        now += line == "+" ? 1 : -1;
        most = std::max(most, now);
    }
    QCOMPARE(now, 0);
    QVERIFY2(most >= 2 && most <= 3, qPrintable(QString::number(most)));
    QCOMPARE(m_fixture->progress().steps.first().targets.size(), 12);
}

void TestRunSteps::parallelStopsAtTheFirstFailure_data()
{
    QTest::addColumn<bool>("stops");
    QTest::addColumn<int>("sent");
    QTest::newRow("stops") << true << 1;
    QTest::newRow("goes on") << false << 3;
}

void TestRunSteps::parallelStopsAtTheFirstFailure()
{
    QFETCH(bool, stops);
    QFETCH(int, sent);
    play("/act", {.status = 500});
    COMPARE_STATE(
        m_fixture->run(RunFixture::text(
            "  - step: All\n    parallel:\n      over: all\n      limit: 1\n      stop_at_first_failure: " +
            QByteArray(stops ? "true" : "false") +
            "\n      steps:\n        - {step: Act, http: {method: POST, url: \"${instance.url}/act\"}}")),
        RunState::Failed);
    QCOMPARE(m_server->requestCount("/act"), sent);
    QVERIFY2(m_fixture->reason().contains(u"of 3: "_s), qPrintable(m_fixture->reason()));
}

void TestRunSteps::parallelOverFiveHundred()
{
    m_fixture.reset();
    m_fixture = std::make_unique<RunFixture>();
    for (int i = 0; i < 500; ++i) {
        m_fixture->add(u"svc"_s, *m_server);
    }
    m_fixture->define();
    play("/act", {});
    COMPARE_STATE(
        m_fixture->run(m_fixture->order(RunFixture::text(
                           "  - step: All\n    parallel:\n      over: all\n      limit: 50\n      steps:\n"
                           "        - {step: Act, http: {method: POST, url: \"${instance.url}/act\"}}")),
                       60000),
        RunState::Succeeded);
    QCOMPARE(m_server->requestCount("/act"), 500);
    const QList<TargetProgress> targets = m_fixture->progress().steps.first().targets;
    QCOMPARE(targets.size(), 500);
    QVERIFY(std::all_of(targets.cbegin(), targets.cend(),
                        [](const TargetProgress &one) { return one.state == StepState::Done; }));
    QCOMPARE(m_fixture->steps().size(), 501); // and the verification
}

void TestRunSteps::secretsStayOut()
{
    const QString secret = u"hunter2 \"&ü"_s;
    // The server echoes it, the command prints it, an error names it, the fleet's own credentials come back.
    qputenv("QUARTERDECK_TEST_TOKEN", "fleet-token-77");
    HttpSettings http;
    http.authorizationType = u"Bearer"_s;
    http.credentials = {SecretReference::Kind::Environment, u"QUARTERDECK_TEST_TOKEN"_s};
    m_fixture->fleet.definition.targets[0].http = std::make_shared<const HttpSettings>(http);
    m_fixture->define();
    play("/act", {.body = ("{\"got\":\"hunter2 \\\"&ü\",\"raw\":\"hunter2 \"&ü\",\"auth\":\"Bearer "
                           "fleet-token-77\"}")});
    const QByteArray yaml =
        RunFixture::text("  - step: Send\n    http: {method: POST, url: \"" + url("/act") +
                             "\", headers: {X-Key: abc}, body: '{\"password\":\"${key}\"}'}\n"
                             "  - step: Print\n    command: {arguments: [printf, \"%s\", \"${key}\"], "
                             "environment: {KEY: \"${key}\"}}\n"
                             "  - step: Fail with ${key}\n    command: [sh, -c, \"echo \\\"$1\\\" >&2; exit "
                             "1\", x, \"${key}\"]\n",
                         "parameters: {key: {type: secret}}\n");
    QSignalSpy logged(m_fixture->engine.get(), &RunEngine::logged);
    COMPARE_STATE(m_fixture->run(yaml, {{u"key"_s, secret}}), RunState::Failed);
    qunsetenv("QUARTERDECK_TEST_TOKEN");
    const SeenRequest seen = m_server->requests().value(0);
    QCOMPARE(seen.header("Authorization"), QByteArray("Bearer fleet-token-77")); // it really was sent
    m_fixture->recorder->submit([](RunStore &) { return 0; }).waitForFinished();
    QString all = m_fixture->log() + m_fixture->reason() + m_fixture->progress().title;
    for (const StepProgress &step : m_fixture->progress().steps) {
        all += step.title + step.detail;
    }
    for (const QList<QVariant> &line : logged) {
        all += line.at(1).value<LogLine>().text;
    }
    for (const char *part : {"hunter2", "fleet-token-77"}) {
        QVERIFY2(!all.contains(QString::fromLatin1(part)), qPrintable(all));
        QVERIFY(!m_fixture->recordBytes().contains(part));
    }
    QVERIFY(all.contains(RunValues::redaction()));
}

QTEST_GUILESS_MAIN(TestRunSteps)
#include "tst_runsteps.moc"
