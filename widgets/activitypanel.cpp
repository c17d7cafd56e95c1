#include "widgets/activitypanel.h"

#include "models/items/formatter.h"
#include "widgets/activitydelegate.h"

#include <QLabel>
#include <QListView>
#include <QScrollBar>
#include <QVBoxLayout>

namespace quarterdeck {

ActivityPanel::ActivityPanel(const Fleet &present, const Fleet &shown, QWidget *parent)
    : QFrame(parent)
    , m_model(present)
    , m_past(shown)
{
    setObjectName(QStringLiteral("activityPanel"));
    setAccessibleName(QStringLiteral("Activity"));
    setProperty("bar", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 0, 0);
    column->setSpacing(6);
    m_title = new QLabel(this);
    m_title->setProperty("tone", QStringLiteral("heading"));
    column->addWidget(m_title);
    m_empty = new QLabel(QStringLiteral("Nothing has changed since the start."), this);
    m_empty->setProperty("tone", QStringLiteral("dim"));
    m_empty->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_empty->setContentsMargins(0, 24, 10, 0);
    column->addWidget(m_empty, 1);
    m_list = new QListView(this);
    m_list->setObjectName(QStringLiteral("activityList"));
    m_list->setAccessibleName(QStringLiteral("What happened, newest first"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new ActivityDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    column->addWidget(m_list, 1);
    const auto pick = [this](const QModelIndex &index) {
        const auto number = index.data(EventLogModel::NumberRole).value<InstanceNumber>();
        if (number.value != 0) {
            Q_EMIT picked(number);
        }
    };
    connect(m_list, &QListView::clicked, this, pick);
    connect(m_list, &QListView::activated, this, pick);
    // Who reads further down keeps his place when something new comes on top.
    for (const EventLogModel *model : {&m_model, &m_past}) {
        connect(model, &QAbstractItemModel::rowsInserted, this,
                [this, model](const QModelIndex &, int first, int last) {
                    QScrollBar *bar = m_list->verticalScrollBar();
                    if (bar->value() > 0 && first == 0 && m_list->model() == model) {
                        const int wanted = bar->value() + (last - first + 1) * ActivityDelegate::rowHeight;
                        m_list->doItemsLayout();
                        bar->setValue(wanted);
                    }
                });
    }
    updateTitle();
}

QSize ActivityPanel::sizeHint() const
{
    return {380, 260};
}

void ActivityPanel::apply(const FleetChanges &changes, SteadyTime now)
{
    m_model.apply(changes, now);
    updateTitle();
}

void ActivityPanel::showPast(const QList<Event> &events, WallTime moment)
{
    QList<ActivityEvent> lines;
    lines.reserve(events.size());
    for (const Event &event : events) {
        lines.append(activityOf(event));
    }
    m_past.setEvents(lines);
    if (!m_moment) {
        m_list->setModel(&m_past);
    }
    m_moment = moment;
    updateTitle();
}

void ActivityPanel::showPresent()
{
    if (m_moment) {
        m_moment.reset();
        m_list->setModel(&m_model);
        m_past.setEvents({});
        updateTitle();
    }
}

void ActivityPanel::addConsoleMessage(const QString &text, WallTime happened)
{
    m_model.addConsoleMessage(text, happened);
    updateTitle();
}

void ActivityPanel::updateTitle()
{
    const int count = (m_moment ? m_past : m_model).rowCount();
    m_empty->setVisible(count == 0);
    m_empty->setText(m_moment ? QStringLiteral("Nothing is recorded until then.")
                              : QStringLiteral("Nothing has changed since the start."));
    m_list->setVisible(count > 0);
    const QString text =
        m_moment ? QStringLiteral("Activity until %1 UTC").arg(format::clock(*m_moment))
        : count == 0
            ? QStringLiteral("Activity")
            : QStringLiteral("Activity (UTC) · %1%2 %3")
                  .arg(count >= EventLogModel::limit ? QStringLiteral("last ") : QString(),
                       format::count(count), count == 1 ? QStringLiteral("event") : QStringLiteral("events"));
    if (m_title->text() != text) {
        m_title->setText(text);
    }
}

} // namespace quarterdeck
