#pragma once

#include "core/base/ids.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace rz::routing {

class Stream;

// Which neighbour has sent something to which context, so that it can be told when that one is gone (protocol 3.5,
// egress_ids). Broker thread.
class EgressMap {
public:
    // A hostile neighbour may name any id; beyond this many it is merely not told.
    static constexpr std::size_t MaxPerStream = 100'000;

    void note(Stream& from, ContextId destination)
    {
        auto& sentTo = m_sentTo[&from];
        if (sentTo.size() < MaxPerStream && sentTo.insert(destination).second)
            m_senders[destination].push_back(&from);
    }

    // Those who have sent something to `id`, which is forgotten.
    std::vector<Stream*> take(ContextId id)
    {
        auto node = m_senders.extract(id);
        if (node.empty())
            return {};
        for (Stream* const stream : node.mapped())
            m_sentTo[stream].erase(id);
        return std::move(node.mapped());
    }

    void forget(Stream& stream)
    {
        const auto node = m_sentTo.extract(&stream);
        if (node.empty())
            return;
        for (const ContextId id : node.mapped()) {
            const auto senders = m_senders.find(id);
            std::erase(senders->second, &stream);
            if (senders->second.empty())
                m_senders.erase(senders);
        }
    }

    bool empty() const { return m_senders.empty(); }

private:
    std::unordered_map<Stream*, std::unordered_set<ContextId>> m_sentTo;
    std::unordered_map<ContextId, std::vector<Stream*>> m_senders;
};

}  // namespace rz::routing
