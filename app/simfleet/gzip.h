#pragma once

#include <zlib.h>

#include <string>

namespace quarterdeck::simfleet {

/// Compresses page after page with one deflate state, at the quickest level.
class Gzip
{
public:
    Gzip();
    ~Gzip();
    Gzip(const Gzip &) = delete;
    Gzip &operator=(const Gzip &) = delete;
    /// Replaces `data` by its gzip form; leaves it alone and says false when zlib could not.
    bool compress(std::string &data);

private:
    z_stream m_stream{};
    std::string m_out;
    bool m_good = false;
};

} // namespace quarterdeck::simfleet
