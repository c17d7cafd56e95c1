#include "widgets/runbooks/runbookrunview.h"

#include "models/items/formatter.h"
#include "widgets/runbooks/runbookblast.h"
#include "widgets/runbooks/runbookchecks.h"
#include "widgets/runbooks/runbookconfirm.h"
#include "widgets/runbooks/runbookfacts.h"
#include "widgets/runbooks/runbookhead.h"
#include "widgets/runbooks/runbooklog.h"
#include "widgets/runbooks/runbookparameters.h"
#include "widgets/runbooks/runbooktakeup.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

constexpr auto settleTime = std::chrono::seconds(1);

QString aboutOf(RunNumber number, const QString &person, const QString &when)
{
    return QStringLiteral("Run %1 · started by %2 %3").arg(QString::number(number.value), person, when);
}

/// A field to lift a cooldown: the reason, and the button.
QWidget *makeAcknowledge(QWidget *parent, QLineEdit *&reason, QPushButton *&button)
{
    auto *box = new QWidget(parent);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    reason = new QLineEdit(box);
    reason->setObjectName(QStringLiteral("acknowledgeReason"));
    reason->setAccessibleName(QStringLiteral("Reason to acknowledge the last run"));
    reason->setPlaceholderText(QStringLiteral("the last run is understood: why"));
    reason->setMaxLength(1000);
    button = new QPushButton(QStringLiteral("Acknowledge last run"), box);
    button->setObjectName(QStringLiteral("acknowledge"));
    button->setAutoDefault(false);
    button->setEnabled(false);
    button->setToolTip(QStringLiteral("Lifts the cooldown; the reason goes to the record"));
    row->addWidget(reason, 1);
    row->addWidget(button);
    box->hide();
    return box;
}

} // namespace

RunbookRunView::RunbookRunView(const Fleet &fleet, QWidget *parent)
    : QWidget(parent)
    , m_fleet(fleet)
    , m_head(new RunbookHead(this))
    , m_banner(plainLabel(QStringLiteral("protectedBanner"), "error", this))
    , m_left(new QScrollArea(this))
    , m_steps(new RunbookSteps(this))
{
    setObjectName(QStringLiteral("runbookRunView"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(18, 12, 18, 14);
    column->setSpacing(10);
    column->addWidget(m_head);
    m_banner->hide();
    column->addWidget(m_banner);

    auto *inner = new QWidget;
    auto *leftColumn = new QVBoxLayout(inner);
    leftColumn->setContentsMargins(0, 0, 4, 0);
    leftColumn->setSpacing(10);
    m_parametersCard =
        new RunbookCard(QStringLiteral("runbookParameters"), QStringLiteral("1 Parameters"), inner);
    m_parameters = new RunbookParameters(fleet, m_parametersCard);
    m_parametersCard->column()->addWidget(m_parameters);
    m_checks = new RunbookChecks(inner);
    QLineEdit *ackReason = nullptr;
    QPushButton *ackButton = nullptr;
    m_acknowledge = makeAcknowledge(m_checks, ackReason, ackButton);
    m_checks->column()->addWidget(m_acknowledge);
    m_blast = new RunbookBlast(inner);
    m_confirm = new RunbookConfirm(inner);
    m_facts = new RunbookFacts(inner);
    m_takeUp = new RunbookTakeUp(inner);
    for (QWidget *card : {static_cast<QWidget *>(m_parametersCard), static_cast<QWidget *>(m_checks),
                          static_cast<QWidget *>(m_blast), static_cast<QWidget *>(m_confirm),
                          static_cast<QWidget *>(m_facts), static_cast<QWidget *>(m_takeUp)}) {
        leftColumn->addWidget(card);
    }
    leftColumn->addStretch(1);
    m_left->setObjectName(QStringLiteral("runLeft"));
    m_left->setWidget(inner);
    m_left->setWidgetResizable(true);
    m_left->setFrameShape(QFrame::NoFrame);
    m_left->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_left->viewport()->setAutoFillBackground(false);
    inner->setAutoFillBackground(false);

    m_log = new RunbookLog(this);
    auto *right = new QVBoxLayout;
    right->setSpacing(10);
    right->addWidget(m_steps);
    right->addWidget(m_log, 1);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(12);
    columns->addWidget(m_left, 21);
    columns->addLayout(right, 20);
    column->addLayout(columns, 1);

    m_settle.setSingleShot(true);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        m_changed.clear();
        judge();
    });
    connect(m_head, &RunbookHead::backWanted, this, &RunbookRunView::backWanted);
    connect(m_head, &RunbookHead::incidentWanted, this, &RunbookRunView::incidentWanted);
    connect(m_parameters, &RunbookParameters::edited, this, &RunbookRunView::edited);
    connect(m_parameters, &RunbookParameters::returnPressed, this, &RunbookRunView::focusNext);
    connect(m_checks, &RunbookChecks::edited, this, &RunbookRunView::edited);
    connect(m_confirm, &RunbookConfirm::edited, this, &RunbookRunView::edited);
    connect(m_confirm, &RunbookConfirm::dryRunWanted, this, [this] {
        if (m_plan) {
            m_log->showDryRun(*m_plan);
        }
    });
    connect(m_confirm, &RunbookConfirm::startWanted, this, [this] {
        m_starting = true;
        judge();
        Q_EMIT startWanted();
    });
    connect(m_steps, &RunbookSteps::abortWanted, this, &RunbookRunView::abortWanted);
    connect(m_steps, &RunbookSteps::rollBackWanted, this, &RunbookRunView::rollBackWanted);
    connect(m_steps, &RunbookSteps::answered, this, &RunbookRunView::answered);
    connect(m_steps, &RunbookSteps::copyLogWanted, this,
            [this] { QGuiApplication::clipboard()->setText(logText()); });
    connect(m_takeUp, &RunbookTakeUp::wanted, this, &RunbookRunView::takeUpWanted);
    connect(ackReason, &QLineEdit::textChanged, this,
            [ackButton](const QString &text) { ackButton->setEnabled(!text.trimmed().isEmpty()); });
    connect(ackButton, &QPushButton::clicked, this, [this, ackReason] {
        if (m_plan) {
            Q_EMIT acknowledgeWanted(m_plan->services, ackReason->text().trimmed());
            ackReason->clear();
        }
    });
    close();
}

void RunbookRunView::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    m_checks->setLocked(readOnly);
    judge();
}

void RunbookRunView::show(Showing showing)
{
    m_showing = showing;
    const bool record = showing == Showing::Record;
    for (QWidget *card : {static_cast<QWidget *>(m_parametersCard), static_cast<QWidget *>(m_checks),
                          static_cast<QWidget *>(m_blast), static_cast<QWidget *>(m_confirm)}) {
        card->setVisible(!record);
    }
    m_facts->setVisible(record);
    m_takeUp->setVisible(false);
    m_parameters->setLocked(showing != Showing::Plan);
    // Once it runs, what was found and checked is of the past; the blast radius is followed further.
    const bool past = showing == Showing::Run;
    m_parametersCard->setHeading(past ? QStringLiteral("1 Parameters, as found at the start")
                                      : QStringLiteral("1 Parameters"));
    m_checks->setHeading(past ? QStringLiteral("2 Preflight, as it was at the start")
                              : QStringLiteral("2 Preflight, checked live every second"));
    m_blast->setHeading(past ? QStringLiteral("3 Blast radius, live") : QStringLiteral("3 Blast radius"));
    m_checks->setLocked(showing != Showing::Plan || m_readOnly);
    m_acknowledge->hide();
}

void RunbookRunView::close()
{
    m_runbook.reset();
    m_plan.reset();
    m_number = {};
    m_starting = false;
    m_changed.clear();
    m_settle.stop();
    m_banner->hide();
    m_head->setAbout({}, 0);
    m_log->clear();
    m_steps->clear();
    show(Showing::Nothing);
    update();
}

void RunbookRunView::open(const std::shared_ptr<const RunbookDefinition> &runbook, const QStringList &wishes)
{
    close();
    m_runbook = runbook;
    m_parameters->setRunbook(*runbook);
    m_parameters->setWishes(wishes);
    m_parametersCard->setVisible(true);
    m_checks->clear();
    m_blast->setRadius({});
    m_confirm->clear();
    m_log->setAbout(*runbook);
    m_head->setTitle(RunbookListModel::titleOf(*runbook), toString(runbook->kind), runbook->file);
    show(Showing::Plan);
    m_parametersCard->setVisible(!runbook->parameters.isEmpty() || !runbook->lookups.isEmpty());
    judge();
    Q_EMIT orderEdited();
}

RunOrder RunbookRunView::order() const
{
    RunOrder made;
    made.runbook = m_runbook;
    made.parameters = m_parameters->given();
    made.confirmation = m_confirm->confirmation();
    made.overrides = m_checks->overrides();
    QStringList reasons = m_checks->overrideReasons();
    if (!m_confirm->reason().isEmpty()) {
        reasons.prepend(m_confirm->reason());
    }
    made.reason = reasons.join(QStringLiteral("; "));
    made.person = m_person;
    return made;
}

RunOrder RunbookRunView::orderAsShown() const
{
    RunOrder made = order();
    made.parameters = m_parameters->shown();
    return made;
}

void RunbookRunView::edited()
{
    m_confirm->setRefusal({});
    m_log->endDryRun();
    judge();
    Q_EMIT orderEdited();
}

void RunbookRunView::setPlan(const RunPlan &plan)
{
    if (m_showing != Showing::Plan || plan.order.runbook != m_runbook) {
        return;
    }
    const bool sameOrder = m_plan && m_plan->order.parameters == plan.order.parameters;
    const QMap<QString, QString> before = m_parameters->shown();
    const QString targetsBefore = m_plan ? listed([this] {
        QStringList names;
        for (const BlastRadius::Member &member : m_plan->radius.targets) {
            names.append(member.name);
        }
        return names;
    }())
                                         : QString();
    QStringList targets;
    for (const BlastRadius::Member &member : plan.radius.targets) {
        targets.append(member.name);
    }
    m_parameters->setPlan(plan);
    if (sameOrder && (m_parameters->shown() != before || listed(targets) != targetsBefore)) {
        // What the button would act on is not what it was a moment ago: nobody presses it on the way.
        m_changed = QStringLiteral("What this acts on has just changed: look again.");
        m_settle.start(settleTime);
    }
    const bool isFirst = !m_plan;
    m_plan = plan;
    m_log->setPreview(plan);
    m_checks->setPlan(plan);
    m_blast->setRadius(plan.radius);
    m_confirm->setPlan(plan, m_parameters->toText());
    m_steps->setPlan(plan, std::chrono::steady_clock::now());
    m_head->setTitle(withoutPlaces(plan.title, *m_runbook), toString(m_runbook->kind), m_runbook->file);
    m_head->setAbout(plan.order.incident ? QStringLiteral("For an incident that began at %1")
                                               .arg(format::clock(plan.order.incident->began))
                                         : QString(),
                     plan.order.incident ? plan.order.incident->number : 0);
    bool cools = false;
    for (const RuleVerdict &rule : plan.rules) {
        cools = cools || (rule.rule == SafetyRule::Cooldown && !rule.allows);
    }
    m_acknowledge->setVisible(cools && !m_readOnly);
    const bool isProtected = plan.radius.isProtected();
    m_banner->setText(
        m_readOnly ? QStringLiteral("Read-only: this console looks and does not act.")
        : isProtected
            ? QStringLiteral("%1 is protected: its name must be typed and a reason given.").arg(plan.subject)
            : QString());
    m_banner->setVisible(!m_banner->text().isEmpty());
    judge();
    update();
    if (isFirst && m_parameters->given().isEmpty() && focusWidget() && focusWidget()->hasFocus()) {
        focusNext(); // what has a live default needs nobody
    }
}

void RunbookRunView::judge()
{
    using Readiness = RunbookConfirm::Readiness;
    if (m_showing != Showing::Plan) {
        m_confirm->setReadiness(Readiness::Locked, {});
        return;
    }
    if (m_readOnly) {
        m_confirm->setReadiness(Readiness::ReadOnly, QStringLiteral("Read-only: nothing is sent from here."));
        return;
    }
    if (m_starting) {
        m_confirm->setReadiness(Readiness::Locked, QStringLiteral("Checking once more, then it begins…"));
        return;
    }
    const RunOrder wanted = order();
    const bool isCurrent = m_plan && m_plan->order.parameters == wanted.parameters &&
                           m_plan->order.confirmation == wanted.confirmation &&
                           m_plan->order.reason == wanted.reason &&
                           m_plan->order.overrides == wanted.overrides;
    if (!isCurrent) {
        m_confirm->setReadiness(Readiness::Checking, QStringLiteral("Checking…"));
        return;
    }
    if (!m_changed.isEmpty()) {
        m_confirm->setReadiness(Readiness::Blocked, m_changed);
        return;
    }
    if (m_plan->isReady()) {
        m_confirm->setReadiness(
            Readiness::Armed,
            QStringLiteral("Armed: everything is checked again at the press of the button."));
        return;
    }
    const RunbookChecksModel &checks = m_checks->model();
    const int failing = checks.rowCount() - checks.passed();
    QString why =
        failing > 0 ? QStringLiteral("%1 of %2 checks stand in the way.").arg(failing).arg(checks.rowCount())
                    : QString();
    for (const RuleVerdict &rule : m_plan->rules) {
        if (!rule.allows && failing == 0 &&
            (rule.rule == SafetyRule::Confirmation || rule.rule == SafetyRule::Reason)) {
            why += (why.isEmpty() ? QString() : QStringLiteral(" ")) + rule.words + QLatin1Char('.');
        }
    }
    m_confirm->setReadiness(Readiness::Blocked, why);
}

void RunbookRunView::setRefusal(const QStringList &reasons, WallTime now)
{
    m_starting = false;
    const QString words = QStringLiteral("Refused at %1, nothing was sent:\n%2")
                              .arg(format::clock(now), reasons.join(QLatin1Char('\n')));
    if (m_showing == Showing::Plan) {
        m_confirm->setRefusal(words);
        judge();
    } else {
        m_takeUp->setRefusal(words);
    }
}

void RunbookRunView::setProgress(const RunProgress &progress, SteadyTime now)
{
    const bool first = m_showing != Showing::Run || m_number != progress.number;
    if (first) {
        m_starting = false;
        m_number = progress.number;
        show(Showing::Run);
        m_parametersCard->setVisible(m_runbook &&
                                     (!m_runbook->parameters.isEmpty() || !m_runbook->lookups.isEmpty()));
        if (!m_plan) { // a run that was begun elsewhere, or taken up: nothing was planned here
            for (QWidget *card : {static_cast<QWidget *>(m_parametersCard), static_cast<QWidget *>(m_checks),
                                  static_cast<QWidget *>(m_blast), static_cast<QWidget *>(m_confirm)}) {
                card->hide();
            }
        }
        m_confirm->setRefusal({});
        m_log->setLines(progress.log, true);
        m_head->setAbout(aboutOf(progress.number, m_person, format::clock(progress.startedWall)),
                         progress.incident);
        m_head->setTitle(progress.title);
        judge();
        m_steps->focusSteps();
    }
    m_steps->setProgress(progress, now, true);
    if (first) {
        update();
    }
}

void RunbookRunView::appendLog(const LogLine &line)
{
    if (m_showing == Showing::Run) {
        m_log->append(line);
    }
}

void RunbookRunView::setRecord(const RunbookRecord &record)
{
    const bool first = m_showing != Showing::Record || m_number != record.summary.number;
    const RunSummary &run = record.summary;
    if (first && m_number != run.number) {
        m_plan.reset();
        m_runbook.reset();
    }
    m_number = run.number;
    show(Showing::Record);
    m_banner->hide();
    m_head->setTitle(run.title, run.kind, record.file);
    m_head->setAbout(aboutOf(run.number, run.person, format::dateTime(run.started)), run.incident);
    setFacts(record);
    const bool open = run.state == RunState::Interrupted || run.state == RunState::OutcomeUnknown ||
                      run.state == RunState::Failed || run.state == RunState::Aborted ||
                      (run.state == RunState::Succeeded && record.undoable);
    m_takeUp->setVisible(open);
    if (open) {
        m_takeUp->setRecord(record, m_readOnly);
    }
    m_steps->setProgress(record.progress, record.progress.ended, false);
    m_log->setLines(record.progress.log, first); // a run of another console goes on meanwhile
    if (first) {
        m_steps->focusSteps();
    }
    update();
}

void RunbookRunView::setFacts(const RunbookRecord &record)
{
    if (record.summary.number != m_number) {
        return;
    }
    m_facts->setRecord(record);
    m_facts->setVisible(m_showing == Showing::Record || !m_plan);
}

void RunbookRunView::follow()
{
    if (m_showing == Showing::Run && m_plan) {
        m_plan->radius.follow(m_fleet);
        m_blast->setRadius(m_plan->radius);
    }
}

void RunbookRunView::setTime(SteadyTime now)
{
    if (m_showing == Showing::Run) {
        m_steps->setTime(now);
    }
}

QString RunbookRunView::logText() const
{
    return m_log->text();
}

void RunbookRunView::focusNext()
{
    if (m_showing != Showing::Plan) {
        m_steps->focusSteps();
    } else if (QWidget *field = m_parameters->firstField()) {
        field->setFocus();
    } else {
        m_confirm->focusFirst();
    }
}

void RunbookRunView::paintEvent(QPaintEvent *event)
{
    QWidget::paintEvent(event);
    if (m_plan && m_plan->radius.isProtected() && m_showing != Showing::Record) {
        // Nobody mistakes this for a place where mistakes are cheap.
        QPainter painter(this);
        painter.setPen(QPen(Theme::instance().state(State::Down), 3));
        painter.drawRect(QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5));
    }
}

void RunbookRunView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT backWanted();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace quarterdeck
