#include "widgets/incidents/incidentlistpanel.h"

#include "widgets/clock.h"
#include "models/items/formatter.h"
#include "models/items/incidentlistmodel.h"
#include "models/items/incidenttext.h"
#include "widgets/figures.h"
#include "widgets/filterline.h"
#include "widgets/incidents/incidentlooks.h"
#include "widgets/incidents/incidentrowdelegate.h"
#include "widgets/theme.h"

#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

constexpr int incidentRowHeight = 62;
constexpr int panelWidth = 270;

class IncidentDelegate final : public IncidentRowDelegate
{
public:
    explicit IncidentDelegate(QObject *parent) : IncidentRowDelegate(incidentRowHeight, parent) {}

protected:
    [[nodiscard]] bool isUnseen(const QModelIndex &index) const override
    {
        const auto *row = index.data(IncidentListModel::RowRole).value<const IncidentRow *>();
        return row && row->unseen;
    }

    void paintRow(QPainter &painter, const QRect &place, const QModelIndex &index) const override
    {
        const auto *row = index.data(IncidentListModel::RowRole).value<const IncidentRow *>();
        if (!row) {
            return;
        }
        const Incident &incident = row->incident;
        const Colours &c = colours();
        const Theme &theme = Theme::instance();
        const QRect box = place.adjusted(12, 5, -10, -5);
        const int line = box.height() / 3;
        const auto write = [&](const QRect &where, const QString &text, const QColor &colour,
                               Qt::Alignment side = Qt::AlignLeft) {
            painter.setPen(colour);
            painter.drawText(where, side | Qt::AlignVCenter,
                             painter.fontMetrics().elidedText(text, Qt::ElideRight, where.width()));
        };
        const IncidentLook look = lookOf(incident.state);
        paintGlyph(painter, look.glyph, QRectF(box.left(), box.top() + line / 2.0 - 5, 10, 10), look.colour);
        const int left = box.left() + 18;
        painter.setFont(theme.font(13, row->unseen ? QFont::Bold : QFont::DemiBold));
        const QRect first(left, box.top(), box.right() - left, line);
        write(first, index.data().toString().simplified(), incident.isActive() ? c.text : c.dim);

        painter.setFont(theme.font(12));
        const QString state = toString(incident.state);
        const QRect second(left, box.top() + line, box.right() - left, line);
        write(second, state, look.colour);
        int at = left + painter.fontMetrics().horizontalAdvance(state);
        const QString severity = u" · %1"_s.arg(toString(incident.severity));
        write(QRect(at, second.top(), second.right() - at, line), severity, lookOf(incident.severity).colour);
        at += painter.fontMetrics().horizontalAdvance(severity);
        const QString who = incident.acknowledgementStands ? u" · ack %1"_s.arg(incident.acknowledgedBy)
                            : row->snoozed ? u" · snoozed to %1"_s.arg(utcTime(*row->snoozed))
                            : incident.state == IncidentState::Open ? u" · not acknowledged"_s
                                                                    : QString();
        write(QRect(at, second.top(), second.right() - at, line), who, c.dim);

        const QString since = (incident.isActive() ? format::clockMinute(incident.clock.started)
                                                   : format::dateTime(incident.clock.started).mid(5, 11)) +
                              u" UTC"_s;
        const int width = figuresWidth(painter.font(), since) + 4;
        const QRect third(left, box.top() + 2 * line, box.right() - left, line);
        painter.setPen(c.dim);
        drawFigures(painter, third, Qt::AlignRight | Qt::AlignVCenter, since);
        write(third.adjusted(0, 0, -width - 6, 0), incident.ruleText, c.dim);
    }
};

} // namespace

IncidentListPanel::IncidentListPanel(IncidentListModel &model, QWidget *parent)
    : QFrame(parent)
    , m_model(model)
    , m_error(new QLabel(this))
    , m_title(new QLabel(this))
    , m_list(new QListView(this))
    , m_emptyRow(new QWidget(this))
    , m_nothing(new QLabel(m_emptyRow))
    , m_more(new QToolButton(this))
{
    setObjectName(u"incidentListPanel"_s);
    setProperty("bar", true);
    m_filter = new FilterLine({[this](const QString &text) -> QList<FilterError> {
                                   const auto parsed = IncidentFilter::parse(text);
                                   if (const auto *wrong = std::get_if<QList<FilterError>>(&parsed)) {
                                       return *wrong;
                                   }
                                   const auto &filter = std::get<IncidentFilter>(parsed);
                                   m_model.setFilter(filter, wallNow());
                                   showCounts();
                                   Q_EMIT wordsChanged(filter.words());
                                   return {};
                               },
                               [this](const QString &text, qsizetype cursor) {
                                   return IncidentFilter::complete(text, cursor, m_model.all());
                               }},
                              this);
    m_filter->setObjectName(u"incidentFilterLine"_s);
    m_filter->setPlaceholderText(u"Filter or search  state:open"_s);
    m_filter->setAccessibleDescription(
        u"For example: state:open,mitigated severity:critical service~check age<2h is:unseen, or words"_s);
    m_error->setObjectName(u"incidentFilterError"_s);
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    m_error->setProperty("tone", u"error"_s);
    m_error->hide();
    m_title->setObjectName(u"incidentCounts"_s);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setProperty("tone", u"heading"_s);
    m_title->setWordWrap(true);
    m_list->setObjectName(u"incidentList"_s);
    m_list->setAccessibleName(u"Incidents"_s);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new IncidentDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    m_nothing->setObjectName(u"noIncidents"_s);
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_nothing->setWordWrap(true);
    m_nothing->setProperty("tone", u"dim"_s);
    m_more->setObjectName(u"olderIncidents"_s);
    m_more->setProperty("button", true);
    m_more->setProperty("compact", true);
    m_more->setText(u"Older ones"_s);
    m_more->setToolTip(u"Read older incidents from the record"_s);
    m_more->hide();

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(6);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(10, 0, 10, 0);
    head->setSpacing(6);
    head->addWidget(m_title);
    head->addWidget(m_filter);
    head->addWidget(m_error);
    column->addLayout(head);
    auto *nothing = new QVBoxLayout(m_emptyRow); // a style sheet takes the margins of a label away
    nothing->setContentsMargins(24, 18, 24, 0);
    nothing->addWidget(m_nothing);
    column->addWidget(m_emptyRow);
    column->addWidget(m_list, 1); // also when it is empty: what has the focus keeps it
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(10, 0, 10, 8);
    foot->addWidget(m_more);
    foot->addStretch(1);
    column->addLayout(foot);
    setMinimumWidth(200);
    setFocusProxy(m_list);

    connect(m_filter, &FilterLine::errorsChanged, this, [this](const QString &message) {
        m_error->setText(message);
        m_error->setVisible(!message.isEmpty());
    });
    connect(m_filter, &QLineEdit::textChanged, this, &IncidentListPanel::filterTextChanged);
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        if (!m_list->currentIndex().isValid() && m_model.rowCount() > 0) {
            m_list->setCurrentIndex(m_model.index(0));
        }
        m_list->setFocus();
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &IncidentListPanel::noteCurrent);
    const auto open = [this](const QModelIndex &index) {
        if (index.isValid()) {
            Q_EMIT activated(m_model.at(index.row()).key());
        }
    };
    connect(m_list, &QListView::activated, this, open);
    connect(m_more, &QToolButton::clicked, this, &IncidentListPanel::moreWanted);
    for (const auto &signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(&m_model, signal, this, &IncidentListPanel::showCounts);
    }
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &IncidentListPanel::showCounts);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    showCounts();
}

QSize IncidentListPanel::sizeHint() const
{
    return {panelWidth, 400};
}

IncidentNumber IncidentListPanel::current() const
{
    const QModelIndex index = m_list->currentIndex();
    return index.isValid() ? m_model.at(index.row()).key() : IncidentNumber();
}

void IncidentListPanel::setCurrent(IncidentNumber number)
{
    m_current = number;
    const int row = m_model.rowOf(number);
    if (row >= 0) {
        m_list->setCurrentIndex(m_model.index(row));
    } else {
        m_list->clearSelection();
        m_list->selectionModel()->clearCurrentIndex();
    }
}

/// Rows that are filtered away take the current one with them: that is no choice of the user's.
void IncidentListPanel::noteCurrent()
{
    const IncidentNumber number = current();
    if (number && number != m_current) {
        m_current = number;
        Q_EMIT picked(number);
    }
}

void IncidentListPanel::setMoreAvailable(bool more)
{
    m_more->setVisible(more);
}

void IncidentListPanel::showCounts()
{
    const int shown = m_model.rowCount();
    const int open = m_model.count(IncidentState::Open);
    QString text = u"Incidents · %1 open"_s.arg(open);
    if (const int mitigated = m_model.count(IncidentState::Mitigated); mitigated > 0) {
        text += u", %1 mitigated"_s.arg(mitigated);
    }
    if (const int unseen = m_model.unseenCount(); unseen > 0) {
        text += u" · %1 with news"_s.arg(unseen);
    }
    if (shown != m_model.total()) {
        text += u" · %1 of %2 shown"_s.arg(shown).arg(m_model.total());
    }
    m_title->setText(text);
    m_emptyRow->setVisible(shown == 0);
    m_nothing->setText(m_model.total() > 0
                           ? u"No incident passes the filter."_s
                           : u"No incident is on record.\n\nOne opens by itself when a tenth of a service is "
                             "down or not ready for 30 s, its error budget burns too fast, a breaker is open "
                             "on a fifth of its instances, or a critical alert fires."_s);
}

} // namespace quarterdeck
