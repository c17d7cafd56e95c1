#include "widgets/startpage.h"

#include "widgets/theme.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

const QString example = QStringLiteral("fleet: my-fleet\n"
                                       "scrape_configs:\n"
                                       "  - job_name: checkout\n"
                                       "    static_configs:\n"
                                       "      - targets: [\"127.0.0.1:9090\", \"127.0.0.1:9100\"]\n");

} // namespace

StartPage::StartPage(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_details(new QPlainTextEdit(this))
{
    setObjectName(QStringLiteral("startPage"));
    m_title->setObjectName(QStringLiteral("startTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setFont(Theme::instance().font(20, QFont::DemiBold));
    m_text->setObjectName(QStringLiteral("startText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_details->setObjectName(QStringLiteral("startDetails"));
    m_details->setAccessibleName(tr("Details"));
    m_details->setReadOnly(true);
    m_details->setFont(Theme::instance().monospace(13));
    m_details->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    auto *open = new QPushButton(tr("Open a configuration…"), this);
    open->setObjectName(QStringLiteral("startOpen"));
    connect(open, &QPushButton::clicked, this, &StartPage::openWanted);

    auto *column = new QVBoxLayout;
    column->setSpacing(14);
    column->addStretch(1);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addWidget(m_details, 4);
    column->addWidget(open, 0, Qt::AlignLeft);
    column->addStretch(2);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(32, 24, 32, 24);
    row->addStretch(1);
    row->addLayout(column, 6);
    row->addStretch(1);
}

void StartPage::setConfiguration(const QString &path, bool exists, const QList<QString> &problems)
{
    if (!problems.isEmpty() && exists) {
        m_title->setText(tr("This configuration cannot be used"));
        m_text->setText(tr("%1 is followed: mend it, and the fleet appears here by itself.").arg(path));
        m_details->setPlainText(problems.join(QLatin1Char('\n')));
    } else if (!exists) {
        m_title->setText(tr("No fleet yet"));
        m_text->setText(tr("There is no %1. Put a few lines like these there, or open a fleet.yml or a "
                           "prometheus.yml as it is.")
                            .arg(path));
        m_details->setPlainText(example);
    } else {
        m_title->setText(tr("This fleet is empty"));
        m_text->setText(tr("%1 is read and right, but names no targets (or its files of targets are empty). "
                           "It is followed: add some, and they appear here by themselves.")
                            .arg(path));
        m_details->setPlainText(example);
    }
}

} // namespace quarterdeck
