#pragma once

#include "app/calls/value_meaning.h"
#include "core/base/value.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace rz::app {

// A value with everything inside it as a tree. Nodes are made when their parent is first looked into, so opening a
// large result costs nothing. The value never changes.
class ValueTreeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { NameColumn, ValueColumn, TypeColumn, ColumnCount };

    explicit ValueTreeModel(QObject* parent = nullptr);
    ~ValueTreeModel() override;

    // Before what they are about is shown.
    void setMeanings(const Meanings& meanings) { m_meanings = meanings; }
    void setValue(std::shared_ptr<const Value> value);
    // Null for an invalid index.
    const Value* valueAt(const QModelIndex& index) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    using QObject::parent;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    bool hasChildren(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node;
    const Node& nodeOf(const QModelIndex& index) const;
    std::string_view meaningOf(const Node& node) const;

    Meanings m_meanings;
    std::shared_ptr<const Value> m_value;
    std::unique_ptr<Node> m_root;  // its children are the top rows
};

}  // namespace rz::app
