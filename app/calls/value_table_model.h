#pragma once

#include "app/calls/value_meaning.h"
#include "core/base/value.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace rz::app {

// A list of values as a table: a column for each key that its dicts have, in the order the keys are first seen; values
// that are no dict have the column "Value". Shares a result, or grows by what a call streams.
class ValueTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    // Whether values like this one are better read as a table: a list of dicts with text keys, or of plain values.
    static bool suits(const Value& list);

    // Before what they are about is shown.
    void setMeanings(const Meanings& meanings) { m_meanings = meanings; }
    // Shows the items of a list or tuple, or of anything else as the only row.
    void setItems(std::shared_ptr<const Value> list);
    void append(const std::vector<Value>& items);

    // Null where the row has no such key.
    const Value* valueAt(int row, int column) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Column {
        std::string key;
        std::string meaning;
        bool whole = false;  // the value itself, of rows that are no dict
    };
    static const Dict* dictOf(const Value& row);
    // Those that `rows` need and that are not there.
    std::vector<Column> missingColumns(const std::vector<const Value*>& rows) const;

    Meanings m_meanings;
    std::shared_ptr<const Value> m_shared;
    std::deque<Value> m_owned;         // addresses stay when it grows
    std::vector<const Value*> m_rows;  // into m_shared or m_owned
    std::vector<Column> m_columns;
};

// Sorts such a table by value instead of by what is displayed, and shows the rows in which some cell has the text.
class ValueTableFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit ValueTableFilter(ValueTableModel& table, QObject* parent = nullptr);

protected:
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    const ValueTableModel& m_table;
};

}  // namespace rz::app
