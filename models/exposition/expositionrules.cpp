#include "models/exposition/expositionrules.h"

#include "models/exposition/numbertext.h"
#include "models/exposition/openmetricsrules.h"
#include "models/exposition/textrules.h"

namespace quarterdeck {

std::unique_ptr<ExpositionRules> ExpositionRules::forFormat(ExpositionFormat format,
                                                            const ExpositionParser &parser, Sink sink)
{
    if (format == ExpositionFormat::OpenMetrics) {
        return std::make_unique<OpenMetricsRules>(parser, std::move(sink));
    }
    return std::make_unique<TextRules>(parser, std::move(sink));
}

std::string_view metadataWord(LineKind kind)
{
    return kind == LineKind::Help ? "HELP" : kind == LineKind::Type ? "TYPE" : "UNIT";
}

bool readBound(std::string_view text, double &bound)
{
    return readNumberToken(text, bound) == NumberFault::None;
}

} // namespace quarterdeck
