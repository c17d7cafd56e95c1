#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace quarterdeck::simfleet {

/// A request as far as anybody here cares.
struct HttpRequest
{
    std::string method;
    std::string path;  ///< without the query, percent-decoded
    std::string query; ///< after '?', as sent
    std::string body;
    bool keepAlive = true;
    bool wantsOpenMetrics = false;
    bool takesGzip = false;
    bool expectsContinue = false;
};

/// How reading a request from the front of some bytes came out.
struct HttpRequestResult
{
    enum class Kind { Complete, Incomplete, Bad };
    Kind kind = Kind::Incomplete;
    HttpRequest request;
    std::size_t size = 0;     ///< Complete: bytes that the request took
    int status = 400;         ///< Bad: what to answer before closing
    bool bodyMissing = false; ///< Incomplete: the header is here, the body is not
};

inline constexpr std::size_t maxRequestHeader = 16 * 1024;
inline constexpr std::size_t maxRequestBody = 64 * 1024;

HttpRequestResult readHttpRequest(std::string_view bytes);

/// The value of a key of a query, percent-decoded; empty when it is not there.
std::string queryValue(std::string_view query, std::string_view key);

std::string percentDecoded(std::string_view text);

} // namespace quarterdeck::simfleet
