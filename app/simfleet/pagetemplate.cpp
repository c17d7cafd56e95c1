#include "app/simfleet/pagetemplate.h"

#include <array>
#include <charconv>
#include <cmath>

namespace quarterdeck::simfleet {

namespace {

/// Label values escape backslash, quote and line feed in both formats.
void appendLabelValue(std::string_view value, std::string &out)
{
    for (const char c : value) {
        if (c == '\\' || c == '"') {
            out += '\\';
        }
        if (c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
}

/// HELP escapes backslash and line feed; OpenMetrics the quote as well (section "ABNF": escaped-string).
void appendHelp(std::string_view help, PageFormat format, std::string &out)
{
    for (const char c : help) {
        if (c == '\\' || (c == '"' && format == PageFormat::OpenMetrics)) {
            out += '\\';
        }
        if (c == '\n') {
            out += "\\n";
        } else {
            out += c;
        }
    }
}

std::string_view typeName(FamilyType type)
{
    switch (type) {
    case FamilyType::Counter:
        return "counter";
    case FamilyType::Gauge:
        return "gauge";
    case FamilyType::Histogram:
        return "histogram";
    case FamilyType::Summary:
        break;
    }
    return "summary";
}

bool endsWithTotal(std::string_view name)
{
    return name.ends_with("_total");
}

/// OpenMetrics names a counter's family without `_total` and its samples with it.
std::string familyName(const PageFamily &family, PageFormat format)
{
    if (format == PageFormat::OpenMetrics && family.type == FamilyType::Counter &&
        endsWithTotal(family.name)) {
        return family.name.substr(0, family.name.size() - 6);
    }
    return family.name;
}

std::string sampleName(const PageFamily &family, const PageRow &row, PageFormat format)
{
    if (format == PageFormat::OpenMetrics && family.type == FamilyType::Counter &&
        !endsWithTotal(family.name)) {
        return family.name + "_total";
    }
    return family.name + row.suffix;
}

} // namespace

PageTemplate::PageTemplate(const std::vector<PageFamily> &families, PageFormat format)
{
    for (const PageFamily &family : families) {
        const std::string name = familyName(family, format);
        m_text += "# HELP " + name + ' ';
        appendHelp(family.help, format, m_text);
        m_text += "\n# TYPE " + name + ' ';
        m_text += typeName(family.type);
        m_text += '\n';
        for (const PageRow &row : family.rows) {
            m_text += sampleName(family, row, format);
            char separator = '{';
            for (const auto &[label, value] : row.labels) {
                m_text += separator + label + "=\"";
                appendLabelValue(value, m_text);
                m_text += '"';
                separator = ',';
            }
            m_text += separator == ',' ? "} " : " ";
            m_ends.push_back(static_cast<std::uint32_t>(m_text.size()));
            m_slots.push_back(row.slot);
            m_text += '\n';
        }
    }
    if (format == PageFormat::OpenMetrics) {
        m_text += "# EOF\n";
    }
}

void PageTemplate::render(const std::vector<double> &values, std::string &out) const
{
    out.reserve(out.size() + m_text.size() + 12 * values.size());
    std::size_t from = 0;
    for (std::size_t i = 0; i < m_ends.size(); ++i) {
        out.append(m_text, from, m_ends[i] - from);
        appendNumber(values[i], out);
        from = m_ends[i];
    }
    out.append(m_text, from, std::string::npos);
}

std::size_t PageTemplate::estimatedSize(const PageFamily &family)
{
    std::size_t size = 2 * (family.name.size() + 10) + family.help.size();
    for (const PageRow &row : family.rows) {
        size += family.name.size() + row.suffix.size() + 10;
        for (const auto &[label, value] : row.labels) {
            size += label.size() + value.size() + 4;
        }
    }
    return size;
}

void appendNumber(double value, std::string &out)
{
    if (std::isnan(value)) {
        out += "NaN";
        return;
    }
    if (std::isinf(value)) {
        out += value > 0 ? "+Inf" : "-Inf";
        return;
    }
    std::array<char, 32> text;
    std::to_chars_result end{};
    if (std::abs(value) < 1e15 && value == std::trunc(value)) {
        end = std::to_chars(text.data(), text.data() + text.size(), static_cast<std::int64_t>(value));
    } else {
        end = std::to_chars(text.data(), text.data() + text.size(), value);
    }
    out.append(text.data(), end.ptr);
}

} // namespace quarterdeck::simfleet
