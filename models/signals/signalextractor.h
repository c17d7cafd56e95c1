#pragma once

#include "models/exposition/series.h"
#include "models/signals/signalreading.h"

#include <memory>
#include <span>

namespace quarterdeck {

class SignalRecognisers; // models/signals/signalrecognisers.h

/// Turns the wanted samples of one target's successive pages into its signals. Slots are its own, from 0; the
/// slot of a series that no page of a whole window showed is given to another one.
/// Lives beside the target's PageReader in the worker thread; not thread-safe.
class SignalExtractor final : public SeriesSelector
{
public:
    SignalExtractor(std::shared_ptr<const SignalRecognisers> recognisers, std::chrono::milliseconds window);
    ~SignalExtractor() override;

    SeriesSlot select(const SeriesView &series) override;
    /// Adds one page's samples, scraped at `scrapedAt`, and gives the signals over the window ending there.
    SignalReading update(std::span<const SelectedSample> samples, SteadyTime scrapedAt);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace quarterdeck
