#pragma once

#include <QFrame>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace quarterdeck {

/// What is known of a breaker whose state cannot be told: the value as it is exposed, and the piece of
/// configuration that declares it, ready to be copied.
class DeclarationBox final : public QFrame
{
    Q_OBJECT
public:
    explicit DeclarationBox(QWidget *parent = nullptr);

    void setDeclaration(const QString &raw, const QString &hint);

private:
    void copy();

    QLabel *m_raw;
    QPlainTextEdit *m_hint;
    QPushButton *m_copy;
};

} // namespace quarterdeck
