#include "widgets/runbooks/runbookfacts.h"

#include "models/items/formatter.h"

#include <QLabel>
#include <QVBoxLayout>

namespace quarterdeck {

RunbookFacts::RunbookFacts(QWidget *parent)
    : RunbookCard(QStringLiteral("runFacts"), QStringLiteral("On record"), parent)
    , m_text(plainLabel(QStringLiteral("runFactsText"), "", this))
{
    column()->addWidget(m_text);
}

void RunbookFacts::setRecord(const RunbookRecord &record)
{
    const RunSummary &run = record.summary;
    QStringList lines{QStringLiteral("Acted on  %1").arg(run.subject)};
    for (const auto &[name, value] : record.parameters) {
        lines.append(QStringLiteral("%1  %2").arg(name, value));
    }
    lines.append(QStringLiteral("Reason  %1").arg(run.reason.isEmpty() ? format::missing() : run.reason));
    if (run.incident > 0) {
        lines.append(QStringLiteral("Incident  %1").arg(run.incident));
    }
    if (!run.overrides.isEmpty()) {
        lines.append(QStringLiteral("Overridden  %1").arg(run.overrides.join(QStringLiteral(", "))));
    }
    if (run.ended) {
        lines.append(QStringLiteral("Ended  %1").arg(format::dateTime(*run.ended)));
    }
    if (!run.acknowledgedBy.isEmpty()) {
        lines.append(
            QStringLiteral("Acknowledged  by %1: %2").arg(run.acknowledgedBy, run.acknowledgedReason));
    }
    lines.append(
        QStringLiteral("Fleet file  %1").arg(record.config.isEmpty() ? format::missing() : record.config));
    for (const auto &[name, value] : record.values) {
        lines.append(QStringLiteral("%1 (found)  %2").arg(name, value.simplified().left(200)));
    }
    m_text->setText(lines.join(QLatin1Char('\n')));
}

} // namespace quarterdeck
