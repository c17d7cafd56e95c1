#include "models/exposition/contenttype.h"

#include "models/exposition/pagereader.h"

#include <algorithm>
#include <string>

namespace quarterdeck {

namespace {

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char byte) {
        return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 0x20) : byte;
    });
    return out;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t from = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(from);
    return text.substr(0, text.find_last_not_of(" \t") + 1);
}

} // namespace

ExpositionDialect expositionDialect(std::string_view contentType)
{
    ExpositionDialect dialect;
    const std::size_t parameters = std::min(contentType.find(';'), contentType.size());
    const std::string type = lowered(trimmed(contentType.substr(0, parameters)));
    dialect.format =
        type == "application/openmetrics-text" ? ExpositionFormat::OpenMetrics : ExpositionFormat::Text;
    std::string_view rest = contentType.substr(parameters);
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const std::size_t end = std::min(rest.find(';'), rest.size());
        const std::string_view parameter = trimmed(rest.substr(0, end));
        rest.remove_prefix(end);
        const std::size_t equals = std::min(parameter.find('='), parameter.size());
        const std::string name = lowered(trimmed(parameter.substr(0, equals)));
        std::string_view value = trimmed(parameter.substr(std::min(equals + 1, parameter.size())));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
            value = value.substr(1, value.size() - 2);
        }
        if (name == "escaping") {
            dialect.quotedNames = dialect.quotedNames || lowered(value) == "allow-utf-8";
        } else if (name == "version") {
            const bool text = type == "text/plain";
            const bool openMetrics = dialect.format == ExpositionFormat::OpenMetrics;
            dialect.quotedNames = dialect.quotedNames || (text && value.starts_with("1.")) ||
                                  (openMetrics && value.starts_with("2."));
        }
    }
    return dialect;
}

ExpositionFormat expositionFormat(std::string_view contentType)
{
    return expositionDialect(contentType).format;
}

} // namespace quarterdeck
