#pragma once

#include "models/items/fleettreemodel.h"

#include <QFrame>
#include <QList>
#include <QMap>

class QListWidget;
class QTreeView;
class QVBoxLayout;
class QLabel;

namespace quarterdeck {

class PageButton;

/// A filter under a name.
struct SavedView
{
    QString name;
    QString filter;
    bool operator==(const SavedView &) const = default;
};

/// The left side: pages with their counts, the fleet's groups, saved views. Owns the tree's model.
class NavigationPanel final : public QFrame
{
    Q_OBJECT
public:
    explicit NavigationPanel(const Fleet &fleet, QWidget *parent = nullptr);

    void apply(const FleetChanges &changes, SteadyTime now);
    void addPage(const QString &id, const QString &title);
    void setPageCount(const QString &id, const QString &count);
    void setCurrentPage(const QString &id);
    void setGrouping(const Grouping &grouping);
    void setSavedViews(const QList<SavedView> &views);
    [[nodiscard]] const QList<SavedView> &savedViews() const { return m_views; }
    void setFilterText(const QString &filter); ///< marks the group or view that is shown
    [[nodiscard]] FleetTreeModel &treeModel() { return m_treeModel; }
    [[nodiscard]] QTreeView *tree() const { return m_tree; }
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void pageChosen(const QString &id);
    void filterChosen(const QString &filter);
    void savedViewsEdited(const QList<quarterdeck::SavedView> &views);

private:
    void expandFirst();
    void showViewMenu(const QPoint &position);

    const Fleet &m_fleet;
    FleetTreeModel m_treeModel;
    QVBoxLayout *m_pages = nullptr;
    QMap<QString, PageButton *> m_pageButtons;
    QLabel *m_treeTitle = nullptr;
    QTreeView *m_tree = nullptr;
    QLabel *m_viewsTitle = nullptr;
    QListWidget *m_viewList = nullptr;
    QList<SavedView> m_views;
};

} // namespace quarterdeck
