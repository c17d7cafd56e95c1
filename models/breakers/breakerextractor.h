#pragma once

#include "models/breakers/breakerstate.h"
#include "models/exposition/series.h"

#include <QStringList>

#include <memory>
#include <span>
#include <vector>

namespace quarterdeck {

class BreakerConventions; // models/breakers/breakerconventions.h

/// Regular expressions (RE2, whole name) of all metrics that the conventions look at: for asking a server
/// that has the series of many instances.
QStringList breakerMetrics(const BreakerConventions &conventions);

/// Turns the wanted samples of one target's successive pages into its breakers. Slots are its own, from 0.
/// Lives beside the target's PageReader in the worker thread; not thread-safe.
class BreakerExtractor final : public SeriesSelector
{
public:
    explicit BreakerExtractor(std::shared_ptr<const BreakerConventions> conventions);
    ~BreakerExtractor() override;

    SeriesSlot select(const SeriesView &series) override;
    /// The breakers of a page, sorted by name; series that were selected before but are missing now are gone.
    QList<BreakerReading> update(std::span<const SelectedSample> samples);
    /// The limits on concurrency of the same page.
    [[nodiscard]] QList<SaturationReading> saturation() const;
    /// Whether the last update() could not know some state from what it had seen and may from the next page.
    [[nodiscard]] bool anotherPageMayTell() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace quarterdeck
