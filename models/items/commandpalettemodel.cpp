#include "models/items/commandpalettemodel.h"

#include "models/items/grouping.h"
#include "models/items/instancetext.h"

#include <QSet>

#include <algorithm>

namespace quarterdeck {

CommandPaletteModel::CommandPaletteModel(const Fleet &fleet, QObject *parent)
    : QAbstractListModel(parent)
    , m_fleet(fleet)
{
}

void CommandPaletteModel::setCommands(const QList<PaletteEntry> &commands)
{
    m_commands = commands;
    m_outdated = true;
}

void CommandPaletteModel::setRunbooks(const QList<PaletteEntry> &runbooks)
{
    m_runbooks = runbooks;
    m_outdated = true;
}

void CommandPaletteModel::setIncidents(const QList<PaletteEntry> &incidents)
{
    m_incidents = incidents;
    m_outdated = true;
}

void CommandPaletteModel::apply(const FleetChanges &changes, SteadyTime)
{
    m_outdated = m_outdated || changes.replaced;
}

void CommandPaletteModel::gather()
{
    m_candidates.clear();
    const auto add = [this](PaletteEntry entry, const QString &searched) {
        m_candidates.push_back({std::move(entry), FuzzyText(searched)});
    };
    for (const PaletteEntry &command : std::as_const(m_commands)) {
        add(command, command.title);
    }
    for (const PaletteEntry &runbook : std::as_const(m_runbooks)) {
        add(runbook, runbook.title + QLatin1Char(' ') + runbook.detail);
    }
    for (const PaletteEntry &incident : std::as_const(m_incidents)) {
        add(incident, incident.title + QLatin1Char(' ') + incident.detail);
    }
    QSet<QString> clusters;
    QSet<QString> services;
    for (const InstanceNumber number : m_fleet.order()) {
        const Instance *instance = m_fleet.instance(number);
        if (!instance) {
            continue;
        }
        const Target &target = instance->target;
        if (!clusters.contains(target.cluster)) {
            clusters.insert(target.cluster);
            PaletteEntry entry;
            entry.kind = PaletteEntry::Kind::Cluster;
            entry.title = target.cluster;
            entry.detail = QStringLiteral("cluster");
            entry.filter = groupFilterTerm(QStringLiteral("cluster"), target.cluster);
            add(entry, entry.title);
        }
        if (!services.contains(target.service)) {
            services.insert(target.service);
            PaletteEntry entry;
            entry.kind = PaletteEntry::Kind::Service;
            entry.title = target.service;
            entry.detail = QStringLiteral("service");
            entry.filter = groupFilterTerm(QStringLiteral("service"), target.service);
            add(entry, entry.title);
        }
        PaletteEntry entry;
        entry.kind = PaletteEntry::Kind::Instance;
        entry.title = instanceName(target);
        entry.detail =
            QStringLiteral("%1 · %2 · %3").arg(target.service, target.cluster, instanceAddress(target));
        entry.instance = number;
        add(entry, entry.title + QLatin1Char(' ') + entry.detail);
    }
    m_outdated = false;
}

void CommandPaletteModel::setQuery(const QString &text)
{
    beginResetModel();
    if (m_outdated) {
        gather();
    }
    m_rows.clear();
    const FuzzyQuery query(text);
    std::vector<Hit> hits;
    for (std::size_t i = 0; i < m_candidates.size(); ++i) {
        const PaletteEntry &entry = m_candidates[i].entry;
        int score = 1;
        if (!query.isEmpty()) {
            score = query.score(m_candidates[i].text);
            if (score == 0) {
                continue;
            }
            // A service is meant more often than one of its hundred instances.
            score += entry.kind == PaletteEntry::Kind::Instance ? 0 : 30;
        } else {
            score += entry.kind == PaletteEntry::Kind::Command ? 20 : 0;
        }
        if (entry.kind == PaletteEntry::Kind::Instance) {
            // Of a hundred alike, the one in trouble is what is looked for.
            if (const Instance *instance = m_fleet.instance(entry.instance)) {
                score += 2 * (stateCount - 1 - static_cast<int>(instance->state));
            }
        }
        hits.push_back({score, i});
    }
    const std::size_t count = std::min(limit, hits.size());
    std::partial_sort(hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(count), hits.end(),
                      [](const Hit &a, const Hit &b) {
                          return a.score != b.score ? a.score > b.score : a.candidate < b.candidate;
                      });
    for (std::size_t i = 0; i < count; ++i) {
        m_rows.push_back(hits[i].candidate);
    }
    endResetModel();
}

const PaletteEntry &CommandPaletteModel::at(int row) const
{
    return m_candidates[m_rows[static_cast<std::size_t>(row)]].entry;
}

int CommandPaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant CommandPaletteModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const PaletteEntry &entry = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return entry.title;
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1, %2 %3").arg(entry.title, entry.detail, entry.keys);
    case EntryRole:
        return QVariant::fromValue(&entry);
    default:
        return {};
    }
}

} // namespace quarterdeck
