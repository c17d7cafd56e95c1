#include "app/simfleet/httprequest.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace quarterdeck::simfleet {

namespace {

bool sameText(std::string_view a, std::string_view b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

HttpRequestResult bad(int status)
{
    HttpRequestResult result;
    result.kind = HttpRequestResult::Kind::Bad;
    result.status = status;
    return result;
}

bool readRequestLine(std::string_view line, HttpRequest &request)
{
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || first == 0) {
        return false;
    }
    const std::string_view version = line.substr(last + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
        return false;
    }
    request.keepAlive = version == "HTTP/1.1";
    request.method = line.substr(0, first);
    std::string_view target = line.substr(first + 1, last - first - 1);
    // Absolute form (RFC 9112, 3.2.2), which a client behind a proxy sends.
    if (target.starts_with("http://")) {
        const std::size_t slash = target.find('/', 7);
        target = slash == std::string_view::npos ? "/" : target.substr(slash);
    }
    if (!target.starts_with('/')) {
        return false;
    }
    const std::size_t question = target.find('?');
    if (question != std::string_view::npos) {
        request.query = target.substr(question + 1);
        target = target.substr(0, question);
    }
    request.path = percentDecoded(target);
    return true;
}

} // namespace

HttpRequestResult readHttpRequest(std::string_view bytes)
{
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) {
        return bytes.size() > maxRequestHeader ? bad(431) : HttpRequestResult{};
    }
    if (end > maxRequestHeader) {
        return bad(431);
    }
    HttpRequestResult result;
    std::string_view header = bytes.substr(0, end);
    const std::size_t lineEnd = std::min(header.find("\r\n"), header.size());
    if (!readRequestLine(header.substr(0, lineEnd), result.request)) {
        return bad(400);
    }
    std::size_t bodySize = 0;
    header.remove_prefix(std::min(lineEnd + 2, header.size()));
    while (!header.empty()) {
        const std::size_t stop = std::min(header.find("\r\n"), header.size());
        const std::string_view line = header.substr(0, stop);
        header.remove_prefix(std::min(stop + 2, header.size()));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) {
            return bad(400);
        }
        const std::string_view name = line.substr(0, colon);
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (sameText(name, "connection")) {
            result.request.keepAlive =
                sameText(value, "keep-alive") || (result.request.keepAlive && !sameText(value, "close"));
        } else if (sameText(name, "accept")) {
            result.request.wantsOpenMetrics =
                value.find("application/openmetrics-text") != std::string_view::npos;
        } else if (sameText(name, "accept-encoding")) {
            result.request.takesGzip = value.find("gzip") != std::string_view::npos;
        } else if (sameText(name, "expect")) {
            result.request.expectsContinue = sameText(value, "100-continue");
        } else if (sameText(name, "transfer-encoding")) {
            return bad(411);
        } else if (sameText(name, "content-length")) {
            const auto [stopped, error] =
                std::from_chars(value.data(), value.data() + value.size(), bodySize);
            if (error != std::errc{} || stopped != value.data() + value.size()) {
                return bad(400);
            }
            if (bodySize > maxRequestBody) {
                return bad(413);
            }
        }
    }
    if (bytes.size() < end + 4 + bodySize) {
        result.bodyMissing = true;
        return result;
    }
    result.request.body = bytes.substr(end + 4, bodySize);
    result.size = end + 4 + bodySize;
    result.kind = HttpRequestResult::Kind::Complete;
    return result;
}

std::string percentDecoded(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr == text.data() + i + 3) {
            result += static_cast<char>(value);
            i += 2;
        } else {
            result += text[i];
        }
    }
    return result;
}

std::string queryValue(std::string_view query, std::string_view key)
{
    while (!query.empty()) {
        const std::size_t stop = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, stop);
        query.remove_prefix(std::min(stop + 1, query.size()));
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == key) {
            return percentDecoded(pair.substr(equals + 1));
        }
    }
    return {};
}

} // namespace quarterdeck::simfleet
