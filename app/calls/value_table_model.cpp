#include "app/calls/value_table_model.h"

#include "app/calls/value_order.h"
#include "app/calls/value_text.h"
#include "app/common/control_pictures.h"
#include "app/common/table_actions.h"
#include "app/common/tool_tip.h"

#include <QFontDatabase>

#include <algorithm>

namespace rz::app {

namespace {

constexpr std::size_t MaxColumns = 200;

bool isPlain(const Value& value)
{
    return !value.is<List>() && !value.is<Tuple>() && !value.is<Dict>() && !value.is<Kwargs>();
}

bool isRecord(const Value& value)
{
    const auto* dict = value.as<Dict>();
    return dict != nullptr && !dict->items.empty() &&
           std::ranges::all_of(dict->items, [](const auto& item) { return item.first.template is<std::string>(); });
}

const std::vector<Value>* itemsOf(const Value& value)
{
    if (const auto* list = value.as<List>())
        return &list->items;
    const auto* tuple = value.as<Tuple>();
    return tuple != nullptr ? &tuple->items : nullptr;
}

// Numbers are compared digit by digit, so they end at the same place; modes and times are as long as each other.
Qt::Alignment alignmentOf(const Value* value, std::string_view meaning)
{
    const bool number = value != nullptr && (value->is<std::int64_t>() || value->is<double>() || value->is<BigInt>());
    const bool text = meaning == rpc::meaning::FileMode || meaning == rpc::meaning::Time;
    return (number && !text ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

}  // namespace

bool ValueTableModel::suits(const Value& list)
{
    const auto* items = itemsOf(list);
    if (items == nullptr || items->empty())
        return false;
    return std::ranges::all_of(*items, isRecord) || std::ranges::all_of(*items, isPlain);
}

const Dict* ValueTableModel::dictOf(const Value& row)
{
    return isRecord(row) ? row.as<Dict>() : nullptr;
}

std::vector<ValueTableModel::Column> ValueTableModel::missingColumns(const std::vector<const Value*>& rows) const
{
    std::vector<Column> missing;
    const auto want = [this, &missing](std::string_view key, bool whole) {
        const auto same = [key, whole](const Column& column) { return column.key == key && column.whole == whole; };
        const bool known = std::ranges::any_of(m_columns, same) || std::ranges::any_of(missing, same);
        if (!known && m_columns.size() + missing.size() < MaxColumns)
            missing.push_back({.key = std::string(key), .meaning = std::string(m_meanings.of(key)), .whole = whole});
    };
    for (const Value* row : rows) {
        if (const Dict* dict = dictOf(*row)) {
            for (const auto& [key, value] : dict->items)
                want(*key.as<std::string>(), false);
        } else {
            want({}, true);
        }
    }
    return missing;
}

void ValueTableModel::setItems(std::shared_ptr<const Value> list)
{
    beginResetModel();
    m_shared = std::move(list);
    m_owned.clear();
    m_rows.clear();
    m_columns.clear();
    if (const auto* items = itemsOf(*m_shared)) {
        for (const Value& item : *items)
            m_rows.push_back(&item);
    } else {
        m_rows.push_back(m_shared.get());
    }
    m_columns = missingColumns(m_rows);
    endResetModel();
}

void ValueTableModel::append(const std::vector<Value>& items)
{
    if (items.empty())
        return;
    std::vector<const Value*> rows;
    rows.reserve(items.size());
    for (const Value& item : items)
        rows.push_back(&m_owned.emplace_back(item));
    if (const auto columns = missingColumns(rows); !columns.empty()) {
        const int first = columnCount();
        beginInsertColumns({}, first, first + static_cast<int>(columns.size()) - 1);
        m_columns.insert(m_columns.end(), columns.begin(), columns.end());
        endInsertColumns();
    }
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
    m_rows.insert(m_rows.end(), rows.begin(), rows.end());
    endInsertRows();
}

const Value* ValueTableModel::valueAt(int row, int column) const
{
    const Value& value = *m_rows[static_cast<std::size_t>(row)];
    const Column& shown = m_columns[static_cast<std::size_t>(column)];
    const Dict* dict = dictOf(value);
    if (shown.whole)
        return dict == nullptr ? &value : nullptr;
    return dict == nullptr ? nullptr : dict->find(shown.key);
}

int ValueTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ValueTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant ValueTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Value* value = valueAt(index.row(), index.column());
    if (value == nullptr)
        return {};
    const std::string& meaning = m_columns[static_cast<std::size_t>(index.column())].meaning;
    const bool readable = isReadable(*value, meaning);
    switch (role) {
    case Qt::DisplayRole: return readableText(*value, meaning);
    case Qt::ToolTipRole: return readable ? exactText(*value, meaning) : plainToolTip(cellText(*value, MaxCellToolTip));
    case ExactRole: return readable ? exactText(*value, meaning) : QVariant();
    case Qt::FontRole:
        if (readable && meaning == rpc::meaning::FileMode)
            return QFontDatabase::systemFont(QFontDatabase::FixedFont);
        return {};
    case Qt::TextAlignmentRole: return QVariant::fromValue(alignmentOf(value, meaning));
    default: return {};
    }
}

QVariant ValueTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return QAbstractTableModel::headerData(section, orientation, role);
    const Column& column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole)
        return column.whole ? tr("Value") : withControlPictures(QString::fromStdString(column.key));
    if (role == Qt::TextAlignmentRole && rowCount() > 0)
        return QVariant::fromValue(alignmentOf(valueAt(0, section), column.meaning));
    return {};
}

ValueTableFilter::ValueTableFilter(ValueTableModel& table, QObject* parent)
    : QSortFilterProxyModel(parent), m_table(table)
{
    setSourceModel(&table);
    setFilterKeyColumn(-1);
    setFilterCaseSensitivity(Qt::CaseInsensitive);
}

bool ValueTableFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const Value* one = m_table.valueAt(left.row(), left.column());
    const Value* other = m_table.valueAt(right.row(), right.column());
    if (one == nullptr || other == nullptr)
        return one == nullptr && other != nullptr;
    return compareValues(*one, *other) < 0;
}

}  // namespace rz::app
