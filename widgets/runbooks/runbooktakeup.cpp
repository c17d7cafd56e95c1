#include "widgets/runbooks/runbooktakeup.h"

#include "widgets/runbooks/runbookinputs.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

QString listOf(const QString &title, const QStringList &lines)
{
    QString text = title;
    constexpr qsizetype most = 12;
    for (const QString &line : lines.mid(0, most)) {
        text += QStringLiteral("\n  · ") + line;
    }
    if (lines.size() > most) {
        text += QStringLiteral("\n  · and %1 more").arg(lines.size() - most);
    }
    return text;
}

QString meaningOf(bool undoable)
{
    return QStringLiteral(
               "Verify sends nothing that changes anything. Continue does the steps that are not done, the "
               "failed "
               "ones again, with the same values; what may have been sent is not sent again unless that is "
               "harmless. ") +
           (undoable ? QStringLiteral("Undo undoes what was done, the last first.")
                     : QStringLiteral("No step that was done has an undo."));
}

} // namespace

RunbookTakeUp::RunbookTakeUp(QWidget *parent)
    : RunbookCard(QStringLiteral("runbookTakeUp"), QStringLiteral("Go on from here"), parent)
    , m_what(plainLabel(QStringLiteral("whatWasSent"), "", this))
    , m_name(new QLineEdit(this))
    , m_reason(new QLineEdit(this))
    , m_secretRows(new QWidget(this))
    , m_verify(new QPushButton(QStringLiteral("Find out: verify only"), this))
    , m_continue(new RunbookActButton(this))
    , m_undo(new RunbookActButton(this))
    , m_meaning(plainLabel(QStringLiteral("takeUpMeaning"), "small", this))
    , m_refusal(plainLabel(QStringLiteral("takeUpRefusal"), "error", this))
{
    m_name->setObjectName(QStringLiteral("takeUpName"));
    m_name->setAccessibleName(QStringLiteral("The name of what is acted on, typed to confirm"));
    m_reason->setObjectName(QStringLiteral("takeUpReason"));
    m_reason->setAccessibleName(QStringLiteral("Reason to go on, for the record"));
    m_reason->setPlaceholderText(QStringLiteral("Reason, for the record"));
    m_verify->setObjectName(QStringLiteral("takeUpVerify"));
    m_verify->setAutoDefault(false);
    m_verify->setProperty("primary", true);
    m_continue->setObjectName(QStringLiteral("takeUpContinue"));
    m_continue->setText(QStringLiteral("Continue"));
    m_undo->setObjectName(QStringLiteral("takeUpUndo"));
    m_undo->setText(QStringLiteral("Undo"));
    column()->addWidget(m_what);
    auto *secretRows = new QVBoxLayout(m_secretRows);
    secretRows->setContentsMargins(0, 0, 0, 0);
    column()->addWidget(m_secretRows);
    auto *fields = new QHBoxLayout;
    fields->addWidget(m_name, 2);
    fields->addWidget(m_reason, 3);
    column()->addLayout(fields);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_verify);
    buttons->addWidget(m_continue);
    buttons->addWidget(m_undo);
    buttons->addStretch(1);
    column()->addLayout(buttons);
    column()->addWidget(m_meaning);
    column()->addWidget(m_refusal);
    connect(m_reason, &QLineEdit::textChanged, this, &RunbookTakeUp::updateButtons);
    connect(m_verify, &QPushButton::clicked, this, [this] { Q_EMIT wanted(TakeUp::Verify); });
    connect(m_continue, &QPushButton::clicked, this, [this] { Q_EMIT wanted(TakeUp::Continue); });
    connect(m_undo, &QPushButton::clicked, this, [this] { Q_EMIT wanted(TakeUp::Undo); });
    setRefusal({});
    updateButtons();
}

void RunbookTakeUp::setRecord(const RunbookRecord &record, bool readOnly)
{
    m_acts = !readOnly && record.problem.isEmpty();
    if (m_number != record.summary.number) {
        m_number = record.summary.number;
        m_name->clear();
        m_reason->clear();
        setRefusal({});
        qDeleteAll(m_secretRows->findChildren<QLineEdit *>(Qt::FindDirectChildrenOnly));
        m_secrets.clear();
        for (const QString &name : record.secrets) {
            auto *line = new QLineEdit(m_secretRows);
            line->setEchoMode(QLineEdit::Password);
            line->setObjectName(QStringLiteral("takeUpSecret_") + name);
            line->setAccessibleName(name);
            line->setPlaceholderText(QStringLiteral("%1: a secret is on no record, give it again").arg(name));
            m_secretRows->layout()->addWidget(line);
            m_secrets.insert(name, line);
        }
    }
    m_secretRows->setVisible(!m_secrets.isEmpty() && m_acts);
    m_name->setPlaceholderText(QStringLiteral("Type %1, where it is protected").arg(record.summary.subject));
    QStringList parts;
    if (!record.sent.isEmpty()) {
        parts.append(listOf(QStringLiteral("Sent:"), record.sent));
    }
    if (!record.maybeSent.isEmpty()) {
        parts.append(listOf(QStringLiteral("May have been sent, nobody knows:"), record.maybeSent));
    }
    if (!record.notSent.isEmpty()) {
        parts.append(listOf(QStringLiteral("Not sent:"), record.notSent));
    }
    if (!record.problem.isEmpty()) {
        parts.append(record.problem);
    }
    m_what->setText(parts.join(QLatin1Char('\n')));
    m_what->setVisible(!parts.isEmpty());
    // What has succeeded can only be undone; what was not done, or has no undo, cannot.
    const bool worked = record.summary.state == RunState::Succeeded;
    for (QWidget *widget : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_reason)}) {
        widget->setVisible(m_acts);
    }
    m_continue->setVisible(m_acts && !worked);
    m_undo->setVisible(m_acts && record.undoable);
    m_verify->setVisible(record.problem.isEmpty() && !worked);
    m_verify->setProperty("primary", true);
    m_meaning->setText(worked ? QStringLiteral("Undo undoes what was done, the last first.")
                              : meaningOf(record.undoable));
    m_meaning->setVisible(record.problem.isEmpty());
    setHeading(worked ? QStringLiteral("Undo it") : QStringLiteral("Go on from here"));
    updateButtons();
}

void RunbookTakeUp::updateButtons()
{
    const bool given = !m_reason->text().trimmed().isEmpty();
    m_continue->setEnabled(m_acts && given);
    m_undo->setEnabled(m_acts && given);
    const QString hint = given ? QString() : QStringLiteral("a reason is wanted");
    m_continue->setToolTip(hint);
    m_undo->setToolTip(hint);
}

void RunbookTakeUp::setRefusal(const QString &words)
{
    m_refusal->setText(words);
    m_refusal->setVisible(!words.isEmpty());
}

QString RunbookTakeUp::reason() const
{
    return m_reason->text().trimmed();
}

QString RunbookTakeUp::confirmation() const
{
    return m_name->text();
}

QMap<QString, QString> RunbookTakeUp::secrets() const
{
    QMap<QString, QString> values;
    for (auto it = m_secrets.cbegin(); it != m_secrets.cend(); ++it) {
        values.insert(it.key(), it.value()->text());
    }
    return values;
}

} // namespace quarterdeck
