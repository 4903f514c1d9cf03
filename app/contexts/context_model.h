#pragma once

#include "core/qt/engine_api.h"

#include <QAbstractItemModel>

#include <memory>
#include <unordered_map>
#include <vector>

namespace rz::app {

// The trees of contexts: snapshots by key, the desktop as the first top row, below it the programs it is attached to.
// Follows an engine; holds nothing of it but values.
class ContextModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { ContextColumn, StateColumn, IdentityColumn, IdColumn, RttColumn, InColumn, OutColumn, ColumnCount };
    enum Role {
        KeyRole = Qt::UserRole,  // qt::NodeKey
        ValueRole,               // what a column is sorted by: a number or text
        StateIconRole,           // QIcon of the state
        StateToneRole,           // Tone of the state as int
        RootMarkRole,            // bool: runs as root
        PythonMarkRole,          // bool: is a Python process
        AttachedMarkRole,        // bool: is a program that we are attached to
    };

    explicit ContextModel(const qt::EngineApi& engine, QObject* parent = nullptr);
    ~ContextModel() override;

    QModelIndex indexOf(qt::NodeKey key, int column = ContextColumn) const;
    // Nothing but the desktop itself.
    bool isEmpty() const { return m_rows.size() == 1; }
    qt::NodeKey keyOf(const QModelIndex& index) const;
    // Null for the desktop itself and for keys without a row. Valid until the next change.
    const qt::NodeSnapshot* find(qt::NodeKey key) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    // Files of this machine can be dropped on contexts that are connected.
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QStringList mimeTypes() const override;
    Qt::DropActions supportedDropActions() const override { return Qt::CopyAction; }
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

signals:
    void filesDropped(rz::qt::NodeKey node, const QStringList& files);

private:
    struct Row {
        qt::NodeSnapshot node;
        int position = 0;  // among its siblings
        std::vector<qt::NodeKey> children;
    };

    void apply(const qt::TreeChanges& changes);
    void insert(std::span<const qt::NodeSnapshot> siblings);
    void update(const qt::NodeSnapshot& node);
    void remove(const std::vector<qt::NodeKey>& keys);
    void removeSiblings(qt::NodeKey parent, std::vector<int> positions, bool top);
    void drop(qt::NodeKey key);
    Row& rowOf(qt::NodeKey key);
    const Row& rowOf(qt::NodeKey key) const;
    QModelIndex parentOf(const qt::NodeSnapshot& node) const;

    QVariant display(const Row& row, int column) const;
    QVariant value(const Row& row, int column) const;
    QVariant toolTip(const Row& row, int column) const;
    QVariant desktopData(int column, int role) const;

    std::unordered_map<qt::NodeKey, Row> m_rows;  // the desktop's own row is always there
    std::vector<qt::NodeKey> m_top{qt::RootNode};
};

}  // namespace rz::app
