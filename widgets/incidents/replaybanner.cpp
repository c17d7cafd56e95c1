#include "widgets/incidents/replaybanner.h"

#include "widgets/plainlabel.h"
#include "models/items/formatter.h"
#include "widgets/incidents/replaybar.h"
#include "widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace quarterdeck {

ReplayBanner::ReplayBanner(QWidget *parent)
    : QFrame(parent)
    , m_word(plainLabel("replayWord", this))
    , m_moment(plainLabel("replayMoment", this))
    , m_local(plainLabel("replayLocal", this))
    , m_note(plainLabel("replayNote", this))
    , m_bar(new ReplayBar(this))
    , m_live(new QPushButton(QStringLiteral("Back to live (Esc)"), this))
{
    setObjectName(QStringLiteral("replayBanner"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(18, 7, 14, 7);
    row->setSpacing(12);
    m_word->setText(QStringLiteral("REPLAY"));
    m_word->setStyleSheet(QStringLiteral("font-weight: 700;"));
    m_moment->setStyleSheet(QStringLiteral("font-weight: 600; font-size: 15px;"));
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_live->setObjectName(QStringLiteral("replayBackToLive"));
    m_live->setProperty("primary", true);
    m_live->setToolTip(QStringLiteral("Show the present again; polling and recording went on all the time"));
    for (QWidget *part : {static_cast<QWidget *>(m_word), static_cast<QWidget *>(m_moment),
                          static_cast<QWidget *>(m_local)}) {
        row->addWidget(part);
    }
    row->addWidget(m_note, 1);
    row->addWidget(m_bar);
    row->addWidget(m_live);
    connect(m_live, &QPushButton::clicked, this, &ReplayBanner::liveWanted);
    connect(m_bar, &ReplayBar::liveWanted, this, &ReplayBanner::liveWanted);
    hide();
}

void ReplayBanner::setState(const ReplayState &state)
{
    setVisible(state.moment.has_value());
    m_bar->setState(state);
    if (!state.moment) {
        return;
    }
    m_moment->setText(format::dateTime(*state.moment, ClockZone::Utc));
    m_local->setText(QStringLiteral("local %1 %2 · %3 ago")
                         .arg(format::clock(*state.moment, ClockZone::Local),
                              format::zoneName(*state.moment, ClockZone::Local),
                              format::duration(std::chrono::duration_cast<std::chrono::milliseconds>(
                                  std::max(state.present, *state.moment) - *state.moment))));
    QString note;
    if (!state.isRecorded && !state.isReading) {
        note = QStringLiteral("Nothing was recorded at this moment");
    } else if (!state.note.isEmpty()) {
        note = state.note;
    } else {
        note = QStringLiteral("All as it was; polling and recording go on");
    }
    m_note->setText(note);
    m_note->setToolTip(note);
    m_note->setStyleSheet(state.isRecorded ? QString()
                                           : QStringLiteral("color: %1; font-weight: 600;")
                                                 .arg(Theme::instance().state(State::Degraded).name()));
    setAccessibleName(text());
}

QString ReplayBanner::text() const
{
    return QStringLiteral("%1 %2, %3. %4")
        .arg(m_word->text(), m_moment->text(), m_local->text(), m_note->text());
}

ReplayFrame::ReplayFrame(QWidget *window, Keys keys) : QWidget(window), m_keys(keys)
{
    setObjectName(QStringLiteral("replayFrame"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    window->installEventFilter(this);
    hide();
}

bool ReplayFrame::eventFilter(QObject *watched, QEvent *event)
{
    if (isHidden()) {
        return QWidget::eventFilter(watched, event);
    }
    if (event->type() == QEvent::Resize) {
        setGeometry(parentWidget()->rect());
    } else if (event->type() == QEvent::KeyPress &&
               m_keys == Keys::Steer) { // it came up to the window: nobody else wanted it
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape) {
            Q_EMIT leaveWanted();
            return true;
        }
        if (key == Qt::Key_Space) {
            Q_EMIT playToggled();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ReplayFrame::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    // Stripes as on a barrier: it is seen without colours too.
    const QRegion edge =
        QRegion(rect()) - QRegion(rect().adjusted(thickness, thickness, -thickness, -thickness));
    painter.setClipRegion(edge);
    painter.fillRect(rect(), colours().accent);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colours().page, 6));
    for (int x = -height(); x < width(); x += 28) {
        painter.drawLine(x, height(), x + height(), 0);
    }
}

} // namespace quarterdeck
