#pragma once

#include <QAbstractListModel>
#include <QList>

#include <algorithm>

namespace quarterdeck {

/// A list model over rows that have a key: a new list is merged into the old one, so that selection and
/// scroll survive. `Row` has `key()` and `operator==`. For lists of at most a few hundred rows.
template <typename Row>
class RunbookRows : public QAbstractListModel
{
public:
    using QAbstractListModel::QAbstractListModel;

    [[nodiscard]] const Row &at(int row) const { return m_rows.at(row); }
    [[nodiscard]] const QList<Row> &rows() const { return m_rows; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

protected:
    void merge(const QList<Row> &wanted)
    {
        for (qsizetype i = m_rows.size() - 1; i >= 0; --i) {
            if (placeOf(wanted, m_rows.at(i).key(), 0) < 0) {
                beginRemoveRows({}, int(i), int(i));
                m_rows.removeAt(i);
                endRemoveRows();
            }
        }
        int firstChanged = -1;
        int lastChanged = -1;
        for (qsizetype i = 0; i < wanted.size(); ++i) {
            const qsizetype found = placeOf(m_rows, wanted.at(i).key(), i);
            if (found < 0) {
                beginInsertRows({}, int(i), int(i));
                m_rows.insert(i, wanted.at(i));
                endInsertRows();
                continue;
            }
            if (found != i) {
                beginMoveRows({}, int(found), int(found), {}, int(i));
                m_rows.move(found, i);
                endMoveRows();
            }
            if (!(m_rows.at(i) == wanted.at(i))) {
                m_rows[i] = wanted.at(i);
                firstChanged = firstChanged < 0 ? int(i) : firstChanged;
                lastChanged = int(i);
            }
        }
        if (firstChanged >= 0) {
            Q_EMIT dataChanged(index(firstChanged), index(lastChanged));
        }
    }

private:
    template <typename Key>
    static qsizetype placeOf(const QList<Row> &rows, const Key &key, qsizetype from)
    {
        for (qsizetype i = from; i < rows.size(); ++i) {
            if (rows.at(i).key() == key) {
                return i;
            }
        }
        return -1;
    }

    QList<Row> m_rows;
};

} // namespace quarterdeck
