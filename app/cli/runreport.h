#pragma once

#include "models/runbooks/runplan.h"

class QJsonObject;

namespace quarterdeck {

/// What `quarterdeck run` prints: lines for people, or one JSON object a line.
class RunReport
{
public:
    explicit RunReport(bool json) : m_json(json) {}

    /// Without control characters: what comes from the fleet can neither begin a line of ours nor steer the
    /// terminal.
    static QString plain(QString text);

    /// Title, blast radius, every check and rule with its word.
    void plan(const RunPlan &plan) const;
    /// What will be sent, filled in.
    void acts(const RunPlan &plan) const;
    void log(const LogLine &line) const;
    void step(const StepProgress &step, int index) const;
    void state(const RunProgress &run) const;
    /// The last line. `state`: "refused" has no run.
    void result(const QString &state, const QString &reason, const RunProgress *run) const;

private:
    void print(QJsonObject object) const;
    bool m_json;
};

} // namespace quarterdeck
