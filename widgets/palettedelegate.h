#pragma once

#include "models/fleet/fleet.h"

#include <QAbstractItemDelegate>

namespace quarterdeck {

/// A line of the command palette: glyph or kind, title, detail, keys.
class PaletteDelegate final : public QAbstractItemDelegate
{
    Q_OBJECT
public:
    explicit PaletteDelegate(const Fleet &fleet, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Fleet &m_fleet;
};

} // namespace quarterdeck
