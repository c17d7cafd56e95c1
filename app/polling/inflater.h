#pragma once

#include <memory>
#include <span>
#include <string>

struct z_stream_s;

namespace quarterdeck {

/// Decompresses a gzip (RFC 1952) or zlib (RFC 1950) body piece by piece, within bounds: a small body that
/// expands without end is cut long before it fills the memory.
class Inflater
{
public:
    enum class State : unsigned char {
        NeedMore,
        Done,
        TooLarge, ///< over the size limit
        Bomb,     ///< over the ratio limit
        Damaged,
    };
    /// A metrics page shrinks to a tenth or a thirtieth; DEFLATE itself ends at 1032:1.
    static constexpr std::size_t maxRatio = 200;
    /// Below this many bytes the ratio says nothing: a page of zeros is small anyway.
    static constexpr std::size_t ratioFrom = 1024 * 1024;

    Inflater(std::string &output, std::size_t limit);
    ~Inflater();
    Inflater(const Inflater &) = delete;
    Inflater &operator=(const Inflater &) = delete;

    State feed(std::span<const char> compressed);
    [[nodiscard]] State state() const { return m_state; }

private:
    std::string &m_output;
    std::size_t m_limit;
    std::size_t m_consumed = 0;
    std::unique_ptr<z_stream_s> m_stream;
    State m_state = State::NeedMore;
};

} // namespace quarterdeck
