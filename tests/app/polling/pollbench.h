#pragma once

#include "app/polling/poller.h"

#include <QList>

#include <chrono>
#include <functional>

namespace quarterdeck::test {

/// A poller under test and everything it has said so far.
class PollBench
{
public:
    explicit PollBench(Poller::Options options = {}) : poller(std::move(options)) {}

    /// Makes targets with one number each, from 1, in the order they are added.
    Target target(const QString &address, quint16 port, std::chrono::milliseconds interval,
                  std::chrono::milliseconds timeout)
    {
        Target one;
        one.id = {QStringLiteral("job"), QStringLiteral("%1:%2/%3").arg(address).arg(port).arg(m_targets + 1),
                  0};
        one.number = {quint32(++m_targets)};
        one.cluster = QStringLiteral("default");
        one.interval = interval;
        one.timeout = timeout;
        return one;
    }

    static Endpoint endpoint(const QString &host, quint16 port, const QString &path,
                             Scheme scheme = Scheme::Http)
    {
        Endpoint one;
        one.scheme = scheme;
        one.host = host;
        one.port = port;
        one.path = path;
        return one;
    }

    void poll(const QList<Target> &targets, const PollSettings &settings = {})
    {
        auto definition = std::make_shared<FleetDefinition>();
        definition->targets = targets;
        definition->poll = settings;
        poller.setDefinition(definition, ++generation);
    }

    /// All observations so far, oldest first.
    const QList<Observation> &all()
    {
        for (Observation &observation : poller.mailbox().drain(100'000)) {
            m_all.append(std::move(observation));
        }
        return m_all;
    }
    QList<Observation> of(quint32 instance, ProbeKind kind)
    {
        QList<Observation> result;
        for (const Observation &observation : all()) {
            if (observation.instance.value == instance && observation.kind == kind) {
                result.append(observation);
            }
        }
        return result;
    }
    int count(quint32 instance, ProbeKind kind) { return int(of(instance, kind).size()); }

    Poller poller;
    quint64 generation = 0;

private:
    QList<Observation> m_all;
    int m_targets = 0;
};

} // namespace quarterdeck::test
