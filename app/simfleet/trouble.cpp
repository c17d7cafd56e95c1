#include "app/simfleet/trouble.h"

#include <array>

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

} // namespace

void makeTrouble(World &world, double now)
{
    for (const Trouble &trouble : troubles) {
        FaultOrder order;
        order.kind = trouble.kind;
        order.matchText = u"instance=%1"_s.arg(QLatin1StringView(trouble.instances));
        order.match = std::get<Match>(Match::parse(order.matchText));
        order.value = trouble.value;
        order.breaker = trouble.breaker;
        order.reason = trouble.reason;
        world.inject(order, now); // nobody of that name in a small fleet: less trouble
    }
}

} // namespace quarterdeck::simfleet
