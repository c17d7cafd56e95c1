#pragma once

#include "models/items/incidenttext.h"

#include <QWidget>

namespace quarterdeck {

/// The figures of an incident's head beside each other, as many in a row as there is room for, and below them
/// what else there is to say, a line each.
class IncidentFacts final : public QWidget
{
    Q_OBJECT
public:
    explicit IncidentFacts(QWidget *parent = nullptr);

    void setFacts(const QList<IncidentFigure> &figures, const QList<std::pair<QString, QString>> &facts);
    [[nodiscard]] const QList<IncidentFigure> &figures() const { return m_figures; }
    /// The value of a figure, for tests.
    [[nodiscard]] QString value(const QString &id) const;

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Cell
    {
        QRect box;
        int figure = 0;
    };
    [[nodiscard]] QList<Cell> cells(int width) const;
    [[nodiscard]] int factsHeight(int width) const;
    [[nodiscard]] QRect factBox(const QString &text, int top, int width) const;

    QList<IncidentFigure> m_figures;
    QList<std::pair<QString, QString>> m_facts;
};

} // namespace quarterdeck
