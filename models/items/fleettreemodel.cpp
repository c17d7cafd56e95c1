#include "models/items/fleettreemodel.h"

#include "models/items/formatter.h"

#include <algorithm>

namespace quarterdeck {

struct FleetTreeModel::Node
{
    QString value;
    int level = -1; ///< index into the grouping; -1: root
    Node *parent = nullptr;
    RollUp rollUp;
    RollUp told; ///< what the views know
    std::vector<std::unique_ptr<Node>> children;

    Node *child(const QString &wanted) const
    {
        for (const auto &node : children) {
            if (node->value == wanted) {
                return node.get();
            }
        }
        return nullptr;
    }
    int row() const
    {
        for (std::size_t i = 0; parent && i < parent->children.size(); ++i) {
            if (parent->children[i].get() == this) {
                return static_cast<int>(i);
            }
        }
        return 0;
    }
};

namespace {

State worstOf(const RollUp &rollUp)
{
    for (int state = 0; state < stateCount; ++state) {
        if (rollUp.byState[state] > 0) {
            return static_cast<State>(state);
        }
    }
    return State::Unknown;
}

} // namespace

FleetTreeModel::FleetTreeModel(const Fleet &fleet, QObject *parent)
    : QAbstractItemModel(parent)
    , m_fleet(fleet)
    , m_root(buildTree())
{
    shareOut();
}

FleetTreeModel::~FleetTreeModel() = default;

void FleetTreeModel::apply(const FleetChanges &changes, SteadyTime)
{
    if (changes.replaced) {
        const auto wanted = buildTree();
        mergeChildren(m_root.get(), wanted.get());
        shareOut();
    } else {
        for (const InstanceNumber number : changes.changed) {
            const Instance *instance = m_fleet.instance(number);
            if (!instance || number.value >= m_shares.size()) {
                continue;
            }
            Share &old = m_shares[number.value];
            const Share share = shareOf(*instance, old.leaf);
            if (!old.leaf || share == old) {
                continue;
            }
            add(old, -1);
            add(share, +1);
            old = share;
        }
    }
    // Few groups: look for those that differ from what was told, one notice a run of siblings.
    std::vector<Node *> open{m_root.get()};
    while (!open.empty()) {
        Node *node = open.back();
        open.pop_back();
        Node *first = nullptr;
        Node *last = nullptr;
        const auto tell = [&] {
            if (first) {
                Q_EMIT dataChanged(indexOf(first), indexOf(last),
                                   {Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole, RollUpRole,
                                    StateRole, WorstStateRole});
            }
            first = nullptr;
        };
        for (const auto &child : node->children) {
            if (child->rollUp == child->told) {
                tell();
            } else {
                child->told = child->rollUp;
                first = first ? first : child.get();
                last = child.get();
            }
            open.push_back(child.get());
        }
        tell();
    }
}

void FleetTreeModel::setGrouping(const Grouping &grouping)
{
    beginResetModel();
    m_grouping = grouping;
    m_root = buildTree();
    shareOut();
    endResetModel();
}

QModelIndex FleetTreeModel::find(const QList<QString> &path) const
{
    Node *node = m_root.get();
    for (const QString &value : path) {
        node = node->child(value);
        if (!node) {
            return {};
        }
    }
    return indexOf(node);
}

QList<QString> FleetTreeModel::pathOf(const QModelIndex &index) const
{
    QList<QString> path;
    for (const Node *node = nodeAt(index); node && node->parent; node = node->parent) {
        path.prepend(node->value);
    }
    return path;
}

std::unique_ptr<FleetTreeModel::Node> FleetTreeModel::buildTree() const
{
    auto root = std::make_unique<Node>();
    QHash<QPair<Node *, QString>, Node *> known;
    for (const InstanceNumber number : m_fleet.order()) {
        const Instance *instance = m_fleet.instance(number);
        if (!instance) {
            continue;
        }
        Node *node = root.get();
        for (int level = 0; level < m_grouping.size(); ++level) {
            const QString value = groupValue(instance->target, m_grouping[level]);
            Node *&child = known[{node, value}];
            if (!child) {
                node->children.push_back(std::make_unique<Node>());
                child = node->children.back().get();
                child->value = value;
                child->level = level;
                child->parent = node;
            }
            node = child;
        }
    }
    return root;
}

void FleetTreeModel::mergeChildren(Node *present, Node *wanted)
{
    for (int row = static_cast<int>(present->children.size()) - 1; row >= 0; --row) {
        if (!wanted->child(present->children[static_cast<std::size_t>(row)]->value)) {
            beginRemoveRows(indexOf(present), row, row);
            present->children.erase(present->children.begin() + row);
            endRemoveRows();
        }
    }
    for (std::size_t i = 0; i < wanted->children.size(); ++i) {
        const int row = static_cast<int>(i);
        Node *next = wanted->children[i].get();
        Node *same = present->child(next->value);
        if (!same) {
            beginInsertRows(indexOf(present), row, row);
            auto node = std::make_unique<Node>();
            node->value = next->value;
            node->level = next->level;
            node->parent = present;
            same = node.get();
            present->children.insert(present->children.begin() + row, std::move(node));
            endInsertRows();
        } else if (const int from = same->row(); from != row) {
            beginMoveRows(indexOf(present), from, from, indexOf(present), row);
            auto node = std::move(present->children[static_cast<std::size_t>(from)]);
            present->children.erase(present->children.begin() + from);
            present->children.insert(present->children.begin() + row, std::move(node));
            endMoveRows();
        }
        mergeChildren(same, next);
    }
}

/// Counts everything anew into the tree as it is.
void FleetTreeModel::shareOut()
{
    std::vector<Node *> open{m_root.get()};
    while (!open.empty()) {
        Node *node = open.back();
        open.pop_back();
        node->rollUp = {};
        for (const auto &child : node->children) {
            open.push_back(child.get());
        }
    }
    m_shares.clear();
    for (const InstanceNumber number : m_fleet.order()) {
        const Instance *instance = m_fleet.instance(number);
        if (!instance) {
            continue;
        }
        Node *node = m_root.get();
        for (const QString &key : m_grouping) {
            node = node->child(groupValue(instance->target, key));
        }
        if (number.value >= m_shares.size()) {
            m_shares.resize(number.value + 1);
        }
        m_shares[number.value] = shareOf(*instance, node);
        add(m_shares[number.value], +1);
    }
}

FleetTreeModel::Share FleetTreeModel::shareOf(const Instance &instance, Node *leaf)
{
    Share share{leaf, instance.state, instance.flags, 0};
    for (const BreakerReading &breaker : instance.breakers) {
        share.openBreakers +=
            breaker.state == BreakerState::Open || breaker.state == BreakerState::ForcedOpen ? 1 : 0;
    }
    return share;
}

void FleetTreeModel::add(const Share &share, int sign)
{
    for (Node *node = share.leaf; node; node = node->parent) {
        RollUp &rollUp = node->rollUp;
        rollUp.total += sign;
        rollUp.byState[static_cast<int>(share.state)] += sign;
        rollUp.flapping += share.flags.testFlag(InstanceFlag::Flapping) ? sign : 0;
        rollUp.stale += share.flags.testFlag(InstanceFlag::Stale) ? sign : 0;
        rollUp.maintenance += share.flags.testFlag(InstanceFlag::Maintenance) ? sign : 0;
        rollUp.unseen += share.flags.testFlag(InstanceFlag::Unseen) ? sign : 0;
        rollUp.openBreakers += sign * share.openBreakers;
    }
}

FleetTreeModel::Node *FleetTreeModel::nodeAt(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex FleetTreeModel::indexOf(Node *node) const
{
    return node->parent ? createIndex(node->row(), 0, node) : QModelIndex();
}

QModelIndex FleetTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (column != 0 || row < 0 || row >= rowCount(parent)) {
        return {};
    }
    return createIndex(row, 0, nodeAt(parent)->children[static_cast<std::size_t>(row)].get());
}

QModelIndex FleetTreeModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexOf(nodeAt(index)->parent) : QModelIndex();
}

int FleetTreeModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeAt(parent)->children.size());
}

int FleetTreeModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant FleetTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Node *node = nodeAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return node->value;
    case Qt::ToolTipRole:
        return QStringLiteral("%1: %2").arg(node->value, node->rollUp.toText());
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1 %2, %3").arg(m_grouping[node->level], node->value, node->rollUp.toText());
    case RollUpRole:
        return QVariant::fromValue(node->rollUp);
    case StateRole:
        return QVariant::fromValue(node->rollUp.state());
    case WorstStateRole:
        return QVariant::fromValue(worstOf(node->rollUp));
    case KeyRole:
        return m_grouping[node->level];
    case ValueRole:
        return node->value;
    case FilterTermsRole: {
        QList<QString> terms;
        for (; node->parent; node = node->parent) {
            terms.prepend(groupFilterTerm(m_grouping[node->level], node->value));
        }
        return QVariant::fromValue(terms);
    }
    default:
        return {};
    }
}

} // namespace quarterdeck
