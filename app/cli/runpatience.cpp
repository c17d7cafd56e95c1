#include "app/cli/runpatience.h"

#include "app/cli/terminal.h"
#include "app/running/runengine.h"
#include "app/session/fleetsession.h"

#include <QEventLoop>

#include <algorithm>

namespace quarterdeck {

namespace {

bool answeredOnce(const Instance &instance)
{
    return std::all_of(std::begin(instance.probes), std::end(instance.probes),
                       [](const ProbeStatus &probe) { return !probe.configured || probe.answered; });
}

} // namespace

void hearEverybody(FleetSession &session, Terminal &terminal)
{
    const Fleet &fleet = session.fleet();
    if (fleet.size() == 0) {
        return;
    }
    QEventLoop loop;
    QTimer deadline;
    deadline.setSingleShot(true);
    QObject::connect(&deadline, &QTimer::timeout, &loop, &QEventLoop::quit);
    QObject::connect(&terminal, &Terminal::interrupted, &loop, &QEventLoop::quit);
    // First probes are spread over an interval, and the slowest of them ends with its timeout.
    std::chrono::milliseconds longest{1000};
    for (const Target &target : fleet.definition().targets) {
        longest = std::max(longest, target.interval + target.timeout + std::chrono::milliseconds(1000));
        session.poller().probeNow(target.number);
    }
    deadline.start(longest);
    qsizetype heard = 0;
    QObject::connect(&session, &FleetSession::changed, &loop, [&] {
        const QList<InstanceNumber> &order = fleet.order();
        while (heard < order.size() && answeredOnce(*fleet.instance(order.at(heard)))) {
            ++heard;
        }
        if (heard == order.size()) {
            loop.quit();
        }
    });
    loop.exec();
}

RunPlan settledPlan(RunEngine &engine, const Fleet &fleet, Terminal &terminal, const RunOrder &order)
{
    // Rates need two scrapes and a first refusal of a connection two: what is unknown now may be known soon.
    std::chrono::milliseconds patience{3000};
    for (const Target &target : fleet.definition().targets) {
        patience = std::max(patience, 3 * target.interval + target.timeout);
    }
    const auto begun = std::chrono::steady_clock::now();
    RunPlan last;
    QEventLoop loop;
    QObject::connect(&engine, &RunEngine::planned, &loop, [&](const RunPlan &plan) {
        last = plan;
        const bool unknown =
            std::any_of(plan.checks.cbegin(), plan.checks.cend(), [](const CheckResult &check) {
                return !check.passes() && check.result.verdict == ConditionResult::Verdict::Unknown;
            });
        if (!unknown || std::chrono::steady_clock::now() - begun >= patience) {
            loop.quit();
        }
    });
    QObject::connect(&terminal, &Terminal::interrupted, &loop, &QEventLoop::quit);
    engine.watch(order);
    loop.exec();
    engine.stopWatching();
    last.order = order;
    return last;
}

} // namespace quarterdeck
