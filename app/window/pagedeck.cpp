#include "app/window/pagedeck.h"

#include "widgets/navigationpanel.h"

#include <QStackedWidget>

namespace quarterdeck {

PageDeck::PageDeck(NavigationPanel &navigation, QStackedWidget &middle, QStackedWidget &details,
                   QWidget *nothing, QObject *parent)
    : QObject(parent)
    , m_navigation(navigation)
    , m_middle(middle)
    , m_details(details)
    , m_nothing(nothing)
{
    m_middle.addWidget(m_nothing);
    connect(&m_navigation, &NavigationPanel::pageChosen, this, [this](const QString &id) {
        for (WindowPage *page : m_pages) {
            if (pageName(page->command()) == id) {
                show(page);
            }
        }
    });
}

void PageDeck::add(WindowPage *page)
{
    page->setParent(this);
    m_pages.push_back(page);
    m_navigation.addPage(pageName(page->command()),
                         QString::fromUtf8(commandOf(page->command()).text).remove(QLatin1Char('&')));
    m_middle.addWidget(page->widget());
    if (page->details()) {
        m_details.addWidget(page->details());
    }
    if (!m_current) {
        m_current = page;
        arrange();
    }
}

WindowPage *PageDeck::page(CommandId command) const
{
    for (WindowPage *page : m_pages) {
        if (page->command() == command) {
            return page;
        }
    }
    return nullptr;
}

void PageDeck::show(WindowPage *page)
{
    const bool other = page != m_current;
    m_current = page;
    arrange();
    if (other) {
        page->shown();
        Q_EMIT currentChanged();
    }
}

void PageDeck::setEmpty(bool empty)
{
    m_empty = empty;
    arrange();
}

void PageDeck::apply(const FleetChanges &changes, SteadyTime now)
{
    for (WindowPage *page : m_pages) {
        page->apply(changes, now);
        m_navigation.setPageCount(pageName(page->command()), page->count());
    }
}

void PageDeck::tick(SteadyTime now)
{
    for (WindowPage *page : m_pages) {
        page->tick(now);
        m_navigation.setPageCount(pageName(page->command()), page->count());
    }
}

void PageDeck::arrange()
{
    m_navigation.setCurrentPage(pageName(m_current->command()));
    m_middle.setCurrentWidget(m_empty ? m_nothing : m_current->widget());
    if (m_current->details()) {
        m_details.setCurrentWidget(m_current->details());
    }
    m_details.setVisible(m_current->details() && m_current->detailsShown());
}

} // namespace quarterdeck
