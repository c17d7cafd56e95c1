#include "models/items/toperrorsmodel.h"

#include "models/items/formatter.h"
#include "models/items/naturalorder.h"
#include "models/items/objectivetext.h"

#include <algorithm>
#include <cmath>

namespace quarterdeck {

namespace {

using std::chrono::floor;
using std::chrono::seconds;

/// A value differs clearly from another when it is a fifth and a visible step away.
bool differsClearly(double value, double placedBy, double step)
{
    if (std::isnan(value) || std::isnan(placedBy)) {
        return std::isnan(value) != std::isnan(placedBy);
    }
    return std::abs(value - placedBy) > std::max(step, 0.2 * std::abs(placedBy));
}

double stepOf(TopErrorColumn column)
{
    switch (column) {
    case TopErrorColumn::ErrorRatio:
    case TopErrorColumn::Rise:
        return 0.001;
    case TopErrorColumn::BurnFiveMinutes:
    case TopErrorColumn::BurnHour:
        return 0.2;
    case TopErrorColumn::BudgetLeft:
        return 0.01;
    default:
        return 1;
    }
}

QString risePoints(double rise)
{
    if (!std::isfinite(rise)) {
        return format::missing();
    }
    const QString number = QString::number(std::abs(rise) * 100, 'f', 2);
    if (number == QStringLiteral("0.00")) {
        return number;
    }
    return (rise > 0 ? QStringLiteral("+") : QStringLiteral("−")) + number;
}

QString heading(TopErrorColumn column)
{
    switch (column) {
    case TopErrorColumn::Service:
        return QStringLiteral("Service");
    case TopErrorColumn::Trouble:
        return QStringLiteral("In trouble");
    case TopErrorColumn::ErrorRatio:
        return QStringLiteral("Errors %");
    case TopErrorColumn::History:
        return QStringLiteral("Last 15 min");
    case TopErrorColumn::Rise:
        return QStringLiteral("Change");
    case TopErrorColumn::BurnFiveMinutes:
        return QStringLiteral("Burn 5 min");
    case TopErrorColumn::BurnHour:
        return QStringLiteral("Burn 1 h");
    case TopErrorColumn::BudgetLeft:
        return QStringLiteral("Budget left %");
    case TopErrorColumn::Requests:
        return QStringLiteral("Req/s");
    }
    return {};
}

QString headingHint(TopErrorColumn column)
{
    switch (column) {
    case TopErrorColumn::Service:
        return QStringLiteral("A click shows its instances, those with most errors first");
    case TopErrorColumn::Trouble:
        return QStringLiteral("Instances that are down, not ready or degraded, of how many");
    case TopErrorColumn::ErrorRatio:
        return QStringLiteral("Share of requests that fail; sorts by it");
    case TopErrorColumn::History:
        return QStringLiteral("The error rate of the last 15 minutes");
    case TopErrorColumn::Rise:
        return QStringLiteral("Percentage points since 15 minutes ago; sorts the largest risers first");
    case TopErrorColumn::BurnFiveMinutes:
        return QStringLiteral("How many times faster than allowed the error budget is spent, over 5 minutes");
    case TopErrorColumn::BurnHour:
        return QStringLiteral("How many times faster than allowed the error budget is spent, over 1 hour");
    case TopErrorColumn::BudgetLeft:
        return QStringLiteral("What is left of the error budget of the time watched, 6 hours at most");
    case TopErrorColumn::Requests:
        return QStringLiteral("Requests per second");
    }
    return {};
}

} // namespace

TopErrorsModel::TopErrorsModel(const Fleet &fleet, QObject *parent)
    : QAbstractTableModel(parent)
    , m_fleet(fleet)
{
}

bool TopErrorsModel::isNumeric(TopErrorColumn column)
{
    return column != TopErrorColumn::Service && column != TopErrorColumn::History;
}

bool TopErrorsModel::canSortBy(TopErrorColumn column)
{
    return column != TopErrorColumn::Service && column != TopErrorColumn::History &&
           column != TopErrorColumn::Trouble;
}

void TopErrorsModel::apply(const FleetChanges &changes, SteadyTime now)
{
    const bool nextSecond = floor<seconds>(now) != floor<seconds>(m_now);
    m_now = now;
    if (changes.replaced || nextSecond) {
        merge(arranged(measureErrors(m_fleet, now)));
    }
}

QList<TopError> TopErrorsModel::errors() const
{
    QList<TopError> list;
    for (const Row &row : m_rows) {
        list.append(row.error);
    }
    return list;
}

/// Bigger is worse, whatever the column.
double TopErrorsModel::valueOf(const TopError &error) const
{
    switch (m_column) {
    case TopErrorColumn::Rise:
        return error.rise;
    case TopErrorColumn::BurnFiveMinutes:
        return error.burn ? error.burn->fiveMinutes : noValue;
    case TopErrorColumn::BurnHour:
        return error.burn ? error.burn->hour : noValue;
    case TopErrorColumn::BudgetLeft:
        return error.burn ? -error.burn->budgetLeft : noValue;
    case TopErrorColumn::Requests:
        return error.requestRate;
    default:
        return error.errorRatio;
    }
}

QList<TopErrorsModel::Row> TopErrorsModel::arranged(QList<TopError> errors) const
{
    QList<Row> rows;
    // In the order shown: what is equal to its neighbours keeps its place.
    const auto take = [&](qsizetype index, double placedBy) {
        Row row;
        row.error = errors[index];
        const double value = valueOf(row.error);
        row.placedBy = differsClearly(value, placedBy, stepOf(m_column)) ? value : placedBy;
        rows.append(row);
        errors.removeAt(index);
    };
    for (const Row &before : m_rows) {
        const auto found = std::find_if(errors.cbegin(), errors.cend(), [&](const TopError &error) {
            return error.service == before.error.service;
        });
        if (found != errors.cend()) {
            take(found - errors.cbegin(), before.placedBy);
        }
    }
    std::stable_sort(errors.begin(), errors.end(), [](const TopError &a, const TopError &b) {
        return compareNaturally(a.service, b.service) < 0;
    });
    while (!errors.isEmpty()) {
        take(0, noValue);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
        const auto rank = [](const Row &row) {
            return std::pair(row.error.quiet && !row.error.isBurning(), std::isnan(row.placedBy));
        };
        if (rank(a) != rank(b)) {
            return rank(a) < rank(b);
        }
        return a.placedBy > b.placedBy;
    });
    return rows;
}

void TopErrorsModel::merge(const QList<Row> &rows)
{
    const auto placeIn = [](const QList<Row> &list, const QString &service, qsizetype from) {
        for (qsizetype i = from; i < list.size(); ++i) {
            if (list[i].error.service == service) {
                return i;
            }
        }
        return qsizetype(-1);
    };
    for (qsizetype i = m_rows.size() - 1; i >= 0; --i) {
        if (placeIn(rows, m_rows[i].error.service, 0) < 0) {
            beginRemoveRows({}, static_cast<int>(i), static_cast<int>(i));
            m_rows.removeAt(i);
            endRemoveRows();
        }
    }
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const qsizetype at = placeIn(m_rows, rows[i].error.service, i);
        const int to = static_cast<int>(i);
        if (at < 0) {
            beginInsertRows({}, to, to);
            m_rows.insert(i, rows[i]);
            endInsertRows();
        } else if (at != i) {
            beginMoveRows({}, static_cast<int>(at), static_cast<int>(at), {}, to);
            m_rows.move(at, i);
            endMoveRows();
        }
    }
    replaceValues(rows);
}

/// Same services in the same order: tells the rows that look different, in ranges.
void TopErrorsModel::replaceValues(const QList<Row> &rows)
{
    QList<bool> changed(rows.size() + 1, false);
    for (qsizetype i = 0; i < rows.size(); ++i) {
        changed[i] = shown(m_rows[i].error) != shown(rows[i].error);
    }
    m_rows = rows;
    int first = -1;
    for (qsizetype i = 0; i < changed.size(); ++i) {
        if (changed[i] && first < 0) {
            first = static_cast<int>(i);
        } else if (!changed[i] && first >= 0) {
            Q_EMIT dataChanged(index(first, 0), index(static_cast<int>(i) - 1, topErrorColumnCount - 1));
            first = -1;
        }
    }
}

QStringList TopErrorsModel::shown(const TopError &error) const
{
    QStringList texts{error.quiet ? QStringLiteral("quiet") : QString(),
                      error.isBad() ? QStringLiteral("bad") : QString(),
                      QString::number(error.measured.time_since_epoch().count())};
    for (int column = 0; column < topErrorColumnCount; ++column) {
        texts.append(text(error, static_cast<TopErrorColumn>(column)));
    }
    return texts;
}

int TopErrorsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TopErrorsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : topErrorColumnCount;
}

QString TopErrorsModel::text(const TopError &error, TopErrorColumn column) const
{
    switch (column) {
    case TopErrorColumn::Service:
        return error.service;
    case TopErrorColumn::Trouble:
        return QStringLiteral("%1 of %2").arg(format::count(error.inTrouble), format::count(error.instances));
    case TopErrorColumn::ErrorRatio:
        return format::percentNumber(error.errorRatio);
    case TopErrorColumn::History:
        break;
    case TopErrorColumn::Rise:
        return risePoints(error.rise);
    case TopErrorColumn::BurnFiveMinutes:
        return error.burn ? format::burn(error.burn->fiveMinutes) : format::missing();
    case TopErrorColumn::BurnHour:
        return error.burn ? format::burn(error.burn->hour) : format::missing();
    case TopErrorColumn::BudgetLeft:
        return error.burn ? format::budgetNumber(*error.burn) : format::missing();
    case TopErrorColumn::Requests:
        return format::rate(error.requestRate);
    }
    return {};
}

QString TopErrorsModel::summary() const
{
    return topErrorsSummary(errors(), isTooEarlyForRates(m_fleet));
}

QString TopErrorsModel::toolTip(const TopError &error) const
{
    QStringList lines;
    lines.append(QStringLiteral("%1: %2 of requests fail, %3/s")
                     .arg(error.service, format::percent(error.errorRatio), format::rate(error.requestRate)));
    if (error.quiet) {
        lines.append(QStringLiteral("too few requests for the ratio to mean much"));
    }
    if (std::isfinite(error.rise)) {
        lines.append(
            QStringLiteral("%1 points in %2").arg(risePoints(error.rise), format::duration(error.since)));
    }
    lines.append(error.burn ? objectiveSummary(*error.burn)
                            : QStringLiteral("no availability objective is set for it"));
    return lines.join(QLatin1Char('\n'));
}

QVariant TopErrorsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const TopError &error = m_rows[index.row()].error;
    const auto column = static_cast<TopErrorColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(error, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((isNumeric(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case Qt::ToolTipRole:
        return toolTip(error);
    case Qt::AccessibleTextRole:
        return column == TopErrorColumn::Service
                   ? toolTip(error)
                   : QStringLiteral("%1 %2").arg(heading(column), text(error, column));
    case ErrorRole:
        return QVariant::fromValue(&error);
    case ServiceRole:
        return error.service;
    case DimmedRole:
        return error.quiet && (column == TopErrorColumn::ErrorRatio || column == TopErrorColumn::Rise ||
                               column == TopErrorColumn::Service);
    case BadRole:
        switch (column) {
        case TopErrorColumn::Service:
            return error.isBad();
        case TopErrorColumn::ErrorRatio:
            return error.isBad() && !error.quiet &&
                   error.errorRatio > (std::isfinite(error.limit) ? error.limit : usualErrorLimit);
        case TopErrorColumn::BurnFiveMinutes:
            return error.burn && error.burn->isFast();
        case TopErrorColumn::BurnHour:
            return error.isBurning();
        case TopErrorColumn::BudgetLeft:
            return error.burn && error.burn->budgetLeft < 0;
        case TopErrorColumn::Rise:
            return !error.quiet && error.rise > 0.01;
        default:
            return false;
        }
    default:
        return {};
    }
}

QVariant TopErrorsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= topErrorColumnCount) {
        return {};
    }
    const auto column = static_cast<TopErrorColumn>(section);
    switch (role) {
    case Qt::DisplayRole:
        return column == m_column ? heading(column) + QStringLiteral(" ▾") : heading(column);
    case Qt::ToolTipRole:
        return headingHint(column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((isNumeric(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    default:
        return {};
    }
}

void TopErrorsModel::sort(int column, Qt::SortOrder)
{
    const auto wanted = static_cast<TopErrorColumn>(column);
    if (column < 0 || column >= topErrorColumnCount || wanted == m_column || !canSortBy(wanted)) {
        return;
    }
    m_column = wanted;
    for (Row &row : m_rows) {
        row.placedBy = valueOf(row.error); // asked for: exactly in order now
    }
    merge(arranged(errors()));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, topErrorColumnCount - 1);
}

} // namespace quarterdeck
