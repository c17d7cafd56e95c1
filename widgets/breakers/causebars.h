#pragma once

#include "widgets/breakers/breakertiletext.h"

#include <QWidget>

namespace quarterdeck {

/// Calls by cause as bars beside each other's figures; causes that nobody tells are not there.
class CauseBars final : public QWidget
{
    Q_OBJECT
public:
    explicit CauseBars(QWidget *parent = nullptr);

    void setTile(const BreakerTile &tile);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Bar
    {
        breakertext::Cause cause;
        double count = 0;
    };
    QList<Bar> m_bars;
    QString m_latency; ///< "p50 21 ms, p99 100 ms"; empty when the library tells none
    bool m_collecting = false;
};

} // namespace quarterdeck
