#pragma once

#include "models/signals/signalreading.h"

#include <QList>

#include <cstdint>
#include <iterator>
#include <vector>

namespace quarterdeck {

/// A point of a history of signals, one per scrape.
struct SignalPoint
{
    WallTime at;
    float requestRate = 0; ///< per second; NaN where unknown, as all of them
    float errorRatio = 0;  ///< 0..1
    float p50 = 0;         ///< seconds
    float p95 = 0;
    float p99 = 0;
};

/// The recent signals of one instance in 16 bytes a point: a ring that never holds more than its span of time
/// nor more than its capacity of points. Time is kept to 0.1 s, the request rate as float, the error ratio in
/// steps of 1/65534 and quantiles on a logarithmic scale to 0.02 %: below what a pixel shows.
class SignalHistory
{
public:
    /// Reads like a list of SignalPoint, but makes each when it is asked for.
    class Iterator
    {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = SignalPoint;
        using difference_type = std::ptrdiff_t;
        using pointer = const SignalPoint *;
        using reference = SignalPoint;

        Iterator(const SignalHistory *history, qsizetype index) : m_history(history), m_index(index) {}
        SignalPoint operator*() const { return m_history->at(m_index); }
        Iterator &operator++()
        {
            ++m_index;
            return *this;
        }
        bool operator==(const Iterator &) const = default;

    private:
        const SignalHistory *m_history;
        qsizetype m_index;
    };

    explicit SignalHistory(std::chrono::seconds span = std::chrono::minutes(15), qsizetype capacity = 360);

    /// Adds a point after all others (an earlier time, as after a clock change, starts afresh) and drops what
    /// is older than the span.
    void append(const SignalPoint &point);
    void clear();

    [[nodiscard]] qsizetype size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] SignalPoint at(qsizetype index) const; ///< 0 is the oldest
    [[nodiscard]] SignalPoint operator[](qsizetype index) const { return at(index); }
    [[nodiscard]] SignalPoint first() const { return at(0); }
    [[nodiscard]] SignalPoint last() const { return at(m_size - 1); }
    [[nodiscard]] Iterator begin() const { return {this, 0}; }
    [[nodiscard]] Iterator end() const { return {this, m_size}; }
    [[nodiscard]] QList<SignalPoint> toList() const;
    /// Bytes held on the heap.
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Packed
    {
        std::uint32_t deciseconds; ///< since m_epoch
        float requestRate;
        std::uint16_t errorRatio;
        std::uint16_t p50;
        std::uint16_t p95;
        std::uint16_t p99;
    };
    static_assert(sizeof(Packed) == 16);

    [[nodiscard]] const Packed &packed(qsizetype index) const;
    void grow();

    std::vector<Packed> m_ring;
    WallTime m_epoch{};
    std::chrono::seconds m_span;
    qsizetype m_capacity;
    qsizetype m_start = 0;
    qsizetype m_size = 0;
};

} // namespace quarterdeck
