#pragma once

#include "models/fleet/fleet.h"
#include "models/items/fuzzymatch.h"

#include <QAbstractListModel>

#include <vector>

namespace quarterdeck {

/// One thing that can be gone to or done.
struct PaletteEntry
{
    enum class Kind : quint8 { Command, Incident, Runbook, Cluster, Service, Instance };
    Kind kind = Kind::Command;
    QString title;
    QString detail;          ///< second, dimmed text; searched too
    QString keys;            ///< of a command: its shortcut as shown
    int command = -1;        ///< id of a command
    InstanceNumber instance; ///< of an instance
    QString filter;          ///< of a cluster or service: the filter that shows it
    QString runbook;         ///< id of a runbook
    qint64 incident = 0;     ///< number of an incident
};

/// What the palette offers for a query: the best `limit` of commands, clusters, services and instances.
class CommandPaletteModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    static constexpr std::size_t limit = 50;
    enum Role { EntryRole = Qt::UserRole /* const PaletteEntry *, valid during the call only */ };

    explicit CommandPaletteModel(const Fleet &fleet, QObject *parent = nullptr);

    void setCommands(const QList<PaletteEntry> &commands);
    void setRunbooks(const QList<PaletteEntry> &runbooks);
    void setIncidents(const QList<PaletteEntry> &incidents);
    void apply(const FleetChanges &changes, SteadyTime now); ///< takes note of instances that came or went
    void setQuery(const QString &query);                     ///< resets: it is another list
    [[nodiscard]] const PaletteEntry &at(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Candidate
    {
        PaletteEntry entry;
        FuzzyText text;
    };
    struct Hit
    {
        int score;
        std::size_t candidate;
    };

    void gather();

    const Fleet &m_fleet;
    QList<PaletteEntry> m_commands;
    QList<PaletteEntry> m_runbooks;
    QList<PaletteEntry> m_incidents;
    std::vector<Candidate> m_candidates;
    bool m_outdated = true;
    std::vector<std::size_t> m_rows;
};

} // namespace quarterdeck
