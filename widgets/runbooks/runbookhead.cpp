#include "widgets/runbooks/runbookhead.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace quarterdeck {

RunbookHead::RunbookHead(QWidget *parent)
    : QWidget(parent)
    , m_back(new QToolButton(this))
    , m_title(new QLabel(this))
    , m_kind(new QLabel(this))
    , m_file(new QLabel(this))
    , m_about(new QLabel(this))
    , m_incident(new QToolButton(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    m_back->setObjectName(QStringLiteral("backToRunbooks"));
    m_back->setText(QStringLiteral("‹ Runbooks"));
    m_back->setToolTip(QStringLiteral("Back to all runbooks (Esc); a run goes on"));
    m_incident->setObjectName(QStringLiteral("showIncident"));
    m_incident->setToolTip(QStringLiteral("Show the incident that this is to end; a run goes on"));
    m_incident->hide();
    for (QToolButton *button : {m_back, m_incident}) {
        button->setProperty("button", true);
        button->setProperty("compact", true);
    }
    row->addWidget(m_back);
    m_title->setObjectName(QStringLiteral("runTitle"));
    m_title->setProperty("tone", QStringLiteral("title"));
    row->addWidget(m_title);
    for (QLabel *label : {m_kind, m_file}) {
        label->setProperty("chip", true);
        row->addWidget(label);
    }
    row->addStretch(1);
    m_about->setObjectName(QStringLiteral("runAbout"));
    m_about->setProperty("tone", QStringLiteral("dim"));
    row->addWidget(m_about);
    row->addWidget(m_incident);
    for (QLabel *label : {m_title, m_kind, m_file, m_about}) {
        label->setTextFormat(Qt::PlainText);
    }
    connect(m_back, &QToolButton::clicked, this, &RunbookHead::backWanted);
    connect(m_incident, &QToolButton::clicked, this, [this] { Q_EMIT incidentWanted(m_number); });
}

void RunbookHead::setTitle(const QString &title, const QString &kind, const QString &file)
{
    setTitle(title);
    m_kind->setText(kind);
    m_file->setText(file.section(QLatin1Char('/'), -1));
    m_file->setToolTip(file.toHtmlEscaped());
    m_kind->setVisible(!kind.isEmpty());
    m_file->setVisible(!file.isEmpty());
}

void RunbookHead::setTitle(const QString &title)
{
    m_title->setText(title);
    m_title->setAccessibleName(title);
}

void RunbookHead::setAbout(const QString &text, qint64 incident)
{
    m_about->setText(text);
    m_number = incident;
    m_incident->setText(QStringLiteral("Incident %1").arg(incident));
    m_incident->setVisible(incident > 0);
}

} // namespace quarterdeck
