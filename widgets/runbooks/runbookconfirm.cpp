#include "widgets/runbooks/runbookconfirm.h"

#include "models/items/runbooklistmodel.h"
#include "widgets/runbooks/runbookinputs.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStyle>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

void setTone(QLabel *label, const char *tone)
{
    if (label->property("tone").toString() != QLatin1String(tone)) {
        label->setProperty("tone", QLatin1String(tone));
        label->style()->unpolish(label);
        label->style()->polish(label);
    }
}

} // namespace

RunbookConfirm::RunbookConfirm(QWidget *parent)
    : RunbookCard(QStringLiteral("runbookConfirm"), QStringLiteral("4 Confirm"), parent)
    , m_sentence(plainLabel(QStringLiteral("confirmSentence"), "dim", this))
    , m_name(new QLineEdit(this))
    , m_reason(new QLineEdit(this))
    , m_dryRun(new QPushButton(QStringLiteral("Dry run"), this))
    , m_start(new RunbookActButton(this))
    , m_why(plainLabel(QStringLiteral("confirmWhy"), "dim", this))
    , m_refusal(plainLabel(QStringLiteral("refusal"), "error", this))
{
    m_name->setObjectName(QStringLiteral("confirmName"));
    m_name->setAccessibleName(QStringLiteral("The name of what is acted on, typed to confirm"));
    m_name->setMaxLength(400);
    m_reason->setObjectName(QStringLiteral("confirmReason"));
    m_reason->setAccessibleName(QStringLiteral("Reason, for the record"));
    m_reason->setPlaceholderText(QStringLiteral("Reason, for the record"));
    m_reason->setMaxLength(1000);
    m_dryRun->setObjectName(QStringLiteral("dryRun"));
    m_dryRun->setAutoDefault(false);
    m_dryRun->setToolTip(QStringLiteral("Shows the exact requests and commands, filled in; sends nothing"));
    m_start->setObjectName(QStringLiteral("startRun"));
    column()->addWidget(m_sentence);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_name, 2);
    row->addWidget(m_reason, 3);
    row->addWidget(m_dryRun);
    row->addWidget(m_start);
    column()->addLayout(row);
    column()->addWidget(m_why);
    column()->addWidget(m_refusal);
    QWidget::setTabOrder(m_name, m_reason);
    QWidget::setTabOrder(m_reason, m_dryRun);
    QWidget::setTabOrder(m_dryRun, m_start);

    connect(m_name, &QLineEdit::textEdited, this, &RunbookConfirm::edited);
    connect(m_reason, &QLineEdit::textEdited, this, &RunbookConfirm::edited);
    // Enter goes on to what comes next, and never acts by itself.
    connect(m_name, &QLineEdit::returnPressed, m_reason, qOverload<>(&QWidget::setFocus));
    connect(m_reason, &QLineEdit::returnPressed, this,
            [this] { (m_start->isEnabled() ? static_cast<QWidget *>(m_start) : m_dryRun)->setFocus(); });
    connect(m_dryRun, &QPushButton::clicked, this, &RunbookConfirm::dryRunWanted);
    connect(m_start, &QPushButton::clicked, this, [this] {
        if (m_readiness == Readiness::Armed) {
            Q_EMIT startWanted();
        }
    });
    clear();
}

void RunbookConfirm::clear()
{
    m_sentence->clear();
    m_name->clear();
    m_reason->clear();
    m_name->hide();
    m_start->setText(QStringLiteral("Run"));
    setRefusal({});
    setReadiness(Readiness::Checking, QStringLiteral("Checking…"));
}

void RunbookConfirm::setPlan(const RunPlan &plan, const QString &parameters)
{
    bool wantsName = false;
    for (const RuleVerdict &rule : plan.rules) {
        wantsName = wantsName || rule.rule == SafetyRule::Confirmation;
    }
    if (m_name->isHidden() == wantsName) {
        m_name->setVisible(wantsName);
    }
    m_name->setPlaceholderText(QStringLiteral("Type %1").arg(plan.subject));
    const RunbookDefinition &runbook = *plan.order.runbook;
    QString sentence = withoutPlaces(plan.title, runbook);
    if (!parameters.isEmpty()) {
        sentence += QStringLiteral(": ") + parameters;
    }
    sentence += !plan.radius.targets.isEmpty() ? QStringLiteral(". It acts on %1.").arg(plan.radius.toText())
                : plan.problems.isEmpty()      ? QStringLiteral(". It acts on no instance of the fleet.")
                                          : QStringLiteral(". What it acts on is known once its values are.");
    if (runbook.safety.wait.count() > 0) {
        sentence +=
            QStringLiteral(" It begins %1 s after the button; until then it can be aborted and nothing "
                           "is sent.")
                .arg(runbook.safety.wait.count());
    }
    if (wantsName) {
        sentence += QStringLiteral(" Type %1 to arm the button.").arg(plan.subject);
    }
    if (m_sentence->text() != sentence) {
        m_sentence->setText(sentence);
    }
    // Where nothing of the fleet is acted on, the subject is the runbook itself.
    const QString verb = plan.subject == runbook.id
                             ? QStringLiteral("Run %1").arg(runbook.id)
                             : QStringLiteral("%1 %2").arg(verbOf(runbook.kind), plan.subject);
    if (m_start->text() != verb) {
        m_start->setText(QString(verb).replace(QLatin1Char('&'), QStringLiteral("&&")));
        m_start->setAccessibleName(verb);
    }
}

void RunbookConfirm::setReadiness(Readiness readiness, const QString &why)
{
    m_readiness = readiness;
    const bool acts = readiness != Readiness::ReadOnly;
    const bool open = readiness != Readiness::Locked;
    m_start->setVisible(acts);
    if (m_start->hasFocus() && readiness != Readiness::Armed) {
        m_reason->setFocus(); // before Qt gives the focus to whatever comes next
    }
    m_start->setEnabled(readiness == Readiness::Armed);
    m_name->setEnabled(open && acts);
    m_reason->setEnabled(open && acts);
    m_dryRun->setEnabled(open);
    m_why->setText(why);
    setTone(m_why, readiness == Readiness::Blocked || readiness == Readiness::ReadOnly ? "error" : "dim");
}

void RunbookConfirm::setRefusal(const QString &words)
{
    m_refusal->setText(words);
    m_refusal->setVisible(!words.isEmpty());
}

QString RunbookConfirm::confirmation() const
{
    return m_name->isHidden() ? QString() : m_name->text();
}

QString RunbookConfirm::reason() const
{
    return m_reason->text().trimmed();
}

void RunbookConfirm::focusFirst()
{
    (m_name->isHidden() ? m_reason : m_name)->setFocus();
}

} // namespace quarterdeck
