#pragma once

#include "app/polling/probefailure.h"
#include "models/breakers/breakerextractor.h"
#include "models/exposition/pagelayout.h"
#include "models/exposition/pagereader.h"
#include "models/signals/metriclimit.h"
#include "models/signals/signalextractor.h"

#include <memory>
#include <optional>
#include <vector>

namespace quarterdeck {

/// One target's successive metrics pages: reads each once and hands its samples to the signals and the
/// breakers. Lives in the worker that owns the target.
class MetricsPage
{
public:
    /// Buffers that one worker's pages share: a page is read whole before the next one.
    struct Scratch
    {
        PageLayoutPool layouts; ///< shared by targets that serve the same series
        std::vector<SelectedSample> selected;
        std::vector<SelectedSample> signalSamples;
        std::vector<SelectedSample> breakerSamples;
        std::vector<SelectedSample> limitSamples;
    };
    struct Result
    {
        std::optional<ProbeFailure> failure;
        std::shared_ptr<const MetricsAnswer> answer;
    };

    /// Without recognisers (or conventions) there are no signals (or breakers).
    MetricsPage(std::shared_ptr<const SignalRecognisers> recognisers,
                std::shared_ptr<const BreakerConventions> conventions, std::chrono::milliseconds window,
                const QList<MetricLimit> &limits = {});
    ~MetricsPage();

    Result read(std::string_view page, std::string_view contentType, SteadyTime scrapedAt, Scratch &scratch);
    [[nodiscard]] std::size_t cacheBytes() const { return m_reader.cacheBytes(); }
    /// Gives the layout cache back; the next page is read as if it were the first.
    void forgetLayout() { m_reader.forget(); }

private:
    /// Asks the extractors about a series and keeps which of them wants it.
    class Selector final : public SeriesSelector
    {
    public:
        explicit Selector(MetricsPage &page) : m_page(page) {}
        SeriesSlot select(const SeriesView &series) override;

    private:
        MetricsPage &m_page;
    };
    struct Slots
    {
        SeriesSlot signal = ignoredSeries;
        SeriesSlot breaker = ignoredSeries;
        SeriesSlot limit = ignoredSeries;
        auto operator<=>(const Slots &) const = default;
    };

    /// What series were chosen for. Instances of one service choose alike: it is held once for all of them.
    struct Chosen
    {
        std::vector<Slots> slots;
        /// The slots in the order of what they stand for, to find one that is there already: pages whose
        /// layout changes every time must not let `slots` grow.
        std::vector<SeriesSlot> known;
        bool operator==(const Chosen &) const = default;
    };
    Chosen &change();
    void settle();

    std::optional<SignalExtractor> m_signals;
    std::optional<BreakerExtractor> m_breakers;
    std::shared_ptr<const Chosen> m_chosen = std::make_shared<const Chosen>();
    Chosen *m_own = nullptr; ///< *m_chosen while nobody shares it
    LimitExtractor m_limits;
    Selector m_selector;
    PageReader m_reader;
};

} // namespace quarterdeck
