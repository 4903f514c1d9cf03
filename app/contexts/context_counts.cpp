#include "app/contexts/context_counts.h"

namespace rz::app {

ContextCounts::ContextCounts(const qt::EngineApi& engine, QObject* parent) : QObject(parent)
{
    apply({.changed = engine.nodes(), .removed = {}});
    connect(&engine, &qt::EngineApi::treeChanged, this, &ContextCounts::apply);
}

void ContextCounts::apply(const qt::TreeChanges& changes)
{
    const auto before = m_counts;
    for (const qt::NodeKey key : changes.removed) {
        if (const auto removed = m_states.extract(key))
            --countOf(removed.mapped());
    }
    for (const qt::NodeSnapshot& node : changes.changed) {
        const auto [place, isNew] = m_states.try_emplace(node.key, node.state);
        if (!isNew)
            --countOf(place->second);
        place->second = node.state;
        ++countOf(node.state);
    }
    if (m_counts != before)
        emit changed();
}

}  // namespace rz::app
