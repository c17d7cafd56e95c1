#include "widgets/isolationbanner.h"

#include <QHBoxLayout>
#include <QLabel>

namespace quarterdeck {

namespace {

QString titleOf(Isolation isolation)
{
    switch (isolation) {
    case Isolation::None:
        return {};
    case Isolation::Suspected:
        return QStringLiteral("Is it me or the fleet?");
    case Isolation::Isolated:
        return QStringLiteral("This console is cut off");
    case Isolation::CannotTell:
        return QStringLiteral("The fleet does not answer");
    case Isolation::Outage:
        return QStringLiteral("The fleet is out");
    }
    return {};
}

} // namespace

IsolationBanner::IsolationBanner(QWidget *parent)
    : QFrame(parent)
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
{
    setObjectName(QStringLiteral("isolationBanner"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(18, 8, 18, 8);
    row->setSpacing(12);
    m_title->setObjectName(QStringLiteral("isolationTitle"));
    m_title->setStyleSheet(QStringLiteral("font-weight: 600;"));
    m_title->setTextFormat(Qt::PlainText);
    m_text->setObjectName(QStringLiteral("isolationText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    row->addWidget(m_title);
    row->addWidget(m_text, 1);
    hide();
}

void IsolationBanner::setIsolation(Isolation isolation, const QString &text)
{
    m_title->setText(titleOf(isolation));
    m_text->setText(text);
    setAccessibleName(QStringLiteral("%1: %2").arg(m_title->text(), text));
    setVisible(isolation != Isolation::None);
}

} // namespace quarterdeck
