#include "widgets/incidents/livenotice.h"

#include "models/items/formatter.h"
#include "models/items/zonedtime.h"
#include "widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QLabel>

namespace quarterdeck {

LiveNotice::LiveNotice(QWidget *parent)
    : QFrame(parent)
    , m_word(plainLabel("liveWord", this))
    , m_text(plainLabel("liveText", this))
{
    setObjectName(QStringLiteral("liveNotice"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(18, 8, 18, 8);
    row->setSpacing(12);
    m_word->setText(QStringLiteral("LIVE"));
    m_word->setStyleSheet(QStringLiteral("font-weight: 700;"));
    m_text->setWordWrap(true);
    row->addWidget(m_word, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    hide();
}

void LiveNotice::tell(std::optional<WallTime> moment, const QString &what)
{
    if (moment && !what.isEmpty()) {
        m_text->setText(
            QStringLiteral("%1, not as it was at %2.").arg(what, format::dateTime(*moment, ClockZone::Utc)));
        setAccessibleName(text());
    }
    setVisible(moment && !what.isEmpty());
}

QString LiveNotice::text() const
{
    return QStringLiteral("%1: %2").arg(m_word->text(), m_text->text());
}

} // namespace quarterdeck
