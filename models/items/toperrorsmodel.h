#pragma once

#include "models/items/toperrors.h"

#include <QAbstractTableModel>

namespace quarterdeck {

enum class TopErrorColumn : quint8 {
    Service,
    Trouble, ///< "3 of 120"
    ErrorRatio,
    History,
    Rise,
    BurnFiveMinutes,
    BurnHour,
    BudgetLeft,
    Requests,
};
inline constexpr int topErrorColumnCount = 9;

/// Services by how they fail. The model keeps its own order: worst first by the chosen column, little traffic
/// last, and a row stays where it is until its value clearly differs from the one it was placed by: rows that
/// change places with every poll cannot be clicked.
class TopErrorsModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        ErrorRole = Qt::UserRole, ///< const TopError *, valid during the call only
        ServiceRole,
        DimmedRole,
        BadRole, ///< of the cell: its value is what makes the row bad
    };

    explicit TopErrorsModel(const Fleet &fleet, QObject *parent = nullptr);

    /// Looks again at most once a second.
    void apply(const FleetChanges &changes, SteadyTime now);
    [[nodiscard]] const TopError &at(int row) const { return m_rows[row].error; }
    [[nodiscard]] QList<TopError> errors() const;
    [[nodiscard]] QString summary() const; ///< of all of them in one line
    [[nodiscard]] const Fleet &fleet() const { return m_fleet; }
    [[nodiscard]] TopErrorColumn sortColumn() const { return m_column; }
    static bool isNumeric(TopErrorColumn column);
    static bool canSortBy(TopErrorColumn column);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;
    /// Always worst first; the order is not asked for.
    void sort(int column, Qt::SortOrder order = Qt::DescendingOrder) override;

private:
    struct Row
    {
        TopError error;
        double placedBy = noValue; ///< the value the row has its place from
    };

    [[nodiscard]] double valueOf(const TopError &error) const;
    [[nodiscard]] QList<Row> arranged(QList<TopError> errors) const;
    void merge(const QList<Row> &rows);
    void replaceValues(const QList<Row> &rows);
    [[nodiscard]] QStringList shown(const TopError &error) const;
    [[nodiscard]] QString text(const TopError &error, TopErrorColumn column) const;
    [[nodiscard]] QString toolTip(const TopError &error) const;

    const Fleet &m_fleet;
    QList<Row> m_rows;
    TopErrorColumn m_column = TopErrorColumn::ErrorRatio;
    SteadyTime m_now{};
};

} // namespace quarterdeck
