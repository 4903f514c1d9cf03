#include "app/calls/value_tree_model.h"

#include "app/calls/value_text.h"
#include "app/common/table_actions.h"
#include "app/common/tool_tip.h"

namespace rz::app {

namespace {

bool isContainer(const Value& value)
{
    return value.is<List>() || value.is<Tuple>() || value.is<Dict>() || value.is<Kwargs>();
}

std::size_t sizeOf(const Value& value)
{
    if (const auto* list = value.as<List>())
        return list->items.size();
    if (const auto* tuple = value.as<Tuple>())
        return tuple->items.size();
    if (const auto* dict = value.as<Dict>())
        return dict->items.size();
    if (const auto* kwargs = value.as<Kwargs>())
        return kwargs->dict.items.size();
    return 0;
}

}  // namespace

struct ValueTreeModel::Node {
    const Value* value = nullptr;
    const Value* key = nullptr;  // in a dict; items of lists are known by their row
    const Node* parent = nullptr;
    int row = 0;
    mutable std::vector<Node> children;  // filled once, so that addresses stay
    mutable bool looked = false;

    const std::vector<Node>& open() const
    {
        if (looked)
            return children;
        looked = true;
        children.reserve(sizeOf(*value));
        if (const auto* list = value->as<List>())
            add(list->items);
        else if (const auto* tuple = value->as<Tuple>())
            add(tuple->items);
        else if (const auto* dict = value->as<Dict>())
            add(*dict);
        else if (const auto* kwargs = value->as<Kwargs>())
            add(kwargs->dict);
        return children;
    }

    void add(const Value& item, const Value* itemKey) const
    {
        Node& child = children.emplace_back();
        child.value = &item;
        child.key = itemKey;
        child.parent = this;
        child.row = static_cast<int>(children.size()) - 1;
    }

private:
    void add(const std::vector<Value>& items) const
    {
        for (const Value& item : items)
            add(item, nullptr);
    }
    void add(const Dict& dict) const
    {
        for (const auto& [itemKey, item] : dict.items)
            add(item, &itemKey);
    }
};

ValueTreeModel::ValueTreeModel(QObject* parent) : QAbstractItemModel(parent), m_root(std::make_unique<Node>())
{
    m_root->looked = true;
}

ValueTreeModel::~ValueTreeModel() = default;

void ValueTreeModel::setValue(std::shared_ptr<const Value> value)
{
    beginResetModel();
    m_value = std::move(value);
    m_root = std::make_unique<Node>();
    m_root->value = m_value.get();
    if (!isContainer(*m_value)) {
        m_root->looked = true;
        m_root->children.reserve(1);
        m_root->add(*m_value, nullptr);
    }
    endResetModel();
}

const ValueTreeModel::Node& ValueTreeModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? *static_cast<const Node*>(index.constInternalPointer()) : *m_root;
}

std::string_view ValueTreeModel::meaningOf(const Node& node) const
{
    if (node.key == nullptr)
        return isContainer(*m_value) ? std::string_view() : m_meanings.of({});
    const auto* name = node.key->as<std::string>();
    return name == nullptr ? std::string_view() : m_meanings.of(*name);
}

const Value* ValueTreeModel::valueAt(const QModelIndex& index) const
{
    return index.isValid() ? nodeOf(index).value : nullptr;
}

QModelIndex ValueTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, &nodeOf(parent).open()[static_cast<std::size_t>(row)]);
}

QModelIndex ValueTreeModel::parent(const QModelIndex& child) const
{
    const Node* parent = child.isValid() ? nodeOf(child).parent : nullptr;
    return parent == nullptr || parent == m_root.get() ? QModelIndex() : createIndex(parent->row, 0, parent);
}

int ValueTreeModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent).open().size());
}

int ValueTreeModel::columnCount(const QModelIndex& /*parent*/) const
{
    return ColumnCount;
}

bool ValueTreeModel::hasChildren(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return !m_root->open().empty();
    return parent.column() == 0 && sizeOf(*nodeOf(parent).value) > 0;
}

QVariant ValueTreeModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Node& node = nodeOf(index);
    const std::string_view meaning = index.column() == ValueColumn ? meaningOf(node) : std::string_view();
    if ((role == Qt::ToolTipRole || role == ExactRole) && isReadable(*node.value, meaning))
        return exactText(*node.value, meaning);
    if (role == Qt::ToolTipRole && index.column() != TypeColumn)
        return plainToolTip(
            cellText(index.column() == NameColumn && node.key != nullptr ? *node.key : *node.value, MaxCellToolTip));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case NameColumn:
        if (node.key != nullptr)
            return cellText(*node.key);
        return isContainer(*m_value) ? QString::number(node.row) : QString();
    case ValueColumn: return isContainer(*node.value) ? describeValue(*node.value) : readableText(*node.value, meaning);
    case TypeColumn: {
        const std::string_view name = node.value->typeName();
        return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    }
    default: return {};
    }
}

QVariant ValueTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn: return tr("Name");
    case ValueColumn: return tr("Value");
    case TypeColumn: return tr("Type");
    default: return {};
    }
}

}  // namespace rz::app
