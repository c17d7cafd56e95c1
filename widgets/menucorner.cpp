#include "widgets/menucorner.h"

#include "models/items/formatter.h"

#include <QAction>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace quarterdeck {

MenuCorner::MenuCorner(QAction *goToAnything, QWidget *parent)
    : QWidget(parent)
    , m_file(new QLabel(this))
    , m_clock(new QLabel(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 2, 12, 2);
    row->setSpacing(18);
    m_file->setObjectName(QStringLiteral("fileName"));
    m_file->setTextFormat(Qt::PlainText);
    m_clock->setObjectName(QStringLiteral("clock"));
    m_file->setProperty("tone", QStringLiteral("dim"));
    m_clock->setProperty("tone", QStringLiteral("dim"));
    auto *go = new QToolButton(this);
    go->setObjectName(QStringLiteral("goToAnythingButton"));
    go->setText(QStringLiteral("Ctrl+K  Go to anything…"));
    go->setProperty("button", true);
    go->setFocusPolicy(Qt::NoFocus);
    connect(go, &QToolButton::clicked, goToAnything, &QAction::trigger);
    row->addWidget(m_file);
    row->addWidget(m_clock);
    row->addWidget(go);
}

void MenuCorner::setFile(const QString &path)
{
    const QFileInfo file(path);
    m_file->setText(file.fileName());
    m_file->setToolTip(file.absoluteFilePath().toHtmlEscaped());
}

void MenuCorner::setClock(WallTime now)
{
    m_clock->setText(format::clock(now) + QStringLiteral(" UTC"));
}

} // namespace quarterdeck
