#pragma once

#include "models/breakerboard/breakertile.h"

#include <QWidget>

class QLabel;

namespace quarterdeck {

/// Name, place, state and flags of a breaker, with the bar of states across its instances.
class BreakerPanelHead final : public QWidget
{
    Q_OBJECT
public:
    explicit BreakerPanelHead(QWidget *parent = nullptr);

    void setTile(const BreakerTile &tile, SteadyTime now);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    BreakerTile m_tile;
    QLabel *m_name;
    QLabel *m_place;
    QLabel *m_state;
    QLabel *m_instances;
};

} // namespace quarterdeck
