#include "widgets/breakers/declarationbox.h"

#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

#include <algorithm>

namespace quarterdeck {

DeclarationBox::DeclarationBox(QWidget *parent)
    : QFrame(parent)
    , m_raw(new QLabel(this))
    , m_hint(new QPlainTextEdit(this))
    , m_copy(new QPushButton(QStringLiteral("Copy"), this))
{
    setObjectName(QStringLiteral("declarationBox"));
    setProperty("card", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 9, 10, 9);
    column->setSpacing(7);
    auto *head = new QHBoxLayout;
    auto *title = new QLabel(QStringLiteral("The state cannot be told"), this);
    title->setProperty("tone", QStringLiteral("heading"));
    head->addWidget(title, 1);
    m_copy->setObjectName(QStringLiteral("copyDeclaration"));
    m_copy->setAccessibleName(QStringLiteral("Copy the configuration"));
    head->addWidget(m_copy);
    column->addLayout(head);
    m_raw->setObjectName(QStringLiteral("rawState"));
    m_raw->setTextFormat(Qt::PlainText);
    m_raw->setWordWrap(true);
    m_raw->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_raw);
    m_hint->setObjectName(QStringLiteral("declaration"));
    m_hint->setAccessibleName(QStringLiteral("Configuration that declares the state"));
    m_hint->setReadOnly(true);
    m_hint->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_hint->setFont(Theme::instance().monospace(12));
    column->addWidget(m_hint);
    connect(m_copy, &QPushButton::clicked, this, &DeclarationBox::copy);
}

void DeclarationBox::setDeclaration(const QString &raw, const QString &hint)
{
    m_raw->setText(raw.isEmpty() ? QStringLiteral("No value is exposed.")
                                 : QStringLiteral("Exposed as: %1").arg(raw));
    if (m_hint->toPlainText() != hint) { // a selection in it survives polls
        m_hint->setPlainText(hint);
        m_copy->setText(QStringLiteral("Copy")); // another one, not copied yet
    }
    m_hint->setVisible(!hint.isEmpty());
    m_copy->setVisible(!hint.isEmpty());
    const qsizetype lines = std::clamp<qsizetype>(hint.count(QLatin1Char('\n')) + 2, 3, 14);
    m_hint->setFixedHeight(static_cast<int>(lines) * m_hint->fontMetrics().lineSpacing() + 14);
}

void DeclarationBox::copy()
{
    QGuiApplication::clipboard()->setText(m_hint->toPlainText());
    m_copy->setText(QStringLiteral("Copied"));
}

} // namespace quarterdeck
