#include "app/recording/momentcodec.h"

#include "app/recording/recordtime.h"

#include <QDataStream>
#include <QIODevice>

namespace quarterdeck {

namespace {

constexpr quint8 momentVersion = 1;
constexpr quint32 mostInstances = 10'000'000;

} // namespace

QByteArray packMoment(const FleetMoment &moment, TextPool &texts, QString *problem)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << momentVersion << static_cast<quint32>(moment.instances().size());
    for (const InstanceMoment &instance : moment.instances()) {
        stream << static_cast<quint32>(texts.number(instance.instance, problem))
               << static_cast<quint32>(texts.number(instance.service, problem))
               << static_cast<quint32>(texts.number(instance.cluster, problem))
               << static_cast<quint8>(instance.state)
               << static_cast<quint32>(texts.number(instance.why, problem)) << toMilliseconds(instance.since)
               << static_cast<quint16>(instance.breakers.size());
        for (const BreakerMoment &breaker : instance.breakers) {
            stream << static_cast<quint32>(texts.number(breaker.name, problem))
                   << static_cast<quint8>(breaker.state);
        }
    }
    return qCompress(bytes, 6);
}

std::optional<FleetMoment> unpackMoment(const QByteArray &packed, WallTime at, TextPool &texts)
{
    const QByteArray bytes = qUncompress(packed);
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_4);
    quint8 found = 0;
    quint32 count = 0;
    stream >> found >> count;
    if (found != momentVersion || count > mostInstances) {
        return std::nullopt;
    }
    FleetMoment moment;
    moment.at = at;
    for (quint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        quint32 instance = 0;
        quint32 service = 0;
        quint32 cluster = 0;
        quint8 state = 0;
        quint32 why = 0;
        qint64 since = 0;
        quint16 breakers = 0;
        stream >> instance >> service >> cluster >> state >> why >> since >> breakers;
        InstanceMoment each{texts.text(instance),
                            texts.text(service),
                            texts.text(cluster),
                            state < stateCount ? static_cast<State>(state) : State::Unknown,
                            texts.text(why),
                            toWallTime(since),
                            {}};
        for (quint16 b = 0; b < breakers && stream.status() == QDataStream::Ok; ++b) {
            quint32 name = 0;
            quint8 breaker = 0;
            stream >> name >> breaker;
            each.breakers.append({texts.text(name), breaker < breakerStateCount
                                                        ? static_cast<BreakerState>(breaker)
                                                        : BreakerState::Unknown});
        }
        moment.add(each);
    }
    return stream.status() == QDataStream::Ok ? std::optional(moment) : std::nullopt;
}

} // namespace quarterdeck
