#pragma once

#include "widgets/overlay.h"

class QGridLayout;

namespace quarterdeck {

class Commands;

/// Every command with its keys, made from the table of commands, and the keys of the map and the table.
class CheatSheet final : public Overlay
{
    Q_OBJECT
public:
    CheatSheet(Commands &commands, QWidget *window);

protected:
    [[nodiscard]] QRect boxIn(QSize window) const override;
    void aboutToOpen() override;

private:
    Commands &m_commands;
    QWidget *m_content = nullptr;
};

} // namespace quarterdeck
