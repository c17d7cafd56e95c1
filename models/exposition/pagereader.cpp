#include "models/exposition/pagereader.h"

#include <charconv>
#include <cmath>
#include <string>
#include <unordered_map>

namespace quarterdeck {

namespace {

struct Metadata
{
    MetricType type = MetricType::Unknown;
    std::string help;
};

MetricType typeNamed(std::string_view word)
{
    if (word == "counter") {
        return MetricType::Counter;
    }
    if (word == "gauge") {
        return MetricType::Gauge;
    }
    if (word == "histogram") {
        return MetricType::Histogram;
    }
    if (word == "gaugehistogram") {
        return MetricType::GaugeHistogram;
    }
    if (word == "summary") {
        return MetricType::Summary;
    }
    if (word == "info") {
        return MetricType::Info;
    }
    if (word == "stateset") {
        return MetricType::StateSet;
    }
    return MetricType::Unknown;
}

std::string_view nextWord(std::string_view &rest)
{
    const std::size_t from = rest.find_first_not_of(" \t");
    if (from == std::string_view::npos) {
        rest = {};
        return {};
    }
    rest.remove_prefix(from);
    const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(end);
    return word;
}

bool numberOf(std::string_view word, double &value)
{
    if (!word.empty() && word.front() == '+') {
        word.remove_prefix(1);
    }
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    return error == std::errc() && end == word.data() + word.size();
}

} // namespace

struct PageReader::Private
{
    SeriesSelector *selector = nullptr;
    std::unordered_map<std::string, Metadata> families;
    std::vector<std::string> values;
    std::vector<LabelView> labels;

    bool readSample(std::string_view line, double scale, SelectedSample &sample);
};

bool PageReader::Private::readSample(std::string_view line, double scale, SelectedSample &sample)
{
    SeriesView series;
    const std::size_t nameEnd = std::min(line.find_first_of(" \t{"), line.size());
    series.name = line.substr(0, nameEnd);
    std::string_view rest = line.substr(nameEnd);
    values.clear();
    labels.clear();
    std::size_t at = rest.find_first_not_of(" \t");
    if (series.name.empty() || at == std::string_view::npos) {
        return false;
    }
    if (rest[at] == '{') {
        ++at;
        std::vector<std::string_view> names;
        while (true) {
            at = rest.find_first_not_of(" \t,", at);
            if (at == std::string_view::npos) {
                return false;
            }
            if (rest[at] == '}') {
                ++at;
                break;
            }
            const std::size_t equals = rest.find('=', at);
            if (equals == std::string_view::npos || equals + 1 >= rest.size() || rest[equals + 1] != '"') {
                return false;
            }
            names.push_back(rest.substr(at, equals - at));
            std::string value;
            at = equals + 2;
            while (at < rest.size() && rest[at] != '"') {
                if (rest[at] == '\\' && at + 1 < rest.size()) {
                    ++at;
                    value.push_back(rest[at] == 'n' ? '\n' : rest[at]);
                } else {
                    value.push_back(rest[at]);
                }
                ++at;
            }
            if (at >= rest.size()) {
                return false;
            }
            ++at;
            values.push_back(std::move(value));
        }
        for (std::size_t i = 0; i < names.size(); ++i) {
            labels.push_back({names[i], values[i]});
        }
        rest.remove_prefix(at);
    }
    if (!numberOf(nextWord(rest), sample.value)) {
        return false;
    }
    if (const std::string_view stamp = nextWord(rest); !stamp.empty() && stamp != "#") {
        double time = 0;
        if (!numberOf(stamp, time)) {
            return false;
        }
        sample.timestampMs = static_cast<std::int64_t>(time * scale);
    }
    series.labels = labels;
    for (const std::string_view suffix : {"", "_total", "_bucket", "_sum", "_count", "_info", "_created"}) {
        if (!series.name.ends_with(suffix)) {
            continue;
        }
        const std::string family(series.name.substr(0, series.name.size() - suffix.size()));
        if (const auto found = families.find(family); found != families.end()) {
            series.family = found->first;
            series.help = found->second.help;
            series.type = found->second.type;
            break;
        }
    }
    sample.slot = selector->select(series);
    return true;
}

PageReader::PageReader(SeriesSelector &selector) : d(std::make_unique<Private>())
{
    d->selector = &selector;
}

PageReader::~PageReader() = default;
PageReader::PageReader(PageReader &&) noexcept = default;
PageReader &PageReader::operator=(PageReader &&) noexcept = default;

PageReport PageReader::read(std::string_view page, ExpositionFormat format,
                            std::vector<SelectedSample> &selected)
{
    PageReport report;
    d->families.clear();
    std::uint64_t number = 0;
    while (!page.empty()) {
        ++number;
        const std::size_t end = std::min(page.find('\n'), page.size());
        std::string_view line = page.substr(0, end);
        page.remove_prefix(std::min(end + 1, page.size()));
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (line.empty()) {
            continue;
        }
        if (line.front() == '#') {
            line.remove_prefix(1);
            const std::string_view keyword = nextWord(line);
            const std::string name(nextWord(line));
            if (keyword == "TYPE") {
                d->families[name].type = typeNamed(nextWord(line));
            } else if (keyword == "HELP") {
                line.remove_prefix(std::min<std::size_t>(line.size(), 1));
                d->families[name].help = line;
            }
            continue;
        }
        SelectedSample sample;
        if (!d->readSample(line, format == ExpositionFormat::OpenMetrics ? 1000 : 1, sample)) {
            ++report.badLines;
            if (report.problems.size() < PageReport::maxProblems) {
                report.problems.push_back({number, 1, "not a sample: " + std::string(line.substr(0, 80))});
            }
            continue;
        }
        ++report.samples;
        if (sample.slot != ignoredSeries) {
            selected.push_back(sample);
        }
    }
    return report;
}

void PageReader::forget() {}

std::size_t PageReader::cacheBytes() const
{
    return 0;
}

} // namespace quarterdeck
