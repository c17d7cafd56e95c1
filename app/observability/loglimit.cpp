#include "app/observability/loglimit.h"

#include <algorithm>
#include <utility>

namespace quarterdeck {

LogLimit::Verdict LogLimit::admit(const QString &category, Time now)
{
    auto found = m_allowances.find(category);
    if (found == m_allowances.end()) {
        found = m_allowances.insert(category, Allowance{burst, now, 0});
    }
    Allowance &allowance = *found;
    const double passed = std::chrono::duration<double>(now - allowance.at).count();
    allowance.tokens = std::min(burst, allowance.tokens + passed * perSecond);
    allowance.at = now;
    if (allowance.tokens < 1) {
        ++allowance.leftOut;
        return {false, 0};
    }
    allowance.tokens -= 1;
    return {true, std::exchange(allowance.leftOut, 0)};
}

} // namespace quarterdeck
