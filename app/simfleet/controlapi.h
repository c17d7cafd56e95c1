#pragma once

#include "app/simfleet/clock.h"
#include "app/simfleet/httpreply.h"
#include "app/simfleet/requestlog.h"
#include "app/simfleet/world.h"

#include <QJsonObject>

#include <functional>

namespace quarterdeck::simfleet {

/// The control port: faults, releases, draining, leadership, and what was asked of whom. JSON in and out.
class ControlApi final : public HttpHandler
{
public:
    /// `changed` is called after a request changed the world.
    ControlApi(World &world, RequestLog &log, const SimulationClock &clock, std::function<void()> changed);

    double delay(std::uint32_t, const HttpRequest &) override { return 0; }
    void answer(std::uint32_t index, const HttpRequest &request, HttpReply &reply) override;

private:
    struct Answer
    {
        int status = 200;
        QJsonObject body;
    };
    Answer route(const HttpRequest &request);
    Answer faults(const HttpRequest &request, const QString &id);
    Answer inject(const HttpRequest &request);
    Answer instances(const HttpRequest &request);
    Answer requests(const HttpRequest &request);
    Answer deploy(const QJsonObject &order);
    Answer rollBack(const QJsonObject &order);
    Answer drain(const QJsonObject &order, bool drained);
    /// As an agent that restarts a process: the instance is gone for a moment.
    Answer restart(const HttpRequest &request, const QJsonObject &order);
    Answer failOver(const QJsonObject &order, bool planned);
    QJsonObject faultJson(const ActiveFault &fault) const;
    QJsonArray namesOf(const std::vector<std::uint32_t> &indexes) const;
    Answer hitAnswer(const std::variant<std::vector<std::uint32_t>, QString> &hit);

    World &m_world;
    RequestLog &m_log;
    const SimulationClock &m_clock;
    std::function<void()> m_changed;
};

} // namespace quarterdeck::simfleet
