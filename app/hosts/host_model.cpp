#include "app/hosts/host_model.h"

#include "app/common/icons.h"
#include "app/common/tool_tip.h"
#include "app/hosts/host_text.h"

#include <QDataStream>
#include <QIODevice>
#include <QMimeData>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

const auto MimeType = u"application/x-rhizome-host"_s;

using Kind = HostNode::Kind;

std::unique_ptr<HostNode> makeNode(Kind kind, const QString& name)
{
    auto node = std::make_unique<HostNode>();
    node->kind = kind;
    node->name = name;
    return node;
}

std::vector<int> wayTo(const HostNode& node)
{
    std::vector<int> way;
    for (const HostNode* next = &node; next->parent != nullptr; next = next->parent)
        way.insert(way.begin(), next->row());
    return way;
}

int height(const HostNode& node)
{
    int highest = 0;
    for (const auto& child : node.children)
        highest = std::max(highest, height(*child) + 1);
    return highest;
}

bool isWithin(const HostNode* node, const HostNode& ancestor)
{
    for (; node != nullptr; node = node->parent) {
        if (node == &ancestor)
            return true;
    }
    return false;
}

QIcon iconOf(const HostNode& node)
{
    if (node.isGroup())
        return icon(u"group", Tone::Muted);
    const auto chain = connect::parseChain(node.chain.toStdString());
    return chain ? methodIcon(chain->back().method) : icon(u"danger", Tone::Danger);
}

}  // namespace

HostModel::HostModel(QObject* parent)
    : QAbstractItemModel(parent), m_saved(makeNode(Kind::Group, {})), m_ssh(makeNode(Kind::SshGroup, {}))
{
    m_ssh->name = tr("SSH configuration", "the group of the hosts of ~/.ssh/config");
}

HostModel::~HostModel() = default;

void HostModel::setSaved(std::unique_ptr<HostNode> root)
{
    beginResetModel();
    m_saved = std::move(root);
    m_removed.clear();
    endResetModel();
}

void HostModel::setSshHosts(const QStringList& hosts)
{
    QStringList shown;
    for (const auto& host : m_ssh->children)
        shown << host->name;
    if (shown == hosts)
        return;
    const int row = static_cast<int>(m_saved->children.size());
    if (showsSsh()) {
        beginRemoveRows({}, row, row);
        m_ssh->children.clear();
        endRemoveRows();
    }
    if (hosts.isEmpty())
        return;
    beginInsertRows({}, row, row);
    for (const QString& name : hosts) {
        auto host = makeNode(Kind::SshHost, name);
        connect::Hop hop{.method = "ssh", .options = {}};
        hop.options.set("hostname", name.toStdString());
        host->chain = QString::fromStdString(hop.toChainText());
        m_ssh->add(std::move(host), static_cast<int>(m_ssh->children.size()));
    }
    endInsertRows();
}

HostNode* HostModel::at(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<HostNode*>(index.internalPointer()) : nullptr;
}

HostNode& HostModel::groupAt(const QModelIndex& index) const
{
    HostNode* group = at(index);
    return group != nullptr && group->kind == Kind::Group ? *group : *m_saved;
}

const HostNode* HostModel::node(const QModelIndex& index) const
{
    return at(index);
}

QModelIndex HostModel::indexOf(const HostNode* node) const
{
    if (node == nullptr || node == m_saved.get())
        return {};
    if (node == m_ssh.get())
        return showsSsh() ? createIndex(static_cast<int>(m_saved->children.size()), 0, m_ssh.get()) : QModelIndex();
    return createIndex(node->row(), 0, node);
}

QModelIndex HostModel::groupFor(const QModelIndex& index) const
{
    const HostNode* node = at(index);
    if (node == nullptr || !node->isSaved())
        return {};
    return indexOf(node->kind == Kind::Group ? node : node->parent);
}

QModelIndex HostModel::insert(HostNode& group, int row, std::unique_ptr<HostNode> node)
{
    beginInsertRows(indexOf(&group), row, row);
    const HostNode& inserted = group.add(std::move(node), row);
    endInsertRows();
    // Whoever hears of it may have to read everything anew.
    const QPersistentModelIndex index = indexOf(&inserted);
    emit edited();
    return index;
}

QModelIndex HostModel::addHost(const QModelIndex& group, const QString& name, const QString& chain)
{
    auto host = makeNode(Kind::Host, name);
    host->chain = chain;
    HostNode& into = groupAt(group);
    return insert(into, static_cast<int>(into.children.size()), std::move(host));
}

QModelIndex HostModel::addGroup(const QModelIndex& group, const QString& name, const Dict& settings)
{
    auto added = makeNode(Kind::Group, name);
    added->settings = settings;
    HostNode* into = &groupAt(group);
    if (into->depth() + 1 > MaxHostDepth)
        into = m_saved.get();
    return insert(*into, static_cast<int>(into->children.size()), std::move(added));
}

void HostModel::changed(const HostNode& node)
{
    const QModelIndex index = indexOf(&node);
    emit dataChanged(index, index.siblingAtColumn(ChainColumn));
    // What is in a group shows what it inherits.
    for (const auto& child : node.children)
        changed(*child);
}

void HostModel::setHost(const QModelIndex& index, const QString& name, const QString& chain)
{
    HostNode* host = at(index);
    host->name = name;
    host->chain = chain;
    changed(*host);
    emit edited();
}

void HostModel::setGroup(const QModelIndex& index, const QString& name, const Dict& settings)
{
    HostNode* group = at(index);
    group->name = name;
    group->settings = settings;
    changed(*group);
    emit edited();
}

QModelIndex HostModel::duplicate(const QModelIndex& index)
{
    const HostNode* original = at(index);
    if (original->kind == Kind::SshHost)
        return addHost({}, original->name, original->chain);
    auto copied = original->copy();
    copied->name = tr("%1 (copy)", "name of a duplicated host or group").arg(original->name);
    return insert(*original->parent, original->row() + 1, std::move(copied));
}

bool HostModel::move(const QModelIndex& index, const QModelIndex& group, int row)
{
    HostNode* node = at(index);
    HostNode& into = groupAt(group);
    if (m_readOnly || node == nullptr || !node->isSaved() || isWithin(&into, *node) ||
        into.depth() + 1 + height(*node) > MaxHostDepth)
        return false;
    const int last = static_cast<int>(into.children.size());
    int to = row < 0 ? last : std::min(row, last);
    const int from = node->row();
    HostNode& source = *node->parent;
    if (!beginMoveRows(indexOf(&source), from, from, indexOf(&into), to))
        return false;  // it is there already
    auto taken = source.take(from);
    if (&source == &into && from < to)
        --to;
    const HostNode& moved = into.add(std::move(taken), to);
    endMoveRows();
    changed(moved);
    emit edited();
    return true;
}

void HostModel::remove(const QModelIndex& index)
{
    HostNode* node = at(index);
    HostNode& group = *node->parent;
    const int row = node->row();
    std::vector<int> way = wayTo(group);
    beginRemoveRows(indexOf(&group), row, row);
    m_removed.push_back({.node = group.take(row), .group = std::move(way), .row = row});
    endRemoveRows();
    emit edited();
}

QString HostModel::removedName() const
{
    return m_removed.empty() ? QString() : m_removed.back().node->name;
}

QModelIndex HostModel::undoRemove()
{
    if (m_removed.empty())
        return {};
    Removed removed = std::move(m_removed.back());
    m_removed.pop_back();
    // Its group may have gone meanwhile: then as near as can be.
    HostNode* group = m_saved.get();
    for (const int row : removed.group) {
        const auto at = static_cast<std::size_t>(row);
        if (at >= group->children.size() || !group->children[at]->isGroup())
            break;
        group = group->children[at].get();
    }
    return insert(*group, std::min(removed.row, static_cast<int>(group->children.size())), std::move(removed.node));
}

QModelIndex HostModel::index(int row, int column, const QModelIndex& parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent))
        return {};
    HostNode* group = parent.isValid() ? at(parent) : m_saved.get();
    const auto at = static_cast<std::size_t>(row);
    return createIndex(row, column, at < group->children.size() ? group->children[at].get() : m_ssh.get());
}

QModelIndex HostModel::parent(const QModelIndex& index) const
{
    const HostNode* node = at(index);
    return node == nullptr ? QModelIndex() : indexOf(node->parent);
}

int HostModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_saved->children.size()) + (showsSsh() ? 1 : 0);
    return parent.column() == 0 ? static_cast<int>(at(parent)->children.size()) : 0;
}

int HostModel::columnCount(const QModelIndex& /*parent*/) const
{
    return ColumnCount;
}

QVariant HostModel::nameData(const HostNode& node, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return node.name;
    case Qt::DecorationRole: return iconOf(node);
    case Qt::AccessibleTextRole: return spokenHost(node);
    default: return {};
    }
}

QVariant HostModel::chainData(const HostNode& node, int role) const
{
    return role == Qt::DisplayRole ? hostSummary(node) : QVariant();
}

QVariant HostModel::data(const QModelIndex& index, int role) const
{
    const HostNode* node = at(index);
    if (node == nullptr)
        return {};
    switch (role) {
    case Qt::ToolTipRole: return plainToolTip(hostToolTip(*node));
    case KindRole: return static_cast<int>(node->kind);
    case ProblemRole: return hostProblem(*node);
    case ChainRole: return node->isGroup() ? QString() : hostChain(*node);
    default: return index.column() == NameColumn ? nameData(*node, role) : chainData(*node, role);
    }
}

bool HostModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    HostNode* node = at(index);
    const QString name = value.toString().trimmed();
    if (node == nullptr || role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable) || name.isEmpty())
        return false;
    if (name == node->name)
        return true;
    node->name = name;
    changed(*node);
    emit edited();
    return true;
}

QVariant HostModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Host") : tr("Chain");
}

Qt::ItemFlags HostModel::flags(const QModelIndex& index) const
{
    const HostNode* node = at(index);
    if (node == nullptr)
        return m_readOnly ? Qt::NoItemFlags : Qt::ItemIsDropEnabled;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (node->isSaved() && !m_readOnly) {
        flags |= Qt::ItemIsDragEnabled;
        if (index.column() == NameColumn)
            flags |= Qt::ItemIsEditable;
        if (node->isGroup())
            flags |= Qt::ItemIsDropEnabled;
    }
    return flags;
}

QStringList HostModel::mimeTypes() const
{
    return {MimeType};
}

QMimeData* HostModel::mimeData(const QModelIndexList& indexes) const
{
    if (indexes.isEmpty() || !at(indexes.front())->isSaved())
        return nullptr;
    QByteArray way;
    QDataStream stream(&way, QIODevice::WriteOnly);
    for (const int row : wayTo(*at(indexes.front())))
        stream << row;
    auto* data = new QMimeData;  // the drag owns it
    data->setData(MimeType, way);
    return data;
}

bool HostModel::canDropMimeData(const QMimeData* data, Qt::DropAction action, int /*row*/, int /*column*/,
                                const QModelIndex& parent) const
{
    const HostNode* into = at(parent);
    return !m_readOnly && action == Qt::MoveAction && data->hasFormat(MimeType) &&
           (into == nullptr || into->kind == Kind::Group);
}

bool HostModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                             const QModelIndex& parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    QByteArray way = data->data(MimeType);
    QDataStream stream(&way, QIODevice::ReadOnly);
    QModelIndex dragged;
    while (!stream.atEnd()) {
        int at = 0;
        stream >> at;
        dragged = index(at, 0, dragged);
        if (!dragged.isValid())
            return false;
    }
    // Below the last of the saved is the end, though the ssh configuration is there.
    return move(dragged, parent.siblingAtColumn(0), row);
}

}  // namespace rz::app
