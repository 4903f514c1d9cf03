#include "app/common/context_directory.h"

#include "app/common/node_label.h"

#include "core/qt/engine_api.h"

using namespace Qt::StringLiterals;

namespace rz::app {

ContextDirectory::ContextDirectory(const qt::EngineApi& engine, QObject* parent) : QObject(parent)
{
    connect(&engine, &qt::EngineApi::treeChanged, this, &ContextDirectory::apply);
    apply({.changed = engine.nodes(), .removed = {}});
}

const qt::NodeSnapshot* ContextDirectory::find(qt::NodeKey key) const
{
    const auto found = m_rows.find(key);
    return found == m_rows.end() ? nullptr : &found->second.node;
}

std::optional<qt::NodeKey> ContextDirectory::keyOf(ContextId id) const
{
    if (id == MasterId)
        return qt::RootNode;
    const auto found = m_keys.find(id);
    return found == m_keys.end() ? std::nullopt : std::optional(found->second);
}

QString ContextDirectory::path(qt::NodeKey key) const
{
    if (key == qt::RootNode)
        return tr("desktop", "the context of this program");
    QString path;
    for (const auto* node = find(key); node != nullptr; node = find(node->parent)) {
        const QString label = nodeLabel(*node);
        path = path.isEmpty() ? label : label + u" › "_s + path;
    }
    return path;
}

QString ContextDirectory::path(ContextId id) const
{
    const auto key = keyOf(id);
    return key ? path(*key) : nodeLabel(id);
}

bool ContextDirectory::isWithin(qt::NodeKey key, qt::NodeKey ancestor) const
{
    while (key != ancestor) {
        const auto* node = find(key);
        if (node == nullptr)
            return false;
        key = node->parent;
    }
    return true;
}

void ContextDirectory::apply(const qt::TreeChanges& changes)
{
    for (const qt::NodeKey key : changes.removed) {
        const auto found = m_rows.find(key);
        if (found == m_rows.end())
            continue;
        for (const ContextId id : found->second.ids)
            m_keys.erase(id);
        m_rows.erase(found);
    }
    std::vector<ContextId> fresh;
    for (const qt::NodeSnapshot& node : changes.changed) {
        Row& row = m_rows[node.key];
        row.node = node;
        if (node.id && !node.attached() && m_keys.insert_or_assign(*node.id, node.key).second) {
            row.ids.push_back(*node.id);
            fresh.push_back(*node.id);
        }
    }
    for (const ContextId id : fresh)
        emit identified(id);
    if (!changes.changed.empty() || !changes.removed.empty())
        emit changed(changes);
}

}  // namespace rz::app
