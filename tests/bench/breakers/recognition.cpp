#include "tests/bench/breakers/recognition.h"

#include "app/config/configuration.h"
#include "app/polling/metricspage.h"
#include "app/polling/poller.h"
#include "app/simfleet/metricspages.h"
#include "app/simfleet/world.h"
#include "models/breakers/breakerconventions.h"
#include "tests/bench/poll/peerprocess.h"

#include <QCoreApplication>
#include <QTemporaryDir>

#include <algorithm>
#include <ctime>
#include <thread>
#include <vector>

using namespace std::chrono_literals;

namespace quarterdeck::bench {

namespace {

double threadCpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) * 1e-9;
}

struct Served
{
    std::vector<std::string> pages; ///< successive ones
    std::unique_ptr<MetricsPage> without;
    std::unique_ptr<MetricsPage> with;
};

double scrapeMicros(const Configuration &configuration, int seconds)
{
    auto definition = std::make_shared<FleetDefinition>(configuration.fleet);
    for (Target &target : definition->targets) {
        target.health.reset();
        target.readiness.reset();
    }
    Poller::Options options;
    options.signalRecognisers = configuration.signalRecognisers;
    options.breakerConventions = std::make_shared<const BreakerConventions>();
    Poller poller(options);
    poller.setDefinition(definition, 1);
    const auto drainFor = [&poller](std::chrono::steady_clock::duration time) {
        std::size_t scrapes = 0;
        const auto end = std::chrono::steady_clock::now() + time;
        while (std::chrono::steady_clock::now() < end) {
            std::this_thread::sleep_for(100ms);
            scrapes += poller.mailbox().drain(100'000).size();
        }
        return scrapes;
    };
    drainFor(2 * definition->poll.interval);
    const auto before = ownCpuTime();
    const std::size_t scrapes = drainFor(std::chrono::seconds(seconds));
    return scrapes == 0 ? 0 : double((ownCpuTime() - before).count()) / double(scrapes);
}

} // namespace

Recognition measureRecognition(int breakers, int pageBytes, int seconds)
{
    Recognition result;
    QTemporaryDir folder;
    const QString fleetFile = folder.filePath(QStringLiteral("fleet.yml"));
    const PeerProcess fleet(QCoreApplication::applicationDirPath() + QStringLiteral("/quarterdeck-simfleet"),
                            {QStringLiteral("--instances"), QStringLiteral("1000"), QStringLiteral("--port"),
                             QStringLiteral("0"), QStringLiteral("--breakers"), QString::number(breakers),
                             QStringLiteral("--page-bytes"), QString::number(pageBytes),
                             QStringLiteral("--write-config"), fleetFile,
                             QStringLiteral("--exit-with-parent")},
                            "ready: ");
    InstanceNumbering numbering;
    const ConfigurationResult loaded = loadConfiguration(fleetFile, numbering);
    if (!fleet.isRunning() || !loaded.configuration) {
        return result;
    }
    const Configuration &configuration = *loaded.configuration;

    constexpr int instances = 300;
    constexpr int rounds = 9;
    constexpr int scrapes = 6;
    simfleet::WorldOptions options;
    options.instances = instances;
    options.breakers = breakers;
    options.pageBytes = std::size_t(pageBytes);
    simfleet::World world(options);
    std::vector<Served> served(instances);
    double bytes = 0;
    for (int i = 0; i < instances; ++i) {
        for (int scrape = 0; scrape < scrapes; ++scrape) {
            simfleet::PageFormat format = simfleet::PageFormat::Text;
            world.metricsPage(std::uint32_t(i), 60 + 5.0 * scrape, format, served[i].pages.emplace_back());
            bytes += double(served[i].pages.back().size());
        }
        served[i].without = std::make_unique<MetricsPage>(configuration.signalRecognisers, nullptr, 60s);
        served[i].with = std::make_unique<MetricsPage>(configuration.signalRecognisers,
                                                       configuration.breakerConventions, 60s);
    }
    result.pageBytes = bytes / (instances * scrapes);
    MetricsPage::Scratch scratch;
    SteadyTime now{1000s};
    double recognised = 0;
    std::vector<double> without;
    std::vector<double> with;
    for (int round = 0; round < rounds; ++round) {
        for (const bool withBreakers : {round % 2 == 0, round % 2 != 0}) {
            double spent = 0;
            recognised = withBreakers ? 0 : recognised;
            for (int scrape = 0; scrape < scrapes; ++scrape) {
                now += 5s;
                const double before = threadCpuSeconds();
                for (Served &one : served) {
                    const MetricsPage::Result read =
                        (withBreakers ? one.with : one.without)
                            ->read(one.pages[std::size_t(scrape)], "text/plain; version=0.0.4", now, scratch);
                    if (withBreakers && scrape == scrapes - 1 && read.answer) {
                        recognised += double(read.answer->breakers.size());
                    }
                }
                spent += threadCpuSeconds() - before;
            }
            (withBreakers ? with : without).push_back(spent / (instances * scrapes) * 1e6);
        }
    }
    result.breakers = recognised / instances;
    // The first round sees every layout for the first time
    result.readMicros = *std::min_element(without.begin() + 1, without.end());
    result.withMicros = *std::min_element(with.begin() + 1, with.end());
    result.scrapeMicros = scrapeMicros(configuration, seconds);
    return result;
}

} // namespace quarterdeck::bench
