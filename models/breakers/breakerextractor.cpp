#include "models/breakers/breakerextractor.h"

#include "models/breakers/breakerconventions.h"

namespace quarterdeck {

struct BreakerExtractor::Private
{
    std::shared_ptr<const BreakerConventions> conventions;
};

BreakerExtractor::BreakerExtractor(std::shared_ptr<const BreakerConventions> conventions)
    : d(std::make_unique<Private>())
{
    d->conventions = std::move(conventions);
}

BreakerExtractor::~BreakerExtractor() = default;

SeriesSlot BreakerExtractor::select(const SeriesView &)
{
    return ignoredSeries;
}

QList<BreakerReading> BreakerExtractor::update(std::span<const SelectedSample>)
{
    return {};
}

} // namespace quarterdeck
