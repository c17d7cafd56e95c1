#pragma once

#include "models/items/rowranges.h"

#include <QAbstractItemModel>

#include <utility>

namespace quarterdeck {

/// What a model does that keeps its rows in an order of its own: rows come, go and change places, and those
/// who look are told in few notices; selection and scroll survive. `Model` is QAbstractTableModel or
/// QAbstractListModel. A `Row` has an `id` with a small `value`, as dense numbers have, and whatever decides
/// its place.
template <class Model, class Row>
class OrderedRows : public Model
{
protected:
    using Id = decltype(Row::id);

    explicit OrderedRows(QObject *parent) : Model(parent) {}

    [[nodiscard]] virtual bool isBefore(const Row &a, const Row &b) const = 0;

    [[nodiscard]] const std::vector<Row> &rows() const { return m_rows; }
    [[nodiscard]] int size() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] const Row &rowAt(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    [[nodiscard]] Row &rowAt(int row) { return m_rows[static_cast<std::size_t>(row)]; }
    [[nodiscard]] Id idOf(int row) const { return row >= 0 && row < size() ? rowAt(row).id : Id{}; }
    /// -1: it has no row.
    [[nodiscard]] int placeOf(Id id) const { return id.value < m_places.size() ? m_places[id.value] : -1; }

    /// Other rows altogether.
    void resetRows(std::vector<Row> rows)
    {
        std::stable_sort(rows.begin(), rows.end(), less());
        Model::beginResetModel();
        m_places.clear();
        m_rows = std::move(rows);
        reindex(0, size() - 1);
        Model::endResetModel();
    }

    void removeRowsAt(std::vector<int> rows)
    {
        if (rows.empty()) {
            return;
        }
        std::sort(rows.begin(), rows.end());
        rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
        std::vector<RowRange> ranges = rangesOf(rows, 0);
        if (ranges.size() > fewNotices) {
            // Gather what goes at the end, then tell one removal.
            std::vector<Row> kept;
            std::vector<Row> gone;
            std::size_t next = 0;
            for (std::size_t row = 0; row < m_rows.size(); ++row) {
                const bool goes = next < rows.size() && rows[next] == static_cast<int>(row);
                next += goes ? 1 : 0;
                (goes ? gone : kept).push_back(m_rows[row]);
            }
            const int first = static_cast<int>(kept.size());
            kept.insert(kept.end(), gone.begin(), gone.end());
            rearrange(std::move(kept));
            ranges = {{first, size() - 1}};
        }
        for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
            Model::beginRemoveRows({}, range->first, range->last);
            for (int row = range->first; row <= range->last; ++row) {
                setPlace(rowAt(row).id, -1);
            }
            m_rows.erase(m_rows.begin() + range->first, m_rows.begin() + range->last + 1);
            reindex(range->first, size() - 1);
            Model::endRemoveRows();
        }
    }

    void insertInOrder(std::vector<Row> rows)
    {
        if (rows.empty()) {
            return;
        }
        std::stable_sort(rows.begin(), rows.end(), less());
        // Runs of new rows that go to the same place.
        struct Run
        {
            int place;
            std::size_t first;
            std::size_t count;
        };
        std::vector<Run> runs;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto after = std::upper_bound(m_rows.begin(), m_rows.end(), rows[i], less());
            const int place = static_cast<int>(after - m_rows.begin());
            if (!runs.empty() && runs.back().place == place) {
                ++runs.back().count;
            } else {
                runs.push_back({place, i, 1});
            }
        }
        if (runs.size() > fewNotices) {
            const int first = size();
            Model::beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
            m_rows.insert(m_rows.end(), rows.begin(), rows.end());
            reindex(first, size() - 1);
            Model::endInsertRows();
            std::vector<Row> merged = m_rows;
            std::inplace_merge(merged.begin(), merged.begin() + first, merged.end(), less());
            rearrange(std::move(merged));
            return;
        }
        for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
            Model::beginInsertRows({}, run->place, run->place + static_cast<int>(run->count) - 1);
            const auto from = rows.begin() + static_cast<std::ptrdiff_t>(run->first);
            m_rows.insert(m_rows.begin() + run->place, from, from + static_cast<std::ptrdiff_t>(run->count));
            reindex(run->place, size() - 1);
            Model::endInsertRows();
        }
    }

    /// One row with another place among the others, which keep theirs.
    void moveInOrder(int from, Row renewed)
    {
        const auto self = m_rows.begin() + from;
        // Where it belongs, as a place among all rows, its own old place counted.
        auto place = std::lower_bound(m_rows.begin(), self, renewed, less());
        if (place == self) {
            place = std::lower_bound(self + 1, m_rows.end(), renewed, less());
        }
        const int to = static_cast<int>(place - m_rows.begin());
        if (to == from || to == from + 1) {
            *self = std::move(renewed);
            return;
        }
        Model::beginMoveRows({}, from, from, {}, to);
        *self = std::move(renewed);
        if (to < from) {
            std::rotate(m_rows.begin() + to, self, self + 1);
            reindex(to, from);
        } else {
            std::rotate(self, self + 1, m_rows.begin() + to);
            reindex(from, to - 1);
        }
        Model::endMoveRows();
    }

    /// The same rows with other keys, put in their order; silent when that is the order already.
    void sortRows(std::vector<Row> rows)
    {
        std::stable_sort(rows.begin(), rows.end(), less());
        const auto sameId = [](const Row &a, const Row &b) { return a.id == b.id; };
        if (std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(), sameId)) {
            m_rows = std::move(rows);
            return;
        }
        rearrange(std::move(rows));
    }

    void announceRows(std::vector<int> rows, const QList<int> &roles)
    {
        if (rows.empty()) {
            return;
        }
        std::sort(rows.begin(), rows.end());
        std::vector<RowRange> ranges = rangesOf(rows, 0);
        for (int gap = 1; ranges.size() > mostRanges; gap *= 2) {
            ranges = rangesOf(rows, gap);
        }
        const int lastColumn = static_cast<const QAbstractItemModel *>(this)->columnCount() - 1;
        for (const RowRange range : ranges) {
            Q_EMIT this->dataChanged(this->index(range.first, 0), this->index(range.last, lastColumn), roles);
        }
    }

private:
    [[nodiscard]] auto less() const
    {
        return [this](const Row &a, const Row &b) { return isBefore(a, b); };
    }

    /// The same rows in another sequence, told as one change of layout.
    void rearrange(std::vector<Row> rows)
    {
        Q_EMIT this->layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
        const QModelIndexList before = this->persistentIndexList();
        std::vector<Id> ids;
        ids.reserve(static_cast<std::size_t>(before.size()));
        for (const QModelIndex &one : before) {
            ids.push_back(idOf(one.row()));
        }
        m_rows = std::move(rows);
        reindex(0, size() - 1);
        QModelIndexList after;
        after.reserve(before.size());
        for (qsizetype i = 0; i < before.size(); ++i) {
            const int row = placeOf(ids[static_cast<std::size_t>(i)]);
            after.append(row < 0 ? QModelIndex() : this->index(row, before[i].column()));
        }
        this->changePersistentIndexList(before, after);
        Q_EMIT this->layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    }

    void reindex(int from, int to)
    {
        for (int row = from; row <= to; ++row) {
            setPlace(rowAt(row).id, row);
        }
    }

    void setPlace(Id id, int row)
    {
        if (id.value >= m_places.size()) {
            m_places.resize(id.value + 1, -1);
        }
        m_places[id.value] = row;
    }

    std::vector<Row> m_rows;
    std::vector<int> m_places; ///< by id, -1: no row
};

} // namespace quarterdeck
