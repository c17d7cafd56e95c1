#include "models/signals/signalhistory.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

using Deciseconds = std::chrono::duration<std::int64_t, std::deci>;

constexpr std::uint16_t unknownCode = 0xffff;

std::uint16_t packRatio(float ratio)
{
    if (!std::isfinite(ratio)) {
        return unknownCode;
    }
    return static_cast<std::uint16_t>(std::lround(std::clamp(ratio, 0.0F, 1.0F) * 65534.0F));
}

float unpackRatio(std::uint16_t code)
{
    return code == unknownCode ? std::numeric_limits<float>::quiet_NaN()
                               : static_cast<float>(code) / 65534.0F;
}

// Quantiles: code 0 is zero, 1 to 65534 spread evenly over the logarithm from 1 microsecond to 1e5 seconds.
constexpr double lowestSeconds = 1e-6;
constexpr double logSpan = 25.328436022934504; // ln(1e5 / 1e-6)
constexpr double logSteps = 65533;

std::uint16_t packSeconds(float seconds)
{
    if (!std::isfinite(seconds)) {
        return unknownCode;
    }
    if (seconds < static_cast<float>(lowestSeconds) / 2) {
        return 0;
    }
    const double step = std::log(static_cast<double>(seconds) / lowestSeconds) / logSpan * logSteps;
    return static_cast<std::uint16_t>(1 + std::lround(std::clamp(step, 0.0, logSteps)));
}

float unpackSeconds(std::uint16_t code)
{
    if (code == unknownCode) {
        return std::numeric_limits<float>::quiet_NaN();
    }
    return code == 0 ? 0.0F : static_cast<float>(lowestSeconds * std::exp((code - 1) / logSteps * logSpan));
}

} // namespace

SignalHistory::SignalHistory(std::chrono::seconds span, qsizetype capacity)
    : m_span(span)
    , m_capacity(capacity)
{
}

void SignalHistory::append(const SignalPoint &point)
{
    if (m_size > 0 && point.at < last().at) {
        clear();
    }
    if (m_size == 0) {
        m_epoch = point.at;
    }
    auto offset = std::chrono::floor<Deciseconds>(point.at - m_epoch).count();
    // 2^32 tenths of a second are 13 years; a jump of the clock beyond that starts afresh.
    if (offset > std::numeric_limits<std::uint32_t>::max()) {
        clear();
        m_epoch = point.at;
        offset = 0;
    }
    const std::int64_t oldest = offset - std::chrono::duration_cast<Deciseconds>(m_span).count();
    while (m_size > 0 && (m_size >= m_capacity || packed(0).deciseconds < oldest)) {
        m_start = (m_start + 1) % static_cast<qsizetype>(m_ring.size());
        --m_size;
    }
    if (m_size == static_cast<qsizetype>(m_ring.size())) {
        grow();
    }
    const auto place = static_cast<std::size_t>((m_start + m_size) % static_cast<qsizetype>(m_ring.size()));
    m_ring[place] = {static_cast<std::uint32_t>(offset),
                     point.requestRate,
                     packRatio(point.errorRatio),
                     packSeconds(point.p50),
                     packSeconds(point.p95),
                     packSeconds(point.p99)};
    ++m_size;
}

void SignalHistory::clear()
{
    m_start = 0;
    m_size = 0;
}

SignalPoint SignalHistory::at(qsizetype index) const
{
    Q_ASSERT(index >= 0 && index < m_size);
    const Packed &point = packed(index);
    return {m_epoch + std::chrono::duration_cast<WallTime::duration>(Deciseconds(point.deciseconds)),
            point.requestRate,
            unpackRatio(point.errorRatio),
            unpackSeconds(point.p50),
            unpackSeconds(point.p95),
            unpackSeconds(point.p99)};
}

QList<SignalPoint> SignalHistory::toList() const
{
    QList<SignalPoint> points;
    points.reserve(m_size);
    for (const SignalPoint point : *this) {
        points.append(point);
    }
    return points;
}

std::size_t SignalHistory::bytes() const
{
    return m_ring.capacity() * sizeof(Packed);
}

const SignalHistory::Packed &SignalHistory::packed(qsizetype index) const
{
    return m_ring[static_cast<std::size_t>((m_start + index) % static_cast<qsizetype>(m_ring.size()))];
}

void SignalHistory::grow()
{
    // By half, not by double: ten thousand histories of 180 points should not hold room for 256.
    const auto wanted = std::min<std::size_t>(static_cast<std::size_t>(m_capacity),
                                              std::max<std::size_t>(12, m_ring.size() + m_ring.size() / 2));
    std::vector<Packed> ring;
    ring.reserve(wanted);
    for (qsizetype index = 0; index < m_size; ++index) {
        ring.push_back(packed(index));
    }
    ring.resize(wanted);
    m_ring.swap(ring);
    m_start = 0;
}

} // namespace quarterdeck
