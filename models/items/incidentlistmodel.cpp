#include "models/items/incidentlistmodel.h"

#include "models/items/formatter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace quarterdeck {

namespace {

bool isEarlier(const Incident &a, const Incident &b)
{
    return a.number < b.number;
}

/// Open before mitigated before what is over; among the open the gravest first; then the newest.
bool comesFirst(const IncidentRow &a, const IncidentRow &b)
{
    const auto rank = [](const Incident &incident) {
        return incident.state == IncidentState::Open ? 0 : incident.state == IncidentState::Mitigated ? 1 : 2;
    };
    const int left = rank(a.incident);
    const int right = rank(b.incident);
    if (left != right) {
        return left < right;
    }
    if (left == 0 && a.incident.severity != b.incident.severity) {
        return a.incident.severity < b.incident.severity;
    }
    if (a.incident.clock.detected != b.incident.clock.detected) {
        return a.incident.clock.detected > b.incident.clock.detected;
    }
    return a.incident.number > b.incident.number;
}

} // namespace

void IncidentListModel::apply(const QList<Incident> &incidents, WallTime now)
{
    for (const Incident &incident : incidents) {
        const auto place = std::lower_bound(m_all.begin(), m_all.end(), incident, isEarlier);
        if (place != m_all.end() && place->number == incident.number) {
            *place = incident;
        } else {
            m_all.insert(place, incident);
        }
    }
    show(now);
}

void IncidentListModel::forget(IncidentNumber number, WallTime now)
{
    m_all.removeIf([number](const Incident &incident) { return incident.number == number; });
    show(now);
}

void IncidentListModel::setFilter(const IncidentFilter &filter, WallTime now)
{
    m_filter = filter;
    m_found.clear();
    show(now);
}

void IncidentListModel::setFound(const QSet<IncidentNumber> &found, WallTime now)
{
    m_found = found;
    show(now);
}

void IncidentListModel::setUnseen(const QSet<IncidentNumber> &unseen, WallTime now)
{
    if (unseen != m_unseen) {
        m_unseen = unseen;
        show(now);
    }
}

void IncidentListModel::setSnoozed(const QHash<IncidentNumber, WallTime> &snoozed, WallTime now)
{
    if (snoozed != m_snoozed) {
        m_snoozed = snoozed;
        show(now);
    }
}

void IncidentListModel::tick(WallTime now)
{
    if (!m_filter.isEmpty()) {
        show(now);
    }
}

void IncidentListModel::show(WallTime now)
{
    QList<IncidentRow> shown;
    for (const Incident &incident : std::as_const(m_all)) {
        IncidentRow row{incident, m_unseen.contains(incident.number), std::nullopt};
        if (const auto until = m_snoozed.constFind(incident.number); until != m_snoozed.constEnd()) {
            row.snoozed = *until;
        }
        if (m_filter.matches(row, now) ||
            (m_found.contains(incident.number) && m_filter.matchesWithoutWords(row, now))) {
            shown.append(row);
        }
    }
    std::sort(shown.begin(), shown.end(), comesFirst);
    merge(shown);
}

const Incident *IncidentListModel::find(IncidentNumber number) const
{
    Incident wanted;
    wanted.number = number;
    const auto place = std::lower_bound(m_all.begin(), m_all.end(), wanted, isEarlier);
    return place != m_all.end() && place->number == number ? &*place : nullptr;
}

int IncidentListModel::rowOf(IncidentNumber number) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (at(row).key() == number) {
            return row;
        }
    }
    return -1;
}

int IncidentListModel::total() const
{
    return static_cast<int>(m_all.size()) - count(IncidentState::Merged);
}

int IncidentListModel::activeAt(WallTime moment) const
{
    return static_cast<int>(std::count_if(m_all.begin(), m_all.end(), [moment](const Incident &incident) {
        const std::optional<WallTime> &end = incident.clock.resolved;
        return incident.state != IncidentState::Merged && incident.clock.detected <= moment &&
               (!end || *end > moment);
    }));
}

int IncidentListModel::count(IncidentState state) const
{
    return static_cast<int>(std::count_if(
        m_all.begin(), m_all.end(), [state](const Incident &incident) { return incident.state == state; }));
}

int IncidentListModel::unseenCount() const
{
    return static_cast<int>(m_unseen.size());
}

std::optional<WallTime> IncidentListModel::oldest() const
{
    std::optional<WallTime> oldest;
    for (const Incident &incident : m_all) {
        oldest = oldest ? std::min(*oldest, incident.clock.detected) : incident.clock.detected;
    }
    return oldest;
}

QVariant IncidentListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const IncidentRow &row = at(index.row());
    const Incident &incident = row.incident;
    switch (role) {
    case Qt::DisplayRole:
        return u"%1 %2"_s.arg(QString::number(incident.number.value), incident.title);
    case Qt::ToolTipRole:
        return u"%1\n%2: %3\nstarted %4"_s.arg(data(index, Qt::DisplayRole).toString(),
                                               toString(incident.rule), incident.ruleText,
                                               format::dateTime(incident.clock.started));
    case Qt::AccessibleTextRole:
        return u"%1, %2, %3, %4%5"_s.arg(data(index, Qt::DisplayRole).toString(), toString(incident.state),
                                         toString(incident.severity), incident.ruleText,
                                         row.unseen ? u", with news"_s : QString());
    case RowRole:
        return QVariant::fromValue(&row);
    default:
        return {};
    }
}

} // namespace quarterdeck
