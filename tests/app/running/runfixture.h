#pragma once

#include "app/config/runbookfile.h"
#include "app/running/runengine.h"
#include "tests/models/fleet/fleetfixture.h"
#include "tests/support/hostileserver.h"

#include <QDir>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

/// QTest takes quarterdeck::toString() for its own: states are compared as words.
#define COMPARE_STATE(actual, expected)                                                                      \
    QCOMPARE(quarterdeck::toString(actual), quarterdeck::toString(expected))

namespace quarterdeck::test {

/// An engine with a record of its own over a small fleet whose instances are real loopback servers.
class RunFixture
{
public:
    RunFixture() { open(); }
    ~RunFixture() { close(); }

    /// Another console with the same record, as after a restart.
    void open(RunEngine::Mode mode = RunEngine::Mode::Acting)
    {
        recorder = std::make_unique<Recorder>(recordPath());
        engine = std::make_unique<RunEngine>(fleet.fleet, *recorder, mode);
        QObject::connect(engine.get(), &RunEngine::refused, engine.get(),
                         [this](const RunPlan &, const QStringList &reasons) {
                             refusals = reasons;
                             over = true;
                         });
        QObject::connect(engine.get(), &RunEngine::started, engine.get(),
                         [this](RunNumber began) { number = began; });
        QObject::connect(engine.get(), &RunEngine::ended, engine.get(), [this](RunNumber) { over = true; });
    }
    void close()
    {
        engine.reset();
        recorder.reset();
    }

    [[nodiscard]] QString recordPath() const { return folder.filePath(QStringLiteral("record.sqlite")); }

    /// An instance that `server` plays, up and ready.
    Target &add(const QString &service, const HostileServer &server)
    {
        Target &target = fleet.addTarget(service);
        target.metrics->host = server.address();
        target.metrics->port = server.port();
        target.metrics->path = QStringLiteral("/metrics");
        return target;
    }
    void define()
    {
        fleet.define();
        for (const Target &target : fleet.definition.targets) {
            fleet.allGood(target.number.value);
        }
    }

    /// An instance refuses connections, so often that it counts as down.
    void takeDown(quint32 instance)
    {
        for (int i = 0; i < 3; ++i) {
            fleet.apply({fleet.unreachable(instance, ProbeKind::Health, UnreachableCause::Refused),
                         fleet.unreachable(instance, ProbeKind::Readiness, UnreachableCause::Refused)});
        }
    }

    /// A runbook of these steps over the set "all" (service "svc"); `more` are further keys, each line
    /// whole. Without a verification of its own it has one that always holds.
    static QByteArray text(const QByteArray &steps, const QByteArray &more = {})
    {
        QByteArray yaml =
            "id: test\ntitle: Test\nsets: {all: {where: \"service:svc\"}}\nsteps:\n" + steps + '\n' + more;
        if (!more.contains("verification:")) {
            yaml += "\nverification:\n  - value: {of: \"1\", equals: \"1\"}\n";
        }
        if (!more.contains("safety:")) {
            yaml += "\nsafety: {cooldown: 0s}\n";
        }
        return yaml;
    }

    RunOrder order(const QByteArray &yaml, const QMap<QString, QString> &parameters = {})
    {
        const RunbookFile file =
            readRunbook(yaml, folder.filePath(QStringLiteral("test.yml")), folder.path());
        for (const ConfigProblem &problem : file.errors) {
            qWarning("%s", qPrintable(problem.toString()));
        }
        RunOrder made;
        made.runbook = file.runbook ? file.runbook : std::make_shared<const RunbookDefinition>();
        made.parameters = parameters;
        made.reason = QStringLiteral("a test");
        made.person = QStringLiteral("ana");
        return made;
    }

    /// Starts and returns at once.
    void begin(const RunOrder &order)
    {
        over = false;
        refusals.clear();
        number = {};
        engine->start(order);
    }
    /// Starts and waits for the end. The end's state; Refused when it was.
    RunState run(const RunOrder &order, int timeoutMs = 20000)
    {
        begin(order);
        return wait(timeoutMs);
    }
    RunState run(const QByteArray &yaml, const QMap<QString, QString> &parameters = {})
    {
        return run(order(yaml, parameters));
    }
    RunState resume(RunNumber which, Resume how)
    {
        over = false;
        refusals.clear();
        engine->resume(which, how, QStringLiteral("again"), {});
        return wait(20000);
    }
    RunState wait(int timeoutMs)
    {
        // A loop of its own: qWaitFor() sleeps 10 ms between looks, and a run takes many turns.
        QEventLoop loop;
        QObject::connect(engine.get(), &RunEngine::refused, &loop, &QEventLoop::quit);
        QObject::connect(engine.get(), &RunEngine::ended, &loop, &QEventLoop::quit);
        QTimer::singleShot(timeoutMs, &loop, &QEventLoop::quit);
        if (!over) {
            loop.exec();
        }
        if (!over) {
            qWarning("the run did not end");
            return RunState::Planned;
        }
        return refusals.isEmpty() ? engine->progress(number)->state : RunState::Refused;
    }

    [[nodiscard]] const RunProgress &progress() const { return *engine->progress(number); }
    [[nodiscard]] QString reason() const { return progress().reason; }
    [[nodiscard]] QString log() const
    {
        QString all;
        for (const LogLine &line : progress().log) {
            all += line.text + u'\n';
        }
        return all;
    }
    template <typename Work>
    auto ask(Work work)
    {
        auto future = recorder->submit(work);
        future.waitForFinished();
        return future.result();
    }
    QList<StepRow> steps()
    {
        return ask([which = number](RunStore &store) { return store.steps(which); });
    }
    QStringList actions()
    {
        return ask([](RunStore &store) {
            QStringList names;
            for (const AuditEntry &entry : store.audit().tail(1000)) {
                names.append(entry.action);
            }
            return names;
        });
    }
    /// Everything that is on the disk of this record.
    QByteArray recordBytes()
    {
        QByteArray bytes;
        for (const QString &name : QDir(folder.path()).entryList({QStringLiteral("record*")}, QDir::Files)) {
            QFile file(folder.filePath(name));
            if (file.open(QIODevice::ReadOnly)) {
                bytes += file.readAll();
            }
        }
        return bytes;
    }

    QTemporaryDir folder;
    FleetFixture fleet;
    std::unique_ptr<Recorder> recorder;
    std::unique_ptr<RunEngine> engine;
    RunNumber number;
    QStringList refusals;
    bool over = false;
};

} // namespace quarterdeck::test
