#pragma once

#include "models/items/commandpalettemodel.h"
#include "widgets/commands.h"
#include "widgets/overlay.h"

#include <functional>

class QLabel;
class QLineEdit;
class QListView;

namespace quarterdeck {

/// Ctrl+K: type a few letters of anything, go there or do it.
class CommandPalette final : public Overlay
{
    Q_OBJECT
public:
    /// The fleet and the commands are the caller's and outlive the palette.
    CommandPalette(const Fleet &fleet, Commands &commands, QWidget *window);

    void apply(const FleetChanges &changes, SteadyTime now);
    void setRunbooks(const QList<PaletteEntry> &runbooks);
    void setIncidents(const QList<PaletteEntry> &incidents);
    /// Why a command is not to be given now, empty where it is: said instead of what it does.
    void setRefusal(std::function<QString(CommandId)> refusal) { m_refusal = std::move(refusal); }
    /// The moment that is replayed, in words; empty: instances are as they are now.
    void setMoment(const QString &moment);
    [[nodiscard]] QLineEdit *input() const { return m_input; }
    [[nodiscard]] QListView *list() const { return m_list; }

Q_SIGNALS:
    void instanceChosen(quarterdeck::InstanceNumber number);
    void filterChosen(const QString &filter);
    void runbookChosen(const QString &id);
    void incidentChosen(qint64 number);

protected:
    [[nodiscard]] QRect boxIn(QSize window) const override;
    void aboutToOpen() override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search();
    void take(const QModelIndex &index);

    Commands &m_commands;
    std::function<QString(CommandId)> m_refusal;
    CommandPaletteModel m_model;
    QLineEdit *m_input;
    QListView *m_list;
    QLabel *m_nothing;
};

} // namespace quarterdeck
