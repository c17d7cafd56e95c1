#pragma once

#include "models/breakerboard/breakerboard.h"
#include "models/fleet/instancefilter.h"

#include <memory>
#include <variant>

namespace quarterdeck {

/// The fleet page's filter language (see InstanceFilter), spoken about tiles of breakers:
/// `state:open,half-open`, `breaker:open`, `breaker:orders-db`, `breaker~card`, `service~check`,
/// `cluster:eu-west`, `library:hystrix`, `error>5%`, `rate>10`, `p99>200ms`, `age<10m` (time in state),
/// `flag:stuck`, `flag:lost`, `flag:low-traffic`, `flag:inferred`, `instance:`, `job:` and labels (a tile
/// with such an instance), and words found in breaker, service, cluster or library.
class BreakerFilter
{
public:
    BreakerFilter(); ///< matches everything
    static std::variant<BreakerFilter, QList<FilterError>> parse(const QString &text,
                                                                 const QList<QString> &labelNames = {});
    [[nodiscard]] bool matches(const BreakerTile &tile, const BreakerBoard &board, SteadyTime now) const;
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] QString text() const;
    /// Candidates at `cursor`: keys, then values that occur on the board.
    static FilterCompletion complete(const QString &text, qsizetype cursor, const BreakerBoard &board);

private:
    struct Private;
    std::shared_ptr<const Private> d;
};

} // namespace quarterdeck
