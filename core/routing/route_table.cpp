#include "core/routing/route_table.h"

#include "core/routing/stream.h"

#include <algorithm>
#include <utility>

namespace rz::routing {

RouteTable::StreamPointer RouteTable::lookupShared(ContextId id) const
{
    const std::lock_guard lock(m_mutex);
    const Route* const route = find(id);
    return route != nullptr ? route->stream : m_parent;
}

std::vector<RouteInfo> RouteTable::list() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<ContextId> ids;
    ids.reserve(m_routes.size());
    for (const auto& [id, route] : m_routes)
        ids.push_back(id);
    std::ranges::sort(ids);
    std::vector<RouteInfo> out;
    out.reserve(ids.size());
    for (const ContextId id : ids)
        out.push_back(infoOf(id, m_routes.find(id)->second));
    return out;
}

std::optional<RouteInfo> RouteTable::describe(ContextId id) const
{
    const std::lock_guard lock(m_mutex);
    const Route* const route = find(id);
    return route != nullptr ? std::optional(infoOf(id, *route)) : std::nullopt;
}

Stream* RouteTable::lookup(ContextId id) const
{
    const Route* const route = find(id);
    return route != nullptr ? route->stream.get() : m_parent.get();
}

const RouteTable::Route* RouteTable::find(ContextId id) const
{
    const auto found = m_routes.find(id);
    return found == m_routes.end() ? nullptr : &found->second;
}

void RouteTable::add(ContextId id, const StreamPointer& stream, std::string name)
{
    const std::lock_guard lock(m_mutex);
    Route& route = m_routes[id];
    if (route.stream != nullptr)
        m_via[route.stream.get()].erase(id);
    route = {.stream = stream, .name = std::move(name)};
    m_via[stream.get()].insert(id);
    ++m_generation;
}

bool RouteTable::remove(ContextId id)
{
    decltype(m_routes)::node_type removed;  // dies outside the lock
    const std::lock_guard lock(m_mutex);
    removed = m_routes.extract(id);
    if (removed.empty())
        return false;
    const auto via = m_via.find(removed.mapped().stream.get());
    via->second.erase(id);
    if (via->second.empty())
        m_via.erase(via);
    ++m_generation;
    return true;
}

std::vector<ContextId> RouteTable::removeVia(const Stream& stream)
{
    const std::lock_guard lock(m_mutex);
    std::vector<ContextId> ids;
    if (const auto via = m_via.find(&stream); via != m_via.end()) {
        ids.assign(via->second.begin(), via->second.end());
        std::ranges::sort(ids);
        for (const ContextId id : ids)
            m_routes.erase(id);
        m_via.erase(via);
    }
    if (m_parent.get() == &stream)
        m_parent.reset();
    ++m_generation;
    return ids;
}

void RouteTable::setParent(StreamPointer parent)
{
    const std::lock_guard lock(m_mutex);
    m_parent = std::move(parent);
    ++m_generation;
}

std::size_t RouteTable::countVia(const Stream& stream) const
{
    const auto via = m_via.find(&stream);
    return via == m_via.end() ? 0 : via->second.size();
}

RouteInfo RouteTable::infoOf(ContextId id, const Route& route) const
{
    const ContextId nextHop = route.stream->remoteId();
    return {.id = id, .name = route.name, .nextHop = nextHop, .announcedBy = nextHop == id ? m_self : nextHop};
}

}  // namespace rz::routing
