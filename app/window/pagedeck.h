#pragma once

#include "app/window/windowpage.h"

#include <vector>

class QStackedWidget;

namespace quarterdeck {

class NavigationPanel;

/// The pages of the window, of which one is in front: its widget in the middle, its details at the right, its
/// row of the navigation marked.
class PageDeck final : public QObject
{
    Q_OBJECT
public:
    /// The widgets are the window's; `nothing` stands in the middle while the fleet is empty.
    PageDeck(NavigationPanel &navigation, QStackedWidget &middle, QStackedWidget &details, QWidget *nothing,
             QObject *parent);

    /// Takes the page and its widgets. The first one is in front.
    void add(WindowPage *page);
    [[nodiscard]] const std::vector<WindowPage *> &pages() const { return m_pages; }
    [[nodiscard]] WindowPage *current() const { return m_current; }
    [[nodiscard]] WindowPage *page(CommandId command) const; ///< null when it opens none

    void show(WindowPage *page);
    void setEmpty(bool empty);
    void apply(const FleetChanges &changes, SteadyTime now);
    void tick(SteadyTime now);

Q_SIGNALS:
    void currentChanged();

private:
    void arrange();

    NavigationPanel &m_navigation;
    QStackedWidget &m_middle;
    QStackedWidget &m_details;
    QWidget *m_nothing;
    std::vector<WindowPage *> m_pages;
    WindowPage *m_current = nullptr;
    bool m_empty = false;
};

} // namespace quarterdeck
