#include "widgets/fleet/instancepanel.h"

#include "models/items/formatter.h"
#include "models/items/instancetext.h"
#include "models/items/recordedsignals.h"
#include "widgets/charts/chartstack.h"
#include "widgets/charts/scopedcharts.h"
#include "widgets/charts/timeaxis.h"
#include "widgets/fleet/factlist.h"
#include "widgets/fleet/objectivefacts.h"
#include "widgets/fleet/subjectpanel.h"
#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>

using namespace std::chrono;

namespace quarterdeck {

namespace {

/// Component trees are bounded where they are read; more than this nobody reads in a side panel.
constexpr int mostComponents = 80;
constexpr int mostChanges = 12;
constexpr int leastWidth = 240;

/// "503 · DOWN · 3.0 s": what a probe came to.
QString probeText(const ProbeStatus &probe)
{
    const Observation &last = probe.last;
    QList<QString> parts;
    if (last.httpStatus > 0) {
        parts.append(QString::number(last.httpStatus));
    }
    if (last.health && last.outcome == ProbeOutcome::Ok) {
        // A plain answer's only word is its status, which stands there already.
        const QString &raw = last.health->raw;
        const bool repeats = raw == QStringLiteral("HTTP %1").arg(last.httpStatus);
        parts.append(raw.isEmpty() || repeats ? toString(last.health->verdict).toUpper() : raw);
    } else if (last.kind == ProbeKind::Metrics && last.metrics) {
        parts.append(
            QStringLiteral("%1 samples").arg(format::count(static_cast<qint64>(last.metrics->samples))));
    }
    const bool isBelow = last.metrics && last.metrics->badLines > 0; // has a line of its own
    if (!last.reason.isEmpty() && !isBelow) {
        // The reason often begins with the status that stands there already.
        const QString status = QStringLiteral("HTTP %1").arg(last.httpStatus);
        QString reason = last.reason;
        if (reason.startsWith(status)) {
            reason.remove(0, status.size());
            while (reason.startsWith(QLatin1Char(' ')) || reason.startsWith(QStringLiteral("·")) ||
                   reason.startsWith(QLatin1Char(':'))) {
                reason.remove(0, 1);
            }
        }
        if (!reason.isEmpty()) {
            parts.append(reason);
        }
    }
    parts.append(format::latency(duration<double>(last.duration).count()));
    return parts.join(QStringLiteral(" · "));
}

QColor probeColour(const ProbeStatus &probe)
{
    const Theme &theme = Theme::instance();
    if (probe.last.metrics && probe.last.metrics->badLines > 0) {
        return theme.state(State::Degraded);
    }
    if (probe.last.isGood()) {
        return theme.state(State::Up);
    }
    if (probe.last.outcome == ProbeOutcome::Shed) {
        return theme.state(State::Unknown);
    }
    if (probe.last.kind == ProbeKind::Readiness && probe.last.outcome == ProbeOutcome::Ok) {
        return theme.state(State::NotReady);
    }
    if (probe.last.outcome == ProbeOutcome::Ok && probe.last.health) {
        return theme.verdict(probe.last.health->verdict);
    }
    return theme.state(probe.last.kind == ProbeKind::Metrics ? State::Degraded : State::Down);
}

void addComponents(QList<Fact> &facts, const QList<HealthComponent> &components, int depth)
{
    for (const HealthComponent &component : components) {
        if (facts.size() >= mostComponents) {
            return;
        }
        Fact fact;
        fact.indent = depth;
        fact.name = component.name;
        fact.value = component.raw.isEmpty() ? toString(component.verdict) : component.raw;
        if (!component.reason.isEmpty()) {
            fact.value += QStringLiteral(" · ") + component.reason;
        }
        fact.valueColour = Theme::instance().verdict(component.verdict);
        facts.append(fact);
        addComponents(facts, component.components, depth + 1);
    }
}

} // namespace

/// Glyph, name and where it is.
class InstancePanel::Head final : public QWidget
{
public:
    explicit Head(QWidget *parent) : QWidget(parent)
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(3);
        m_name = new QLabel(this);
        m_name->setObjectName(QStringLiteral("instanceName"));
        m_name->setProperty("tone", QStringLiteral("title"));
        m_name->setContentsMargins(18, 0, 0, 0);
        m_place = new QLabel(this);
        m_place->setObjectName(QStringLiteral("instancePlace"));
        m_place->setProperty("tone", QStringLiteral("dim"));
        m_why = new QLabel(this);
        m_why->setObjectName(QStringLiteral("instanceWhy"));
        for (QLabel *label : {m_name, m_place, m_why}) {
            label->setTextFormat(Qt::PlainText);
            label->setWordWrap(true);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
            policy.setHeightForWidth(true); // wrapped text gets the lines that it needs
            label->setSizePolicy(policy);
            column->addWidget(label);
        }
    }
    void show(const Instance &instance, const Freshness &freshness, SteadyTime now)
    {
        m_state = instance.state;
        m_name->setText(instanceName(instance.target));
        QList<QString> place{instance.target.service, instance.target.cluster,
                             instanceAddress(instance.target)};
        if (const QString version = instanceVersion(instance.target); !version.isEmpty()) {
            place.append(version);
        }
        m_place->setText(place.join(QStringLiteral(" · ")));
        QList<QString> words{toString(instance.state)};
        if (!instance.why.isEmpty()) {
            words.append(instance.why);
        }
        words.append(QStringLiteral("for %1").arg(
            format::duration(duration_cast<std::chrono::milliseconds>(now - instance.sinceSteady))));
        for (const auto &[flag, word] : {std::pair{InstanceFlag::Flapping, "flapping"},
                                         std::pair{InstanceFlag::Maintenance, "maintenance"}}) {
            if (instance.flags.testFlag(flag)) {
                words.append(QLatin1String(word));
            }
        }
        words.append(freshness.toText());
        m_why->setText(words.join(QStringLiteral(" · ")));
        const QString sheet =
            QStringLiteral("color: %1;").arg(Theme::instance().state(instance.state).name());
        if (m_why->styleSheet() != sheet) { // setting one is dear, also when it is the same
            m_why->setStyleSheet(sheet);
        }
        setAccessibleName(QStringLiteral("%1, %2").arg(m_name->text(), m_why->text()));
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintState(painter, m_state, QRectF(0, 5, 12, 12));
    }

private:
    QLabel *m_name;
    QLabel *m_place;
    QLabel *m_why;
    State m_state = State::Unknown;
};

InstancePanel::InstancePanel(const Fleet &fleet, QWidget *parent) : QFrame(parent), m_fleet(fleet)
{
    setObjectName(QStringLiteral("instancePanel"));
    setAccessibleName(QStringLiteral("Details of the picked instance"));
    setProperty("bar", true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 0, 0);
    column->setSpacing(8);
    m_subject = new SubjectPanel(fleet, this);
    column->addWidget(m_subject, 1);

    m_head = new Head(this);
    m_head->setContentsMargins(0, 0, 10, 0);
    column->addWidget(m_head);
    m_buttonRow = new QWidget(m_head);
    m_buttonRow->setMinimumWidth(leastWidth); // see fitButtons()
    m_buttons = new QHBoxLayout(m_buttonRow);
    m_buttons->setContentsMargins(0, 3, 0, 0);
    m_buttons->setSpacing(8);
    m_buttons->addStretch(1);
    m_head->layout()->addWidget(m_buttonRow);

    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(QStringLiteral("instanceScroll"));
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    auto *content = new QWidget;
    content->setAutoFillBackground(false);
    m_cards = new QVBoxLayout(content);
    m_cards->setContentsMargins(0, 0, 10, 10);
    m_cards->setSpacing(8);

    m_probes = new FactList(120);
    m_probesCard = addCard(QStringLiteral("Probes"), QStringLiteral("probesCard"), m_probes);
    m_breakers = new FactList(150);
    m_breakersCard = addCard(QStringLiteral("Circuit breakers"), QStringLiteral("breakersCard"), m_breakers);
    m_limits = new FactList(150);
    m_limitsCard = addCard(QStringLiteral("Limits on concurrency"), QStringLiteral("limitsCard"), m_limits);
    m_objective = new FactList(120);
    m_objectiveCard =
        addCard(QStringLiteral("Service objective"), QStringLiteral("objectiveCard"), m_objective);
    m_charts = new ScopedCharts(fleet);
    m_cards->addWidget(m_charts);
    m_changes = new FactList(64);
    addCard(QStringLiteral("State changes (UTC)"), QStringLiteral("changesCard"), m_changes);
    m_labels = new FactList(120);
    addCard(QStringLiteral("Labels"), QStringLiteral("labelsCard"), m_labels);
    m_cards->addStretch(1);
    m_scroll->setWidget(content);
    column->addWidget(m_scroll, 1);
    refresh();
}

QSize InstancePanel::sizeHint() const
{
    return {380, 700};
}

QFrame *InstancePanel::addCard(const QString &title, const QString &objectName, QWidget *content)
{
    auto *card = new QFrame;
    card->setObjectName(objectName);
    card->setProperty("card", true);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(10, 9, 10, 9);
    column->setSpacing(7);
    if (!title.isEmpty()) {
        auto *heading = new QLabel(title, card);
        heading->setProperty("tone", QStringLiteral("heading"));
        column->addWidget(heading);
        content->setAccessibleName(title);
    }
    column->addWidget(content);
    m_cards->addWidget(card);
    return card;
}

void InstancePanel::setRecord(RecordedSignals *record)
{
    m_record = record;
    m_charts->setRecord(record);
    m_subject->setRecord(record);
    connect(record, &RecordedSignals::changed, this, &InstancePanel::refresh);
}

bool InstancePanel::isPast() const
{
    return m_record && m_record->moment();
}

void InstancePanel::addAction(QAction *action)
{
    auto *button = new QPushButton(action->text().remove(QLatin1Char('&')));
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setToolTip(action->toolTip());
    button->setEnabled(action->isEnabled());
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, this, [this, action, button] {
        button->setEnabled(action->isEnabled());
        fitButtons();
    });
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    m_actions.append({action, button});
    fitButtons();
}

/// Where the panel is narrow the last ones go: they are in the menus too, and the fleet needs the room.
void InstancePanel::fitButtons()
{
    int room = width() - m_head->contentsMargins().right() - 10;
    for (const auto &[action, button] : std::as_const(m_actions)) {
        const int wanted = button->sizeHint().width();
        const bool fits = action->isVisible() && wanted <= room;
        room -= fits ? wanted + m_buttons->spacing() : 0;
        button->setVisible(fits);
    }
}

void InstancePanel::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fitButtons();
}

void InstancePanel::apply(const FleetChanges &changes, SteadyTime now)
{
    const bool nextSecond =
        duration_cast<seconds>(now.time_since_epoch()) != duration_cast<seconds>(m_now.time_since_epoch());
    m_now = now;
    m_subject->apply(changes, now);
    if (m_number.value == 0) {
        return;
    }
    m_charts->apply(changes, now);
    if (!isVisible()) {
        return;
    }
    if (changes.replaced || nextSecond || changes.changed.contains(m_number)) {
        refresh();
    }
}

void InstancePanel::setInstance(InstanceNumber number, SteadyTime now)
{
    const bool other = number != m_number;
    m_number = number;
    m_now = now;
    m_charts->setInstance(number, now);
    refresh();
    if (other) {
        m_scroll->ensureVisible(0, 0);
    }
}

void InstancePanel::setSubject(const ChartSubject &subject, SteadyTime now)
{
    m_number = {};
    m_now = now;
    m_subject->setSubject(subject, now);
    refresh();
}

ChartStack *InstancePanel::chartsShown() const
{
    return (m_fleet.instance(m_number) ? m_charts : m_subject->charts())->stack();
}

void InstancePanel::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_changes) {
        refresh();
    }
}

void InstancePanel::refresh()
{
    const Instance *instance = m_fleet.instance(m_number);
    m_subject->setVisible(!instance);
    m_head->setVisible(instance != nullptr);
    m_scroll->setVisible(instance != nullptr);
    if (!instance) {
        return;
    }
    m_head->show(*instance, freshnessOf(*instance, m_fleet.definition().poll.staleAfter, m_now), m_now);
    m_probesCard->setVisible(!isPast()); // their answers are not recorded
    refreshProbes(*instance);
    refreshBreakers(*instance);
    refreshLimits(*instance);
    refreshObjective(*instance);
    refreshLabels(*instance);
    refreshChanges(*instance);
}

void InstancePanel::refreshProbes(const Instance &instance)
{
    const auto staleAfter = m_fleet.definition().poll.staleAfter;
    QList<Fact> facts;
    for (const ProbeKind kind : {ProbeKind::Health, ProbeKind::Readiness, ProbeKind::Metrics}) {
        const ProbeStatus &probe = instance.probe(kind);
        if (!probe.configured && !probe.answered) {
            continue;
        }
        Fact fact;
        fact.name = toString(kind);
        fact.name[0] = fact.name[0].toUpper();
        if (!probe.answered) {
            fact.value = QStringLiteral("not probed yet");
            fact.valueColour = colours().dim;
            facts.append(fact);
            continue;
        }
        fact.value = probeText(probe);
        fact.valueColour = probeColour(probe);
        const auto age = duration_cast<std::chrono::milliseconds>(m_now - probe.last.finished);
        fact.note =
            probe.last.source == ValueSource::ViaPrometheus ? QStringLiteral("via prometheus") : QString();
        if (age > staleAfter) {
            fact.note = QStringLiteral("stale %1").arg(format::age(age));
        } else if (fact.note.isEmpty()) {
            fact.note = format::age(age);
        }
        facts.append(fact);
        if (probe.last.health) {
            addComponents(facts, probe.last.health->components, 1);
        }
        if (probe.last.metrics && probe.last.metrics->badLines > 0) {
            Fact bad;
            bad.indent = 1;
            bad.name = QStringLiteral("unreadable");
            const auto badLines = static_cast<qint64>(probe.last.metrics->badLines);
            bad.value = badLines == 1 ? probe.last.metrics->firstProblem
                                      : QStringLiteral("%1 lines, first %2")
                                            .arg(format::count(badLines), probe.last.metrics->firstProblem);
            bad.valueColour = Theme::instance().state(State::Degraded);
            facts.append(bad);
        }
    }
    if (instance.target.http && instance.target.http->tls.skipVerify) {
        Fact tls;
        tls.name = QStringLiteral("TLS");
        tls.value = QStringLiteral("certificate not verified (insecure_skip_verify)");
        tls.valueColour = Theme::instance().state(State::Degraded);
        facts.append(tls);
    }
    m_probes->setFacts(facts);
}

void InstancePanel::refreshBreakers(const Instance &instance)
{
    QList<Fact> facts;
    for (const BreakerReading &breaker : instance.breakers) {
        Fact fact;
        fact.name = breaker.name;
        fact.glyph = glyphOf(breaker.state);
        fact.glyphColour = Theme::instance().breaker(breaker.state);
        fact.value = toString(breaker.state);
        if (breaker.state == BreakerState::Unknown) {
            fact.value += QStringLiteral(" · %1").arg(breaker.raw);
            // A piece of configuration is for the breakers page, where it can be copied
            fact.value += breaker.hint.startsWith(u"breakers:")
                              ? QStringLiteral(" · the breakers page has the rule that declares it")
                          : breaker.hint.isEmpty() ? QString()
                                                   : QStringLiteral(" · %1").arg(breaker.hint);
        }
        fact.valueColour = fact.glyphColour;
        fact.note = breaker.failureRate ? format::percent(*breaker.failureRate) : QString();
        facts.append(fact);
        if (facts.size() >= mostComponents) {
            break;
        }
    }
    m_breakersCard->setVisible(!facts.isEmpty());
    m_breakers->setFacts(facts);
}

/// What is full, not broken: Envoy's limits.
void InstancePanel::refreshLimits(const Instance &instance)
{
    QList<Fact> facts;
    for (const SaturationReading &limit : instance.saturation) {
        if (limit.atLimit && facts.size() < mostComponents) {
            Fact fact;
            fact.name = limit.name;
            fact.value = QStringLiteral("at its limit · %1").arg(limit.limit);
            fact.valueColour = Theme::instance().state(State::Degraded);
            facts.append(fact);
        }
    }
    if (facts.isEmpty()) {
        Fact fact;
        fact.name = QStringLiteral("At its limit");
        fact.value = QStringLiteral("none of %1").arg(instance.saturation.size());
        facts.append(fact);
    }
    m_limitsCard->setVisible(!instance.saturation.isEmpty());
    m_limits->setFacts(facts);
}

void InstancePanel::refreshObjective(const Instance &instance)
{
    const QList<Fact> facts =
        isPast() ? QList<Fact>() : objectiveFacts(m_fleet.service(instance.target.service), m_now);
    m_objectiveCard->setVisible(!facts.isEmpty());
    m_objective->setFacts(facts);
}

void InstancePanel::refreshLabels(const Instance &instance)
{
    QList<Fact> facts;
    for (auto label = instance.target.labels.constBegin(); label != instance.target.labels.constEnd();
         ++label) {
        Fact fact;
        fact.name = label.key();
        fact.value = label.value();
        fact.monospace = true;
        facts.append(fact);
    }
    m_labels->setFacts(facts);
}

/// Those that had happened by then, as far back as the charts have the record.
void InstancePanel::showRecordedChanges(const Instance &instance)
{
    const ChartRecord *record = m_record->find(instance, m_charts->stack()->axis()->range());
    QList<Fact> facts;
    for (qsizetype i = record ? record->changes.size() : 0; i-- > 0 && facts.size() < mostChanges;) {
        const Event &event = record->changes[i];
        if (event.happened <= *m_record->moment() && event.kind == EventKind::State) {
            Fact fact;
            fact.name = format::clock(event.happened);
            fact.value = QStringLiteral("%1 → %2").arg(event.from, event.to);
            if (!event.reason.isEmpty()) {
                fact.value += QStringLiteral(" (%1)").arg(event.reason);
            }
            facts.append(fact);
        }
    }
    if (facts.isEmpty()) {
        Fact none;
        none.value = record ? QStringLiteral("none recorded in the time before")
                            : QStringLiteral("reading the record…");
        none.valueColour = colours().dim;
        facts.append(none);
    }
    m_changes->setFacts(facts);
}

void InstancePanel::refreshChanges(const Instance &instance)
{
    QList<Fact> facts;
    if (isPast()) {
        showRecordedChanges(instance);
        return;
    }
    for (const StateTransition &transition : instance.transitions) {
        Fact fact;
        fact.name = format::clock(transition.happened);
        fact.value = transition.first
                         ? QStringLiteral("found %1").arg(toString(transition.to))
                         : QStringLiteral("%1 → %2").arg(toString(transition.from), toString(transition.to));
        if (!transition.why.isEmpty()) {
            fact.value += QStringLiteral(" (%1)").arg(transition.why);
        }
        facts.append(fact);
        if (facts.size() >= mostChanges) {
            break;
        }
    }
    if (facts.isEmpty()) {
        Fact none;
        none.value = QStringLiteral("none since the start");
        none.valueColour = colours().dim;
        facts.append(none);
    }
    m_changes->setFacts(facts);
}

} // namespace quarterdeck
