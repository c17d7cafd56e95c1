#include "widgets/fleet/fleetpage.h"

#include "models/items/formatter.h"
#include "widgets/filterline.h"
#include "widgets/fleet/fleetmap.h"
#include "widgets/fleet/fleettable.h"
#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QActionGroup>
#include <QDataStream>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QMenu>
#include <QSet>
#include <QSplitter>
#include <QToolButton>

#include <algorithm>

namespace quarterdeck {

namespace {

constexpr int fleetLayoutVersion = 1;

QToolButton *makeButton(const QString &objectName, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(objectName);
    button->setProperty("button", true);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

/// What the shades of the map mean; the steps are FleetMapModel's.
QString colourLegend(MapColour colour)
{
    switch (colour) {
    case MapColour::State:
        return QStringLiteral(
            "Down: square with a cross; not ready: diamond; degraded: triangle; unknown: ring");
    case MapColour::ErrorRatio:
        return QStringLiteral(
            "From green (0.1 % of requests and less) to red (50 % and more); grey: too few requests");
    case MapColour::P99:
        return QStringLiteral("From green (10 ms and less) to red (5 s and more); grey: no latency known");
    }
    return {};
}

QString viewIcon(FleetView view)
{
    switch (view) {
    case FleetView::Both:
        return QStringLiteral("both");
    case FleetView::Map:
        return QStringLiteral("map");
    case FleetView::Table:
        return QStringLiteral("table");
    }
    return {};
}

QString viewName(FleetView view)
{
    switch (view) {
    case FleetView::Both:
        return QStringLiteral("Map + table");
    case FleetView::Map:
        return QStringLiteral("Map");
    case FleetView::Table:
        return QStringLiteral("Table");
    }
    return {};
}

/// As much of its line as there is room for; the rest of the row comes first.
class CountsLabel final : public QLabel
{
public:
    explicit CountsLabel(QWidget *parent) : QLabel(parent)
    {
        setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setFont(font());
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter,
                         fontMetrics().elidedText(text(), Qt::ElideRight, width()));
    }
};

} // namespace

FleetPage::FleetPage(const Fleet &fleet, std::function<SteadyTime()> now, QWidget *parent)
    : QWidget(parent)
    , m_fleet(fleet)
    , m_now(std::move(now))
    , m_tableModel(fleet)
    , m_mapModel(fleet)
    , m_labelNames(InstanceFilter::labelNames(fleet))
{
    setObjectName(QStringLiteral("fleetPage"));
    setAccessibleName(QStringLiteral("Fleet"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);

    m_map = new FleetMap(m_mapModel, this);
    m_table = new FleetTable(m_tableModel, this);
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setObjectName(QStringLiteral("fleetSplitter"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_map);
    m_splitter->addWidget(m_table);
    m_splitter->setStretchFactor(0, 45);
    m_splitter->setStretchFactor(1, 55);
    m_splitter->setSizes({400, 460});

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeFilterRow());
    // Below the line and not in it: a long message must neither be cut nor make the window wider.
    m_filterError = new QLabel(this);
    m_filterError->setObjectName(QStringLiteral("filterError"));
    m_filterError->setAccessibleName(QStringLiteral("What is wrong with the filter"));
    m_filterError->setTextFormat(Qt::PlainText);
    m_filterError->setWordWrap(true);
    m_filterError->setProperty("tone", QStringLiteral("error"));
    m_filterError->setContentsMargins(20, 0, 12, 6);
    m_filterError->hide();
    column->addWidget(m_filterError);
    column->addWidget(m_splitter, 1);

    connect(m_filterLine, &FilterLine::errorsChanged, this, [this](const QString &message) {
        m_filterError->setText(message);
        m_filterError->setVisible(!message.isEmpty());
    });
    connect(m_filterLine, &QLineEdit::textChanged, this, &FleetPage::filterTextChanged);
    connect(m_filterLine, &QLineEdit::returnPressed, this,
            [this] { (m_view == FleetView::Map ? static_cast<QWidget *>(m_map) : m_table)->setFocus(); });
    connect(m_map, &FleetMap::picked, this, &FleetPage::pick);
    connect(m_table, &FleetTable::picked, this, &FleetPage::pick);
    connect(m_map, &FleetMap::activated, this, &FleetPage::activated);
    connect(m_table, &FleetTable::activated, this, &FleetPage::activated);
    connect(m_map, &FleetMap::menuWanted, this, &FleetPage::menuWanted);
    connect(m_table, &FleetTable::menuWanted, this, &FleetPage::menuWanted);
    connect(m_map, &FleetMap::cellSizeChanged, this, &FleetPage::layoutEdited);
    connect(m_table, &FleetTable::layoutEdited, this, &FleetPage::layoutEdited);
    connect(m_splitter, &QSplitter::splitterMoved, this, &FleetPage::layoutEdited);
    setFocusProxy(m_table);
    connect(&Theme::instance(), &Theme::changed, this, &FleetPage::updateButtons);
    updateButtons();
    updateCounts();
}

QWidget *FleetPage::makeFilterRow()
{
    auto *row = new QWidget(this);
    row->setObjectName(QStringLiteral("filterRow"));
    row->setFixedHeight(42);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(12, 6, 12, 6);
    layout->setSpacing(10);

    m_filterLine = new FilterLine({[this](const QString &text) { return useFilter(text); },
                                   [this](const QString &text, qsizetype cursor) {
                                       return InstanceFilter::complete(text, cursor, m_fleet);
                                   }},
                                  row);
    m_filterLine->setMinimumWidth(180);
    m_filterLine->setMaximumWidth(430);
    layout->addWidget(m_filterLine, 100);

    m_groupButton = makeButton(QStringLiteral("groupButton"), row);
    m_groupButton->setAccessibleName(QStringLiteral("Group by"));
    m_groupButton->setPopupMode(QToolButton::InstantPopup);
    auto *groups = new QMenu(m_groupButton);
    groups->setObjectName(QStringLiteral("groupMenu"));
    m_groupButton->setMenu(groups);
    connect(groups, &QMenu::aboutToShow, this, &FleetPage::fillGroupMenu);
    layout->addWidget(m_groupButton);

    m_colourButton = makeButton(QStringLiteral("colourButton"), row);
    m_colourButton->setAccessibleName(QStringLiteral("Colour of the map by"));
    m_colourButton->setPopupMode(QToolButton::InstantPopup);
    auto *colourMenu = new QMenu(m_colourButton);
    colourMenu->setObjectName(QStringLiteral("colourMenu"));
    for (const MapColour colour : {MapColour::State, MapColour::ErrorRatio, MapColour::P99}) {
        connect(colourMenu->addAction(toString(colour)), &QAction::triggered, this, [this, colour] {
            setColour(colour);
            Q_EMIT layoutEdited();
        });
    }
    m_colourButton->setMenu(colourMenu);
    layout->addWidget(m_colourButton);

    auto *views = new QWidget(row);
    auto *viewRow = new QHBoxLayout(views);
    viewRow->setContentsMargins(0, 0, 0, 0);
    viewRow->setSpacing(2);
    for (const FleetView view : {FleetView::Both, FleetView::Map, FleetView::Table}) {
        QToolButton *button = makeButton(QStringLiteral("view%1").arg(int(view)), views);
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        button->setIconSize(QSize(16, 16));
        button->setToolTip(viewName(view));
        button->setAccessibleName(QStringLiteral("Show %1").arg(viewName(view)));
        button->setCheckable(true);
        connect(button, &QToolButton::clicked, this, [this, view] {
            setView(view);
            Q_EMIT layoutEdited();
        });
        m_viewButtons[int(view)] = button;
        viewRow->addWidget(button);
    }
    layout->addWidget(views);
    layout->addStretch(1);

    m_counts = new CountsLabel(row);
    m_counts->setObjectName(QStringLiteral("fleetCounts"));
    m_counts->setProperty("tone", QStringLiteral("dim"));
    m_counts->setTextFormat(Qt::PlainText);
    layout->addWidget(m_counts, 60);
    return row;
}

QList<FilterError> FleetPage::useFilter(const QString &text)
{
    auto parsed = InstanceFilter::parse(text, m_labelNames);
    if (const auto *errors = std::get_if<QList<FilterError>>(&parsed)) {
        return *errors;
    }
    const SteadyTime at = m_now();
    m_tableModel.setFilter(std::get<InstanceFilter>(parsed), at);
    m_mapModel.setFilter(std::get<InstanceFilter>(parsed), at);
    updateCounts();
    return {};
}

void FleetPage::apply(const FleetChanges &changes, SteadyTime now)
{
    m_tableModel.apply(changes, now);
    m_mapModel.apply(changes, now);
    if (changes.replaced) {
        const QList<QString> names = InstanceFilter::labelNames(m_fleet);
        if (names != m_labelNames) {
            m_labelNames = names;
            m_filterLine->readAgain();
        }
    }
    updateCounts();
}

void FleetPage::setCurrent(InstanceNumber number)
{
    m_current = number;
    m_map->setCurrent(number);
    m_table->setCurrent(number);
}

void FleetPage::pick(InstanceNumber number)
{
    setCurrent(number);
    Q_EMIT currentChanged(number);
}

void FleetPage::setView(FleetView view)
{
    m_view = view;
    m_map->setVisible(view != FleetView::Table);
    setFocusProxy(view == FleetView::Map ? static_cast<QWidget *>(m_map) : m_table);
    m_table->setVisible(view != FleetView::Map);
    updateButtons();
}

void FleetPage::setGrouping(const Grouping &grouping)
{
    m_mapModel.setGrouping(grouping);
    updateButtons();
    Q_EMIT groupingChanged(grouping);
}

void FleetPage::setColour(MapColour colour)
{
    m_mapModel.setColour(colour);
    updateButtons();
}

void FleetPage::focusFilter()
{
    m_filterLine->setFocus(Qt::ShortcutFocusReason);
    m_filterLine->selectAll();
}

void FleetPage::fillGroupMenu()
{
    QMenu *menu = m_groupButton->menu();
    menu->clear();
    const auto add = [&](const Grouping &grouping) {
        QAction *action = menu->addAction(toString(grouping));
        action->setCheckable(true);
        action->setChecked(grouping == m_mapModel.grouping());
        connect(action, &QAction::triggered, this, [this, grouping] {
            setGrouping(grouping);
            Q_EMIT layoutEdited();
        });
    };
    add(defaultGrouping());
    add({QStringLiteral("service"), QStringLiteral("cluster")});
    add({QStringLiteral("cluster")});
    add({QStringLiteral("service")});
    add({});
    // Any label of the fleet, by itself and within the clusters.
    QSet<QString> labels;
    for (const InstanceNumber number : m_fleet.order()) {
        if (const Instance *instance = m_fleet.instance(number)) {
            for (auto label = instance->target.labels.keyBegin(); label != instance->target.labels.keyEnd();
                 ++label) {
                labels.insert(*label);
            }
        }
    }
    labels.remove(QStringLiteral("instance"));
    labels.remove(QStringLiteral("cluster"));
    labels.remove(QStringLiteral("service"));
    QList<QString> sorted = labels.values();
    std::sort(sorted.begin(), sorted.end());
    if (!sorted.isEmpty()) {
        menu->addSeparator();
        QMenu *alone = menu->addMenu(QStringLiteral("Label"));
        QMenu *within = menu->addMenu(QStringLiteral("Cluster / label"));
        for (const QString &label : std::as_const(sorted)) {
            // An ampersand would become an underline.
            const QString shown = QString(label).replace(QLatin1Char('&'), QStringLiteral("&&"));
            connect(alone->addAction(shown), &QAction::triggered, this, [this, label] {
                setGrouping({label});
                Q_EMIT layoutEdited();
            });
            connect(within->addAction(shown), &QAction::triggered, this, [this, label] {
                setGrouping({QStringLiteral("cluster"), label});
                Q_EMIT layoutEdited();
            });
        }
    }
}

void FleetPage::updateCounts()
{
    const int shown = m_tableModel.rowCount();
    const int all = static_cast<int>(m_fleet.size());
    QString text = shown == all
                       ? (all == 1 ? QStringLiteral("1 instance")
                                   : QStringLiteral("%1 instances").arg(format::count(all)))
                       : QStringLiteral("%1 of %2 instances").arg(format::count(shown), format::count(all));
    const int attention = m_tableModel.attentionCount();
    if (attention > 0) {
        text += QStringLiteral(" · %1 need%2 attention")
                    .arg(format::count(attention), attention == 1 ? QStringLiteral("s") : QString());
    }
    if (m_counts->text() != text) {
        m_counts->setText(text);
        m_counts->setToolTip(text);
    }
}

void FleetPage::updateButtons()
{
    m_groupButton->setText(QStringLiteral("Group: %1").arg(toString(m_mapModel.grouping())));
    m_colourButton->setText(QStringLiteral("Colour: %1").arg(toString(m_mapModel.colour())));
    m_colourButton->setToolTip(colourLegend(m_mapModel.colour()));
    for (int i = 0; i < 3; ++i) {
        m_viewButtons[i]->setIcon(themedIcon(viewIcon(static_cast<FleetView>(i))));
        m_viewButtons[i]->setChecked(i == int(m_view));
    }
}

QByteArray FleetPage::saveLayout() const
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out << fleetLayoutVersion << int(m_view) << m_splitter->saveState() << m_table->saveLayout()
        << m_mapModel.grouping() << int(m_mapModel.colour()) << m_map->cellSize();
    return bytes;
}

void FleetPage::restoreLayout(const QByteArray &layout)
{
    QDataStream in(layout);
    int version = 0;
    int view = 0;
    QByteArray splitter;
    QByteArray table;
    Grouping wantedGrouping;
    int colour = 0;
    int cell = 0;
    in >> version >> view >> splitter >> table >> wantedGrouping >> colour >> cell;
    if (in.status() != QDataStream::Ok || version != fleetLayoutVersion) {
        return;
    }
    m_splitter->restoreState(splitter);
    m_splitter->setHandleWidth(1);
    m_table->restoreLayout(table);
    setView(static_cast<FleetView>(std::clamp(view, 0, 2)));
    setGrouping(wantedGrouping);
    setColour(static_cast<MapColour>(std::clamp(colour, 0, 2)));
    m_map->setCellSize(cell);
}

} // namespace quarterdeck
