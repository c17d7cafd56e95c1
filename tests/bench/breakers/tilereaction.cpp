#include "tests/bench/breakers/tilereaction.h"

#include "app/session/fleetsession.h"
#include "tests/bench/window/faultorder.h"
#include "widgets/breakers/breakerspage.h"
#include "widgets/breakers/breakerview.h"
#include "widgets/filterline.h"

#include <QApplication>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace std::chrono;

namespace quarterdeck::bench {

namespace {

double elapsedMs(SteadyTime since)
{
    return duration<double, std::milli>(steady_clock::now() - since).count();
}

/// Tells of every paint of what it watches, once it is done.
class PaintWatch final : public QObject
{
public:
    PaintWatch(QWidget *widget, std::function<void()> painted) : m_painted(std::move(painted))
    {
        widget->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            QTimer::singleShot(0, this, [this] { m_painted(); });
        }
        return false;
    }

private:
    std::function<void()> m_painted;
};

} // namespace

TileReaction measureTileReaction(const QString &config, quint16 controlPort, int changes)
{
    TileReaction reaction;
    InstanceNumbering numbering;
    const ConfigurationResult loaded = loadConfiguration(config, numbering);
    if (!loaded.configuration) {
        return reaction;
    }
    FleetSession session(std::make_shared<const Configuration>(*loaded.configuration), numbering);
    const PollSettings &poll = session.fleet().definition().poll;
    reaction.budgetMs = double(poll.interval.count()) + 200;
    BreakerBoard board(session.fleet());
    BreakersPage page(board);
    page.resize(1280, 900);
    page.show();
    const auto show = [&](const BreakerChanges &told) {
        page.apply(told, steady_clock::now(), system_clock::now());
    };
    QObject::connect(&session, &FleetSession::changed, &page, [&](const FleetChanges &told) {
        show(board.apply(told, steady_clock::now(), system_clock::now()));
    });
    QTimer second;
    QObject::connect(&second, &QTimer::timeout, &page,
                     [&] { show(board.tick(steady_clock::now(), system_clock::now())); });
    second.start(1000);

    QEventLoop loop;
    std::function<bool()> done = [] { return false; };
    const PaintWatch watch(page.view()->viewport(), [&] {
        if (done()) {
            loop.quit();
        }
    });
    const auto waitFor = [&](const std::function<bool()> &what) {
        done = what;
        QTimer::singleShot(30000, &loop, &QEventLoop::quit);
        if (!what()) {
            loop.exec();
        }
        done = [] { return false; };
        return what();
    };
    // All of them are known, and closed, after two polls of everybody.
    QTimer::singleShot(2 * poll.interval + milliseconds(500), &loop, &QEventLoop::quit);
    loop.exec();

    QNetworkAccessManager network;
    QList<double> shown;
    const QList<BreakerTileId> tiles = board.tiles(BreakerGrouping::Breaker);
    for (int i = 0; i < changes && !tiles.isEmpty(); ++i) {
        const BreakerTileId id = tiles.at((i * 7) % tiles.size());
        const BreakerTile *tile = board.tile(id);
        const std::vector<BreakerMember> members = board.members(id);
        if (!tile || members.empty() || tile->library == QStringLiteral("envoy")) {
            continue; // Envoy's breakers are ejections of a whole cluster
        }
        const Instance *victim =
            session.fleet().instance(members[std::size_t(i * 11) % members.size()].instance);
        const int before = tile->of(BreakerState::Open);
        page.filterLine()->setFilterText(QStringLiteral("breaker:\"%1\" service:%2 cluster:%3")
                                             .arg(tile->name, tile->service, tile->cluster));
        const QByteArray fault =
            QJsonDocument(QJsonObject{{QStringLiteral("match"),
                                       QStringLiteral("instance=%1").arg(victim->target.id.instance)},
                                      {QStringLiteral("fault"), QStringLiteral("breaker_open")},
                                      {QStringLiteral("breaker"), tile->name}})
                .toJson(QJsonDocument::Compact);
        const SteadyTime begun = steady_clock::now();
        orderFaults(network, controlPort, "POST", fault);
        const bool seen = waitFor([&] {
            const BreakerTile *now = board.tile(id);
            return now && now->of(BreakerState::Open) > before;
        });
        if (!seen) {
            std::fprintf(stderr, "the opening of %s at %s was not seen within 30 s\n", qPrintable(tile->name),
                         qPrintable(victim->target.id.instance));
            continue;
        }
        shown.append(elapsedMs(begun));
        ++reaction.changes;
    }
    orderFaults(network, controlPort, "DELETE", {});
    std::sort(shown.begin(), shown.end());
    if (!shown.isEmpty()) {
        reaction.worstMs = shown.last();
        reaction.medianMs = shown.at(shown.size() / 2);
    }
    return reaction;
}

} // namespace quarterdeck::bench
