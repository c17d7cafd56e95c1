#pragma once

#include "models/fleet/fleet.h"
#include "models/items/runbookrows.h"
#include "models/runbooks/runbookdefinition.h"

#include <QSet>

#include <memory>

namespace quarterdeck {

/// What a runbook is wanted for: an instance, a service, or nothing in particular.
struct RunbookContext
{
    InstanceNumber instance;
    QString service;
    bool operator==(const RunbookContext &) const = default;
    [[nodiscard]] bool isEmpty() const { return *this == RunbookContext(); }
};

/// One runbook as it is listed.
struct RunbookEntry
{
    std::shared_ptr<const RunbookDefinition> runbook;
    int instances = 0;       ///< of the fleet that it applies to; with `everywhere` all of them
    bool everywhere = false; ///< it says nothing about where it applies
    bool looking = false;    ///< which instances show its metric is not known yet
    bool applies = true;     ///< to the context
    bool isShipped = false;  ///< part of the program, not of the fleet's folder
    [[nodiscard]] const QString &key() const { return runbook->id; }
    bool operator==(const RunbookEntry &) const = default;
};

/// Places that have no value yet, in words: "${candidate}" becomes "<candidate>".
QString withoutPlaces(const QString &text, const RunbookDefinition &runbook);

/// The runbooks that there are: those made for the context (or, without one, for something of the fleet)
/// first, then those for anything, those that do not apply last.
class RunbookListModel final : public RunbookRows<RunbookEntry>
{
    Q_OBJECT
public:
    enum Role { EntryRole = Qt::UserRole /* const RunbookEntry *, valid during the call only */ };

    explicit RunbookListModel(const Fleet &fleet, QObject *parent = nullptr);

    void setRunbooks(const QList<std::shared_ptr<const RunbookDefinition>> &runbooks, SteadyTime now);
    void setContext(const RunbookContext &context, SteadyTime now);
    /// Instances whose page shows a series of this name.
    void setFound(const QString &metric, const QList<InstanceNumber> &instances, SteadyTime now);
    /// The names that runbooks apply by.
    [[nodiscard]] QStringList metrics() const;
    /// Where a runbook applies, in words.
    static QString whereText(const RunbookEntry &entry);
    void setFilterText(const QString &text); ///< words that all must occur
    void refresh(SteadyTime now);            ///< the fleet is another one
    [[nodiscard]] const RunbookContext &context() const { return m_context; }
    [[nodiscard]] QString contextText() const; ///< "pg1 (orders-db, eu-west)"; empty without a context
    [[nodiscard]] int total() const { return static_cast<int>(m_all.size()); }
    [[nodiscard]] std::shared_ptr<const RunbookDefinition> find(const QString &id) const;
    /// The title with its places as they are written in words: "Switch over … to …".
    static QString titleOf(const RunbookDefinition &runbook);

    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void show();

    const Fleet &m_fleet;
    QList<RunbookEntry> m_all;
    RunbookContext m_context;
    QString m_filter;
    QHash<QString, QSet<InstanceNumber>> m_found; ///< by metric
};

} // namespace quarterdeck
