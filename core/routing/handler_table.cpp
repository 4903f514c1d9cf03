#include "core/routing/handler_table.h"

#include "core/base/assertion.h"
#include "core/base/str.h"

#include <utility>

namespace rz::routing {

Result<Handle> HandlerTable::add(EndpointPointer endpoint, HandlerOptions options)
{
    EndpointPointer replaced;  // told, and dies, outside the lock
    std::unique_lock lock(m_mutex);
    if (m_closed)
        return std::unexpected(*m_closed);
    Endpoint& entry = *endpoint;
    RZ_ASSERT(entry.m_handle == NoHandle);
    if (options.handle) {
        EndpointPointer* const taken = m_endpoints.find(*options.handle);
        if (taken != nullptr && !options.overwrite)
            return fail(ErrorKind::Error, str("handle ", raw(*options.handle), " is taken already"));
        if (*options.handle == NoHandle)
            return fail(ErrorKind::Argument, "0 cannot be a handle");
        if (taken != nullptr)
            replaced = takeOut(taken);
    }
    entry.m_handle = options.handle ? *options.handle
                                    : freeHandle(options.secret                         ? m_secret
                                                 : options.traffic == io::Traffic::Bulk ? m_bulk
                                                                                        : m_plain);
    entry.m_persist = options.persist;
    entry.m_policy = std::move(options.policy);
    entry.m_hasRespondent = options.respondent.has_value();
    entry.m_respondent = options.respondent.value_or(ContextId{});
    if (entry.m_hasRespondent)
        link(entry);
    const Handle handle = entry.m_handle;
    m_endpoints.insert(handle, std::move(endpoint));
    lock.unlock();
    if (replaced != nullptr)
        replaced->replaced();
    return handle;
}

HandlerTable::EndpointPointer HandlerTable::remove(Handle handle, const Endpoint* only)
{
    const std::lock_guard lock(m_mutex);
    EndpointPointer* const found = m_endpoints.find(handle);
    if (found == nullptr || (only != nullptr && found->get() != only))
        return nullptr;
    return takeOut(found);
}

HandlerTable::Found HandlerTable::find(const Message& message)
{
    const std::lock_guard lock(m_mutex);
    EndpointPointer* const found = m_endpoints.find(message.handle);
    if (found == nullptr)
        return {};
    const Endpoint& endpoint = **found;
    const bool fromOther = endpoint.m_hasRespondent && message.srcId != endpoint.m_respondent;
    if (fromOther && !message.isDead())
        return {.verdict = Found::Verdict::Stranger, .endpoint = nullptr};
    if (fromOther || endpoint.m_policy)
        return {.verdict = Found::Verdict::Ask, .endpoint = *found};
    return {.verdict = Found::Verdict::Ready, .endpoint = endpoint.m_persist ? *found : takeOut(found)};
}

bool HandlerTable::take(const Endpoint& endpoint)
{
    const std::lock_guard lock(m_mutex);
    EndpointPointer* const found = m_endpoints.find(endpoint.m_handle);
    if (found == nullptr || found->get() != &endpoint)
        return false;
    if (!endpoint.m_persist)
        takeOut(found);
    return true;
}

std::vector<HandlerTable::EndpointPointer> HandlerTable::takeRespondents(ContextId id)
{
    std::vector<EndpointPointer> out;
    const std::lock_guard lock(m_mutex);
    const auto found = m_waiters.find(id);
    if (found == m_waiters.end())
        return out;
    takeAll(found->second, out);
    if (m_recent == &found->second)
        m_recent = nullptr;
    m_waiters.erase(found);
    return out;
}

std::vector<HandlerTable::EndpointPointer> HandlerTable::takeRespondentsIf(const std::function<bool(ContextId)>& lost)
{
    std::vector<EndpointPointer> out;
    const std::lock_guard lock(m_mutex);
    m_recent = nullptr;
    for (auto& [id, waiters] : m_waiters) {
        if (lost(id))
            takeAll(waiters, out);
    }
    std::erase_if(m_waiters, [](const auto& entry) { return entry.second.count == 0; });
    return out;
}

std::vector<HandlerTable::EndpointPointer> HandlerTable::close(Error reason)
{
    std::vector<EndpointPointer> out;
    const std::lock_guard lock(m_mutex);
    if (!m_closed)
        m_closed = std::move(reason);
    m_endpoints.forEach([&out](EndpointPointer& endpoint) { out.push_back(std::move(endpoint)); });
    m_endpoints.clear();
    m_waiters.clear();
    m_recent = nullptr;
    return out;
}

std::size_t HandlerTable::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_endpoints.size();
}

std::size_t HandlerTable::waitingFor(ContextId id) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_waiters.find(id);
    return found == m_waiters.end() ? 0 : found->second.count;
}

// Counts up and begins again at the end, so that a late reply does not meet a new call for as long as possible.
Handle HandlerTable::freeHandle(Range& range)
{
    for (;;) {
        const Handle handle{range.next};
        range.next = range.next == range.last ? range.first : range.next + 1;
        if (m_endpoints.find(handle) == nullptr)
            return handle;
    }
}

HandlerTable::EndpointPointer HandlerTable::takeOut(EndpointPointer* found)
{
    EndpointPointer endpoint = m_endpoints.take(found);
    if (endpoint->m_hasRespondent)
        unlink(*endpoint);
    return endpoint;
}

void HandlerTable::link(Endpoint& endpoint)
{
    Waiters& waiters = waitersOf(endpoint.m_respondent);
    endpoint.m_next = waiters.first;
    if (waiters.first != nullptr)
        waiters.first->m_previous = &endpoint;
    waiters.first = &endpoint;
    ++waiters.count;
}

void HandlerTable::unlink(Endpoint& endpoint)
{
    Waiters& waiters = waitersOf(endpoint.m_respondent);
    if (endpoint.m_next != nullptr)
        endpoint.m_next->m_previous = endpoint.m_previous;
    if (endpoint.m_previous != nullptr)
        endpoint.m_previous->m_next = endpoint.m_next;
    else
        waiters.first = endpoint.m_next;
    endpoint.m_next = endpoint.m_previous = nullptr;
    --waiters.count;
}

HandlerTable::Waiters& HandlerTable::waitersOf(ContextId id)
{
    if (m_recent != nullptr && m_recentId == id)
        return *m_recent;
    if (m_recent != nullptr && m_recent->count == 0)
        m_waiters.erase(m_recentId);
    m_recentId = id;
    m_recent = &m_waiters[id];
    return *m_recent;
}

void HandlerTable::takeAll(Waiters& waiters, std::vector<EndpointPointer>& out)
{
    Endpoint* next = nullptr;
    for (Endpoint* endpoint = std::exchange(waiters.first, nullptr); endpoint != nullptr; endpoint = next) {
        next = std::exchange(endpoint->m_next, nullptr);
        endpoint->m_previous = nullptr;
        out.push_back(m_endpoints.take(m_endpoints.find(endpoint->m_handle)));
    }
    waiters.count = 0;
}

}  // namespace rz::routing
