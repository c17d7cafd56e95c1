#pragma once

#include "models/breakerboard/breakerboard.h"
#include "tests/models/fleet/fleetfixture.h"

namespace quarterdeck::test {

/// A small fleet with breakers and the board that follows it, under a clock that moves when told.
class BoardFixture : public FleetFixture
{
public:
    BreakerBoard board{fleet};
    BreakerChanges last; ///< of the last scrape() or pass()

    /// A breaker of `library` as a page would show it.
    static BreakerReading breaker(const QString &name, BreakerState state = BreakerState::Closed,
                                  const QString &library = QStringLiteral("resilience4j"));
    /// Sets counted calls: well, failed, not permitted.
    static BreakerReading withCalls(BreakerReading reading, double ok, double failed, double notPermitted);

    void begin(); ///< defines the fleet and tells the board
    /// One page of one instance, now.
    void scrape(quint32 number, const QList<BreakerReading> &breakers);
    /// The page of one instance cannot be had, now.
    void miss(quint32 number);
    /// Lets time pass second by second, without pages.
    void pass(std::chrono::seconds time);

    [[nodiscard]] const BreakerTile *tile(const QString &name,
                                          BreakerGrouping grouping = BreakerGrouping::Breaker) const;
    /// "open on 1 of 3: 1 open, 2 closed", with flags.
    [[nodiscard]] QString text(const QString &name,
                               BreakerGrouping grouping = BreakerGrouping::Breaker) const;
    /// "closed -> open inferred", oldest first.
    [[nodiscard]] QStringList transitions(const QString &name) const;

private:
    void tell(const FleetChanges &changes);
};

} // namespace quarterdeck::test
