#include "core/rpc/call_chain.h"

#include "core/base/str.h"
#include "core/rpc/receiver.h"

#include <atomic>
#include <unistd.h>
#include <utility>

namespace rz::rpc {

namespace {

// Unique among the chains of this context, which is all that their target asks for; the process is told to people who read
// it in a log.
std::string newChainId(ContextId self)
{
    static std::atomic<std::uint64_t> count = 0;
    return str(raw(self), "-", ::getpid(), "-", ++count);
}

}  // namespace

CallChain::CallChain(Context context, Pipelined pipelined) : m_context(context)
{
    if (pipelined == Pipelined::Yes)
        m_id = newChainId(context.router().id());
}

CallChain::CallChain(CallChain&& other) noexcept
    : m_context(other.m_context),
      m_id(std::exchange(other.m_id, std::nullopt)),
      m_unsent(std::exchange(other.m_unsent, std::nullopt))
{
}

CallChain& CallChain::operator=(CallChain&& other) noexcept
{
    if (this != &other) {
        reset();
        m_context = other.m_context;
        m_id = std::exchange(other.m_id, std::nullopt);
        m_unsent = std::exchange(other.m_unsent, std::nullopt);
    }
    return *this;
}

CallChain::~CallChain()
{
    reset();
}

void CallChain::reset()
{
    m_unsent.reset();
    if (m_id)
        m_context.callNoReply(Call::byName("mitogen.core.Dispatcher.forget_chain", {Value(*m_id)}));
}

PendingCall CallChain::callAsync(Call call, Context::OnResult onResult, std::optional<Duration> deadline) const
{
    auto payload = encode(call);
    return m_context.start(wire::CallFunction, std::move(payload), std::move(onResult), deadline, call.readAnswer);
}

std::unique_ptr<Receiver> CallChain::callAsync(Call call) const
{
    return m_context.startAsync(wire::CallFunction, encode(call));
}

void CallChain::callNoReply(Call call) const
{
    m_context.startNoReply(call, encode(call));
}

Value CallChain::call(Call call, std::optional<Duration> deadline) const
{
    return valueOrThrow(tryCall(std::move(call), deadline));
}

Value CallChain::call(std::string_view name, std::vector<Value> args, Dict kwargs,
                      std::optional<Duration> deadline) const
{
    return call(Call::byName(name, std::move(args), std::move(kwargs)), deadline);
}

Result<Value> CallChain::tryCall(Call call, std::optional<Duration> deadline) const
{
    return m_context.await(call, encode(call), deadline);
}

Result<Payload> CallChain::encode(Call& call) const
{
    if (m_unsent)
        return std::unexpected(*m_unsent);
    call.chainId = m_id;
    auto payload = m_context.encode(call);
    if (!payload && m_id)
        m_unsent = payload.error();
    return payload;
}

}  // namespace rz::rpc
