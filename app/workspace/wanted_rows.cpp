#include "app/workspace/wanted_rows.h"

namespace rz::app {

void WantedRows::hold(qt::NodeKey key)
{
    m_held.insert(key);
    m_awaited.insert(key);
}

bool WantedRows::follow(const qt::TreeChanges& changes)
{
    bool others = false;
    for (const qt::NodeSnapshot& node : changes.changed) {
        m_awaited.erase(node.key);
        if (node.id || node.state == qt::NodeState::Lost)
            m_held.insert(node.key);
        const auto known = m_wanted.find(node.key);
        if (isWanted(node, m_held)) {
            if (known != m_wanted.end() && known->second == node.hop)
                continue;
            m_wanted.insert_or_assign(node.key, node.hop);
        } else {
            if (known == m_wanted.end())
                continue;
            m_wanted.erase(known);
        }
        others = true;
    }
    for (const qt::NodeKey key : changes.removed) {
        m_awaited.erase(key);
        m_held.erase(key);
        others |= m_wanted.erase(key) != 0;
    }
    return others;
}

}  // namespace rz::app
