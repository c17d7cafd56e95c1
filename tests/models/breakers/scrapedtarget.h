#pragma once

#include "app/config/breakerrules.h"
#include "app/config/builtinrules.h"
#include "models/breakers/breakerconventions.h"
#include "models/breakers/breakerextractor.h"
#include "models/exposition/pagereader.h"

#include <QStringList>

/// One target whose successive pages a test hands in.
class ScrapedTarget
{
public:
    explicit ScrapedTarget(std::shared_ptr<const quarterdeck::BreakerConventions> conventions)
        : extractor(std::move(conventions))
        , m_reader(extractor)
    {
    }

    QList<quarterdeck::BreakerReading> scrape(const QByteArray &text)
    {
        using namespace quarterdeck;
        std::vector<SelectedSample> samples;
        const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
        m_reader.read(view, text.endsWith("# EOF\n") ? ExpositionFormat::OpenMetrics : ExpositionFormat::Text,
                      samples);
        return extractor.update(samples);
    }

    quarterdeck::BreakerExtractor extractor;

private:
    quarterdeck::PageReader m_reader;
};

/// The built-in conventions; null when they are wrong.
inline std::shared_ptr<const quarterdeck::BreakerConventions> builtInConventions()
{
    using namespace quarterdeck;
    ProblemList problems;
    const auto conventions =
        breakerConventionsFor({}, builtInFile(QStringLiteral(":/quarterdeck/breakers.yml"), problems));
    for (const ConfigProblem &problem : problems.errors()) {
        qWarning("%s", qPrintable(problem.toString()));
    }
    return problems.errors().isEmpty() ? conventions : nullptr;
}

/// "name: state" with what else a test may care for, a breaker a line.
inline QString statesOf(const QList<quarterdeck::BreakerReading> &readings)
{
    QStringList lines;
    for (const quarterdeck::BreakerReading &reading : readings) {
        lines.append(reading.name + QStringLiteral(": ") + toString(reading.state));
    }
    return lines.join(QStringLiteral("; "));
}
