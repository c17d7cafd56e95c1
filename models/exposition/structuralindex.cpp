#include "models/exposition/structuralindex.h"

#include <algorithm>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace quarterdeck {

#if defined(__x86_64__)

bool StructuralIndex::available()
{
    static const bool supported = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
                                  __builtin_cpu_supports("popcnt") != 0 &&
                                  __builtin_cpu_supports("pclmul") != 0;
    return supported;
}

// Classes of word bytes by nibble: a byte is a word byte when the entries of its low and its high nibble
// share a bit. 1: 0-9; 2: A-O and a-o; 4: P-Z and _; 8: p-z. The shuffle gives 0 for bytes above 0x7F.
__attribute__((target("avx2,bmi,popcnt,pclmul"))) void StructuralIndex::build(const char *base,
                                                                              const char *end)
{
    const __m256i lowClasses = _mm256_setr_epi8(13, 15, 15, 15, 15, 15, 15, 15, 15, 15, 14, 2, 2, 2, 2, 6, //
                                                13, 15, 15, 15, 15, 15, 15, 15, 15, 15, 14, 2, 2, 2, 2, 6);
    const __m256i highClasses = _mm256_setr_epi8(0, 0, 0, 1, 2, 4, 2, 8, 0, 0, 0, 0, 0, 0, 0, 0, //
                                                 0, 0, 0, 1, 2, 4, 2, 8, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m256i lowNibble = _mm256_set1_epi8(0x0F);
    const __m256i zero = _mm256_setzero_si256();
    const __m256i quote = _mm256_set1_epi8('"');
    const __m256i backslash = _mm256_set1_epi8('\\');
    const __m256i lineFeed = _mm256_set1_epi8('\n');

    const std::size_t length = std::min<std::size_t>(windowBytes, static_cast<std::size_t>(end - base));
    std::uint32_t *out = m_positions.data();
    std::uint64_t inString = 0; // all ones when the block before ended inside quotes
    m_wholeLines = 0;

    std::size_t offset = 0;
    for (; offset < length; offset += 64) {
        const __m256i first = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(base + offset));
        const __m256i second = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(base + offset + 32));
        const auto both = [](__m256i one, __m256i other) __attribute__((target("avx2"), always_inline))
        {
            return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(one))) |
                   (static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm256_movemask_epi8(other)))
                    << 32U);
        };
        const __m256i firstWord = _mm256_and_si256(
            _mm256_shuffle_epi8(lowClasses, first),
            _mm256_shuffle_epi8(highClasses, _mm256_and_si256(_mm256_srli_epi16(first, 4), lowNibble)));
        const __m256i secondWord = _mm256_and_si256(
            _mm256_shuffle_epi8(lowClasses, second),
            _mm256_shuffle_epi8(highClasses, _mm256_and_si256(_mm256_srli_epi16(second, 4), lowNibble)));
        const std::uint64_t other =
            both(_mm256_cmpeq_epi8(firstWord, zero), _mm256_cmpeq_epi8(secondWord, zero));
        const std::uint64_t quotes = both(_mm256_cmpeq_epi8(first, quote), _mm256_cmpeq_epi8(second, quote));
        const std::uint64_t lines =
            both(_mm256_cmpeq_epi8(first, lineFeed), _mm256_cmpeq_epi8(second, lineFeed));
        const std::uint64_t special =
            both(first, second) // bytes above 0x7F
            | both(_mm256_cmpeq_epi8(first, backslash), _mm256_cmpeq_epi8(second, backslash));

        // Bit n of the product with all ones is the parity of the quotes up to n: ones from an opening quote
        // to just before its closing one.
        std::uint64_t quoted = static_cast<std::uint64_t>(_mm_cvtsi128_si64(
            _mm_clmulepi64_si128(_mm_set_epi64x(0, static_cast<long long>(quotes)), _mm_set1_epi8(-1), 0)));
        quoted ^= inString;
        while ((lines & quoted) != 0)
            [[unlikely]]
            { // a line feed always ends the string
                quoted ^= ~std::uint64_t{0} << static_cast<unsigned>(__builtin_ctzll(lines & quoted));
            }
        inString = static_cast<std::uint64_t>(static_cast<std::int64_t>(quoted) >> 63);

        // An opening quote is within the quoted bits, its closing one is not.
        std::uint64_t bits = (other & ~quoted) | special;
        if (lines != 0) {
            m_wholeLines = offset + 64 - static_cast<std::size_t>(__builtin_clzll(lines));
        }
        const auto found = static_cast<std::size_t>(__builtin_popcountll(bits));
        const auto at = static_cast<std::uint32_t>(offset);
        // Eight at a time without asking: what is written too much is overwritten by the next block.
        for (std::size_t written = 0; written < found; written += 8) {
            for (std::size_t i = 0; i < 8; ++i) {
                out[written + i] = at + static_cast<std::uint32_t>(_tzcnt_u64(bits));
                bits = _blsr_u64(bits);
            }
        }
        out += found;
    }
    m_count = static_cast<std::size_t>(out - m_positions.data());
    std::fill_n(out, sentinels, static_cast<std::uint32_t>(offset));
    m_wholeLines = std::min(m_wholeLines, length); // the byte before `end` is a line feed
}

#else

bool StructuralIndex::available()
{
    return false;
}

void StructuralIndex::build(const char *, const char *)
{
    m_count = 0;
    m_wholeLines = 0;
}

#endif

} // namespace quarterdeck
