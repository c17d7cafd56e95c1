#pragma once

#include "app/simfleet/clock.h"
#include "app/simfleet/httpreply.h"
#include "app/simfleet/requestlog.h"
#include "app/simfleet/world.h"

#include <functional>

namespace quarterdeck::simfleet {

/// Answers for the instances: probes, the application's own paths, resilience4j's actuator, Patroni's REST
/// API.
class InstanceApi final : public HttpHandler
{
public:
    /// `answerDelay`: the median of what a well instance takes to answer, seconds. `changed` is called after
    /// a request changed the world.
    InstanceApi(World &world, RequestLog &log, const SimulationClock &clock, double answerDelay,
                std::function<void()> changed);

    double delay(std::uint32_t index, const HttpRequest &request) override;
    void answer(std::uint32_t index, const HttpRequest &request, HttpReply &reply) override;

private:
    void metrics(std::uint32_t index, const HttpRequest &request, HttpReply &reply);
    void application(std::uint32_t index, HttpReply &reply);
    bool breakers(std::uint32_t index, const HttpRequest &request, HttpReply &reply);
    bool patroni(std::uint32_t index, const HttpRequest &request, HttpReply &reply);

    World &m_world;
    RequestLog &m_log;
    const SimulationClock &m_clock;
    double m_answerDelay;
    std::function<void()> m_changed;
    std::uint64_t m_answers = 0;
};

} // namespace quarterdeck::simfleet
