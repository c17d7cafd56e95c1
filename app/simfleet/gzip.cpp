#include "app/simfleet/gzip.h"

namespace quarterdeck::simfleet {

Gzip::Gzip()
{
    // 15 bits of window, 16 more for gzip's header and trailer (zlib.h, deflateInit2).
    m_good = deflateInit2(&m_stream, Z_BEST_SPEED, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK;
}

Gzip::~Gzip()
{
    deflateEnd(&m_stream);
}

bool Gzip::compress(std::string &data)
{
    if (!m_good || deflateReset(&m_stream) != Z_OK) {
        return false;
    }
    m_out.resize(deflateBound(&m_stream, static_cast<uLong>(data.size())));
    m_stream.next_in = reinterpret_cast<Bytef *>(data.data());
    m_stream.avail_in = static_cast<uInt>(data.size());
    m_stream.next_out = reinterpret_cast<Bytef *>(m_out.data());
    m_stream.avail_out = static_cast<uInt>(m_out.size());
    if (deflate(&m_stream, Z_FINISH) != Z_STREAM_END) {
        return false;
    }
    m_out.resize(m_stream.total_out);
    data.swap(m_out);
    return true;
}

} // namespace quarterdeck::simfleet
