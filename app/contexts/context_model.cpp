#include "app/contexts/context_model.h"

#include "app/common/error_text.h"
#include "app/common/format.h"
#include "app/common/icons.h"
#include "app/common/node_label.h"
#include "app/common/tool_tip.h"
#include "app/contexts/node_text.h"

#include <QMimeData>
#include <QUrl>

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_set>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

// Which columns show something else in `now`; first and last, or none.
std::optional<std::pair<int, int>> changedColumns(const qt::NodeSnapshot& before, const qt::NodeSnapshot& now)
{
    int first = ContextModel::ColumnCount;
    int last = -1;
    const auto note = [&first, &last](int column, bool changed) {
        if (!changed)
            return;
        first = std::min(first, column);
        last = std::max(last, column);
    };
    note(ContextModel::ContextColumn, before.hop != now.hop || before.name != now.name || before.root != now.root ||
                                          isPython(before) != isPython(now));
    note(ContextModel::StateColumn, before.state != now.state || before.step != now.step ||
                                        before.waitingForUser != now.waitingForUser || before.failure != now.failure);
    note(ContextModel::IdentityColumn, before.identity != now.identity);
    note(ContextModel::IdColumn, before.id != now.id);
    note(ContextModel::RttColumn, before.rtt != now.rtt);
    note(ContextModel::InColumn, before.bytesIn != now.bytesIn);
    note(ContextModel::OutColumn, before.bytesOut != now.bytesOut);
    // The state's icon stands in the first column too.
    if (first == ContextModel::StateColumn)
        first = ContextModel::ContextColumn;
    if (last < 0)
        return {};
    return std::pair(first, last);
}

// Empty unless all of them are files of this machine.
QStringList localFiles(const QMimeData& data)
{
    QStringList files;
    for (const QUrl& url : data.urls()) {
        if (!url.isLocalFile())
            return {};
        files << url.toLocalFile();
    }
    return files;
}

bool isContextNumber(int column)
{
    return column == ContextModel::IdColumn || column == ContextModel::RttColumn || column == ContextModel::InColumn ||
           column == ContextModel::OutColumn;
}

}  // namespace

ContextModel::ContextModel(const qt::EngineApi& engine, QObject* parent) : QAbstractItemModel(parent)
{
    m_rows.try_emplace(qt::RootNode);
    apply({.changed = engine.nodes(), .removed = {}});
    connect(&engine, &qt::EngineApi::treeChanged, this, &ContextModel::apply);
}

ContextModel::~ContextModel() = default;

QModelIndex ContextModel::indexOf(qt::NodeKey key, int column) const
{
    const auto found = m_rows.find(key);
    if (found == m_rows.end())
        return {};
    return createIndex(found->second.position, column, static_cast<quintptr>(key));
}

qt::NodeKey ContextModel::keyOf(const QModelIndex& index) const
{
    return static_cast<qt::NodeKey>(index.internalId());
}

const qt::NodeSnapshot* ContextModel::find(qt::NodeKey key) const
{
    const auto found = m_rows.find(key);
    return found == m_rows.end() || key == qt::RootNode ? nullptr : &found->second.node;
}

QModelIndex ContextModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    if (!parent.isValid())
        return indexOf(m_top[static_cast<std::size_t>(row)], column);
    return indexOf(rowOf(keyOf(parent)).children[static_cast<std::size_t>(row)], column);
}

QModelIndex ContextModel::parent(const QModelIndex& index) const
{
    if (!index.isValid() || keyOf(index) == qt::RootNode)
        return {};
    return parentOf(rowOf(keyOf(index)).node);
}

QModelIndex ContextModel::parentOf(const qt::NodeSnapshot& node) const
{
    return node.isProgram() ? QModelIndex() : indexOf(node.parent);
}

int ContextModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_top.size());
    return parent.column() == 0 ? static_cast<int>(rowOf(keyOf(parent)).children.size()) : 0;
}

int ContextModel::columnCount(const QModelIndex& /*parent*/) const
{
    return ColumnCount;
}

QVariant ContextModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const qt::NodeKey key = keyOf(index);
    if (role == KeyRole)
        return QVariant::fromValue(key);
    if (role == Qt::TextAlignmentRole && isContextNumber(index.column()))
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (key == qt::RootNode)
        return desktopData(index.column(), role);
    const Row& row = rowOf(key);
    switch (role) {
    case Qt::DisplayRole: return display(row, index.column());
    case Qt::ToolTipRole: return toolTip(row, index.column());
    case Qt::AccessibleTextRole: return index.column() == ContextColumn ? spokenNode(row.node) : QVariant();
    case Qt::DecorationRole:
        return index.column() == ContextColumn ? QVariant(methodIcon(row.node.hop.method)) : QVariant();
    case ValueRole: return value(row, index.column());
    case StateIconRole: return icon(stateIcon(row.node), stateTone(row.node));
    case StateToneRole: return static_cast<int>(stateTone(row.node));
    case RootMarkRole: return row.node.root;
    case PythonMarkRole: return isPython(row.node);
    case AttachedMarkRole: return row.node.isProgram();
    default: return {};
    }
}

QVariant ContextModel::desktopData(int column, int role) const
{
    if (column != ContextColumn)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
    case ValueRole: return tr("desktop", "the context of the program itself");
    case Qt::ToolTipRole: return tr("This program. Contexts are started from here.");
    case Qt::DecorationRole: return methodIcon("desktop");
    default: return {};
    }
}

QVariant ContextModel::display(const Row& row, int column) const
{
    const qt::NodeSnapshot& node = row.node;
    switch (column) {
    case ContextColumn: return nodeLabel(node);
    case StateColumn: return stateText(node);
    case IdentityColumn: return nodeIdentity(node);
    case IdColumn: return node.id ? QString::number(raw(*node.id)) : QString();
    case RttColumn: return node.rtt && isUp(node) ? format::duration(*node.rtt) : QString();
    case InColumn: return node.bytesIn > 0 ? format::bytes(node.bytesIn) : QString();
    case OutColumn: return node.bytesOut > 0 ? format::bytes(node.bytesOut) : QString();
    default: return {};
    }
}

QVariant ContextModel::value(const Row& row, int column) const
{
    const qt::NodeSnapshot& node = row.node;
    switch (column) {
    case StateColumn: return static_cast<int>(node.state);
    case IdColumn: return node.id ? qlonglong{raw(*node.id)} : qlonglong{-1};
    case RttColumn: return node.rtt ? static_cast<qlonglong>(node.rtt->count()) : qlonglong{-1};
    case InColumn: return static_cast<qulonglong>(node.bytesIn);
    case OutColumn: return static_cast<qulonglong>(node.bytesOut);
    default: return display(row, column);
    }
}

QVariant ContextModel::toolTip(const Row& row, int column) const
{
    const qt::NodeSnapshot& node = row.node;
    switch (column) {
    case ContextColumn: return plainToolTip(spokenNode(node));
    case StateColumn: return plainToolTip(node.failure ? errorLine(*node.failure) : stateText(node));
    case RttColumn: return node.rtt ? format::exactDuration(*node.rtt) : QString();
    case InColumn: return format::exactBytes(node.bytesIn);
    case OutColumn: return format::exactBytes(node.bytesOut);
    default: return plainToolTip(display(row, column).toString());
    }
}

QVariant ContextModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((isContextNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case RttColumn: return tr("Round-trip time of the last ping");
        case InColumn: return tr("Bytes received from this context");
        case OutColumn: return tr("Bytes sent to this context");
        default: return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ContextColumn: return tr("Context");
    case StateColumn: return tr("State");
    case IdentityColumn: return tr("Identity");
    case IdColumn: return tr("ID");
    case RttColumn: return tr("RTT");
    case InColumn: return tr("In", "traffic");
    case OutColumn: return tr("Out", "traffic");
    default: return {};
    }
}

Qt::ItemFlags ContextModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags usual = QAbstractItemModel::flags(index);
    const qt::NodeSnapshot* node = index.isValid() ? find(keyOf(index)) : nullptr;
    return node != nullptr && isUp(*node) && !node->attached() ? usual | Qt::ItemIsDropEnabled : usual;
}

QStringList ContextModel::mimeTypes() const
{
    return {u"text/uri-list"_s};
}

bool ContextModel::canDropMimeData(const QMimeData* data, Qt::DropAction /*action*/, int /*row*/, int /*column*/,
                                   const QModelIndex& parent) const
{
    return flags(parent) & Qt::ItemIsDropEnabled && !localFiles(*data).isEmpty();
}

bool ContextModel::dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                                const QModelIndex& parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    emit filesDropped(keyOf(parent), localFiles(*data));
    return true;
}

void ContextModel::apply(const qt::TreeChanges& changes)
{
    remove(changes.removed);
    // New siblings that follow each other are inserted together.
    const auto isNew = [this](const qt::NodeSnapshot& node) { return !m_rows.contains(node.key); };
    auto it = changes.changed.begin();
    while (it != changes.changed.end()) {
        if (!isNew(*it)) {
            update(*it++);
            continue;
        }
        const auto end = std::find_if(it, changes.changed.end(), [&](const qt::NodeSnapshot& node) {
            return !isNew(node) || node.parent != it->parent || node.isProgram() != it->isProgram();
        });
        insert({it, end});
        it = end;
    }
}

void ContextModel::insert(std::span<const qt::NodeSnapshot> siblings)
{
    const qt::NodeKey parentKey = m_rows.contains(siblings.front().parent) ? siblings.front().parent : qt::RootNode;
    const bool top = siblings.front().isProgram();
    std::vector<qt::NodeKey>& keys = top ? m_top : rowOf(parentKey).children;
    int position = static_cast<int>(keys.size());
    beginInsertRows(top ? QModelIndex() : indexOf(parentKey), position,
                    position + static_cast<int>(siblings.size()) - 1);
    for (const qt::NodeSnapshot& node : siblings) {
        Row row{.node = node, .position = position++, .children = {}};
        row.node.parent = parentKey;
        keys.push_back(node.key);
        m_rows.emplace(node.key, std::move(row));
    }
    endInsertRows();
}

void ContextModel::update(const qt::NodeSnapshot& node)
{
    Row& row = rowOf(node.key);
    const auto columns = changedColumns(row.node, node);
    const qt::NodeKey parentKey = row.node.parent;
    row.node = node;
    row.node.parent = parentKey;
    if (columns)
        emit dataChanged(indexOf(node.key, columns->first), indexOf(node.key, columns->second));
}

// A row takes all below it along, so that only the topmost of what goes is told of.
void ContextModel::remove(const std::vector<qt::NodeKey>& keys)
{
    const std::unordered_set<qt::NodeKey> gone(keys.begin(), keys.end());
    std::map<std::pair<bool, qt::NodeKey>, std::vector<int>> places;  // by whether they are at the top, and parent
    for (const qt::NodeKey key : gone) {
        const qt::NodeSnapshot* node = find(key);
        if (node != nullptr && !gone.contains(node->parent))
            places[{node->isProgram(), node->parent}].push_back(rowOf(key).position);
    }
    for (auto& [under, positions] : places) {
        if (m_rows.contains(under.second))
            removeSiblings(under.second, std::move(positions), under.first);
    }
}

// Those that follow each other together, and from the back: the places of those before them stay right.
void ContextModel::removeSiblings(qt::NodeKey parent, std::vector<int> positions, bool top)
{
    std::ranges::sort(positions, std::greater());
    std::vector<qt::NodeKey>& siblings = top ? m_top : rowOf(parent).children;
    for (auto it = positions.begin(); it != positions.end();) {
        const int last = *it;
        int first = last;
        for (++it; it != positions.end() && *it == first - 1; ++it)
            first = *it;
        beginRemoveRows(top ? QModelIndex() : indexOf(parent), first, last);
        for (int position = first; position <= last; ++position)
            drop(siblings[static_cast<std::size_t>(position)]);
        siblings.erase(siblings.begin() + first, siblings.begin() + last + 1);
        for (std::size_t i = static_cast<std::size_t>(first); i < siblings.size(); ++i)
            rowOf(siblings[i]).position = static_cast<int>(i);
        endRemoveRows();
    }
}

// The row and all below it, of which nobody is told.
void ContextModel::drop(qt::NodeKey key)
{
    const auto row = m_rows.extract(key);
    for (const qt::NodeKey child : row.mapped().children)
        drop(child);
}

ContextModel::Row& ContextModel::rowOf(qt::NodeKey key)
{
    return m_rows.at(key);
}

const ContextModel::Row& ContextModel::rowOf(qt::NodeKey key) const
{
    return m_rows.at(key);
}

}  // namespace rz::app
