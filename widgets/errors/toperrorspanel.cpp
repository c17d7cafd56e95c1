#include "widgets/errors/toperrorspanel.h"

#include "widgets/errors/toperrorsdelegate.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace quarterdeck {

namespace {

constexpr int mostRows = 5;
constexpr int headerHeight = 24;
constexpr std::chrono::minutes keepOpen{5};

int widthOf(TopErrorColumn column)
{
    switch (column) {
    case TopErrorColumn::Service:
        return 190;
    case TopErrorColumn::Trouble:
        return 108;
    case TopErrorColumn::History:
        return 150;
    case TopErrorColumn::BudgetLeft:
        return 112;
    default:
        return 92;
    }
}

/// Those that give way in a narrow window, the first one first.
constexpr TopErrorColumn spare[] = {TopErrorColumn::Trouble, TopErrorColumn::History,
                                    TopErrorColumn::Requests, TopErrorColumn::BurnHour, TopErrorColumn::Rise};

} // namespace

TopErrorsPanel::TopErrorsPanel(const Fleet &fleet, QWidget *parent)
    : QFrame(parent)
    , m_model(fleet)
    , m_button(new QToolButton(this))
    , m_summary(new QLabel(this))
    , m_table(new QTableView(this))
{
    setObjectName(QStringLiteral("topErrors"));
    setAccessibleName(QStringLiteral("Top errors"));
    setProperty("bar", true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(8, 3, 12, 3);
    head->setSpacing(8);
    m_button->setObjectName(QStringLiteral("topErrorsButton"));
    m_button->setText(QStringLiteral("Top errors"));
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setAutoRaise(true);
    m_button->setFont(Theme::instance().font(12, QFont::DemiBold));
    connect(m_button, &QToolButton::clicked, this, &TopErrorsPanel::toggle);
    head->addWidget(m_button);
    m_summary->setObjectName(QStringLiteral("topErrorsSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    head->addWidget(m_summary, 1);
    column->addLayout(head);

    m_table->setObjectName(QStringLiteral("topErrorsTable"));
    m_table->setAccessibleName(QStringLiteral("Services by how they fail, worst first"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new TopErrorsDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setMouseTracking(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setCornerButtonEnabled(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setMinimumSectionSize(TopErrorsDelegate::rowHeight);
    m_table->verticalHeader()->setDefaultSectionSize(TopErrorsDelegate::rowHeight);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(true);
    header->setFixedHeight(headerHeight);
    header->setMinimumSectionSize(40);
    for (int section = 0; section < topErrorColumnCount; ++section) {
        m_table->setColumnWidth(section, widthOf(static_cast<TopErrorColumn>(section)));
    }
    header->setSectionResizeMode(static_cast<int>(TopErrorColumn::History), QHeaderView::Stretch);
    connect(header, &QHeaderView::sectionClicked, this, [this](int section) { m_model.sort(section); });
    const auto choose = [this](const QModelIndex &index) {
        Q_EMIT chosen(index.data(TopErrorsModel::ServiceRole).toString());
    };
    connect(m_table, &QTableView::clicked, this, choose);
    connect(m_table, &QTableView::activated, this, choose);
    column->addWidget(m_table);
    const auto rowsChanged = [this] { arrange(); };
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, rowsChanged);
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, rowsChanged);
    m_summary->setText(topErrorsSummary({}, true));
    arrange();
}

void TopErrorsPanel::apply(const FleetChanges &changes, SteadyTime now)
{
    m_model.apply(changes, now);
    const QList<TopError> errors = m_model.errors();
    m_bad = std::any_of(errors.cbegin(), errors.cend(), [](const TopError &error) { return error.isBad(); });
    if (m_bad) {
        m_lastBad = now;
    }
    m_isWanted = m_bad || (m_isWanted && now - m_lastBad < keepOpen);
    if (const QString text = m_model.summary(); text != m_summary->text()) {
        m_summary->setText(text);
        m_summary->setAccessibleName(QStringLiteral("Top errors: ") + text);
        m_summary->setToolTip(QStringLiteral("<p>%1</p>").arg(text.toHtmlEscaped()));
    }
    const QString tone = m_bad ? QStringLiteral("error") : QStringLiteral("dim");
    if (m_summary->property("tone") != tone) {
        m_summary->setProperty("tone", tone);
        m_summary->setStyleSheet(QStringLiteral("/* */")); // a property is read again with the sheet only
        m_summary->setStyleSheet(QString());
    }
    arrange();
}

void TopErrorsPanel::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    int missing = -width();
    for (int section = 0; section < topErrorColumnCount; ++section) {
        missing += widthOf(static_cast<TopErrorColumn>(section));
    }
    for (const TopErrorColumn column : spare) {
        m_table->setColumnHidden(static_cast<int>(column), missing > 0);
        missing -= missing > 0 ? widthOf(column) : 0;
    }
    // The service takes what is left where the line does not
    const bool line = !m_table->isColumnHidden(static_cast<int>(TopErrorColumn::History));
    m_table->horizontalHeader()->setSectionResizeMode(static_cast<int>(TopErrorColumn::Service),
                                                      line ? QHeaderView::Interactive : QHeaderView::Stretch);
    if (line) {
        m_table->setColumnWidth(static_cast<int>(TopErrorColumn::Service), widthOf(TopErrorColumn::Service));
    }
}

bool TopErrorsPanel::isOpen() const
{
    return m_pinned.value_or(m_isWanted);
}

void TopErrorsPanel::setPinned(std::optional<bool> open)
{
    m_pinned = open;
    arrange();
}

void TopErrorsPanel::arrange()
{
    const bool open = isOpen();
    m_button->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    const int rows = std::clamp(m_model.rowCount(), 1, mostRows);
    m_table->setFixedHeight(headerHeight + rows * TopErrorsDelegate::rowHeight);
    m_table->setVisible(open);
    if (open != m_wasOpen) {
        m_wasOpen = open;
        m_button->setToolTip(open ? QStringLiteral("Fold the services away")
                                  : QStringLiteral("Show the services by how they fail"));
        m_button->setAccessibleName(
            QStringLiteral("Top errors, %1").arg(open ? QStringLiteral("open") : QStringLiteral("folded")));
        Q_EMIT openChanged(open);
    }
}

} // namespace quarterdeck
