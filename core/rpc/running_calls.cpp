#include "core/rpc/running_calls.h"

#include "core/base/assertion.h"
#include "core/base/big_endian.h"

#include <utility>

namespace rz::rpc {

RunningCalls::RunningCalls(routing::Router& router, Handle cancel, std::function<void(ContextId)> onCallerGone)
    : m_router(router), m_cancel(cancel), m_onCallerGone(std::move(onCallerGone))
{
    routing::HandlerOptions options;
    options.handle = cancel;
    const auto added =
        router.addHandler([this](const routing::Message& message) { onCancel(message); }, std::move(options));
    RZ_ASSERT(added);
}

bool RunningCalls::begin(const Pointer& call, std::size_t most)
{
    const std::lock_guard lock(m_mutex);
    if (m_count >= most)
        return false;
    const auto [place, unknown] = m_callers.try_emplace(call->caller);
    Caller& caller = place->second;
    // One that was gone may be back while what it asked for before still runs.
    if (std::exchange(caller.left, false) || unknown)
        caller.gone = m_router.onDisconnect(call->caller, [this, id = call->caller](const Error&) { onGone(id); });
    ++m_count;
    // A handle that is in use already is no business of ours, but it must not push another call out.
    if (call->replyTo == NoHandle || !caller.waited.emplace(call->replyTo, call).second)
        caller.unheard.insert(call);
    return true;
}

void RunningCalls::end(const Pointer& call)
{
    const std::lock_guard lock(m_mutex);
    --m_count;
    const auto caller = m_callers.find(call->caller);
    auto& waited = caller->second.waited;
    if (const auto found = waited.find(call->replyTo); found != waited.end() && found->second == call)
        waited.erase(found);
    else
        caller->second.unheard.erase(call);
    tidy(caller);
}

std::size_t RunningCalls::count() const
{
    const std::lock_guard lock(m_mutex);
    return m_count;
}

std::size_t RunningCalls::callers() const
{
    const std::lock_guard lock(m_mutex);
    return m_callers.size();
}

void RunningCalls::stopAll()
{
    std::vector<Pointer> calls;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [id, caller] : m_callers)
            collect(caller, calls);
    }
    for (const Pointer& call : calls)
        call->stop.request_stop();
}

void RunningCalls::close()
{
    m_router.delHandler(m_cancel);
    const std::lock_guard lock(m_mutex);
    for (auto& [id, caller] : m_callers)
        caller.gone = {};
}

void RunningCalls::onCancel(const routing::Message& message)
{
    const Bytes payload = message.data.flat();
    if (message.isDead() || payload.size() != 4)
        return;
    Pointer call;
    {
        const std::lock_guard lock(m_mutex);
        const auto caller = m_callers.find(message.srcId);
        if (caller == m_callers.end())
            return;
        const auto found = caller->second.waited.find(Handle{getU32(payload.data())});
        if (found == caller->second.waited.end())
            return;
        call = found->second;
    }
    call->stop.request_stop();
}

void RunningCalls::onGone(ContextId id)
{
    std::vector<Pointer> calls;
    {
        const std::lock_guard lock(m_mutex);
        const auto caller = m_callers.find(id);
        if (caller == m_callers.end())
            return;
        caller->second.left = true;
        if (!m_router.wasParent(id))
            collect(caller->second, calls);
        tidy(caller);
    }
    for (const Pointer& call : calls)
        call->stop.request_stop();
    if (m_onCallerGone)
        m_onCallerGone(id);
}

void RunningCalls::tidy(Callers::iterator caller)
{
    if (caller->second.left && caller->second.waited.empty() && caller->second.unheard.empty())
        m_callers.erase(caller);
}

void RunningCalls::collect(const Caller& caller, std::vector<Pointer>& out)
{
    for (const auto& [handle, call] : caller.waited)
        out.push_back(call);
    out.insert(out.end(), caller.unheard.begin(), caller.unheard.end());
}

}  // namespace rz::rpc
