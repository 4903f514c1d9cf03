#include "core/services/push_file_service.h"

#include "core/base/str.h"
#include "core/rpc/blocking.h"
#include "core/rpc/context.h"
#include "core/rpc/service_request.h"

#include <algorithm>

namespace rz::services {

// One call after the other: what is forwarded by its name has to be there.
PushFileService::PushFileService(routing::Router& router)
    : Service(std::string(Name), Invoker::Serialized), m_router(router)
{
    expose(
        "store_and_forward", {rpc::allowParents}, {"path", "data", "context"},
        [this](const std::string& path, Bytes data, const ContextRef& context) {
            storeAndForward(path, std::move(data), context);
        },
        Replies::No);
    expose(
        "forward", {rpc::allowParents}, {"path", "context"},
        [this](const std::string& path, const ContextRef& context) { forwardOrWait(path, context); }, Replies::No);
    m_observing = router.observe(*this);
}

Result<> PushFileService::push(const std::string& path, Bytes data, ContextId target)
{
    store(path, std::move(data));
    return forward(path, {.id = target, .name = m_router.contextName(target)});
}

std::optional<Bytes> PushFileService::find(const std::string& path) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_files.find(path);
    return found == m_files.end() ? std::nullopt : std::optional(found->second);
}

Result<Bytes> PushFileService::get(const std::string& path, Duration patience) const
{
    std::unique_lock lock(m_mutex);
    auto found = m_files.end();
    const std::stop_token ending = rpc::WorkerPool::ending();
    m_stored.wait_for(lock, ending, patience, [&] { return (found = m_files.find(path)) != m_files.end(); });
    if (found == m_files.end() && ending.stop_requested())
        return std::unexpected(rpc::waitedInVain({}));
    if (found == m_files.end())
        return fail(ErrorKind::Timeout, str("nobody pushed ", path, " here in time"));
    return found->second;
}

void PushFileService::store(const std::string& path, Bytes data)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto [place, fresh] = m_files.try_emplace(path, data);
        if (!fresh && place->second != data) {
            place->second = std::move(data);
            for (auto& [child, sent] : m_sent)
                sent.erase(path);
        }
    }
    m_stored.notify_all();
}

void PushFileService::storeAndForward(const std::string& path, Bytes data, const ContextRef& target)
{
    store(path, std::move(data));
    std::vector<ContextRef> targets{target};
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_waiting, [&](auto& waiting) {
            if (waiting.first != path)
                return false;
            targets.push_back(std::move(waiting.second));
            return true;
        });
    }
    for (const ContextRef& each : targets)
        forwardOrWait(path, each);
}

void PushFileService::forwardOrWait(const std::string& path, const ContextRef& target)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_files.contains(path)) {
            if (m_waiting.size() < MaxWaiting)
                m_waiting.emplace_back(path, target);
            return;
        }
    }
    if (const auto forwarded = forward(path, target); !forwarded)
        RZ_LOG_WARNING(m_router.log(), "file ", path, " was not forwarded: ", forwarded.error().text());
}

// One that is here. Only downward: what is not below this context, whoever pushes has not asked of it.
Result<> PushFileService::forward(const std::string& path, const ContextRef& target)
{
    if (target.id == m_router.id())
        return {};
    const auto route = m_router.findRoute(target.id);
    if (!route)
        return fail(ErrorKind::Channel, str("no route to ", raw(target.id)));
    const ContextId child = route->nextHop;
    Dict kwargs;
    kwargs.set("path", Value(path));
    kwargs.set("context", Value(target));
    // Sent under the lock: a name does not overtake its file.
    const std::lock_guard lock(m_mutex);
    std::set<std::string>& sent = m_sent[child];
    const bool known = sent.contains(path);
    if (known && child == target.id)
        return {};
    if (!known)
        kwargs.set("data", Value(Blob{m_files[path]}));
    routing::Message message;
    message.handle = wire::CallService;
    RZ_TRY(message.data, rpc::encodeServiceCall(Name, known ? "forward" : "store_and_forward", std::move(kwargs)));
    if (message.data.size() > m_router.maxMessageSize())
        return fail(ErrorKind::Argument, str("it has ", message.data.size(), " bytes: message too large (max ",
                                             m_router.maxMessageSize(), " bytes)"));
    sent.insert(path);
    rpc::Context(m_router, child).send(std::move(message));
    return {};
}

void PushFileService::routeRemoved(ContextId id, const Error&)
{
    const std::lock_guard lock(m_mutex);
    m_sent.erase(id);
    std::erase_if(m_waiting, [id](const auto& waiting) { return waiting.second.id == id; });
}

}  // namespace rz::services
