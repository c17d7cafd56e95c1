#include "app/polling/inflater.h"

#include <zlib.h>

#include <algorithm>

namespace quarterdeck {

Inflater::Inflater(std::string &output, std::size_t limit)
    : m_output(output)
    , m_limit(limit)
    , m_stream(std::make_unique<z_stream>())
{
    *m_stream = {};
    if (inflateInit2(m_stream.get(), 15 + 32) != Z_OK) { // 32: gzip or zlib, told apart by the header
        m_state = State::Damaged;
    }
}

Inflater::~Inflater()
{
    inflateEnd(m_stream.get());
}

Inflater::State Inflater::feed(std::span<const char> compressed)
{
    if (compressed.empty() || (m_state != State::NeedMore && m_state != State::Done)) {
        return m_state;
    }
    z_stream &stream = *m_stream;
    if (m_state == State::Done) {
        // RFC 1952 section 2.2: a gzip file is a series of members.
        m_state = inflateReset(&stream) == Z_OK ? State::NeedMore : State::Damaged;
    }
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(compressed.data()));
    stream.avail_in = uInt(compressed.size());
    char piece[16 * 1024];
    do {
        stream.next_out = reinterpret_cast<Bytef *>(piece);
        stream.avail_out = sizeof piece;
        const int result = inflate(&stream, Z_NO_FLUSH);
        const std::size_t produced = sizeof piece - stream.avail_out;
        if (m_output.size() + produced > m_limit) {
            return m_state = State::TooLarge;
        }
        m_output.append(piece, produced);
        const std::size_t consumed = m_consumed + compressed.size() - stream.avail_in;
        if (m_output.size() > ratioFrom && m_output.size() / maxRatio > consumed) {
            return m_state = State::Bomb;
        }
        if (result == Z_STREAM_END) {
            if (stream.avail_in == 0) {
                m_consumed = consumed;
                return m_state = State::Done;
            }
            if (inflateReset(&stream) != Z_OK) {
                return m_state = State::Damaged;
            }
            continue;
        }
        if (result != Z_OK && result != Z_BUF_ERROR) {
            return m_state = State::Damaged;
        }
        if (result == Z_BUF_ERROR && produced == 0) {
            break; // wants more input
        }
    } while (stream.avail_in > 0 || stream.avail_out == 0);
    m_consumed += compressed.size() - stream.avail_in;
    return m_state;
}

} // namespace quarterdeck
