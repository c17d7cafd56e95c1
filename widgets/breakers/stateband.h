#pragma once

#include "widgets/breakers/statestretches.h"

#include <QWidget>

namespace quarterdeck {

/// The worst state of a breaker over the last minutes: coloured stretches with their word, times below.
class StateBand final : public QWidget
{
    Q_OBJECT
public:
    explicit StateBand(QWidget *parent = nullptr);

    void setStretches(std::vector<StateStretch> stretches);
    [[nodiscard]] const std::vector<StateStretch> &stretches() const { return m_stretches; }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QRectF boxOf(const StateStretch &stretch) const;

    std::vector<StateStretch> m_stretches;
};

} // namespace quarterdeck
