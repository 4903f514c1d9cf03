#pragma once

#include "core/qt/snapshots.h"

#include <QObject>
#include <QString>

#include <optional>
#include <unordered_map>
#include <vector>

namespace rz::qt {
class EngineApi;
}

namespace rz::app {

// What every pane needs to know of contexts: the last snapshot by key, the key by id, and the path of names from the
// desktop. Follows the engine's treeChanged; made before anything is connected, it misses nothing.
class ContextDirectory : public QObject {
    Q_OBJECT
public:
    explicit ContextDirectory(const qt::EngineApi& engine, QObject* parent = nullptr);

    // Null when there is no such row, and for the desktop itself. Valid until the next change.
    const qt::NodeSnapshot* find(qt::NodeKey key) const;
    // The row of our own tree that has, or last had, this id.
    std::optional<qt::NodeKey> keyOf(ContextId id) const;

    // "desktop", "ssh alice@web1 › sudo root", "deploy.py (4711) › context 3" of an attached program.
    QString path(qt::NodeKey key) const;
    // Of the context with this id; "context 1007" when it is not in the tree.
    QString path(ContextId id) const;
    // True when `key` is `ancestor` or somewhere below it.
    bool isWithin(qt::NodeKey key, qt::NodeKey ancestor) const;

signals:
    // After the directory took the change in.
    void changed(const rz::qt::TreeChanges& changes);
    // An id is known from now on, before changed() tells of its row.
    void identified(rz::ContextId id);

private:
    void apply(const qt::TreeChanges& changes);

    struct Row {
        qt::NodeSnapshot node;
        std::vector<ContextId> ids;  // all it ever had
    };
    std::unordered_map<qt::NodeKey, Row> m_rows;
    std::unordered_map<ContextId, qt::NodeKey> m_keys;
};

}  // namespace rz::app
