#include "widgets/incidents/incidentbanner.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace quarterdeck {

IncidentBanner::IncidentBanner(QWidget *parent)
    : QFrame(parent)
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_show(new QPushButton(u"Show"_s, this))
{
    setObjectName(u"incidentBanner"_s);
    m_title->setObjectName(u"incidentBannerTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setStyleSheet(u"font-weight: 600;"_s);
    m_text->setObjectName(u"incidentBannerText"_s);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_show->setObjectName(u"incidentBannerShow"_s);
    auto *snooze = new QPushButton(u"Snooze 15 min"_s, this);
    snooze->setObjectName(u"incidentBannerSnooze"_s);
    snooze->setToolTip(u"This console does not remind of it for a while; others do"_s);
    auto *away = new QPushButton(u"Dismiss"_s, this);
    away->setObjectName(u"incidentBannerDismiss"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(18, 5, 14, 5);
    row->setSpacing(12);
    row->addWidget(m_title);
    row->addWidget(m_text, 1);
    for (QPushButton *button : {m_show, snooze, away}) {
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
    }
    connect(m_show, &QPushButton::clicked, this, [this] {
        const IncidentNumber first = m_incidents.value(0);
        putAway();
        if (first) {
            Q_EMIT showWanted(first);
        }
    });
    connect(snooze, &QPushButton::clicked, this, [this] {
        const QList<IncidentNumber> those = m_incidents;
        putAway();
        Q_EMIT snoozeWanted(those);
    });
    connect(away, &QPushButton::clicked, this, &IncidentBanner::putAway);
    hide();
}

void IncidentBanner::tell(const QString &title, const QString &text, const QList<IncidentNumber> &incidents)
{
    m_incidents = incidents;
    m_title->setText(title);
    m_text->setText(QString(text).replace(u'\n', u"  ·  "_s));
    m_text->setToolTip(u"<p>%1</p>"_s.arg(text.toHtmlEscaped().replace(u'\n', u"<br>"_s)));
    setAccessibleName(u"%1: %2"_s.arg(title, text));
    show();
}

void IncidentBanner::noteSeen(IncidentNumber number)
{
    m_incidents.removeAll(number);
    if (m_incidents.isEmpty()) {
        hide();
    }
}

void IncidentBanner::putAway()
{
    m_incidents.clear();
    hide();
}

} // namespace quarterdeck
