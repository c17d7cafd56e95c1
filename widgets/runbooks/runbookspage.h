#pragma once

#include "models/items/runbookrecord.h"
#include "widgets/runbooks/runbooksteps.h"

#include <QWidget>

class QStackedLayout;

namespace quarterdeck {

class RunbookCatalogView;
class RunbookRunView;

/// The page of the runbooks: all of them with the runs on record, or one of them. Knows no engine and no
/// store: it is told plans, progress and records, and asks for what a person wants.
class RunbooksPage final : public QWidget
{
    Q_OBJECT
public:
    /// The fleet is the caller's and outlives the page.
    explicit RunbooksPage(const Fleet &fleet, QWidget *parent = nullptr);

    [[nodiscard]] RunbookCatalogView *catalog() const { return m_catalog; }
    [[nodiscard]] RunbookRunView *view() const { return m_view; }
    [[nodiscard]] bool isCatalogShown() const;

    void setReadOnly(bool readOnly);
    void showCatalog();
    void showView();

private:
    RunbookCatalogView *m_catalog;
    RunbookRunView *m_view;
    QStackedLayout *m_stack;
};

} // namespace quarterdeck
