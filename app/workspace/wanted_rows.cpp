#include "app/workspace/wanted_rows.h"

namespace rz::app {

void WantedRows::hold(qt::NodeKey key)
{
    m_held.insert(key);
    m_awaited.insert(key);
}

void WantedRows::follow(const qt::TreeChanges& changes)
{
    for (const qt::NodeSnapshot& node : changes.changed) {
        m_awaited.erase(node.key);
        if (node.id || node.state == qt::NodeState::Lost)
            m_held.insert(node.key);
    }
    for (const qt::NodeKey key : changes.removed) {
        m_awaited.erase(key);
        m_held.erase(key);
    }
}

}  // namespace rz::app
