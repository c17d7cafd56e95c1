#pragma once

#include "app/simfleet/catalog.h"
#include "app/simfleet/fault.h"
#include "app/simfleet/healthpages.h"
#include "app/simfleet/instance.h"
#include "app/simfleet/pagetemplate.h"
#include "app/simfleet/shape.h"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace quarterdeck::simfleet {

struct WorldOptions
{
    int instances = 1200;
    std::uint64_t seed = 1;
    std::size_t pageBytes = 0;        ///< 0: as long as the service's own series are
    int breakers = 0;                 ///< of every instance; 0: as many as its service has
    double wallStart = 1'700'000'000; ///< Unix seconds at which the simulation begins
};

/// A fault that is on, and whom it hit.
struct ActiveFault
{
    std::uint64_t id = 0;
    FaultOrder order;
    double began = 0;
    double ends = 0; ///< seconds since the simulation began; infinity: when it is deleted
    std::vector<std::uint32_t> instances;
};

/// A release as instances run it: its version and what it does to them.
struct Release
{
    std::string version;
    double errorRatio = 0; ///< added to the service's own
    double latency = 0;    ///< seconds added to each request
    auto operator<=>(const Release &) const = default;
};

struct ReleaseOrder
{
    Match match;
    Release release;
};

/// Whose door has to open or close after something changed.
struct DoorChanges
{
    std::vector<std::uint32_t> close;
    std::vector<std::uint32_t> open;
};

/// The simulated fleet: what every instance would answer now. No sockets, threads, or clocks: the time
/// (seconds since the simulation began) is passed in, and must not go back. Deterministic for a seed and the
/// same orders at the same times; how often it is asked changes nothing.
class World
{
public:
    explicit World(const WorldOptions &options);

    [[nodiscard]] const WorldOptions &options() const { return m_options; }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_specs.size()); }
    [[nodiscard]] const InstanceSpec &spec(std::uint32_t index) const { return m_specs[index]; }
    [[nodiscard]] const ServiceSpec &service(std::uint32_t index) const;
    [[nodiscard]] const SimulatedInstance &instance(std::uint32_t index) const { return m_instances[index]; }
    [[nodiscard]] const std::string &release(std::uint32_t index) const;
    [[nodiscard]] std::vector<std::uint32_t> matching(const Match &match) const;

    /// Ends the faults whose time has come, each at its own time.
    void advance(double now);
    /// When the next fault ends by itself; infinity when none will.
    [[nodiscard]] double nextEnd() const;
    /// Doors that changed since the last call.
    DoorChanges takeDoors();

    std::variant<const ActiveFault *, QString> inject(const FaultOrder &order, double now);
    [[nodiscard]] const std::map<std::uint64_t, ActiveFault> &faults() const { return m_faults; }
    bool removeFault(std::uint64_t id, double now);
    std::size_t removeAllFaults(double now);

    /// Puts matching instances on a release; they restart. Returns them.
    std::variant<std::vector<std::uint32_t>, QString> deploy(const ReleaseOrder &order, double now);
    /// Back to the release before.
    std::variant<std::vector<std::uint32_t>, QString> rollBack(const Match &match, double now);
    /// Drained instances refuse readiness and get no requests.
    std::variant<std::vector<std::uint32_t>, QString> setDrained(const Match &match, int count, bool drained,
                                                                 double now);
    /// Moves the leadership of the database. Empty candidate: any healthy replica. As Patroni does it:
    /// `planned` wants a healthy leader (and that it is `leader`, when named). Says the new leader or why
    /// not.
    struct LeaderChange
    {
        bool done = false;
        QString text;
    };
    LeaderChange changeLeader(const std::string &leader, const std::string &candidate, bool planned,
                              double now);
    /// A resilience4j operator's order: CLOSE, FORCE_OPEN, DISABLE. Empty when done, else why not.
    QString controlBreaker(std::uint32_t index, const std::string &name, const std::string &state,
                           double now);

    [[nodiscard]] PlainAnswer health(std::uint32_t index, double now) const;
    [[nodiscard]] PlainAnswer readiness(std::uint32_t index, double now) const;
    [[nodiscard]] PatroniNode databaseNode(std::uint32_t index, double now) const;
    /// Patroni's `/cluster`: the members of the database with their roles.
    [[nodiscard]] std::string clusterJson(double now) const;
    /// Appends the metrics page; `format` becomes Text when the instance speaks nothing else.
    void metricsPage(std::uint32_t index, double now, PageFormat &format, std::string &out);
    /// The families of that page and the value of each row, in order: what metricsPage() writes.
    [[nodiscard]] std::vector<PageFamily> families(std::uint32_t index) const;
    [[nodiscard]] std::vector<double> values(std::uint32_t index, double now,
                                             const std::vector<Slot> &slots) const;

private:
    /// Keeps what the instance counted, then makes its condition anew from its faults.
    void change(std::uint32_t index, double now);
    void followFaults(std::uint32_t index);
    void followBreakers(std::uint32_t index, double now);
    void endFault(std::map<std::uint64_t, ActiveFault>::iterator fault, double at);
    int releaseIndex(const Release &release);
    void putOnRelease(std::uint32_t index, int release, double now);
    const PageTemplate &pageTemplate(std::uint32_t index, PageFormat format);
    [[nodiscard]] bool runsDatabase(std::uint32_t index) const;
    [[nodiscard]] bool hasWorkingLeader() const;

    WorldOptions m_options;
    std::vector<ServiceSpec> m_services; ///< by the index in the catalog
    std::vector<InstanceSpec> m_specs;
    std::vector<SimulatedInstance> m_instances;
    std::vector<std::vector<std::uint64_t>> m_faultsOf; ///< ids, oldest first, by instance
    std::vector<int> m_previousRelease;                 ///< by instance
    std::map<std::uint64_t, ActiveFault> m_faults;
    std::uint64_t m_nextFault = 1;
    std::vector<Release> m_releases;
    std::map<std::tuple<int, int, PageFormat>, PageTemplate> m_templates; ///< by service, release, format
    std::vector<std::uint32_t> m_doorsChanged;
    std::vector<std::uint32_t> m_databaseMembers;
    int m_timeline = 4;
};

} // namespace quarterdeck::simfleet
