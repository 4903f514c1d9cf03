#pragma once

#include "app/hosts/host_tree.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace rz::app {

// Saved hosts in their groups, and below them the hosts of the ssh configuration as they are. Edits come in here, from the
// user or from a drag, and are told by edited() when the tree has taken them; a model made read-only takes none.
class HostModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { NameColumn, ChainColumn, ColumnCount };
    enum Role {
        KindRole = Qt::UserRole,  // HostNode::Kind
        ProblemRole,              // why the chain cannot be used; empty when it can
        ChainRole,                // the whole chain as it is connected, with all that it inherits
    };

    explicit HostModel(QObject* parent = nullptr);
    ~HostModel() override;

    // Everything anew, as read from a file.
    void setSaved(std::unique_ptr<HostNode> root);
    void setSshHosts(const QStringList& hosts);
    void setReadOnly(bool readOnly) { m_readOnly = readOnly; }
    bool isReadOnly() const { return m_readOnly; }
    const HostNode& saved() const { return *m_saved; }

    // Null for an index of nothing. Valid until the next edit.
    const HostNode* node(const QModelIndex& index) const;
    QModelIndex indexOf(const HostNode* node) const;
    // Where something new goes when this is chosen: the group itself, or the one it is in; invalid for the top.
    QModelIndex groupFor(const QModelIndex& index) const;

    QModelIndex addHost(const QModelIndex& group, const QString& name, const QString& chain);
    QModelIndex addGroup(const QModelIndex& group, const QString& name, const Dict& settings);
    void setHost(const QModelIndex& index, const QString& name, const QString& chain);
    void setGroup(const QModelIndex& index, const QString& name, const Dict& settings);
    QModelIndex duplicate(const QModelIndex& index);
    // Into another group, as its child of this row. False when it cannot be there.
    bool move(const QModelIndex& index, const QModelIndex& group, int row);
    void remove(const QModelIndex& index);
    // What the next undo brings back; empty when nothing was removed.
    QString removedName() const;
    QModelIndex undoRemove();

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

signals:
    void edited();

private:
    HostNode* at(const QModelIndex& index) const;
    HostNode& groupAt(const QModelIndex& index) const;
    QModelIndex insert(HostNode& group, int row, std::unique_ptr<HostNode> node);
    void changed(const HostNode& node);
    bool showsSsh() const { return !m_ssh->children.empty(); }
    QVariant nameData(const HostNode& node, int role) const;
    QVariant chainData(const HostNode& node, int role) const;

    // A removed part of the tree and the way to where it was, as rows from the top.
    struct Removed {
        std::unique_ptr<HostNode> node;
        std::vector<int> group;
        int row = 0;
    };
    std::unique_ptr<HostNode> m_saved;
    std::unique_ptr<HostNode> m_ssh;  // shown as one more row at the top, while it has hosts
    std::vector<Removed> m_removed;
    bool m_readOnly = false;
};

}  // namespace rz::app
