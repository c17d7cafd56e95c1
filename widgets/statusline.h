#pragma once

#include "models/items/consolestatus.h"

#include <QFrame>

class QLabel;
class QToolButton;

namespace quarterdeck {

/// The bottom line: the console's own condition. What the console could not do stands here in words, never in
/// a dialog; a click on it asks for the whole list.
class StatusLine final : public QFrame
{
    Q_OBJECT
public:
    explicit StatusLine(QWidget *parent = nullptr);

    void setStatus(const ConsoleStatus &status);
    [[nodiscard]] const ConsoleStatus &status() const { return m_status; }

Q_SIGNALS:
    void problemsClicked();
    void consoleClicked();

protected:
    void changeEvent(QEvent *event) override;

private:
    class Lamp;
    void refresh();

    ConsoleStatus m_status;
    Lamp *m_lamp = nullptr;
    QLabel *m_polling = nullptr;
    QLabel *m_rate = nullptr;
    QLabel *m_late = nullptr;
    QLabel *m_p99 = nullptr;
    QLabel *m_own = nullptr;
    QLabel *m_tls = nullptr;
    QToolButton *m_problem = nullptr;
    QLabel *m_record = nullptr;
    QLabel *m_configuration = nullptr;
};

} // namespace quarterdeck
