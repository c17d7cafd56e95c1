#include "widgets/runbooks/runbookparameters.h"

#include "widgets/clock.h"
#include "widgets/runbooks/runbookinputs.h"
#include "widgets/runbooks/runbooklooks.h"
#include "widgets/runbooks/runbookshows.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace quarterdeck {

namespace {

QHash<QString, const Instance *> instancesByName(const Fleet &fleet)
{
    QHash<QString, const Instance *> names;
    for (const InstanceNumber number : fleet.order()) {
        if (const Instance *instance = fleet.instance(number)) {
            names.insert(instance->target.id.instance, instance);
        }
    }
    return names;
}

/// The instance that the value of such a label belongs to.
const Instance *instanceLabelled(const Fleet &fleet, const QList<InstanceNumber> &among, const QString &value)
{
    for (const InstanceNumber number : among) {
        const Instance *instance = fleet.instance(number);
        if (!instance) {
            continue;
        }
        const auto &labels = instance->target.labels;
        if (std::find(labels.cbegin(), labels.cend(), value) != labels.cend()) {
            return instance;
        }
    }
    return nullptr;
}

} // namespace

RunbookParameters::RunbookParameters(const Fleet &fleet, QWidget *parent)
    : QWidget(parent)
    , m_fleet(fleet)
    , m_column(new QVBoxLayout(this))
    , m_found(plainLabel(QStringLiteral("foundValues"), "dim", this))
    , m_shows(new RunbookShows(fleet, this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_found->setAccessibleName(QStringLiteral("Found live"));
}

void RunbookParameters::setRunbook(const RunbookDefinition &runbook)
{
    delete m_rows;
    m_fields.clear();
    m_given.clear();
    m_rows = new QWidget(this);
    auto *rows = new QVBoxLayout(m_rows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(4);
    using Type = ParameterDefinition::Type;
    for (const ParameterDefinition &definition : runbook.parameters) {
        Field field;
        field.definition = definition;
        const QString name = definition.name;
        auto *label = new QLabel(m_rows);
        label->setTextFormat(Qt::PlainText);
        label->setText(definition.title() +
                       (definition.isOptional ? QStringLiteral(" (may be empty)") : QString()));
        label->setProperty("tone", QStringLiteral("small"));
        rows->addWidget(label);
        QWidget *input = nullptr;
        if (definition.type == Type::Text || definition.type == Type::Number ||
            definition.type == Type::Secret) {
            field.line = new QLineEdit(m_rows);
            field.line->setMaxLength(4096);
            if (definition.type == Type::Secret) {
                field.line->setEchoMode(QLineEdit::Password);
                field.line->setPlaceholderText(QStringLiteral("never recorded"));
            } else if (!definition.pattern.isEmpty()) {
                field.line->setToolTip(QStringLiteral("must fit %1").arg(definition.pattern).toHtmlEscaped());
            }
            connect(field.line, &QLineEdit::textEdited, this,
                    [this, name](const QString &text) { take(name, text); });
            connect(field.line, &QLineEdit::returnPressed, this, &RunbookParameters::returnPressed);
            input = field.line;
        } else {
            field.choice = new RunbookChoiceBox(m_rows);
            field.choice->setPlaceholderText(QStringLiteral("choose"));
            field.choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
            field.choice->setMaxVisibleItems(20);
            RunbookChoiceBox *box = field.choice;
            connect(box, &QComboBox::activated, this,
                    [this, name, box](int index) { take(name, box->itemData(index).toString()); });
            input = field.choice;
        }
        input->setObjectName(QStringLiteral("parameter_") + name);
        input->setAccessibleName(definition.title());
        label->setBuddy(input);
        rows->addWidget(input);
        field.problem = plainLabel(QStringLiteral("problem_") + name, "error", m_rows);
        field.problem->hide();
        rows->addWidget(field.problem);
        m_fields.append(field);
    }
    m_column->addWidget(m_rows);
    m_column->addWidget(m_shows);
    m_column->addWidget(m_found);
    m_shows->setValues({}, {});
    m_found->clear();
}

void RunbookParameters::take(const QString &name, const QString &value)
{
    m_given.insert(name, value);
    Q_EMIT edited();
}

void RunbookParameters::setChoices(Field &field, const QStringList &values)
{
    QStringList old;
    for (int i = 0; i < field.choice->count(); ++i) {
        old.append(field.choice->itemData(i).toString());
    }
    if (old != values && !field.choice->view()->isVisible()) {
        const QSignalBlocker blocker(field.choice);
        const QString current = field.choice->currentData().toString();
        field.choice->clear();
        for (const QString &value : values) {
            field.choice->addItem(value, value);
        }
        field.choice->setCurrentIndex(field.choice->findData(current));
    }
}

QString RunbookParameters::showStates(Field &field, const RunPlan &plan, const QString &value)
{
    using Type = ParameterDefinition::Type;
    const SteadyTime now = steadyNow();
    const Beside beside = plan.beside.value(field.definition.name);
    const bool isCurrent = plan.values.value(field.definition.name) == value;
    QHash<QString, const Instance *> byName;
    if (field.definition.type == Type::Instance) {
        byName = instancesByName(m_fleet);
    }
    QList<InstanceNumber> among;
    for (const QList<InstanceNumber> &set : plan.sets) {
        among += set;
    }
    QString trouble;
    for (int i = 0; i < field.choice->count(); ++i) {
        const QString choice = field.choice->itemData(i).toString();
        const bool isChosen = choice == value;
        const Instance *instance = nullptr;
        if (isChosen && isCurrent && beside.instance != InstanceNumber()) {
            instance = m_fleet.instance(beside.instance);
        } else if (field.definition.type == Type::Instance) {
            instance = byName.value(choice);
        } else if (field.definition.type == Type::Label && field.definition.beside.isEmpty()) {
            instance = instanceLabelled(m_fleet, among, choice);
        }
        const QString text =
            liveWords(choice, instance, isChosen && isCurrent ? beside.facts : QStringList(), now);
        if (field.choice->itemText(i) != text) {
            field.choice->setItemText(i, text);
        }
        field.choice->setItemIcon(i, instance ? stateIcon(instance->state) : QIcon());
        if (isChosen && isInTrouble(instance)) {
            trouble = QStringLiteral("%1 is %2").arg(choice, toString(instance->state));
        }
    }
    return trouble;
}

void RunbookParameters::setPlan(const RunPlan &plan)
{
    using Type = ParameterDefinition::Type;
    bool wished = false;
    for (Field &field : m_fields) {
        QString problem;
        const QString name = field.definition.name;
        const QString value = m_given.contains(name) ? m_given.value(name) : plan.values.value(name);
        if (field.choice) {
            const QStringList values = plan.choices.value(name).values;
            setChoices(field, values);
            problem = showStates(field, plan, value);
            const int place = field.choice->findData(value);
            if (field.choice->currentIndex() != place) {
                const QSignalBlocker blocker(field.choice);
                field.choice->setCurrentIndex(place);
            }
            if (!m_given.contains(name)) {
                for (const QString &wish : std::as_const(m_wishes)) {
                    if (values.contains(wish)) {
                        m_given.insert(name, wish);
                        wished = true;
                        break;
                    }
                }
            }
        } else if (!m_given.contains(name) && field.definition.type != Type::Secret &&
                   field.line->text() != value) {
            field.line->setText(value);
        }
        for (const ParameterProblem &one : plan.problems) {
            if (one.parameter == name) {
                problem = one.message;
            }
        }
        // What was not asked yet is no mistake.
        const bool untouched = !m_given.contains(name) && value.isEmpty();
        field.problem->setText(problem);
        field.problem->setVisible(!problem.isEmpty() && !untouched);
    }
    showFound(plan);
    if (wished) {
        Q_EMIT edited();
    }
}

void RunbookParameters::showFound(const RunPlan &plan)
{
    m_shows->setValues(plan.shows, steadyNow());
    if (!plan.order.runbook->shows.isEmpty()) {
        m_found->hide(); // it says itself what is worth seeing
        return;
    }
    QStringList lines;
    const QMap<QString, QString> values = plan.values.shown();
    for (auto it = values.cbegin(); it != values.cend(); ++it) {
        if (plan.order.runbook->parameter(it.key()) || it.key().contains(QLatin1Char('.')) ||
            it.value().isEmpty()) {
            continue;
        }
        QString text = it.value();
        text.replace(QLatin1Char('\n'), QStringLiteral(", "));
        if (text.size() > 120) {
            text = text.left(119) + QStringLiteral("…");
        }
        lines.append(QStringLiteral("%1 (found live): %2").arg(it.key(), text));
    }
    m_found->setText(lines.join(QLatin1Char('\n')));
    m_found->setVisible(!lines.isEmpty());
}

void RunbookParameters::setLocked(bool locked)
{
    if (m_rows) {
        m_rows->setEnabled(!locked);
    }
    m_shows->setPast(locked);
}

QMap<QString, QString> RunbookParameters::shown() const
{
    QMap<QString, QString> values = m_given;
    for (const Field &field : m_fields) {
        const QString name = field.definition.name;
        const QString value = field.choice ? field.choice->currentData().toString() : field.line->text();
        if (!values.contains(name) && !value.isEmpty()) {
            values.insert(name, value);
        }
    }
    return values;
}

QString RunbookParameters::toText() const
{
    QStringList parts;
    const QMap<QString, QString> values = shown();
    for (const Field &field : m_fields) {
        const QString value = values.value(field.definition.name);
        if (!value.isEmpty()) {
            parts.append(QStringLiteral("%1 %2").arg(
                field.definition.title().toLower(), field.definition.type == ParameterDefinition::Type::Secret
                                                        ? QStringLiteral("(secret)")
                                                        : value));
        }
    }
    return parts.join(QStringLiteral(", "));
}

QWidget *RunbookParameters::firstField() const
{
    for (const Field &field : m_fields) {
        const bool empty = field.choice ? field.choice->currentIndex() < 0 : field.line->text().isEmpty();
        if (empty && !field.definition.isOptional) {
            return field.choice ? static_cast<QWidget *>(field.choice) : field.line;
        }
    }
    return nullptr;
}

QWidget *RunbookParameters::field(const QString &name) const
{
    for (const Field &field : m_fields) {
        if (field.definition.name == name) {
            return field.choice ? static_cast<QWidget *>(field.choice) : field.line;
        }
    }
    return nullptr;
}

} // namespace quarterdeck
