#include "widgets/navigationpanel.h"

#include "models/items/formatter.h"
#include "widgets/grouptreedelegate.h"
#include "widgets/pagebutton.h"
#include "widgets/theme.h"

#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QScrollBar>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace quarterdeck {

namespace {

constexpr int expandedAtFirst = 40; ///< a tree of more groups starts folded below its first level

QLabel *makeHeading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setProperty("tone", QStringLiteral("heading"));
    label->setTextFormat(Qt::PlainText);
    label->setContentsMargins(0, 12, 0, 4);
    return label;
}

} // namespace

NavigationPanel::NavigationPanel(const Fleet &fleet, QWidget *parent)
    : QFrame(parent)
    , m_fleet(fleet)
    , m_treeModel(fleet)
{
    setObjectName(QStringLiteral("navigationPanel"));
    setAccessibleName(QStringLiteral("Navigation"));
    setProperty("bar", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 0, 10);
    column->setSpacing(0);

    auto *pages = new QWidget(this);
    m_pages = new QVBoxLayout(pages);
    m_pages->setContentsMargins(0, 0, 10, 0);
    m_pages->setSpacing(0);
    column->addWidget(pages);

    m_treeTitle = makeHeading(QStringLiteral("Clusters"), this);
    column->addWidget(m_treeTitle);
    m_tree = new QTreeView(this);
    m_tree->setObjectName(QStringLiteral("groupTree"));
    m_tree->setAccessibleName(QStringLiteral("Groups of the fleet"));
    m_tree->setModel(&m_treeModel);
    m_tree->setItemDelegate(new GroupTreeDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(15);
    m_tree->setUniformRowHeights(true);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setMouseTracking(true);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->viewport()->setAutoFillBackground(false);
    const auto choose = [this](const QModelIndex &index) {
        const auto terms = index.data(FleetTreeModel::FilterTermsRole).value<QList<QString>>();
        Q_EMIT filterChosen(QStringList(terms).join(QLatin1Char(' ')));
    };
    connect(m_tree, &QTreeView::clicked, this, choose);
    connect(m_tree, &QTreeView::activated, this, choose);
    column->addWidget(m_tree, 1);

    m_viewsTitle = makeHeading(QStringLiteral("Saved views"), this);
    column->addWidget(m_viewsTitle);
    m_viewList = new QListWidget(this);
    m_viewList->setObjectName(QStringLiteral("savedViews"));
    m_viewList->setAccessibleName(QStringLiteral("Saved views"));
    m_viewList->setFrameShape(QFrame::NoFrame);
    m_viewList->setContextMenuPolicy(Qt::CustomContextMenu);
    m_viewList->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_viewList->viewport()->setAutoFillBackground(false);
    const auto open = [this](QListWidgetItem *item) {
        Q_EMIT filterChosen(item->data(Qt::UserRole).toString());
    };
    connect(m_viewList, &QListWidget::itemClicked, this, open);
    connect(m_viewList, &QListWidget::itemActivated, this, open);
    connect(m_viewList, &QWidget::customContextMenuRequested, this, &NavigationPanel::showViewMenu);
    column->addWidget(m_viewList);
    setSavedViews({});
    expandFirst();
}

QSize NavigationPanel::sizeHint() const
{
    return {216, 600};
}

void NavigationPanel::apply(const FleetChanges &changes, SteadyTime now)
{
    const bool wasEmpty = m_treeModel.rowCount() == 0;
    m_treeModel.apply(changes, now);
    if (wasEmpty && changes.replaced) {
        expandFirst();
    }
}

void NavigationPanel::addPage(const QString &id, const QString &title)
{
    auto *button = new PageButton(title, this);
    button->setObjectName(QStringLiteral("page_%1").arg(id));
    connect(button, &QAbstractButton::clicked, this, [this, id] { Q_EMIT pageChosen(id); });
    m_pageButtons.insert(id, button);
    m_pages->addWidget(button);
}

void NavigationPanel::setPageCount(const QString &id, const QString &count)
{
    if (PageButton *button = m_pageButtons.value(id)) {
        button->setCount(count);
    }
}

void NavigationPanel::setCurrentPage(const QString &id)
{
    if (PageButton *button = m_pageButtons.value(id)) {
        button->setChecked(true);
    }
}

void NavigationPanel::setGrouping(const Grouping &grouping)
{
    if (grouping == m_treeModel.grouping()) {
        return;
    }
    m_treeModel.setGrouping(grouping);
    const QString key = grouping.value(0);
    m_treeTitle->setText(key == QStringLiteral("cluster")   ? QStringLiteral("Clusters")
                         : key == QStringLiteral("service") ? QStringLiteral("Services")
                                                            : key);
    m_treeTitle->setVisible(!grouping.isEmpty());
    expandFirst();
}

void NavigationPanel::setSavedViews(const QList<SavedView> &views)
{
    m_views = views;
    m_viewList->clear();
    for (const SavedView &view : views) {
        auto *item = new QListWidgetItem(view.name, m_viewList);
        item->setData(Qt::UserRole, view.filter);
        item->setToolTip(QStringLiteral("<p>%1</p>").arg(view.filter.toHtmlEscaped()));
        item->setSizeHint({100, 22});
    }
    m_viewsTitle->setVisible(!views.isEmpty());
    m_viewList->setVisible(!views.isEmpty());
    m_viewList->setFixedHeight(22 * static_cast<int>(std::min<qsizetype>(views.size(), 8)) + 4);
}

void NavigationPanel::setFilterText(const QString &filter)
{
    // What is shown is marked; a filter of another kind marks nothing.
    QModelIndex shown;
    std::vector<QModelIndex> open{{}};
    while (!open.empty() && !shown.isValid()) {
        const QModelIndex parent = open.back();
        open.pop_back();
        for (int row = 0; row < m_treeModel.rowCount(parent); ++row) {
            const QModelIndex index = m_treeModel.index(row, 0, parent);
            const auto terms = index.data(FleetTreeModel::FilterTermsRole).value<QList<QString>>();
            if (QStringList(terms).join(QLatin1Char(' ')) == filter) {
                shown = index;
            }
            open.push_back(index);
        }
    }
    if (shown.isValid()) {
        m_tree->selectionModel()->select(shown, QItemSelectionModel::ClearAndSelect);
    } else {
        m_tree->selectionModel()->clear();
    }
    m_viewList->setCurrentRow(-1);
    for (int i = 0; i < m_viewList->count(); ++i) {
        if (m_viewList->item(i)->data(Qt::UserRole).toString() == filter) {
            m_viewList->setCurrentRow(i);
        }
    }
}

void NavigationPanel::expandFirst()
{
    int groups = 0;
    for (int row = 0; row < m_treeModel.rowCount(); ++row) {
        groups += m_treeModel.rowCount(m_treeModel.index(row, 0));
    }
    if (groups <= expandedAtFirst) {
        m_tree->expandAll();
    }
}

void NavigationPanel::showViewMenu(const QPoint &position)
{
    const int row = m_viewList->indexAt(position).row();
    if (row < 0 || row >= m_views.size()) {
        return;
    }
    QMenu menu(this);
    QAction *remove =
        menu.addAction(QStringLiteral("Remove “%1”")
                           .arg(QString(m_views[row].name).replace(QLatin1Char('&'), QStringLiteral("&&"))));
    if (menu.exec(m_viewList->viewport()->mapToGlobal(position)) == remove) {
        QList<SavedView> views = m_views;
        views.removeAt(row);
        setSavedViews(views);
        Q_EMIT savedViewsEdited(views);
    }
}

} // namespace quarterdeck
