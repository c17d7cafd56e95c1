#include "app/window/windowframe.h"

#include "widgets/activitypanel.h"
#include "widgets/errors/toperrorspanel.h"
#include "widgets/incidents/incidentbanner.h"
#include "widgets/isolationbanner.h"
#include "widgets/navigationpanel.h"
#include "widgets/statusline.h"
#include "widgets/totalsstrip.h"

#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

/// A view as a line of the settings file: name, tab, filter.
QStringList viewLines(const QList<SavedView> &views)
{
    QStringList lines;
    for (const SavedView &view : views) {
        lines.append(view.name + QLatin1Char('\t') + view.filter);
    }
    return lines;
}

QList<SavedView> viewsFrom(const QStringList &lines)
{
    QList<SavedView> views;
    for (const QString &line : lines) {
        views.append({line.section(QLatin1Char('\t'), 0, 0), line.section(QLatin1Char('\t'), 1)});
    }
    return views;
}

} // namespace

WindowFrame::WindowFrame(const Fleet &shown, const Fleet &present, QWidget *parent)
    : QWidget(parent)
    , m_totals(new TotalsStrip(shown, this))
    , m_banner(new IsolationBanner(this))
    , m_incidentBanner(new IncidentBanner(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_navigation(new NavigationPanel(shown, m_splitter))
    , m_middle(new QStackedWidget)
    , m_topErrors(new TopErrorsPanel(present))
    , m_activity(new ActivityPanel(present, shown, m_splitter))
    , m_details(new QStackedWidget(m_splitter))
    , m_status(new StatusLine(this))
{
    m_splitter->setObjectName(QStringLiteral("outerSplitter"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_middle->setObjectName(QStringLiteral("pages"));
    m_details->setObjectName(QStringLiteral("details"));
    auto *middle = new QWidget(m_splitter);
    auto *middleColumn = new QVBoxLayout(middle);
    middleColumn->setContentsMargins(0, 0, 0, 0);
    middleColumn->setSpacing(0);
    middleColumn->addWidget(m_middle, 1);
    middleColumn->addWidget(m_topErrors);
    for (QWidget *part : {static_cast<QWidget *>(m_navigation), middle, static_cast<QWidget *>(m_activity),
                          static_cast<QWidget *>(m_details)}) {
        m_splitter->addWidget(part);
    }
    m_splitter->setStretchFactor(1, 1);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_totals);
    column->addWidget(m_banner);
    column->addWidget(m_incidentBanner);
    column->addWidget(m_splitter, 1);
    column->addWidget(m_status);
}

void WindowFrame::restoreLayout(const WindowSettings &from)
{
    m_navigation->setSavedViews(viewsFrom(from.value(settings::savedViews)));
    m_splitter->setSizes({215, 900, 260, 372});
    m_splitter->restoreState(from.value(settings::outerSplitter));
    m_activity->setVisible(from.value(settings::activityShown));
    const QString topErrors = from.value(settings::topErrors);
    m_topErrors->setPinned(topErrors.isEmpty() ? std::nullopt
                                               : std::optional(topErrors == QStringLiteral("open")));
}

void WindowFrame::saveLayout(WindowSettings &into) const
{
    into.set(settings::outerSplitter, m_splitter->saveState());
    into.set(settings::savedViews, viewLines(m_navigation->savedViews()));
    into.set(settings::activityShown, m_activity->isVisibleTo(this));
    into.set(settings::topErrors, !m_topErrors->pinned()   ? QString()
                                  : *m_topErrors->pinned() ? QStringLiteral("open")
                                                           : QStringLiteral("folded"));
}

} // namespace quarterdeck
