#pragma once

#include "models/exposition/expositionrules.h"

#include <QStringList>

namespace quarterdeck {

/// Runs the rules of the format over a page; each finding as "line: message". A line that cannot be read at
/// all is reported as "unreadable".
inline QStringList ruleFindings(ExpositionFormat format, std::string_view page)
{
    class Feeder final : public ExpositionHandler
    {
    public:
        explicit Feeder(QStringList &findings) : m_findings(findings) {}
        void metadata(const MetadataView &metadata) override { rules->metadata(metadata); }
        void sample(const SampleView &sample) override { rules->sample(sample); }
        void problem(const ExpositionProblem &) override { m_findings << QStringLiteral("unreadable"); }
        std::unique_ptr<ExpositionRules> rules;

    private:
        QStringList &m_findings;
    };

    QStringList findings;
    ExpositionParser parser({format, false});
    Feeder feeder(findings);
    feeder.rules = ExpositionRules::forFormat(format, parser, [&findings](const ExpositionWarning &warning) {
        findings << QStringLiteral("%1: %2").arg(warning.line).arg(QString::fromStdString(warning.message));
    });
    parser.parse(page, feeder);
    feeder.rules->finish();
    return findings;
}

} // namespace quarterdeck
