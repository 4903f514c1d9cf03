#pragma once

#include "core/base/ids.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace rz::routing {

class Stream;

// Which neighbour has talked to which context, or heard from it, so that it can be told when that one is gone (protocol
// 3.5, egress_ids). Broker thread.
class EgressMap {
public:
    // A hostile neighbour may name any id; beyond this many it is merely not told.
    static constexpr std::size_t MaxPerStream = 100'000;

    void note(Stream& neighbour, ContextId id)
    {
        auto& known = m_contexts[&neighbour];
        if (known.size() < MaxPerStream && known.insert(id).second)
            m_neighbours[id].push_back(&neighbour);
    }

    // Those who have talked to `id` or heard from it; it is forgotten.
    std::vector<Stream*> take(ContextId id)
    {
        auto node = m_neighbours.extract(id);
        if (node.empty())
            return {};
        for (Stream* const stream : node.mapped())
            m_contexts[stream].erase(id);
        return std::move(node.mapped());
    }

    void forget(Stream& stream)
    {
        const auto node = m_contexts.extract(&stream);
        if (node.empty())
            return;
        for (const ContextId id : node.mapped()) {
            const auto neighbours = m_neighbours.find(id);
            std::erase(neighbours->second, &stream);
            if (neighbours->second.empty())
                m_neighbours.erase(neighbours);
        }
    }

    // How many contexts somebody has talked to or heard from.
    std::size_t size() const { return m_neighbours.size(); }
    bool empty() const { return m_neighbours.empty(); }

private:
    std::unordered_map<Stream*, std::unordered_set<ContextId>> m_contexts;
    std::unordered_map<ContextId, std::vector<Stream*>> m_neighbours;
};

}  // namespace rz::routing
