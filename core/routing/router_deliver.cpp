#include "core/routing/router_impl.h"

#include <algorithm>
#include <utility>

namespace rz::routing {

bool hasParentAuthority(const Router& router, const Message& message, const Stream*)
{
    const auto& parents = router.parentIds();
    return message.authId == router.id() || std::ranges::find(parents, message.authId) != parents.end();
}

bool isImmediateChild(const Router&, const Message& message, const Stream* stream)
{
    return stream != nullptr && message.srcId == stream->remoteId();
}

// Through the loop, so that no handler runs inside the call that caused its message.
void Router::Impl::deliverLater(Message message)
{
    {
        const std::lock_guard lock(m_queueMutex);
        m_queue.push_back(std::move(message));
        if (m_queue.size() > 1)
            return;
    }
    broker.deferLater([weak = weak_from_this()] {
        if (const auto impl = weak.lock())
            impl->deliverQueued();
    });
}

void Router::Impl::deliverQueued()
{
    {
        const std::lock_guard lock(m_queueMutex);
        m_delivering.swap(m_queue);
    }
    beginBatch();
    for (Message& message : m_delivering)
        deliver(std::move(message), nullptr);
    closeBatch();
    m_delivering.clear();
}

// Whoever is between here and a respondent may say that nothing will come of it, and so may a parent.
bool Router::Impl::mayEnd(ContextId respondent, const Message& message, const Stream* from) const
{
    return from == nullptr || from == routes.lookup(respondent) || hasParentAuthority(self, message, from);
}

void Router::Impl::deliver(Message message, const Stream* from)
{
    using Verdict = HandlerTable::Found::Verdict;
    HandlerTable::Found found = handlers.find(message);
    switch (found.verdict) {
    case Verdict::Missing: refuse(message, "invalid handle"); return;
    case Verdict::Stranger: refuse(message, "reply from unexpected context"); return;
    case Verdict::Ask:
        if (const ContextId* const respondent = handlers.respondentOf(*found.endpoint);
            respondent != nullptr && message.srcId != *respondent && !mayEnd(*respondent, message, from)) {
            RZ_LOG_WARNING(log, "context ", raw(message.srcId), " wants to end what waits for context ",
                           raw(*respondent), ", to which it is not on the way");
            return;
        }
        if (const Policy& policy = handlers.policyOf(*found.endpoint); policy && !policy(self, message, from)) {
            RZ_LOG_DEBUG(log, "refused by policy: handle ", raw(message.handle), " from context ", raw(message.srcId),
                         " under ", raw(message.authId));
            refuse(message, "refused by policy");
            return;
        }
        if (!handlers.take(*found.endpoint))
            return;
        break;
    case Verdict::Ready: break;
    }
    if (message.isDead() && message.data.empty())
        message.data = Bytes::fromStatic(defaultDeadReason(message.srcId == options.id));
    found.endpoint->deliver(std::move(message));
}

void Router::Impl::refuse(const wire::FrameHeader& header, std::string_view reason)
{
    if (header.replyTo == NoHandle || header.replyTo == wire::IsDead)
        return;
    Message dead = Message::dead(reason);
    dead.dstId = header.srcId;
    dead.handle = header.replyTo;
    route(std::move(dead), io::Traffic::Interactive);
}

void Router::Impl::refuse(const Message& message, std::string_view reason)
{
    refuse({.magic = message.magic,
            .dstId = message.dstId,
            .srcId = message.srcId,
            .authId = message.authId,
            .handle = message.handle,
            .replyTo = message.replyTo,
            .length = 0},
           reason);
}

}  // namespace rz::routing
