#include "models/runbooks/instanceset.h"

#include "models/fleet/instancefilter.h"
#include "models/runbooks/runvalues.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

/// "host:port" of an address or a URL.
QString hostPortOf(const QString &text)
{
    if (!text.contains("://"_L1)) {
        return text;
    }
    const QUrl url(text);
    const QString host = url.host().contains(u':') ? u'[' + url.host() + u']' : url.host();
    return host + u':' + QString::number(url.port(url.scheme() == "https"_L1 ? 443 : 80));
}

bool hasAddress(const Target &target, const QString &hostPort)
{
    return (target.metrics && target.metrics->hostPort() == hostPort) ||
           (target.health && target.health->endpoint.hostPort() == hostPort) ||
           (target.readiness && target.readiness->endpoint.hostPort() == hostPort);
}

} // namespace

std::optional<QList<InstanceNumber>> selectInstances(const InstanceSelector &selector, const Fleet &fleet,
                                                     const QList<InstanceNumber> *among,
                                                     const RunValues &values, SteadyTime now,
                                                     QString *problem)
{
    InstanceFilter filter;
    if (!selector.where.isEmpty()) {
        const auto text = selector.where.fillFilter(values, problem);
        if (!text) {
            return std::nullopt;
        }
        const auto parsed = InstanceFilter::parse(*text);
        if (const auto *errors = std::get_if<QList<FilterError>>(&parsed)) {
            *problem = u"the filter %1: %2"_s.arg(*text, errors->first().message);
            return std::nullopt;
        }
        filter = std::get<InstanceFilter>(parsed);
    }
    const auto filled = [&](const RunText &text) {
        return text.isEmpty() ? std::optional<QString>(QString()) : text.fillPlain(values, problem);
    };
    const auto address = filled(selector.address);
    const auto instance = filled(selector.instance);
    if (!address || !instance) {
        return std::nullopt;
    }
    const QString hostPort = hostPortOf(*address);
    QList<InstanceNumber> found;
    for (const InstanceNumber number : among != nullptr ? *among : fleet.order()) {
        const Instance *one = fleet.instance(number);
        if (one != nullptr && (selector.where.isEmpty() || filter.matches(*one, now)) &&
            (selector.address.isEmpty() || hasAddress(one->target, hostPort)) &&
            (selector.instance.isEmpty() || one->target.id.instance == *instance)) {
            found.append(number);
        }
    }
    return found;
}

void setInstanceValues(RunValues &values, const Instance &instance, const QString &name)
{
    const Target &target = instance.target;
    values.set(name, target.id.instance);
    const Endpoint *endpoint = target.metrics  ? &*target.metrics
                               : target.health ? &target.health->endpoint
                                               : nullptr;
    if (endpoint != nullptr) {
        values.set(name + u".url"_s,
                   (endpoint->scheme == Scheme::Https ? u"https://"_s : u"http://"_s) + endpoint->hostPort());
        values.set(name + u".host"_s, endpoint->host);
    }
    values.set(name + u".service"_s, target.service);
    values.set(name + u".cluster"_s, target.cluster);
    values.set(name + u".job"_s, target.id.job);
    for (auto it = target.labels.cbegin(); it != target.labels.cend(); ++it) {
        values.set(name + u".label."_s + it.key(), it.value());
    }
}

QString listed(const QStringList &names)
{
    constexpr qsizetype shown = 5;
    if (names.size() <= shown + 1) {
        return names.join(u", "_s);
    }
    return u"%1 and %2 more"_s.arg(names.mid(0, shown).join(u", "_s)).arg(names.size() - shown);
}

} // namespace quarterdeck
