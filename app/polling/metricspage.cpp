#include "app/polling/metricspage.h"

#include "models/exposition/contenttype.h"
#include "models/exposition/sharedvalues.h"

#include <algorithm>

namespace quarterdeck {

using namespace Qt::StringLiterals;

namespace {

/// Slots, above which what was chosen is not shared: choices that change with every page are copied each
/// time.
constexpr std::size_t shareUpTo = 8192;

std::string_view trimmedStart(std::string_view text)
{
    if (text.starts_with("\xef\xbb\xbf")) {
        text.remove_prefix(3);
    }
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

/// What a page that is no exposition seems to be.
QString kindOfDocument(std::string_view page, std::string_view contentType)
{
    const std::string_view start = trimmedStart(page);
    if (contentType.starts_with("text/html") || start.starts_with("<!") || start.starts_with("<html") ||
        start.starts_with("<HTML")) {
        return u"an HTML page"_s;
    }
    if (contentType.starts_with("application/json") || start.starts_with("{") || start.starts_with("[")) {
        return u"JSON"_s;
    }
    if (start.starts_with("<")) {
        return u"XML or HTML"_s;
    }
    if (page.substr(0, 512).find('\0') != std::string_view::npos ||
        contentType.starts_with("application/vnd.google.protobuf")) {
        return u"binary data"_s;
    }
    return {};
}

QString problemText(const ExpositionProblem &problem)
{
    return u"line %1, column %2: %3"_s.arg(problem.line)
        .arg(problem.column)
        .arg(oneLine(QString::fromUtf8(problem.message.data(), qsizetype(problem.message.size()))));
}

} // namespace

SeriesSlot MetricsPage::Selector::select(const SeriesView &series)
{
    Slots wanted;
    if (m_page.m_signals) {
        wanted.signal = m_page.m_signals->select(series);
    }
    if (m_page.m_breakers) {
        wanted.breaker = m_page.m_breakers->select(series);
    }
    wanted.limit = m_page.m_limits.select(series);
    if (wanted == Slots()) {
        return ignoredSeries;
    }
    const auto &slots = m_page.m_chosen->slots;
    const auto &known = m_page.m_chosen->known;
    const auto place =
        std::lower_bound(known.begin(), known.end(), wanted,
                         [&slots](SeriesSlot slot, const Slots &value) { return slots[slot] < value; });
    if (place != known.end() && slots[*place] == wanted) {
        return *place;
    }
    const auto index = place - known.begin();
    Chosen &chosen = m_page.change();
    const auto slot = SeriesSlot(chosen.slots.size());
    chosen.known.insert(chosen.known.begin() + index, slot);
    chosen.slots.push_back(wanted);
    return slot;
}

MetricsPage::Chosen &MetricsPage::change()
{
    if (m_own == nullptr) {
        auto own = std::make_shared<Chosen>(*m_chosen);
        m_own = own.get();
        m_chosen = std::move(own);
    }
    return *m_own;
}

void MetricsPage::settle()
{
    if (m_own == nullptr || m_own->slots.size() > shareUpTo) {
        return;
    }
    std::size_t hash = m_own->slots.size();
    for (const Slots &slots : m_own->slots) {
        hash = ((hash * 31 + slots.signal) * 31 + slots.breaker) * 31 + slots.limit;
    }
    m_own->slots.shrink_to_fit();
    m_own->known.shrink_to_fit();
    m_chosen = SharedValues<Chosen>::ofThread().shared(hash, std::move(*m_own));
    m_own = nullptr;
}

MetricsPage::MetricsPage(std::shared_ptr<const SignalRecognisers> recognisers,
                         std::shared_ptr<const BreakerConventions> conventions,
                         std::chrono::milliseconds window, const QList<MetricLimit> &limits)
    : m_limits(limits)
    , m_selector(*this)
    , m_reader(m_selector)
{
    if (recognisers) {
        m_signals.emplace(std::move(recognisers), window);
    }
    if (conventions) {
        m_breakers.emplace(std::move(conventions));
    }
}

MetricsPage::~MetricsPage() = default;

MetricsPage::Result MetricsPage::read(std::string_view page, std::string_view contentType,
                                      SteadyTime scrapedAt, Scratch &scratch)
{
    scratch.selected.clear();
    m_reader.shareLayouts(&scratch.layouts);
    const PageReport report = m_reader.read(page, expositionDialect(contentType), scratch.selected);
    settle();
    if (report.samples == 0 && (report.badLines > 0 || !trimmedStart(page).empty())) {
        const QString document = kindOfDocument(page, contentType);
        if (!document.isEmpty()) {
            return {ProbeFailure{ProbeOutcome::Unparsable, UnreachableCause::None,
                                 u"the metrics page is %1, not an exposition"_s.arg(document)},
                    nullptr};
        }
        if (report.badLines > 0) {
            return {ProbeFailure{ProbeOutcome::Unparsable, UnreachableCause::None,
                                 report.problems.empty() ? u"no line of the metrics page can be read"_s
                                                         : problemText(report.problems.front())},
                    nullptr};
        }
    }
    scratch.signalSamples.clear();
    scratch.breakerSamples.clear();
    scratch.limitSamples.clear();
    for (SelectedSample sample : scratch.selected) {
        const Slots wanted = m_chosen->slots[sample.slot];
        if (wanted.signal != ignoredSeries) {
            sample.slot = wanted.signal;
            scratch.signalSamples.push_back(sample);
        }
        if (wanted.breaker != ignoredSeries) {
            sample.slot = wanted.breaker;
            scratch.breakerSamples.push_back(sample);
        }
        if (wanted.limit != ignoredSeries) {
            sample.slot = wanted.limit;
            scratch.limitSamples.push_back(sample);
        }
    }
    auto answer = std::make_shared<MetricsAnswer>();
    answer->samples = report.samples;
    answer->bytes = qint64(page.size());
    answer->badLines = report.badLines;
    if (report.badLines > 0 && !report.problems.empty()) {
        answer->firstProblem = problemText(report.problems.front());
    }
    if (m_signals) {
        answer->signals = m_signals->update(scratch.signalSamples, scrapedAt);
    }
    if (m_breakers) {
        answer->breakers = m_breakers->update(scratch.breakerSamples);
        answer->saturation = m_breakers->saturation();
    }
    answer->limitValues = m_limits.values(scratch.limitSamples);
    return {std::nullopt, std::move(answer)};
}

} // namespace quarterdeck
