#include "widgets/runbooks/runbookspage.h"

#include "widgets/runbooks/runbookcatalog.h"
#include "widgets/runbooks/runbookrunview.h"

#include <QListView>
#include <QStackedLayout>

namespace quarterdeck {

RunbooksPage::RunbooksPage(const Fleet &fleet, QWidget *parent)
    : QWidget(parent)
    , m_catalog(new RunbookCatalogView(fleet, this))
    , m_view(new RunbookRunView(fleet, this))
    , m_stack(new QStackedLayout(this))
{
    setObjectName(QStringLiteral("runbooksPage"));
    setAccessibleName(QStringLiteral("Runbooks"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_stack->setContentsMargins(0, 0, 0, 0);
    m_stack->addWidget(m_catalog);
    m_stack->addWidget(m_view);
    showCatalog();
}

bool RunbooksPage::isCatalogShown() const
{
    return m_stack->currentWidget() == m_catalog;
}

void RunbooksPage::setReadOnly(bool readOnly)
{
    m_catalog->setReadOnly(readOnly);
    m_view->setReadOnly(readOnly);
}

void RunbooksPage::showCatalog()
{
    m_stack->setCurrentWidget(m_catalog);
    setFocusProxy(m_catalog->list());
    if (!m_catalog->list()->currentIndex().isValid() && m_catalog->runbooks().rowCount() > 0) {
        m_catalog->list()->setCurrentIndex(m_catalog->runbooks().index(0));
    }
    m_catalog->list()->setFocus();
}

void RunbooksPage::showView()
{
    m_stack->setCurrentWidget(m_view);
    setFocusProxy(m_view);
    m_view->focusNext();
}

} // namespace quarterdeck
