#include "models/items/runbooklistmodel.h"

#include "models/fleet/instancefilter.h"
#include "models/items/formatter.h"
#include "models/items/instancetext.h"

#include <QRegularExpression>

namespace quarterdeck {

RunbookListModel::RunbookListModel(const Fleet &fleet, QObject *parent)
    : RunbookRows<RunbookEntry>(parent)
    , m_fleet(fleet)
{
}

QString withoutPlaces(const QString &text, const RunbookDefinition &runbook)
{
    static const QRegularExpression place(QStringLiteral("\\$\\{([A-Za-z0-9_]+)[^}]*\\}"));
    QString words;
    qsizetype from = 0;
    auto it = place.globalMatch(text);
    while (it.hasNext()) {
        const QRegularExpressionMatch match = it.next();
        const ParameterDefinition *parameter = runbook.parameter(match.captured(1));
        words += text.mid(from, match.capturedStart() - from);
        words += QStringLiteral("<%1>").arg((parameter ? parameter->title() : match.captured(1)).toLower());
        from = match.capturedEnd();
    }
    return words + text.mid(from);
}

QString RunbookListModel::titleOf(const RunbookDefinition &runbook)
{
    return withoutPlaces(runbook.title.source(), runbook);
}

void RunbookListModel::setRunbooks(const QList<std::shared_ptr<const RunbookDefinition>> &runbooks,
                                   SteadyTime now)
{
    m_all.clear();
    for (const auto &runbook : runbooks) {
        RunbookEntry entry;
        entry.runbook = runbook;
        entry.isShipped = runbook->file.startsWith(QLatin1Char(':'));
        m_all.append(entry);
    }
    refresh(now);
}

void RunbookListModel::setContext(const RunbookContext &context, SteadyTime now)
{
    m_context = context;
    refresh(now);
}

void RunbookListModel::setFilterText(const QString &text)
{
    m_filter = text;
    show();
}

QString RunbookListModel::contextText() const
{
    if (const Instance *instance = m_fleet.instance(m_context.instance)) {
        return QStringLiteral("%1 (%2, %3)")
            .arg(instanceName(instance->target), instance->target.service, instance->target.cluster);
    }
    return m_context.service;
}

std::shared_ptr<const RunbookDefinition> RunbookListModel::find(const QString &id) const
{
    for (const RunbookEntry &entry : m_all) {
        if (entry.runbook->id == id) {
            return entry.runbook;
        }
    }
    return nullptr;
}

void RunbookListModel::refresh(SteadyTime now)
{
    for (RunbookEntry &entry : m_all) {
        const QString &where = entry.runbook->appliesTo;
        const QString &metric = entry.runbook->appliesMetric;
        entry.everywhere = entry.runbook->appliesAnywhere();
        entry.looking = !metric.isEmpty() && !m_found.contains(metric);
        entry.instances = static_cast<int>(m_fleet.size());
        entry.applies = true;
        if (entry.everywhere || entry.looking) {
            continue;
        }
        const QSet<InstanceNumber> found = m_found.value(metric);
        entry.instances = 0;
        entry.applies = m_context.isEmpty();
        const auto parsed = InstanceFilter::parse(where);
        const auto *filter = std::get_if<InstanceFilter>(&parsed);
        if (!filter) {
            continue;
        }
        for (const InstanceNumber number : m_fleet.order()) {
            const Instance *instance = m_fleet.instance(number);
            if (!instance || (!metric.isEmpty() && !found.contains(number)) ||
                !filter->matches(*instance, now)) {
                continue;
            }
            ++entry.instances;
            entry.applies = entry.applies || number == m_context.instance ||
                            (!m_context.service.isEmpty() && instance->target.service == m_context.service);
        }
    }
    show();
}

void RunbookListModel::setFound(const QString &metric, const QList<InstanceNumber> &instances, SteadyTime now)
{
    const QSet<InstanceNumber> found(instances.cbegin(), instances.cend());
    if (!m_found.contains(metric) || m_found.value(metric) != found) {
        m_found.insert(metric, found);
        refresh(now);
    }
}

QStringList RunbookListModel::metrics() const
{
    QStringList names;
    for (const RunbookEntry &entry : m_all) {
        names.append(entry.runbook->appliesMetric);
    }
    names.removeAll(QString());
    names.removeDuplicates();
    return names;
}

QString RunbookListModel::whereText(const RunbookEntry &entry)
{
    const RunbookDefinition &runbook = *entry.runbook;
    QStringList terms;
    if (!runbook.appliesTo.isEmpty()) {
        terms.append(runbook.appliesTo);
    }
    if (!runbook.appliesMetric.isEmpty()) {
        terms.append(QStringLiteral("show %1").arg(runbook.appliesMetric));
    }
    const QString where = terms.join(QStringLiteral(", "));
    const QString such = runbook.appliesTo.isEmpty() ? QStringLiteral("that %1").arg(where)
                                                     : QStringLiteral("(%1)").arg(where);
    if (entry.everywhere) {
        return runbook.parameters.isEmpty() ? QStringLiteral("not tied to instances of the fleet")
                                            : QStringLiteral("you say what it acts on");
    }
    if (entry.looking) {
        return QStringLiteral("looking for instances %1").arg(such);
    }
    if (entry.instances == 0) {
        return QStringLiteral("applies to nothing of this fleet (%1)").arg(where);
    }
    if (!entry.applies) {
        return QStringLiteral("does not apply here (%1)").arg(where);
    }
    return entry.instances == 1
               ? QStringLiteral("1 instance %1")
                     .arg(QString(such).replace(QStringLiteral("that show "), QStringLiteral("that shows ")))
               : QStringLiteral("%1 instances %2").arg(format::count(entry.instances), such);
}

void RunbookListModel::show()
{
    QList<RunbookEntry> shown;
    const QStringList words = m_filter.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const RunbookEntry &entry : m_all) {
        const RunbookDefinition &runbook = *entry.runbook;
        const QString text = QStringList{runbook.id,          titleOf(runbook),  toString(runbook.kind),
                                         runbook.description, runbook.appliesTo, runbook.appliesMetric}
                                 .join(QLatin1Char(' '));
        const bool fits = std::all_of(words.cbegin(), words.cend(), [&text](const QString &word) {
            return text.contains(word, Qt::CaseInsensitive);
        });
        if (fits) {
            shown.append(entry);
        }
    }
    const auto rank = [](const RunbookEntry &entry) {
        if (entry.looking) {
            return 2; // nothing moves to the top before it is known to belong there
        }
        const bool nowhere = entry.instances == 0 && !entry.everywhere;
        return !entry.applies || nowhere ? 3 : !entry.everywhere ? 0 : entry.isShipped ? 2 : 1;
    };
    std::stable_sort(shown.begin(), shown.end(),
                     [&rank](const RunbookEntry &a, const RunbookEntry &b) { return rank(a) < rank(b); });
    merge(shown);
}

QVariant RunbookListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const RunbookEntry &entry = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return titleOf(*entry.runbook);
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2").arg(entry.runbook->description.trimmed(), entry.runbook->file);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2, %3")
            .arg(titleOf(*entry.runbook), toString(entry.runbook->kind),
                 entry.applies && entry.instances > 0 ? QStringLiteral("applies")
                                                      : QStringLiteral("does not apply here"));
    case EntryRole:
        return QVariant::fromValue(&entry);
    default:
        return {};
    }
}

} // namespace quarterdeck
