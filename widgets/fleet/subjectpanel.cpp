#include "widgets/fleet/subjectpanel.h"

#include "models/items/formatter.h"
#include "models/items/recordedsignals.h"
#include "widgets/charts/scopedcharts.h"
#include "widgets/fleet/factlist.h"
#include "widgets/fleet/objectivefacts.h"
#include "widgets/theme.h"

#include <QFrame>
#include <QLabel>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

QLabel *makeLabel(const char *name, const char *tone, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setProperty("tone", QLatin1String(tone));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    label->setSizePolicy(policy);
    return label;
}

void setTextOf(QLabel &label, const QString &text)
{
    if (label.text() != text) {
        label.setText(text);
    }
}

} // namespace

SubjectPanel::SubjectPanel(const Fleet &fleet, QWidget *parent) : QScrollArea(parent), m_fleet(fleet)
{
    setObjectName(QStringLiteral("subjectPanel"));
    setAccessibleName(QStringLiteral("Signals of a group"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAutoFillBackground(false);
    auto *content = new QWidget;
    content->setAutoFillBackground(false);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 10, 10);
    column->setSpacing(6);
    m_name = makeLabel("subjectName", "title", content);
    m_states = makeLabel("subjectStates", "dim", content);
    m_hint = makeLabel("subjectHint", "dim", content);
    column->addWidget(m_name);
    column->addWidget(m_states);
    column->addWidget(m_hint);
    m_objectiveCard = new QFrame(content);
    m_objectiveCard->setProperty("card", true);
    auto *card = new QVBoxLayout(m_objectiveCard);
    card->setContentsMargins(10, 9, 10, 9);
    card->setSpacing(7);
    auto *heading = new QLabel(QStringLiteral("Service objective"), m_objectiveCard);
    heading->setProperty("tone", QStringLiteral("heading"));
    card->addWidget(heading);
    m_objective = new FactList(120);
    m_objective->setAccessibleName(heading->text());
    card->addWidget(m_objective);
    column->addWidget(m_objectiveCard);
    m_charts = new ScopedCharts(fleet, content);
    column->addWidget(m_charts);
    column->addStretch(1);
    setWidget(content);
    setSubject({}, {});
}

void SubjectPanel::setRecord(RecordedSignals *record)
{
    m_record = record;
    m_charts->setRecord(record);
}

void SubjectPanel::setSubject(const ChartSubject &subject, SteadyTime now)
{
    m_subject = subject;
    m_now = now;
    gather();
    m_charts->setSubject(subject, now);
    refresh();
}

void SubjectPanel::apply(const FleetChanges &changes, SteadyTime now)
{
    using std::chrono::floor;
    using std::chrono::seconds;
    const bool nextSecond = floor<seconds>(now) != floor<seconds>(m_now);
    m_now = now;
    if (changes.replaced) {
        gather();
    }
    m_charts->apply(changes, now);
    if (isVisible() && (changes.replaced || nextSecond)) {
        refresh();
    }
}

void SubjectPanel::showEvent(QShowEvent *event)
{
    QScrollArea::showEvent(event);
    refresh();
}

void SubjectPanel::gather()
{
    m_instances.clear();
    for (const InstanceNumber number : m_fleet.order()) {
        if (m_subject.contains(m_fleet.instance(number)->target)) {
            m_instances.append(number);
        }
    }
}

void SubjectPanel::refresh()
{
    const RollUp states = m_subject.isFleet() ? m_fleet.total() : m_fleet.rollUp(m_instances);
    setTextOf(*m_name, m_subject.isFleet() ? QStringLiteral("Fleet %1").arg(m_fleet.definition().name)
                                           : m_subject.name());
    setTextOf(*m_states, states.total == 0 ? QStringLiteral("no instances")
                                           : QStringLiteral("%1 %2: %3")
                                                 .arg(format::count(states.total),
                                                      states.total == 1 ? QStringLiteral("instance")
                                                                        : QStringLiteral("instances"),
                                                      states.toText()));
    setTextOf(*m_hint, QStringLiteral("Pick an instance to see its probes, breakers and signals."));
    const bool isPast = m_record && m_record->moment(); // error budgets are not recorded
    const bool oneService = !m_subject.service.isEmpty() && !isPast;
    const QList<Fact> facts =
        oneService ? objectiveFacts(m_fleet.service(m_subject.service), m_now) : QList<Fact>();
    m_objectiveCard->setVisible(!facts.isEmpty());
    m_objective->setFacts(facts);
}

} // namespace quarterdeck
