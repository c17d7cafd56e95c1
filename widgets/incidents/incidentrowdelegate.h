#pragma once

#include <QStyledItemDelegate>

namespace quarterdeck {

/// A row of the lists of the incidents page: all alike in height, so that a list of many thousand measures
/// none of them; picked, under the mouse, or with something unseen; its tool tip is plain text. What stands
/// in it is the derived class's.
class IncidentRowDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    IncidentRowDelegate(int height, QObject *parent);

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const final;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) final;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const final;

protected:
    [[nodiscard]] virtual bool isUnseen(const QModelIndex &index) const = 0;
    virtual void paintRow(QPainter &painter, const QRect &row, const QModelIndex &index) const = 0;

private:
    const int m_height;
};

} // namespace quarterdeck
