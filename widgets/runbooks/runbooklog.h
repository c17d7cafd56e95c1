#pragma once

#include "models/runbooks/runplan.h"
#include "widgets/runbooks/runbooklooks.h"

class QPlainTextEdit;

namespace quarterdeck {

/// Before a run what it is about and what it will send, then its log.
class RunbookLog final : public RunbookCard
{
public:
    explicit RunbookLog(QWidget *parent = nullptr);

    void clear();
    void setAbout(const RunbookDefinition &runbook);
    /// What will be sent; it follows what is entered, until a dry run is shown.
    void setPreview(const RunPlan &plan);
    void showDryRun(const RunPlan &plan);
    void endDryRun() { m_dryRun = false; } ///< it was of another order
    /// The whole log; keeps the place of whoever reads in it, unless the run is another one.
    void setLines(const QList<LogLine> &lines, bool isOther);
    void append(const LogLine &line);
    [[nodiscard]] QString text() const;

private:
    void showText(const QString &text, bool isLog);

    QPlainTextEdit *m_text;
    bool m_dryRun = false;
    bool m_follows = false; ///< the end is in sight, and stays so while lines come and the space shrinks
    bool m_isLog = false;
};

} // namespace quarterdeck
