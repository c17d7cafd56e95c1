#include "widgets/incidents/incidentspage.h"

#include "models/items/incidentlistmodel.h"
#include "widgets/charts/chartstack.h"
#include "widgets/charts/timeaxis.h"
#include "widgets/incidents/incidentfacts.h"
#include "widgets/incidents/incidentforms.h"
#include "widgets/incidents/incidenthead.h"
#include "widgets/incidents/incidentlistpanel.h"

#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace quarterdeck {

IncidentsPage::IncidentsPage(IncidentListModel &model, QWidget *parent)
    : QWidget(parent)
    , m_axis(new TimeAxis(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_list(new IncidentListPanel(model, m_splitter))
    , m_nothing(new QLabel)
    , m_head(new IncidentHead)
    , m_forms(new IncidentForms)
    , m_facts(new IncidentFacts)
    , m_charts(new ChartStack(nullptr, m_axis))
{
    setObjectName(u"incidentsPage"_s);
    setAccessibleName(u"Incidents"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_nothing->setObjectName(u"noIncidentShown"_s);
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setProperty("tone", u"dim"_s);

    m_one = new QWidget;
    m_column = new QVBoxLayout(m_one);
    m_column->setContentsMargins(16, 10, 16, 12);
    m_column->setSpacing(10);
    m_column->addWidget(m_head);
    m_column->addWidget(m_forms);
    m_column->addWidget(m_facts);
    m_column->addWidget(m_charts);
    m_column->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"incidentScroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_one->setAutoFillBackground(true);
    m_one->setBackgroundRole(QPalette::Base);
    scroll->setWidget(m_one);

    auto *right = new QWidget(m_splitter);
    m_stack = new QStackedLayout(right);
    m_stack->addWidget(m_nothing);
    m_stack->addWidget(scroll);
    m_splitter->setObjectName(u"incidentSplitter"_s);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(right);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setCollapsible(1, false);
    auto *row = new QVBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_splitter);
    setFocusProxy(m_list);
}

void IncidentsPage::setLanes(QWidget *lanes)
{
    m_lanes = lanes;
    m_column->insertWidget(m_column->indexOf(m_charts), lanes);
}

void IncidentsPage::setNothing(const QString &text)
{
    m_nothing->setText(text);
}

void IncidentsPage::setIncidentShown(bool shown)
{
    m_stack->setCurrentIndex(shown ? 1 : 0);
}

bool IncidentsPage::isIncidentShown() const
{
    return m_stack->currentIndex() == 1;
}

QByteArray IncidentsPage::saveLayout() const
{
    return m_splitter->saveState();
}

void IncidentsPage::restoreLayout(const QByteArray &layout)
{
    m_splitter->restoreState(layout);
}

} // namespace quarterdeck
