#pragma once

#include "models/items/breakerinstancesmodel.h"

#include <QTableView>

namespace quarterdeck {

/// The instances behind a tile. Columns that say the same in every row, or find no room, are hidden.
class BreakerInstancesTable final : public QTableView
{
    Q_OBJECT
public:
    /// The model is the caller's and outlives the table.
    explicit BreakerInstancesTable(BreakerInstancesModel &model, QWidget *parent = nullptr);

    void setTile(const BreakerTile &tile); ///< decides the columns
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void instanceActivated(quarterdeck::InstanceNumber number);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitColumns();

    BreakerInstancesModel &m_model;
    bool m_severalNames = false;
    bool m_unknownState = false;
    bool m_longStates = false;
};

} // namespace quarterdeck
