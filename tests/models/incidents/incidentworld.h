#pragma once

#include "models/incidents/incidentbook.h"
#include "tests/support/fakeclock.h"

#include <algorithm>

namespace quarterdeck::test {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// A small world of services: orders-db <- checkout <- pricing, and search beside them.
class IncidentWorld
{
public:
    IncidentWorld()
    {
        add(u"orders-db"_s, 3, {});
        add(u"checkout"_s, 20, {u"orders-db"_s});
        add(u"pricing"_s, 10, {u"checkout"_s});
        add(u"search"_s, 10, {});
        services[0].rto = 300s;
    }
    ServiceCondition &operator[](const QString &name)
    {
        return *std::find_if(services.begin(), services.end(),
                             [&name](const ServiceCondition &each) { return each.service == name; });
    }
    void setDown(const QString &name, int down)
    {
        ServiceCondition &service = (*this)[name];
        if (service.down == 0 && down > 0) {
            service.badSince = clock.wall();
        }
        service.down = down;
        if (down == 0) {
            service.badSince.reset();
        }
        service.clusters = down > 0 ? QStringList{u"eu"_s} : QStringList{};
    }
    /// Second by second.
    IncidentChanges run(std::chrono::seconds length, FleetReach reach = FleetReach::Fine)
    {
        IncidentChanges all;
        for (auto i = 0s; i < length; i += 1s) {
            clock.advance(1s);
            all.add(book.tick(services, reach, u"fleet unreachable, cause unknown"_s, clock.steady(),
                              clock.wall()));
        }
        return all;
    }
    IncidentChanges happens(const QString &service, const QString &instance, const QString &to)
    {
        Event event;
        event.happened = clock.wall();
        event.service = service;
        event.subject = instance;
        event.to = to;
        return book.take({event}, clock.wall());
    }
    const Incident &only() const { return *book.incident({1}); }

    FakeClock clock;
    IncidentBook book;
    std::vector<ServiceCondition> services;

private:
    void add(const QString &name, int instances, const QList<QString> &dependsOn)
    {
        ServiceCondition service;
        service.service = name;
        service.instances = instances;
        service.dependsOn = dependsOn;
        services.push_back(service);
    }
};

inline QStringList told(const IncidentChanges &changes)
{
    QStringList words;
    for (const Event &event : changes.events) {
        words.append(event.to);
    }
    return words;
}

} // namespace quarterdeck::test
