#include "tests/bench/window/reaction.h"

#include "app/session/fleetsession.h"
#include "tests/bench/window/faultorder.h"

#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QTimer>

#include <algorithm>
#include <functional>

namespace quarterdeck::bench {

namespace {

double elapsedMs(SteadyTime since)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - since).count();
}

/// Runs the event loop until `done` holds after a change of the fleet, for 30 s at the most.
bool waitFor(FleetSession &session, const std::function<bool()> &done)
{
    QEventLoop loop;
    QTimer::singleShot(30000, &loop, &QEventLoop::quit);
    QObject::connect(&session, &FleetSession::changed, &loop, [&] {
        if (done()) {
            loop.quit();
        }
    });
    if (!done()) {
        loop.exec();
    }
    return done();
}

} // namespace

Reaction measureReaction(const QString &config, quint16 controlPort, int failures)
{
    Reaction reaction;
    InstanceNumbering numbering;
    const ConfigurationResult loaded = loadConfiguration(config, numbering);
    if (!loaded.configuration) {
        return reaction;
    }
    FleetSession session(std::make_shared<const Configuration>(*loaded.configuration), numbering);
    const Fleet &fleet = session.fleet();
    const PollSettings &poll = fleet.definition().poll;
    reaction.budgetMs = double((poll.interval + poll.timeout).count()) + 200;
    waitFor(session, [&] { return fleet.total().of(State::Up) == fleet.total().total; });

    QNetworkAccessManager network;
    QList<double> shown;
    for (int i = 0; i < failures; ++i) {
        const InstanceNumber number = fleet.order().at(i * 37 % fleet.size());
        const Instance *victim = fleet.instance(number);
        const QByteArray fault =
            QJsonDocument(QJsonObject{{QStringLiteral("match"),
                                       QStringLiteral("instance=%1").arg(victim->target.id.instance)},
                                      {QStringLiteral("fault"), QStringLiteral("kill")}})
                .toJson(QJsonDocument::Compact);
        const SteadyTime begun = std::chrono::steady_clock::now();
        orderFaults(network, controlPort, "POST", fault);
        if (!waitFor(session, [&] { return !victim->why.isEmpty(); })) {
            continue;
        }
        shown.append(elapsedMs(begun));
        waitFor(session, [&] { return victim->state == State::Down; });
        reaction.downWorstMs = std::max(reaction.downWorstMs, elapsedMs(begun));
        ++reaction.failures;
    }
    orderFaults(network, controlPort, "DELETE", {});
    std::sort(shown.begin(), shown.end());
    if (!shown.isEmpty()) {
        reaction.shownWorstMs = shown.last();
        reaction.shownMedianMs = shown.at(shown.size() / 2);
    }
    return reaction;
}

} // namespace quarterdeck::bench
