#pragma once

#include <cstdint>
#include <string>

namespace quarterdeck::simfleet {

struct HttpRequest;

/// How an answer goes over the wire.
enum class Delivery : std::uint8_t {
    Whole,
    Never,   ///< the connection stays open and silent
    Reset,   ///< half of the answer, then RST
    Drip,    ///< the header, then a byte a second
    Endless, ///< `endlessBytes` of a page, in chunks
};

struct HttpReply
{
    int status = 200;
    const char *contentType = "text/plain; charset=utf-8"; ///< of static storage
    std::string body;
    Delivery delivery = Delivery::Whole;
    std::uint64_t endlessBytes = 0;
};

/// Answers the requests of one kind of connection. `index` is the instance that was asked.
class HttpHandler
{
public:
    virtual ~HttpHandler() = default;
    /// Seconds to wait before answer() is called.
    virtual double delay(std::uint32_t index, const HttpRequest &request) = 0;
    virtual void answer(std::uint32_t index, const HttpRequest &request, HttpReply &reply) = 0;
};

} // namespace quarterdeck::simfleet
