#pragma once

#include <cmath>

namespace quarterdeck {

/// Adds what is known: NaN is "no data", and a sum of nothing known stays that.
inline void addKnown(double &sum, double value)
{
    if (!std::isnan(value)) {
        sum = std::isnan(sum) ? value : sum + value;
    }
}

} // namespace quarterdeck
