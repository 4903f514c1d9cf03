#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/signal.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rz::routing {

// Who wants to know when a context is gone (the reference's Context signal `disconnect`). Broker thread.
class DisconnectListeners {
public:
    using Listener = std::function<void(const Error& reason)>;

    Subscription add(ContextId id, Listener listener)
    {
        auto slot = std::make_shared<Listener>(std::move(listener));
        auto& slots = m_slots[id];
        std::erase_if(slots, [](const auto& weak) { return weak.expired(); });
        slots.push_back(slot);
        return Subscription(std::move(slot));
    }

    void fire(ContextId id, const Error& reason)
    {
        const auto found = m_slots.find(id);
        if (found == m_slots.end())
            return;
        const auto slots = std::move(found->second);
        m_slots.erase(found);
        for (const auto& weak : slots) {
            if (const auto slot = weak.lock())
                (*slot)(reason);
        }
    }

    std::vector<ContextId> ids() const
    {
        std::vector<ContextId> out;
        out.reserve(m_slots.size());
        for (const auto& [id, slots] : m_slots)
            out.push_back(id);
        return out;
    }

    // How many contexts somebody has listened for.
    std::size_t size() const { return m_slots.size(); }

private:
    std::unordered_map<ContextId, std::vector<std::weak_ptr<Listener>>> m_slots;
};

}  // namespace rz::routing
