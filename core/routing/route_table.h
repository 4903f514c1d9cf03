#pragma once

#include "core/base/ids.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace rz::routing {

class Stream;

// A context as the router knows it.
struct RouteInfo {
    ContextId id{};
    std::string name;
    ContextId nextHop{};      // the adjacent context whose stream leads there
    ContextId announcedBy{};  // nextHop, or own id for a direct child
};

// Which stream leads where (protocol 3.1). Only the broker thread changes it, so it reads without a lock. Other threads take
// a copy under the lock, which keeps the stream they send on alive.
class RouteTable {
public:
    using StreamPointer = std::shared_ptr<Stream>;
    struct Route {
        StreamPointer stream;
        std::string name;
    };

    explicit RouteTable(ContextId self) : m_self(self) {}

    // --- any thread ---
    // The stream that messages for `id` take; null when there is none.
    StreamPointer lookupShared(ContextId id) const;
    std::vector<RouteInfo> list() const;
    std::optional<RouteInfo> describe(ContextId id) const;

    // --- broker thread ---
    Stream* lookup(ContextId id) const;
    const Route* find(ContextId id) const;
    Stream* parent() const { return m_parent.get(); }
    // Changes whenever a lookup may come out differently.
    std::uint64_t generation() const { return m_generation; }
    void add(ContextId id, const StreamPointer& stream, std::string name);
    bool remove(ContextId id);
    // Every route over `stream` goes; returns their ids.
    std::vector<ContextId> removeVia(const Stream& stream);
    void setParent(StreamPointer parent);
    std::size_t countVia(const Stream& stream) const;

private:
    RouteInfo infoOf(ContextId id, const Route& route) const;

    const ContextId m_self;
    mutable std::mutex m_mutex;
    std::unordered_map<ContextId, Route> m_routes;
    std::unordered_map<const Stream*, std::unordered_set<ContextId>> m_via;
    StreamPointer m_parent;
    std::uint64_t m_generation = 1;
};

}  // namespace rz::routing
