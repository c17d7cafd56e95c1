#include "widgets/charts/scopedcharts.h"

#include "models/items/instancetext.h"
#include "models/items/recordedsignals.h"
#include "widgets/charts/chartstack.h"
#include "widgets/charts/timeaxis.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

constexpr ChartScope scopes[] = {ChartScope::Instance, ChartScope::Here, ChartScope::Service,
                                 ChartScope::Cluster, ChartScope::Fleet};

QString scopeText(ChartScope scope)
{
    switch (scope) {
    case ChartScope::Instance:
        return QStringLiteral("Instance");
    case ChartScope::Here:
        return QStringLiteral("Here");
    case ChartScope::Service:
        return QStringLiteral("Service");
    case ChartScope::Cluster:
        return QStringLiteral("Cluster");
    case ChartScope::Fleet:
        return QStringLiteral("Fleet");
    }
    return {};
}

} // namespace

ScopedCharts::ScopedCharts(const Fleet &fleet, QWidget *parent)
    : QWidget(parent)
    , m_fleet(fleet)
    , m_title(new QLabel(this))
    , m_stack(new ChartStack(this))
{
    setObjectName(QStringLiteral("scopedCharts"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(6);
    m_title->setObjectName(QStringLiteral("chartSubject"));
    m_title->setProperty("tone", QStringLiteral("heading"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    column->addWidget(m_title);
    auto *row = new QHBoxLayout;
    row->setSpacing(4);
    for (const ChartScope scope : scopes) {
        auto *button = new QToolButton(this);
        button->setObjectName(QStringLiteral("scope") + scopeText(scope));
        button->setProperty("button", true);
        button->setProperty("compact", true);
        button->setText(scopeText(scope));
        button->setCheckable(true);
        connect(button, &QToolButton::clicked, this, [this, scope] { setScope(scope); });
        m_buttons.append(button);
        row->addWidget(button);
    }
    row->addStretch(1);
    column->addLayout(row);
    column->addWidget(m_stack);
    updateButtons();
}

void ScopedCharts::setRecord(RecordedSignals *record)
{
    m_record = record;
    connect(record, &RecordedSignals::changed, this, &ScopedCharts::refresh);
    connect(m_stack->axis(), &TimeAxis::changed, this, [this] {
        if (m_record->moment()) { // a longer range may need more of the record
            QMetaObject::invokeMethod(this, &ScopedCharts::refresh, Qt::QueuedConnection);
        }
    });
}

void ScopedCharts::setInstance(InstanceNumber number, SteadyTime now)
{
    m_now = now;
    const Instance *instance = m_fleet.instance(number);
    if (number != m_number) {
        m_number = number;
        m_scope = ChartScope::Instance;
        m_marksOutdated = true;
    }
    if (instance) {
        m_place = {instance->target.cluster, instance->target.service};
    }
    updateButtons();
    refresh();
}

void ScopedCharts::setSubject(const ChartSubject &subject, SteadyTime now)
{
    m_now = now;
    m_number = {};
    m_place = subject;
    m_scope = subject.isFleet()           ? ChartScope::Fleet
              : subject.cluster.isEmpty() ? ChartScope::Service
              : subject.service.isEmpty() ? ChartScope::Cluster
                                          : ChartScope::Here;
    m_marksOutdated = true;
    updateButtons();
    refresh();
}

void ScopedCharts::apply(const FleetChanges &changes, SteadyTime now)
{
    using std::chrono::floor;
    using std::chrono::seconds;
    const bool nextSecond = floor<seconds>(now) != floor<seconds>(m_now);
    m_now = now;
    m_marksOutdated = m_marksOutdated || changes.replaced || !changes.transitions.isEmpty();
    if (changes.replaced || nextSecond) {
        refresh();
    }
}

void ScopedCharts::setScope(ChartScope scope)
{
    if (offers(scope)) {
        m_marksOutdated = m_marksOutdated || scope != m_scope;
        m_scope = scope;
        refresh();
        Q_EMIT scopeChanged();
    }
    updateButtons();
}

ChartSubject ScopedCharts::subject() const
{
    return subjectOf(m_scope);
}

void ScopedCharts::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

ChartSubject ScopedCharts::subjectOf(ChartScope scope) const
{
    switch (scope) {
    case ChartScope::Instance:
    case ChartScope::Here:
        return m_place;
    case ChartScope::Service:
        return {{}, m_place.service};
    case ChartScope::Cluster:
        return {m_place.cluster, {}};
    case ChartScope::Fleet:
        break;
    }
    return {};
}

bool ScopedCharts::offers(ChartScope scope) const
{
    switch (scope) {
    case ChartScope::Instance:
        return m_number.value != 0;
    case ChartScope::Here:
        return !m_place.cluster.isEmpty() && !m_place.service.isEmpty();
    case ChartScope::Service:
        return !m_place.service.isEmpty();
    case ChartScope::Cluster:
        return !m_place.cluster.isEmpty();
    case ChartScope::Fleet:
        break;
    }
    return true;
}

void ScopedCharts::refresh()
{
    const Instance *instance = m_scope == ChartScope::Instance ? m_fleet.instance(m_number) : nullptr;
    const QString name = instance ? instanceName(instance->target) : subject().name();
    if (const QString title = QStringLiteral("Signals of %1").arg(name); m_title->text() != title) {
        m_title->setText(title);
        m_title->setAccessibleName(title);
    }
    if (!isVisible()) {
        return;
    }
    if (m_record && m_record->moment()) {
        showRecord(instance);
        return;
    }
    m_stack->axis()->setMoment(std::nullopt);
    const std::optional<WallTime> wall = wallTimeAt(m_fleet, m_now);
    const double now = wall ? chartTime(*wall) : 0;
    if (instance) {
        m_stack->setContents(instanceCharts(*instance, m_fleet.definition().poll), now);
        return;
    }
    if (m_marksOutdated) {
        m_marks = subjectMarks(m_fleet, subject());
        m_marksOutdated = false;
    }
    m_stack->setContents(subjectCharts(m_fleet, subject(), m_marks), now);
}

void ScopedCharts::showRecord(const Instance *instance)
{
    const std::chrono::seconds range = m_stack->axis()->range();
    const ChartRecord *record =
        instance ? m_record->find(*instance, range) : m_record->find(m_fleet, subject(), range);
    QList<ChartContent> contents =
        instance ? recordedCharts(*instance, record ? *record : ChartRecord())
                 : recordedCharts(subject(), record ? *record : ChartRecord(), m_fleet.definition().poll);
    for (ChartContent &content : contents) {
        if (!record) {
            content.emptyText = QStringLiteral("reading the record…");
        }
    }
    m_stack->setContents(contents, chartTime(m_record->endOf(range)));
    m_stack->axis()->setMoment(chartTime(*m_record->moment()));
}

void ScopedCharts::updateButtons()
{
    for (std::size_t i = 0; i < std::size(scopes); ++i) {
        QToolButton *button = m_buttons[static_cast<qsizetype>(i)];
        button->setVisible(offers(scopes[i]));
        button->setChecked(scopes[i] == m_scope);
        const Instance *instance = m_fleet.instance(m_number);
        const QString whose = scopes[i] == ChartScope::Instance
                                  ? (instance ? instanceName(instance->target) : QString())
                                  : subjectOf(scopes[i]).name();
        const QString hint = QStringLiteral("Signals of %1").arg(whose);
        button->setToolTip(QStringLiteral("<p>%1</p>").arg(hint.toHtmlEscaped()));
        button->setAccessibleName(hint);
    }
}

} // namespace quarterdeck
