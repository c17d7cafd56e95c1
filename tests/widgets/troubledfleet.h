#pragma once

#include "tests/models/items/samplefleet.h"

#include <memory>

namespace quarterdeck {

/// 1,200 instances with the problems of the design picture: refused, timed out, a broken database, errors,
/// slow answers, not ready, open breakers.
inline std::unique_ptr<SampleFleet> troubledFleet(int instances = 1200)
{
    auto sample = std::make_unique<SampleFleet>(instances);
    const auto number = [&](const char *name) { return sample->numberOf(QLatin1String(name)); };
    const auto breakers = [](BreakerState first, BreakerState second) {
        QList<BreakerReading> list;
        const std::pair<const char *, BreakerState> states[] = {
            {"orders-db", first}, {"card-gateway", second}, {"stock", BreakerState::Closed}};
        for (const auto &[name, state] : states) {
            BreakerReading breaker;
            breaker.name = QLatin1String(name);
            breaker.state = state;
            breaker.raw = state == BreakerState::Open ? QStringLiteral("open") : QStringLiteral("closed");
            breaker.convention = QStringLiteral("resilience4j");
            breaker.failureRate = state == BreakerState::Open       ? 0.96
                                  : state == BreakerState::HalfOpen ? 0.41
                                                                    : 0.002;
            breaker.threshold = 0.5;
            list.append(breaker);
        }
        return list;
    };
    sample->setHealth(number("checkout-eu-41"), ProbeOutcome::Unreachable,
                      QStringLiteral("connection refused"));
    sample->setHealth(number("checkout-eu-42"), ProbeOutcome::TimedOut,
                      QStringLiteral("timed out after 2 s"));
    HealthAnswer broken;
    broken.verdict = Verdict::Down;
    broken.format = HealthFormat::SpringBoot;
    broken.raw = QStringLiteral("DOWN");
    broken.reason = QStringLiteral("HTTP 503 · db: DOWN (pool exhausted)");
    broken.components = {
        {QStringLiteral("db"), Verdict::Down, QStringLiteral("DOWN"), QStringLiteral("pool exhausted"), {}},
        {QStringLiteral("cache"), Verdict::Up, QStringLiteral("UP"), {}, {}},
        {QStringLiteral("diskSpace"), Verdict::Up, QStringLiteral("UP"), QStringLiteral("41 GB free"), {}},
    };
    sample->setHealthBody(number("checkout-eu-43"), broken);
    sample->setReadiness(number("checkout-eu-43"), QStringLiteral("HTTP 503 · refusing traffic"));
    sample->setErrors(number("checkout-eu-43"), 0.96, 3.012);
    sample->setBreakers(number("checkout-eu-43"), breakers(BreakerState::Open, BreakerState::HalfOpen));
    for (int i = 44; i <= 50; ++i) {
        const auto slow = sample->numberOf(QStringLiteral("checkout-eu-%1").arg(i));
        sample->setErrors(slow, i % 2 ? 0.039 : 0.084, i % 2 ? 0.712 : 0.641);
        sample->setBreakers(slow, breakers(BreakerState::HalfOpen, BreakerState::Closed));
    }
    sample->setErrors(number("payments-us-12"), 0.021, 0.233);
    sample->setBreakers(number("payments-us-12"), breakers(BreakerState::Open, BreakerState::Closed));
    for (const char *name : {"checkout-eu-51", "checkout-eu-52", "cart-eu-06", "cart-eu-08", "search-us-31",
                             "checkout-ap-20", "edge-ap-13", "catalog-ap-11"}) {
        sample->setReadiness(number(name), QStringLiteral("HTTP 503 · warming cache"));
    }
    return sample;
}

} // namespace quarterdeck
