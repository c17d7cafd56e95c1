#pragma once

#include "models/exposition/expositionparser.h"

#include <functional>
#include <memory>

namespace quarterdeck {

/// Rules of a format that one line alone cannot break: what belongs together, what may stand twice, what
/// values a type allows. Prometheus reads such pages all the same, so every finding is a warning.
class ExpositionRules : public ExpositionHandler
{
public:
    using Sink = std::function<void(const ExpositionWarning &)>;

    /// The rules of the parser's format. `parser` is the one that will feed them, and must outlive them.
    static std::unique_ptr<ExpositionRules> forFormat(ExpositionFormat format, const ExpositionParser &parser,
                                                      Sink sink);

    /// After the last line.
    virtual void finish() = 0;

protected:
    ExpositionRules(const ExpositionParser &parser, Sink sink) : m_parser(parser), m_sink(std::move(sink)) {}

    [[nodiscard]] const FamilyMetadata &family(std::uint32_t index) const
    {
        return m_parser.families()[index];
    }
    void warn(std::uint64_t line, std::string message) const { m_sink({line, 1, std::move(message), true}); }

private:
    const ExpositionParser &m_parser;
    const Sink m_sink;
};

/// "HELP", "TYPE" or "UNIT".
std::string_view metadataWord(LineKind kind);

/// A bound as `le` and `quantile` have it; false when it is no number.
bool readBound(std::string_view text, double &bound);

} // namespace quarterdeck
