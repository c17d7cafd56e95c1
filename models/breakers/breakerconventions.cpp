#include "models/breakers/breakerconventions.h"

namespace quarterdeck {

struct BreakerConventions::Compiled
{
    BreakerRules rules;
};

BreakerConventions::BreakerConventions() : BreakerConventions(BreakerRules{}) {}

BreakerConventions::BreakerConventions(BreakerRules rules)
{
    auto compiled = std::make_unique<Compiled>();
    compiled->rules = std::move(rules);
    m_compiled = std::move(compiled);
}

BreakerConventions::~BreakerConventions() = default;

const BreakerRules &BreakerConventions::rules() const
{
    return m_compiled->rules;
}

QString BreakerConventions::firstError(const BreakerRule &)
{
    return {};
}

QString BreakerConventions::firstError(const SaturationRule &)
{
    return {};
}

BreakerState breakerStateFromWord(QStringView)
{
    return BreakerState::Unknown;
}

std::optional<BreakerEncoding> breakerEncodingFromName(QStringView)
{
    return std::nullopt;
}

std::optional<BreakerFact> breakerFactFromName(QStringView)
{
    return std::nullopt;
}

} // namespace quarterdeck
