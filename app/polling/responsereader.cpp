#include "app/polling/responsereader.h"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>

#include <QLatin1StringView>

#include <algorithm>

namespace quarterdeck {

using namespace Qt::StringLiterals;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr int maxInterimAnswers = 10;
/// A chunk header with its extensions (RFC 9112 section 7.1.1: limit the length of extensions).
constexpr std::size_t maxChunkHeader = 4096;
constexpr std::string_view httpPrefix = "HTTP/1.";

ProbeFailure protocolFailure(const QString &reason)
{
    return {ProbeOutcome::Unreachable, UnreachableCause::Protocol, reason};
}

} // namespace

ResponseReader::ResponseReader(std::string &body, const ResponseLimits &limits)
    : m_body(body)
    , m_limits(limits)
{
    m_parser.emplace(*this, limits.header);
}

ResponseReader::~ResponseReader() = default;

ProbeStage ResponseReader::stage() const
{
    return m_inBody || m_parser->is_header_done() ? ProbeStage::Body
           : m_received > 0                       ? ProbeStage::Header
                                                  : ProbeStage::FirstByte;
}

ResponseReader::State ResponseReader::fail(ProbeFailure failure)
{
    m_failure = std::move(failure);
    return State::Failed;
}

bool ResponseReader::looksLikeHttp(std::span<const char> bytes)
{
    if (m_first.size() < 48) {
        m_first.append(bytes.data(), std::min(bytes.size(), 48 - m_first.size()));
    }
    const std::size_t length = std::min(m_first.size(), httpPrefix.size());
    return std::string_view(m_first).substr(0, length) == httpPrefix.substr(0, length);
}

ResponseReader::State ResponseReader::feed(std::span<const char> bytes)
{
    m_received += qint64(bytes.size());
    if (!m_startLine && !looksLikeHttp(bytes)) {
        return fail(protocolFailure(u"answer is not HTTP: \"%1\""_s.arg(
            oneLine(QString::fromLatin1(m_first.data(), qsizetype(m_first.size())), 40))));
    }
    if (m_pending.empty()) {
        return parse(bytes);
    }
    m_pending.append(bytes.data(), bytes.size());
    const std::string joined = std::exchange(m_pending, {});
    return parse(joined);
}

ResponseReader::State ResponseReader::parse(std::span<const char> bytes)
{
    while (!bytes.empty()) {
        error_code error;
        const std::size_t used = m_parser->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
        bytes = bytes.subspan(used);
        if (error == http::error::need_more) {
            if (m_inBody && bytes.size() > maxChunkHeader) {
                return fail(protocolFailure(u"malformed chunk in the body"_s));
            }
            m_pending.assign(bytes.data(), bytes.size());
            return State::NeedMore;
        }
        if (error) {
            return m_failure.reason.isEmpty() ? failParsing(error) : State::Failed;
        }
        if (m_parser->is_done()) {
            if (m_status >= 100 && m_status < 200) {
                // An interim answer (RFC 9110 section 15.2): the real one follows.
                if (m_status == 101 || ++m_interimAnswers > maxInterimAnswers) {
                    return fail(protocolFailure(m_status == 101 ? u"server switched protocols unasked"_s
                                                                : u"interim answers without an end"_s));
                }
                m_startLine = false;
                m_first.clear();
                m_inBody = false;
                m_fields = 0;
                m_parser.emplace(*this, m_limits.header);
                if (!bytes.empty() && !looksLikeHttp(bytes)) {
                    return fail(protocolFailure(u"answer is not HTTP after an interim answer"_s));
                }
                continue;
            }
            return complete(bytes);
        }
    }
    return State::NeedMore;
}

ResponseReader::State ResponseReader::complete(std::span<const char> rest)
{
    m_keepAlive = m_parser->keep_alive();
    m_excess = !rest.empty();
    if (m_inflater && m_inflater->state() != Inflater::State::Done && m_bodyReceived > 0) {
        return fail({ProbeOutcome::Unparsable, UnreachableCause::None, u"gzip body is cut off"_s});
    }
    // A second answer leaves the first one whole. Anything else means that the length was a lie, and a page
    // that was cut by a wrong length must not pass for the whole page.
    const std::string_view start(rest.data(), std::min(rest.size(), httpPrefix.size()));
    if (m_excess && start != httpPrefix.substr(0, start.size())) {
        return fail(protocolFailure(
            m_bodyExpected >= 0 ? u"body is longer than its Content-Length of %1 bytes"_s.arg(m_bodyExpected)
                                : u"bytes after the end of the answer"_s));
    }
    return State::Done;
}

ResponseReader::State ResponseReader::closed()
{
    if (m_received == 0) {
        return fail(closedFailure(ProbeStage::FirstByte));
    }
    error_code error;
    if (m_parser->got_some()) {
        m_parser->put_eof(error);
        if (!error && m_parser->is_done()) {
            return complete({});
        }
        if (!m_failure.reason.isEmpty()) {
            return State::Failed;
        }
    }
    return fail(closedFailure(stage(), m_bodyReceived, m_bodyExpected));
}

ResponseReader::State ResponseReader::failParsing(const error_code &error)
{
    if (error == http::error::header_limit) {
        return fail({ProbeOutcome::TooLarge, UnreachableCause::None,
                     u"header over %1"_s.arg(bytesText(m_limits.header))});
    }
    if (m_inBody) {
        return fail(protocolFailure(u"malformed chunk in the body"_s));
    }
    if (!m_startLine) {
        return fail(protocolFailure(u"answer is not HTTP: \"%1\""_s.arg(
            oneLine(QString::fromLatin1(m_first.data(), qsizetype(m_first.size())), 40))));
    }
    if (error == http::error::bad_content_length || error == http::error::multiple_content_length) {
        return fail(protocolFailure(u"malformed or contradictory Content-Length"_s));
    }
    return fail(protocolFailure(
        u"malformed HTTP header (%1)"_s.arg(oneLine(QString::fromStdString(error.message())))));
}

void ResponseReader::takeBody(std::string_view piece, error_code &error)
{
    m_bodyReceived += qint64(piece.size());
    if (!m_inflater) {
        if (qint64(m_body.size() + piece.size()) > m_limits.body) {
            m_failure = {ProbeOutcome::TooLarge, UnreachableCause::None,
                         u"body over %1"_s.arg(bytesText(m_limits.body))};
            error = http::error::body_limit;
            return;
        }
        m_body.append(piece);
        return;
    }
    switch (m_inflater->feed(piece)) {
    case Inflater::State::NeedMore:
    case Inflater::State::Done:
        return;
    case Inflater::State::TooLarge:
        m_failure = {ProbeOutcome::TooLarge, UnreachableCause::None,
                     u"body over %1 when decompressed"_s.arg(bytesText(m_limits.body))};
        break;
    case Inflater::State::Bomb:
        m_failure = {ProbeOutcome::TooLarge, UnreachableCause::None,
                     u"gzip body expands more than %1:1"_s.arg(Inflater::maxRatio)};
        break;
    case Inflater::State::Damaged:
        m_failure = {ProbeOutcome::Unparsable, UnreachableCause::None, u"gzip body is damaged"_s};
        break;
    }
    error = http::error::body_limit;
}

ResponseReader::Parser::Parser(ResponseReader &reader, quint32 headerLimit) : m_reader(reader)
{
    eager(true);
    header_limit(headerLimit);
    body_limit(boost::none); // ours counts after decompression
}

void ResponseReader::Parser::on_response_impl(int code, string_view, int, error_code &)
{
    m_reader.m_status = code;
    m_reader.m_startLine = true;
}

void ResponseReader::Parser::on_field_impl(http::field name, string_view, string_view value,
                                           error_code &error)
{
    if (++m_reader.m_fields > m_reader.m_limits.fields) {
        m_reader.m_failure = {ProbeOutcome::TooLarge, UnreachableCause::None,
                              u"over %1 header fields"_s.arg(m_reader.m_limits.fields)};
        error = http::error::header_limit;
        return;
    }
    if (name == http::field::content_type) {
        m_reader.m_contentType.assign(value.data(), value.size());
    } else if (name == http::field::location) {
        m_reader.m_location.assign(value.data(), value.size());
    } else if (name == http::field::content_encoding) {
        const QLatin1StringView coding(value.data(), qsizetype(value.size()));
        if (coding.compare("gzip"_L1, Qt::CaseInsensitive) == 0 ||
            coding.compare("x-gzip"_L1, Qt::CaseInsensitive) == 0 ||
            coding.compare("deflate"_L1, Qt::CaseInsensitive) == 0) {
            m_reader.m_inflater.emplace(m_reader.m_body, std::size_t(m_reader.m_limits.body));
        } else if (!coding.isEmpty() && coding.compare("identity"_L1, Qt::CaseInsensitive) != 0) {
            m_reader.m_failure = {
                ProbeOutcome::Unparsable, UnreachableCause::None,
                u"body is encoded as \"%1\", which nobody asked for"_s.arg(oneLine(QString(coding), 40))};
            error = http::error::bad_field;
        }
    }
}

void ResponseReader::Parser::on_body_init_impl(const boost::optional<std::uint64_t> &length,
                                               error_code &error)
{
    m_reader.m_inBody = true;
    if (length) {
        m_reader.m_bodyExpected = qint64(*length);
        // What is announced as too large need not be waited for. Compressed, it can only grow.
        if (qint64(*length) > m_reader.m_limits.body || qint64(*length) < 0) {
            m_reader.m_failure = {ProbeOutcome::TooLarge, UnreachableCause::None,
                                  u"body over %1 (%2 announced)"_s.arg(bytesText(m_reader.m_limits.body),
                                                                       bytesText(qint64(*length)))};
            error = http::error::body_limit;
            return;
        }
        if (!m_reader.m_inflater) {
            // Only what a usual page needs at once: an announced length is no reason to hold memory.
            m_reader.m_body.reserve(std::size_t(std::min<quint64>(*length, 256 * 1024)));
        }
    }
}

std::size_t ResponseReader::Parser::on_body_impl(string_view body, error_code &error)
{
    m_reader.takeBody({body.data(), body.size()}, error);
    return body.size();
}

void ResponseReader::Parser::on_chunk_header_impl(std::uint64_t, string_view, error_code &)
{
    m_reader.m_inBody = true;
}

std::size_t ResponseReader::Parser::on_chunk_body_impl(std::uint64_t, string_view body, error_code &error)
{
    m_reader.takeBody({body.data(), body.size()}, error);
    return body.size();
}

} // namespace quarterdeck
