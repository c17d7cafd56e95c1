#include "app/cli/metricsjson.h"

#include <charconv>
#include <cmath>

namespace quarterdeck {

namespace {

constexpr std::size_t pieceBytes = 256 * 1024;

void appendString(std::string &out, std::string_view text)
{
    static constexpr char hexDigits[] = "0123456789abcdef";
    out += '"';
    for (const char byte : text) {
        switch (byte) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F) {
                out += "\\u00";
                out += hexDigits[static_cast<unsigned char>(byte) >> 4U];
                out += hexDigits[static_cast<unsigned char>(byte) & 0x0FU];
            } else {
                out += byte;
            }
        }
    }
    out += '"';
}

void appendTimestamp(std::string &out, std::int64_t timestampMs)
{
    out += "\"timestamp_ms\":";
    if (timestampMs == SelectedSample::noTimestamp) {
        out += "null";
    } else {
        out += '"';
        out += std::to_string(timestampMs);
        out += '"';
    }
}

void appendLabels(std::string &out, std::span<const LabelView> labels)
{
    out += "\"labels\":{";
    bool first = true;
    for (const LabelView &label : labels) {
        if (!first) {
            out += ',';
        }
        first = false;
        appendString(out, label.name);
        out += ':';
        appendString(out, label.value);
    }
    out += '}';
}

void appendPlace(std::string &out, std::uint64_t line, std::uint64_t column, std::string_view message)
{
    const auto orNull = [](std::uint64_t place) { // no place: the page could not be had at all
        return place == 0 ? std::string("null") : std::to_string(place);
    };
    out += "{\"line\":";
    out += orNull(line);
    out += ",\"column\":";
    out += orNull(column);
    out += ",\"message\":";
    appendString(out, message);
    out += '}';
}

/// The format's own word: the text format says untyped where OpenMetrics says unknown.
std::string_view typeWord(MetricType type, ExpositionFormat format)
{
    switch (type) {
    case MetricType::Counter:
        return "counter";
    case MetricType::Gauge:
        return "gauge";
    case MetricType::Histogram:
        return "histogram";
    case MetricType::GaugeHistogram:
        return "gaugehistogram";
    case MetricType::Summary:
        return "summary";
    case MetricType::Info:
        return "info";
    case MetricType::StateSet:
        return "stateset";
    case MetricType::Unknown:
        break;
    }
    return format == ExpositionFormat::Text ? "untyped" : "unknown";
}

/// Writes the samples as they come; the families that no line declared are remembered by name.
class SampleWriter final : public ExpositionHandler
{
public:
    SampleWriter(std::string &out, const JsonSink &sink) : m_out(out), m_sink(sink) {}

    void sample(const SampleView &sample) override
    {
        m_out += m_first ? "{\"name\":" : ",{\"name\":";
        m_first = false;
        appendString(m_out, sample.series.name);
        m_out += ',';
        appendLabels(m_out, sample.series.labels);
        m_out += ",\"value\":\"";
        m_out += shortestNumber(sample.value);
        m_out += "\",";
        appendTimestamp(m_out, sample.timestampMs);
        if (sample.exemplar != nullptr) {
            m_out += ",\"exemplar\":{";
            appendLabels(m_out, sample.exemplar->labels);
            m_out += ",\"value\":\"";
            m_out += shortestNumber(sample.exemplar->value);
            m_out += "\",";
            appendTimestamp(m_out, sample.exemplar->timestampMs);
            m_out += '}';
        }
        m_out += '}';
        if (m_out.size() >= pieceBytes) {
            m_sink(m_out);
            m_out.clear();
        }
    }

private:
    std::string &m_out;
    const JsonSink &m_sink;
    bool m_first = true;
};

/// All families of a page: the declared ones and, as a family of unknown type each, the names that no line
/// declared, in the order of their first mention.
class FamilyWriter final : public ExpositionHandler
{
public:
    FamilyWriter(const ExpositionParser &parser, ExpositionFormat format, std::string &out)
        : m_parser(parser)
        , m_format(format)
        , m_out(out)
    {
    }

    void metadata(const MetadataView &metadata) override { m_order.push_back({metadata.family, {}}); }
    void sample(const SampleView &sample) override
    {
        if (sample.family == FamilyTable::noFamily && sample.series.name != m_lastUndeclared) {
            m_lastUndeclared = sample.series.name;
            m_order.push_back({FamilyTable::noFamily, m_lastUndeclared});
        }
    }
    void write()
    {
        std::vector<bool> written(m_parser.families().size());
        std::unordered_map<std::string_view, bool> undeclared;
        bool first = true;
        for (const auto &[index, name] : m_order) {
            FamilyMetadata family;
            if (index != FamilyTable::noFamily) {
                if (written[index]) {
                    continue;
                }
                written[index] = true;
                family = m_parser.families()[index];
            } else {
                // A name can be declared only after its first sample.
                const std::uint32_t later = m_parser.familyTable().find(name);
                if (later != FamilyTable::noFamily || !undeclared.try_emplace(name, true).second) {
                    continue;
                }
                family.name = name;
            }
            m_out += first ? "{\"name\":" : ",{\"name\":";
            first = false;
            appendString(m_out, family.name);
            m_out += ",\"type\":";
            appendString(m_out, typeWord(family.type, m_format));
            m_out += ",\"help\":";
            appendString(m_out, family.help);
            m_out += ",\"unit\":";
            appendString(m_out, family.unit);
            m_out += '}';
        }
    }

private:
    const ExpositionParser &m_parser;
    const ExpositionFormat m_format;
    std::string &m_out;
    std::vector<std::pair<std::uint32_t, std::string>> m_order;
    std::string m_lastUndeclared;
};

} // namespace

std::string shortestNumber(double value)
{
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    char digits[32];
    const auto [end, error] = std::to_chars(std::begin(digits), std::end(digits), value);
    return error == std::errc() ? std::string(digits, end) : std::string("NaN");
}

void writeMetricsJson(std::string_view page, ExpositionDialect dialect, const MetricsReport &report,
                      const JsonSink &sink)
{
    std::string out = "{\"format\":\"";
    out += dialect.format == ExpositionFormat::OpenMetrics ? "openmetrics" : "text";
    out += "\",\"families\":[";
    ExpositionParser parser(dialect);
    {
        FamilyWriter families(parser, dialect.format, out);
        parser.parse(page, families);
        families.write();
    }
    out += "],\"samples\":[";
    SampleWriter samples(out, sink);
    parser.parse(page, samples);
    out += "],\"warnings\":[";
    bool first = true;
    for (const ExpositionWarning &warning : report.warnings) {
        if (!first) {
            out += ',';
        }
        first = false;
        appendPlace(out, warning.line, warning.column, warning.message);
    }
    out += "]}\n";
    sink(out);
}

std::string problemsJson(const MetricsReport &report)
{
    const ExpositionProblem &worst = report.problems.front();
    std::string out = "{\"error\":";
    appendPlace(out, worst.line, worst.column, worst.message);
    out += ",\"errors\":[";
    for (std::size_t i = 0; i < report.problems.size(); ++i) {
        if (i > 0) {
            out += ',';
        }
        appendPlace(out, report.problems[i].line, report.problems[i].column, report.problems[i].message);
    }
    out += "]}\n";
    return out;
}

} // namespace quarterdeck
