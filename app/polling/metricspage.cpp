#include "app/polling/metricspage.h"

#include "models/exposition/contenttype.h"

#include <algorithm>

namespace quarterdeck {

using namespace Qt::StringLiterals;

namespace {

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
    const auto place = std::lower_bound(
        m_page.m_known.begin(), m_page.m_known.end(), wanted,
        [this](SeriesSlot slot, const Slots &value) { return m_page.m_slots[slot] < value; });
    if (place != m_page.m_known.end() && m_page.m_slots[*place] == wanted) {
        return *place;
    }
    const auto slot = SeriesSlot(m_page.m_slots.size());
    m_page.m_known.insert(place, slot);
    m_page.m_slots.push_back(wanted);
    return slot;
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
        const Slots wanted = m_slots[sample.slot];
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
