#pragma once

#include "app/polling/inflater.h"
#include "app/polling/probefailure.h"

#include <boost/beast/http/basic_parser.hpp>

#include <optional>
#include <span>
#include <string>

namespace quarterdeck {

/// What one answer may cost.
struct ResponseLimits
{
    qint64 body = 16 * 1024 * 1024; ///< after decompression
    quint32 header = 32 * 1024;     ///< bytes, all of it
    int fields = 256;
};

/// Reads one HTTP/1.x answer (RFC 9112) from a connection's bytes, by Beast's parser: content length,
/// chunked and until-close bodies, interim 1xx answers, gzip; everything bounded. Nothing is copied but the
/// body, which goes to the buffer given.
class ResponseReader
{
public:
    enum class State : quint8 { NeedMore, Done, Failed };

    ResponseReader(std::string &body, const ResponseLimits &limits);
    ~ResponseReader();

    State feed(std::span<const char> bytes);
    /// The peer closed its side.
    State closed();

    [[nodiscard]] const ProbeFailure &failure() const { return m_failure; }
    [[nodiscard]] int status() const { return m_status; }
    [[nodiscard]] const std::string &contentType() const { return m_contentType; }
    [[nodiscard]] const std::string &location() const { return m_location; }
    /// Whether the connection may carry another request. Only after Done.
    [[nodiscard]] bool keepsConnection() const { return m_keepAlive && !m_excess; }
    /// FirstByte, Header or Body: how far the answer came.
    [[nodiscard]] ProbeStage stage() const;
    [[nodiscard]] bool gotAnything() const { return m_received > 0; }
    [[nodiscard]] qint64 received() const { return m_received; }         ///< bytes on the wire
    [[nodiscard]] qint64 bodyReceived() const { return m_bodyReceived; } ///< before decompression
    [[nodiscard]] qint64 bodyExpected() const { return m_bodyExpected; } ///< -1: not announced

private:
    class Parser final : public boost::beast::http::basic_parser<false>
    {
    public:
        Parser(ResponseReader &reader, quint32 headerLimit);

    private:
        using error_code = boost::system::error_code;
        using string_view = boost::beast::string_view;
        void on_request_impl(boost::beast::http::verb, string_view, string_view, int, error_code &) override
        {
        }
        void on_response_impl(int code, string_view reason, int version, error_code &error) override;
        void on_field_impl(boost::beast::http::field name, string_view nameText, string_view value,
                           error_code &error) override;
        void on_header_impl(error_code &) override {}
        void on_body_init_impl(const boost::optional<std::uint64_t> &length, error_code &error) override;
        std::size_t on_body_impl(string_view body, error_code &error) override;
        void on_chunk_header_impl(std::uint64_t size, string_view extension, error_code &error) override;
        std::size_t on_chunk_body_impl(std::uint64_t remain, string_view body, error_code &error) override;
        void on_finish_impl(error_code &) override {}

        ResponseReader &m_reader;
    };

    State parse(std::span<const char> bytes);
    State complete(std::span<const char> rest);
    State fail(ProbeFailure failure);
    State failParsing(const boost::system::error_code &error);
    bool looksLikeHttp(std::span<const char> bytes);
    void takeBody(std::string_view piece, boost::system::error_code &error);

    std::string &m_body;
    ResponseLimits m_limits;
    std::optional<Parser> m_parser;
    std::optional<Inflater> m_inflater;
    std::string m_pending; ///< a start line, header or chunk header that came in pieces
    std::string m_first;   ///< the first bytes, for the words of "answer is not HTTP"
    std::string m_contentType;
    std::string m_location;
    ProbeFailure m_failure;
    qint64 m_received = 0;
    qint64 m_bodyReceived = 0;
    qint64 m_bodyExpected = -1;
    int m_status = 0;
    int m_fields = 0;
    int m_interimAnswers = 0;
    bool m_startLine = false;
    bool m_inBody = false;
    bool m_keepAlive = false;
    bool m_excess = false; ///< bytes followed the answer: whatever they are, the connection is not used again
};

} // namespace quarterdeck
