#include "app/simfleet/trouble.h"

#include "app/simfleet/healthpages.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

using namespace Qt::StringLiterals;

namespace quarterdeck::simfleet {

namespace {

struct Trouble
{
    const char *instances; ///< as in a match
    FaultKind kind;
    double value = 0;
    const char *breaker = "";
    const char *reason = "";
};

constexpr std::array troubles{
    // Down.
    Trouble{"checkout-eu-41", FaultKind::Kill},
    Trouble{"checkout-eu-42", FaultKind::Hang},
    Trouble{"checkout-eu-43", FaultKind::HealthDown, 0, "", "pool exhausted"},
    Trouble{"checkout-eu-43", FaultKind::Errors, 0.96},
    Trouble{"checkout-eu-43", FaultKind::NotReady, 0, "", "refusing traffic"},
    Trouble{"checkout-eu-43", FaultKind::BreakerOpen, 0, "orders-db"},
    Trouble{"checkout-eu-43", FaultKind::BreakerHalfOpen, 0, "card-gateway"},
    // Degraded.
    Trouble{"checkout-eu-44", FaultKind::Errors, 0.084},
    Trouble{"checkout-eu-44|checkout-eu-46|checkout-eu-47", FaultKind::BreakerHalfOpen, 0, "card-gateway"},
    Trouble{"checkout-eu-45", FaultKind::Slow, 0.63},
    Trouble{"checkout-eu-46|checkout-eu-47", FaultKind::BreakerOpen, 0, "orders-db"},
    Trouble{"checkout-eu-48|checkout-eu-49|checkout-eu-50", FaultKind::Degraded},
    Trouble{"payments-us-12", FaultKind::BreakerOpen, 0, "card-gateway"},
    Trouble{"pg2", FaultKind::Degraded},
    Trouble{"search-us-33", FaultKind::Errors, 0.11},
    Trouble{"catalog-ap-12", FaultKind::BadPage},
    // Not ready.
    Trouble{"checkout-eu-51|checkout-eu-52", FaultKind::NotReady, 0, "", "warming cache"},
    Trouble{"cart-eu-06", FaultKind::NotReady, 0, "", "warming cache"},
    Trouble{"edge-ap-12", FaultKind::NotReady},
};

/// "checkout-eu-41" -> "checkout"
std::string serviceOf(const std::string &instance)
{
    return instance.starts_with("pg") ? "orders-db" : instance.substr(0, instance.find('-'));
}

bool canHave(const World &world, std::uint32_t index, const Trouble &trouble)
{
    const ServiceSpec &service = world.service(index);
    const std::string breaker = trouble.breaker;
    return (breaker.empty() ||
            std::find(service.breakers.begin(), service.breakers.end(), breaker) != service.breakers.end()) &&
           (trouble.kind != FaultKind::Degraded || canSayDegraded(service.stack)) &&
           (trouble.kind == FaultKind::Degraded || service.stack != Stack::Patroni);
}

/// Finds instances for faults whose own are not in the fleet.
class Understudies
{
public:
    explicit Understudies(const World &world) : m_world(world) {}

    [[nodiscard]] std::optional<std::uint32_t> named(const std::string &name) const
    {
        for (std::uint32_t i = 0; i < m_world.size(); ++i) {
            if (m_world.spec(i).name == name) {
                return i;
            }
        }
        return std::nullopt;
    }

    /// The one that plays `name`: of its service where there is one left, the same for all its faults.
    std::optional<std::uint32_t> forInstance(const std::string &name, const Trouble &trouble)
    {
        const auto known = m_plays.find(name);
        if (known != m_plays.end()) {
            return canHave(m_world, known->second, trouble) ? std::optional(known->second) : std::nullopt;
        }
        if (m_plays.size() >= m_world.size() / 3 && m_kinds.contains(trouble.kind)) {
            return std::nullopt;
        }
        std::optional<std::uint32_t> other;
        for (std::uint32_t i = 0; i < m_world.size(); ++i) {
            if (m_busy.contains(i) || !canHave(m_world, i, trouble)) {
                continue;
            }
            if (m_world.service(i).name == serviceOf(name)) {
                other = i;
                break;
            }
            other = other.value_or(i);
        }
        if (other) {
            m_plays.emplace(name, *other);
        }
        return other;
    }

    void took(std::uint32_t index, FaultKind kind)
    {
        m_busy.insert(index);
        m_kinds.insert(kind);
    }

private:
    const World &m_world;
    std::map<std::string, std::uint32_t> m_plays;
    std::set<std::uint32_t> m_busy;
    std::set<FaultKind> m_kinds;
};

} // namespace

QStringList makeTrouble(World &world, double now)
{
    Understudies understudies(world);
    QStringList done;
    for (const Trouble &trouble : troubles) {
        const QStringList names = QString::fromLatin1(trouble.instances).split(u'|');
        QStringList found;
        for (const QString &name : names) {
            if (const std::optional<std::uint32_t> index = understudies.named(name.toStdString())) {
                found.append(name);
                understudies.took(*index, trouble.kind);
            }
        }
        if (found.isEmpty()) {
            const std::optional<std::uint32_t> index =
                understudies.forInstance(names.constFirst().toStdString(), trouble);
            if (!index) {
                continue;
            }
            found.append(QString::fromStdString(world.spec(*index).name));
            understudies.took(*index, trouble.kind);
        }
        FaultOrder order;
        order.kind = trouble.kind;
        order.matchText = u"instance=%1"_s.arg(found.join(u'|'));
        order.match = std::get<Match>(Match::parse(order.matchText));
        order.value = trouble.value;
        order.breaker = trouble.breaker;
        order.reason = trouble.reason;
        if (std::holds_alternative<const ActiveFault *>(world.inject(order, now))) {
            const QString breaker = QString::fromLatin1(trouble.breaker);
            done.append(u"%1 %2%3"_s.arg(toString(trouble.kind), found.join(u' '),
                                         breaker.isEmpty() ? QString() : u" (%1)"_s.arg(breaker)));
        }
    }
    return done;
}

} // namespace quarterdeck::simfleet
