#include "widgets/incidents/incidenttimeline.h"

#include "models/items/formatter.h"
#include "models/items/incidenteventsmodel.h"
#include "models/items/incidenttext.h"
#include "widgets/figures.h"
#include "widgets/incidents/incidentlooks.h"
#include "widgets/incidents/incidentrowdelegate.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QSplitter>
#include <QTextBrowser>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr int eventRowHeight = 40;
constexpr int sourceWidth = 68;

class EventDelegate final : public IncidentRowDelegate
{
public:
    explicit EventDelegate(QObject *parent) : IncidentRowDelegate(eventRowHeight, parent) {}

protected:
    [[nodiscard]] bool isUnseen(const QModelIndex &index) const override
    {
        return index.data(IncidentEventsModel::UnseenRole).toBool();
    }

    void paintRow(QPainter &painter, const QRect &row, const QModelIndex &index) const override
    {
        const auto *event = index.data(IncidentEventsModel::EventRole).value<const Event *>();
        if (!event) {
            return;
        }
        const Colours &c = colours();
        const Theme &theme = Theme::instance();
        const QRect box = row.adjusted(10, 3, -8, -3);
        const int line = box.height() / 2;
        painter.setFont(theme.font(12));
        painter.setPen(c.dim);
        const int timeWidth = figuresWidth(painter.font(), u"00:00:00"_s) + 8;
        drawFigures(painter, QRect(box.left(), box.top(), timeWidth, line), Qt::AlignLeft | Qt::AlignVCenter,
                    format::clock(event->happened));
        const IncidentLook look = lookOf(*event);
        paintGlyph(painter, look.glyph, QRectF(box.left() + timeWidth, box.top() + line / 2.0 - 4.5, 9, 9),
                   look.colour);
        const int left = box.left() + timeWidth + 18;
        QString source = event->source;
        if (event->inferred) {
            source += u" (inferred)"_s;
        }
        const bool isLate = event->recorded - event->happened > std::chrono::minutes(1);
        painter.drawText(QRect(box.right() - sourceWidth, box.top(), sourceWidth, line),
                         Qt::AlignRight | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(source, Qt::ElideMiddle, sourceWidth));
        if (event->pinned || isLate) {
            painter.setPen(c.accent);
            painter.drawText(QRect(box.right() - sourceWidth, box.top() + line, sourceWidth, line),
                             Qt::AlignRight | Qt::AlignVCenter, event->pinned ? u"pinned"_s : u"late"_s);
        }
        painter.setPen(c.text);
        // Two lines: what does not fit ends in dots, the whole of it stands below the list.
        const QString text = eventLine(*event);
        const QRect words(left, box.top(), box.right() - sourceWidth - 6 - left, box.height());
        const QFontMetrics metrics = painter.fontMetrics();
        QString first = text;
        QString second;
        if (metrics.horizontalAdvance(text) > words.width()) {
            qsizetype end = 0;
            for (qsizetype space = text.indexOf(u' '); space > 0; space = text.indexOf(u' ', space + 1)) {
                if (metrics.horizontalAdvance(text.left(space)) > words.width()) {
                    break;
                }
                end = space;
            }
            if (end == 0) { // one long word
                end = metrics.elidedText(text, Qt::ElideRight, words.width()).size() - 1;
            }
            first = text.left(end);
            second = metrics.elidedText(text.mid(end).trimmed(), Qt::ElideRight, words.width());
        }
        painter.drawText(QRect(words.left(), words.top(), words.width(), line),
                         Qt::AlignLeft | Qt::AlignVCenter, first);
        painter.drawText(QRect(words.left(), words.top() + line, words.width(), line),
                         Qt::AlignLeft | Qt::AlignVCenter, second);
    }
};

QString row(const QString &name, const QString &value)
{
    return value.isEmpty() ? QString()
                           : u"<tr><td style='color:%1; padding-right:12px'>%2</td><td>%3</td></tr>"_s.arg(
                                 colours().dim.name(), name, value.toHtmlEscaped());
}

/// The picked event in full. Every text of the fleet is escaped; a note's Markdown is read safely.
QString detailHtml(const Event &event)
{
    QString html = u"<table>"_s;
    html += row(u"Happened"_s, bothTimes(event.happened));
    if (event.recorded - event.happened > std::chrono::seconds(1)) {
        html += row(u"Recorded"_s, bothTimes(event.recorded));
    }
    html += row(u"What"_s, toString(event.kind));
    html += row(u"Subject"_s, event.subject);
    html += row(u"Component"_s, event.component);
    html += row(u"Service"_s,
                event.cluster.isEmpty() ? event.service : u"%1 · %2"_s.arg(event.service, event.cluster));
    html += row(u"Change"_s, event.from.isEmpty() ? event.to : u"%1 → %2"_s.arg(event.from, event.to));
    if (event.kind != EventKind::Note) {
        html += row(u"Reason"_s, event.reason);
    }
    html += row(u"Source"_s, event.inferred ? event.source + u" (inferred)"_s : event.source);
    html += row(u"Run"_s, event.run ? QString::number(event.run) : QString());
    html += row(u"Event"_s, u"%1%2"_s.arg(event.number).arg(event.pinned ? u", pinned"_s : QString()));
    html += u"</table>"_s;
    return event.kind == EventKind::Note ? noteHtml(event.reason) + html : html;
}

} // namespace

IncidentTimeline::IncidentTimeline(IncidentEventsModel &model, QWidget *parent)
    : QFrame(parent)
    , m_model(model)
    , m_title(new QLabel(this))
    , m_filter(new QLineEdit(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_list(new QListView(m_splitter))
    , m_emptyRow(new QWidget(this))
    , m_nothing(new QLabel(m_emptyRow))
    , m_box(new QFrame(m_splitter))
    , m_detail(new QTextBrowser(m_box))
    , m_pin(new QToolButton(m_box))
{
    setObjectName(u"incidentTimeline"_s);
    setAccessibleName(u"Timeline of the incident"_s);
    setProperty("bar", true);
    setMinimumWidth(300);
    m_title->setObjectName(u"timelineTitle"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setProperty("tone", u"heading"_s);
    m_filter->setObjectName(u"timelineFilter"_s);
    m_filter->setPlaceholderText(u"Filter events"_s);
    m_filter->setAccessibleName(u"Filter events"_s);
    m_filter->setClearButtonEnabled(true);
    m_list->setObjectName(u"timelineList"_s);
    m_list->setAccessibleName(u"Events, times in UTC"_s);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new EventDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    m_nothing->setObjectName(u"noEvents"_s);
    m_nothing->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_nothing->setWordWrap(true);
    m_nothing->setProperty("tone", u"dim"_s);
    m_detail->setObjectName(u"eventDetail"_s);
    m_detail->setAccessibleName(u"The event in full"_s);
    m_detail->setFrameShape(QFrame::NoFrame);
    m_detail->setOpenLinks(false); // a link of a note is read, not followed
    m_detail->setUndoRedoEnabled(false);
    m_detail->viewport()->setAutoFillBackground(false);
    m_pin->setObjectName(u"pinEvent"_s);
    m_pin->setProperty("button", true);
    m_pin->setProperty("compact", true);
    auto *boxColumn = new QVBoxLayout(m_box);
    boxColumn->setContentsMargins(6, 4, 6, 8);
    boxColumn->addWidget(m_detail, 1);
    auto *pinRow = new QHBoxLayout;
    pinRow->setContentsMargins(4, 0, 0, 0);
    pinRow->addWidget(m_pin);
    pinRow->addStretch(1);
    boxColumn->addLayout(pinRow);
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 1);
    m_box->setMinimumHeight(190);
    m_box->hide();

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 9, 0, 0);
    column->setSpacing(6);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(10, 0, 10, 2);
    head->setSpacing(6);
    head->addWidget(m_title);
    head->addWidget(m_filter);
    column->addLayout(head);
    auto *nothing = new QVBoxLayout(m_emptyRow);
    nothing->setContentsMargins(20, 14, 20, 0);
    nothing->addWidget(m_nothing);
    column->addWidget(m_emptyRow);
    column->addWidget(m_splitter, 1);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_model.setFilterText(text);
        showCounts();
    });
    connect(m_filter, &QLineEdit::returnPressed, m_list, qOverload<>(&QWidget::setFocus));
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &IncidentTimeline::noteCurrent);
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) {
        if (index.isValid()) {
            Q_EMIT eventActivated(m_model.at(index.row()).number);
        }
    });
    connect(m_pin, &QToolButton::clicked, this, &IncidentTimeline::pinWanted);
    for (const auto &signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(&m_model, signal, this, &IncidentTimeline::showCounts);
    }
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &IncidentTimeline::showDetail);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        showDetail();
        update();
    });
    showCounts();
}

QSize IncidentTimeline::sizeHint() const
{
    return {400, 500};
}

const Event *IncidentTimeline::currentEvent() const
{
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? &m_model.at(index.row()) : nullptr;
}

void IncidentTimeline::setCurrentEvent(qint64 number)
{
    if (number == m_current) {
        return;
    }
    m_current = number;
    const int row = m_model.rowOf(number);
    if (row >= 0) {
        m_list->setCurrentIndex(m_model.index(row));
        m_list->scrollTo(m_model.index(row));
    } else {
        m_list->selectionModel()->clear();
    }
    showDetail();
}

void IncidentTimeline::noteCurrent()
{
    const Event *event = currentEvent();
    const qint64 number = event ? event->number : 0;
    showDetail();
    if (number && number != m_current) {
        m_current = number;
        Q_EMIT eventPicked(number);
    }
}

void IncidentTimeline::showDetail()
{
    const Event *event = currentEvent();
    m_box->setVisible(event != nullptr);
    if (event) {
        m_detail->document()->setDefaultFont(Theme::instance().font(12));
        m_detail->setHtml(detailHtml(*event));
        m_pin->setText(event->pinned ? u"Unpin the event"_s : u"Pin the event"_s);
        m_pin->setToolTip(m_pin->isEnabled() ? u"A pinned event is kept for good, whatever the retention"_s
                                             : m_whyNot);
    }
}

void IncidentTimeline::setPinning(bool offered, const QString &whyNot)
{
    m_pin->setVisible(offered);
    m_pin->setEnabled(whyNot.isEmpty());
    m_whyNot = whyNot;
    showDetail();
}

void IncidentTimeline::setReading(bool reading)
{
    m_reading = reading;
    showCounts();
}

void IncidentTimeline::showCounts()
{
    const qsizetype all = m_model.all().size();
    const int shown = m_model.rowCount();
    QString text = u"Timeline (UTC) · %1 %2"_s.arg(format::count(all), all == 1 ? u"event"_s : u"events"_s);
    if (shown != all) {
        text += u" · %1 shown"_s.arg(format::count(shown));
    }
    if (const int unseen = m_model.unseenCount(); unseen > 0) {
        text += u" · %1 new"_s.arg(format::count(unseen));
    }
    m_title->setText(text);
    m_emptyRow->setVisible(shown == 0);
    m_nothing->setText(!m_model.incident() ? u"Pick an incident to see what happened."_s
                       : all == 0 ? (m_reading ? u"Reading the record…"_s : u"No event of it is on record."_s)
                                  : u"No event passes the filter."_s);
}

} // namespace quarterdeck
