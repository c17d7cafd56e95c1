#pragma once

#include "models/items/runbookrecord.h"
#include "widgets/runbooks/runbooklooks.h"

#include <QMap>

class QLineEdit;
class QPushButton;

namespace quarterdeck {

class RunbookActButton;

/// For a run that did not end well: what was sent, what was not, what nobody knows; and the ways to go on.
/// Finding out is always possible; what sends something wants a reason, and the name where it is protected.
class RunbookTakeUp final : public RunbookCard
{
    Q_OBJECT
public:
    explicit RunbookTakeUp(QWidget *parent = nullptr);

    void setRecord(const RunbookRecord &record, bool readOnly);
    void setRefusal(const QString &words);
    [[nodiscard]] QString reason() const;
    [[nodiscard]] QString confirmation() const;
    [[nodiscard]] QMap<QString, QString> secrets() const;

Q_SIGNALS:
    void wanted(quarterdeck::TakeUp how);

private:
    void updateButtons();

    QLabel *m_what;
    QLineEdit *m_name;
    QLineEdit *m_reason;
    QWidget *m_secretRows;
    QMap<QString, QLineEdit *> m_secrets;
    QPushButton *m_verify;
    RunbookActButton *m_continue;
    RunbookActButton *m_undo;
    QLabel *m_meaning;
    QLabel *m_refusal;
    RunNumber m_number;
    bool m_acts = true;
};

} // namespace quarterdeck
