#pragma once

#include "models/fleet/fleet.h"
#include "models/items/grouping.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace quarterdeck {

/// The fleet's groups as a tree, outermost key first, each with its roll-up. Instances are not rows: a group
/// of thousands stays one row. Roll-ups are kept by difference: a poll costs what it changed, not the fleet.
/// A new definition is merged by key, so that expansion and selection survive.
class FleetTreeModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Role {
        RollUpRole = Qt::UserRole, ///< RollUp
        StateRole,                 ///< State of the roll-up: down only when all are
        WorstStateRole,            ///< State of the worst instance
        KeyRole,                   ///< label key of this level
        ValueRole,                 ///< its value
        FilterTermsRole,           ///< QList<QString>: terms of the filter language that select this group
    };

    explicit FleetTreeModel(const Fleet &fleet, QObject *parent = nullptr);
    ~FleetTreeModel() override;

    void apply(const FleetChanges &changes, SteadyTime now);
    void setGrouping(const Grouping &grouping); ///< the user's act: resets
    [[nodiscard]] const Grouping &grouping() const { return m_grouping; }
    /// The group with these values from the outermost level on.
    [[nodiscard]] QModelIndex find(const QList<QString> &path) const;
    [[nodiscard]] QList<QString> pathOf(const QModelIndex &index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    struct Node;
    /// What an instance adds to the roll-ups of its groups.
    struct Share
    {
        Node *leaf = nullptr;
        State state = State::Unknown;
        InstanceFlags flags;
        int openBreakers = 0;
        bool operator==(const Share &) const = default;
    };

    [[nodiscard]] std::unique_ptr<Node> buildTree() const;
    void mergeChildren(Node *present, Node *wanted);
    void shareOut();
    [[nodiscard]] static Share shareOf(const Instance &instance, Node *leaf);
    static void add(const Share &share, int sign);
    [[nodiscard]] Node *nodeAt(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(Node *node) const;

    const Fleet &m_fleet;
    Grouping m_grouping = defaultGrouping();
    std::unique_ptr<Node> m_root;
    std::vector<Share> m_shares; ///< by instance number
};

} // namespace quarterdeck
