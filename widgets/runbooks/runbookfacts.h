#pragma once

#include "models/items/runbookrecord.h"
#include "widgets/runbooks/runbooklooks.h"

namespace quarterdeck {

/// What the record says of a run besides its steps and its log.
class RunbookFacts final : public RunbookCard
{
public:
    explicit RunbookFacts(QWidget *parent = nullptr);
    void setRecord(const RunbookRecord &record);

private:
    QLabel *m_text;
};

} // namespace quarterdeck
