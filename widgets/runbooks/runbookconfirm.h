#pragma once

#include "models/runbooks/runplan.h"
#include "widgets/runbooks/runbooklooks.h"

class QLineEdit;
class QPushButton;

namespace quarterdeck {

class RunbookActButton;

/// The last thing before a run: what it will do in one sentence, the name to type where it is protected, the
/// reason, the dry run, and the button that acts. The button works only when a check of exactly this order
/// has just passed.
class RunbookConfirm final : public RunbookCard
{
    Q_OBJECT
public:
    enum class Readiness : quint8 { Checking, Blocked, Armed, Locked, ReadOnly };

    explicit RunbookConfirm(QWidget *parent = nullptr);

    void clear();
    void setPlan(const RunPlan &plan, const QString &parameters);
    void setReadiness(Readiness readiness, const QString &why);
    void setRefusal(const QString &words);
    [[nodiscard]] Readiness readiness() const { return m_readiness; }
    [[nodiscard]] QString confirmation() const;
    [[nodiscard]] QString reason() const;
    void focusFirst();

Q_SIGNALS:
    void edited();
    void dryRunWanted();
    void startWanted();

private:
    QLabel *m_sentence;
    QLineEdit *m_name;
    QLineEdit *m_reason;
    QPushButton *m_dryRun;
    RunbookActButton *m_start;
    QLabel *m_why;
    QLabel *m_refusal;
    Readiness m_readiness = Readiness::Checking;
};

} // namespace quarterdeck
