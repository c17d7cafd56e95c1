#include "widgets/breakers/breakerspage.h"

#include "models/items/formatter.h"
#include "widgets/breakers/breakertablehead.h"
#include "widgets/filterline.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QDataStream>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>

namespace quarterdeck {

namespace {

constexpr int breakersLayoutVersion = 1;
constexpr int leastFilterWidth = 110;
constexpr int leastPageWidth = 400;

QString nameOf(BreakerGrouping grouping)
{
    switch (grouping) {
    case BreakerGrouping::Breaker:
        return QStringLiteral("breaker across instances");
    case BreakerGrouping::Service:
        return QStringLiteral("service");
    case BreakerGrouping::Cluster:
        return QStringLiteral("cluster");
    case BreakerGrouping::Library:
        return QStringLiteral("library");
    }
    return {};
}

/// Where there is no room for more.
QString shortNameOf(BreakerGrouping grouping)
{
    return grouping == BreakerGrouping::Breaker ? QStringLiteral("breaker") : nameOf(grouping);
}

QString nameOf(BreakerSorting order)
{
    switch (order) {
    case BreakerSorting::WorstFirst:
        return QStringLiteral("worst first");
    case BreakerSorting::Name:
        return QStringLiteral("name");
    case BreakerSorting::Volume:
        return QStringLiteral("volume");
    case BreakerSorting::LastChange:
        return QStringLiteral("last change");
    }
    return {};
}

constexpr BreakerGrouping groupings[] = {BreakerGrouping::Breaker, BreakerGrouping::Service,
                                         BreakerGrouping::Cluster, BreakerGrouping::Library};
constexpr BreakerSorting orders[] = {BreakerSorting::WorstFirst, BreakerSorting::Name, BreakerSorting::Volume,
                                     BreakerSorting::LastChange};

QToolButton *makeButton(const QString &objectName, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(objectName);
    button->setProperty("button", true);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

/// Buttons that belong together, close to each other.
template <std::size_t N>
QWidget *row(QToolButton *const (&buttons)[N], QWidget *parent)
{
    auto *box = new QWidget(parent);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    for (QToolButton *button : buttons) {
        button->setCheckable(true);
        layout->addWidget(button);
    }
    return box;
}

} // namespace

BreakersPage::BreakersPage(const BreakerBoard &board, QWidget *parent) : QWidget(parent), m_model(board)
{
    setObjectName(QStringLiteral("breakersPage"));
    setAccessibleName(QStringLiteral("Circuit breakers"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_filterRow = makeFilterRow();
    column->addWidget(m_filterRow);
    m_filterError = new QLabel(this);
    m_filterError->setObjectName(QStringLiteral("breakerFilterError"));
    m_filterError->setAccessibleName(QStringLiteral("What is wrong with the filter"));
    m_filterError->setTextFormat(Qt::PlainText);
    m_filterError->setWordWrap(true);
    m_filterError->setProperty("tone", QStringLiteral("error"));
    m_filterError->setContentsMargins(20, 0, 12, 6);
    m_filterError->hide();
    column->addWidget(m_filterError);
    auto *line = new QFrame(this);
    line->setObjectName(QStringLiteral("filterRowLine"));
    line->setFixedHeight(1);
    line->setProperty("rule", true);
    column->addWidget(line);
    m_head = new BreakerTableHead(this);
    m_head->hide();
    column->addWidget(m_head);
    m_view = new BreakerView(m_model, this);
    m_nothing = new QLabel(this);
    m_nothing->setObjectName(QStringLiteral("noBreakers"));
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setFocusPolicy(Qt::StrongFocus);
    m_nothing->setProperty("tone", QStringLiteral("dim"));
    m_stack = new QStackedLayout;
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_nothing);
    column->addLayout(m_stack, 1);

    connect(m_filterLine, &FilterLine::errorsChanged, this, [this](const QString &message) {
        m_filterError->setText(message);
        m_filterError->setVisible(!message.isEmpty());
    });
    connect(m_filterLine, &QLineEdit::textChanged, this, &BreakersPage::filterTextChanged);
    connect(m_filterLine, &QLineEdit::returnPressed, m_view, qOverload<>(&QWidget::setFocus));
    connect(m_head, &BreakerTableHead::orderChosen, this, [this](BreakerSorting order) {
        setOrder(order);
        Q_EMIT layoutEdited();
    });
    connect(m_view, &BreakerView::picked, this, &BreakersPage::picked);
    connect(m_view, &BreakerView::activated, this, &BreakersPage::activated);
    connect(m_view, &BreakerView::widthChanged, m_head, &BreakerTableHead::setTableWidth);
    connect(&Theme::instance(), &Theme::changed, this, &BreakersPage::updateButtons);
    setMinimumWidth(leastPageWidth);
    setFocusProxy(m_view);
    readLabels();
    updateButtons();
    updateCounts();
}

QWidget *BreakersPage::makeFilterRow()
{
    auto *box = new QWidget(this);
    box->setObjectName(QStringLiteral("breakerFilterRow"));
    box->setFixedHeight(42);
    box->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // fitFilterRow() finds what fits
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(12, 6, 12, 6);
    layout->setSpacing(10);

    m_filterLine = new FilterLine({[this](const QString &text) { return useFilter(text); },
                                   [this](const QString &text, qsizetype cursor) {
                                       return BreakerFilter::complete(text, cursor, m_model.board());
                                   }},
                                  box);
    m_filterLine->setObjectName(QStringLiteral("breakerFilterLine"));
    m_filterLine->setPlaceholderText(QStringLiteral("Filter  breaker:open  error>5%"));
    m_filterLine->setAccessibleDescription(
        QStringLiteral("For example: state:open,half-open cluster:eu-west breaker~card error>5% age<10m"));
    m_filterLine->setMinimumWidth(leastFilterWidth);
    m_filterLine->setMaximumWidth(380);
    layout->addWidget(m_filterLine, 100);

    m_groupButton = makeButton(QStringLiteral("breakerGroupButton"), box);
    m_groupButton->setAccessibleName(QStringLiteral("Group by"));
    m_groupButton->setPopupMode(QToolButton::InstantPopup);
    auto *groupMenu = new QMenu(m_groupButton);
    groupMenu->setObjectName(QStringLiteral("breakerGroupMenu"));
    for (const BreakerGrouping grouping : groupings) {
        connect(groupMenu->addAction(nameOf(grouping)), &QAction::triggered, this, [this, grouping] {
            setGrouping(grouping);
            Q_EMIT layoutEdited();
        });
    }
    m_groupButton->setMenu(groupMenu);
    layout->addWidget(m_groupButton);

    m_orderButton = makeButton(QStringLiteral("breakerOrderButton"), box);
    m_orderButton->setAccessibleName(QStringLiteral("Sort by"));
    m_orderButton->setPopupMode(QToolButton::InstantPopup);
    auto *orderMenu = new QMenu(m_orderButton);
    orderMenu->setObjectName(QStringLiteral("breakerOrderMenu"));
    for (const BreakerSorting order : orders) {
        connect(orderMenu->addAction(nameOf(order)), &QAction::triggered, this, [this, order] {
            setOrder(order);
            Q_EMIT layoutEdited();
        });
    }
    m_orderButton->setMenu(orderMenu);
    layout->addWidget(m_orderButton);

    m_recentButton = makeButton(QStringLiteral("onlyChangedButton"), box);
    m_recentButton->setAccessibleName(QStringLiteral("Only changed in the last 15 min"));
    m_recentButton->setToolTip(m_recentButton->accessibleName());
    m_recentButton->setCheckable(true);
    connect(m_recentButton, &QToolButton::clicked, this, &BreakersPage::setOnlyRecent);
    layout->addWidget(m_recentButton);

    for (const BreakerSpan span : {BreakerSpan::TwoMinutes, BreakerSpan::FifteenMinutes}) {
        const bool two = span == BreakerSpan::TwoMinutes;
        QToolButton *button = makeButton(two ? QStringLiteral("span2") : QStringLiteral("span15"), box);
        button->setText(two ? QStringLiteral("2 min") : QStringLiteral("15 min"));
        button->setAccessibleName(QStringLiteral("Lines over %1").arg(button->text()));
        button->setToolTip(button->accessibleName());
        connect(button, &QToolButton::clicked, this, [this, span] {
            setSpan(span);
            Q_EMIT layoutEdited();
        });
        m_spanButtons[int(span)] = button;
    }
    layout->addWidget(row(m_spanButtons, box));
    for (const BreakerLook look : {BreakerLook::Tiles, BreakerLook::Table}) {
        const bool tiles = look == BreakerLook::Tiles;
        QToolButton *button =
            makeButton(tiles ? QStringLiteral("lookTiles") : QStringLiteral("lookTable"), box);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setIconSize(QSize(16, 16));
        button->setAccessibleName(tiles ? QStringLiteral("Show tiles") : QStringLiteral("Show a table"));
        button->setToolTip(button->accessibleName());
        connect(button, &QToolButton::clicked, this, [this, look] {
            setLook(look);
            Q_EMIT layoutEdited();
        });
        m_lookButtons[int(look)] = button;
    }
    layout->addWidget(row(m_lookButtons, box));
    layout->addStretch(1);

    m_counts = new QLabel(box);
    m_counts->setObjectName(QStringLiteral("breakerCounts"));
    m_counts->setProperty("tone", QStringLiteral("dim"));
    m_counts->setTextFormat(Qt::PlainText);
    m_counts->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    layout->addWidget(m_counts);
    return box;
}

QList<FilterError> BreakersPage::useFilter(const QString &text)
{
    const auto parsed = BreakerFilter::parse(text, m_labelNames);
    if (const auto *errors = std::get_if<QList<FilterError>>(&parsed)) {
        return *errors;
    }
    m_model.setFilter(std::get<BreakerFilter>(parsed));
    updateCounts();
    return {};
}

void BreakersPage::readLabels()
{
    const QList<QString> names = InstanceFilter::labelNames(m_model.board().fleet());
    if (names != m_labelNames) {
        m_labelNames = names;
        m_filterLine->readAgain();
    }
}

void BreakersPage::apply(const BreakerChanges &changes, SteadyTime now, WallTime wall)
{
    m_model.apply(changes, now, wall);
    updateCounts();
}

void BreakersPage::showTime()
{
    m_view->showTime();
}

void BreakersPage::setGrouping(BreakerGrouping grouping)
{
    m_model.setGrouping(grouping);
    updateButtons();
    updateCounts();
}

void BreakersPage::setOrder(BreakerSorting order)
{
    m_model.setOrder(order);
    m_view->scrollToTop();
    updateButtons();
}

void BreakersPage::setOnlyRecent(bool only)
{
    m_model.setOnlyRecent(only);
    updateButtons();
    updateCounts();
}

void BreakersPage::setLook(BreakerLook look)
{
    m_head->setVisible(look == BreakerLook::Table);
    m_view->setLook(look);
    updateButtons();
}

void BreakersPage::setSpan(BreakerSpan span)
{
    m_view->setSpan(span);
    updateButtons();
}

void BreakersPage::stepProblem(int direction)
{
    const int count = m_model.rowCount();
    int row = m_model.rowOf(m_view->current());
    for (int step = 0; step < count; ++step) {
        row = row < 0 ? (direction > 0 ? 0 : count - 1) : (row + direction + count) % count;
        const BreakerTile *tile = m_model.tile(row);
        if (tile && tile->state != BreakerState::Closed) {
            const BreakerTileId id = tile->id;
            m_view->setCurrent(id);
            Q_EMIT picked(id);
            return;
        }
    }
}

void BreakersPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitFilterRow();
}

/// The filter, the buttons and the counts share one row: what says least gives way first.
void BreakersPage::fitFilterRow()
{
    const QString grouping = nameOf(m_model.grouping());
    const QString order = nameOf(m_model.order());
    const auto say = [this](const QString &group, const QString &sort, const QString &recent, bool counts) {
        m_groupButton->setText(group);
        m_orderButton->setText(sort);
        m_recentButton->setText(recent);
        m_counts->setVisible(counts);
        m_filterRow->layout()->activate();
        return m_filterRow->layout()->minimumSize().width() <= width();
    };
    const QString recent = QStringLiteral("Only changed in 15 min");
    const QString groupText = QStringLiteral("Group: %1").arg(grouping);
    const QString shortGroup = QStringLiteral("Group: %1").arg(shortNameOf(m_model.grouping()));
    const QString sortText = QStringLiteral("Sort: %1").arg(order);
    const QString shortRecent = QStringLiteral("Only changed");
    m_counts->setText(m_countsText);
    if (say(groupText, sortText, recent, true) || say(shortGroup, sortText, shortRecent, true)) {
        return;
    }
    m_counts->setText(QString(m_countsText).remove(QStringLiteral(" by instance")));
    if (say(shortGroup, sortText, shortRecent, true)) {
        return;
    }
    if (m_model.rowCount() == m_model.tileCount()) {
        // How many there are stands in the navigation too
        m_counts->setText(m_counts->text().section(QStringLiteral(" · "), 1));
    }
    say(shortGroup, sortText, shortRecent, !m_counts->text().isEmpty()) ||
        say(shortGroup, sortText, shortRecent, false) ||
        say(shortNameOf(m_model.grouping()), order, QStringLiteral("Changed"), false);
}

void BreakersPage::updateButtons()
{
    fitFilterRow();
    m_recentButton->setChecked(m_model.isOnlyRecent());
    m_head->setOrder(m_model.order());
    for (int i = 0; i < 2; ++i) {
        m_spanButtons[i]->setChecked(i == int(m_view->span()));
        m_lookButtons[i]->setChecked(i == int(m_view->look()));
        m_lookButtons[i]->setIcon(themedIcon(i == 0 ? QStringLiteral("tiles") : QStringLiteral("table")));
    }
}

void BreakersPage::updateCounts()
{
    const int shown = m_model.rowCount();
    const int all = m_model.tileCount();
    QString text = m_model.totalsText();
    if (shown != all) {
        text = QStringLiteral("%1 shown of %2").arg(format::count(shown), text);
    }
    if (m_countsText != text) {
        m_countsText = text;
        fitFilterRow();
    }
    if (const QString whole = m_model.totalsInFull(); m_totals != whole) {
        m_totals = whole;
        QString tip = whole.toHtmlEscaped();
        m_counts->setToolTip(QStringLiteral("<p>%1</p>").arg(tip.replace(u'\n', QStringLiteral("<br>"))));
        m_counts->setAccessibleDescription(whole);
    }
    if (shown == 0) {
        m_nothing->setText(
            all > 0
                ? (m_model.isOnlyRecent()
                       ? QStringLiteral("No breaker that passes the filter has changed in the last 15 min.")
                       : QStringLiteral("No breaker passes the filter."))
                : QStringLiteral("No circuit breaker is known.\n\nBreakers are recognised on the metrics "
                                 "pages of the instances; the README says of which libraries, and how "
                                 "to declare one of your own."));
    }
    QWidget *current = shown > 0 ? static_cast<QWidget *>(m_view) : m_nothing;
    if (m_stack->currentWidget() != current) {
        // Hiding what has the focus would hand it to the filter, where keys are text
        const bool focused = window()->focusWidget() == m_stack->currentWidget();
        setFocusProxy(current);
        m_stack->setCurrentWidget(current);
        if (focused) {
            current->setFocus();
        }
    }
}

QByteArray BreakersPage::saveLayout() const
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << breakersLayoutVersion << int(m_model.grouping()) << int(m_model.order()) << int(m_view->look())
        << int(m_view->span());
    return bytes;
}

void BreakersPage::restoreLayout(const QByteArray &layout)
{
    QDataStream in(layout);
    int version = 0;
    int grouping = 0;
    int order = 0;
    int look = 0;
    int span = 0;
    in >> version >> grouping >> order >> look >> span;
    if (in.status() != QDataStream::Ok || version != breakersLayoutVersion) {
        return;
    }
    setGrouping(groupings[std::clamp(grouping, 0, 3)]);
    setOrder(orders[std::clamp(order, 0, 3)]);
    setLook(look == int(BreakerLook::Table) ? BreakerLook::Table : BreakerLook::Tiles);
    setSpan(span == int(BreakerSpan::FifteenMinutes) ? BreakerSpan::FifteenMinutes : BreakerSpan::TwoMinutes);
}

} // namespace quarterdeck
