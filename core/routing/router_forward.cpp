#include "core/base/assertion.h"
#include "core/base/str.h"
#include "core/routing/router_impl.h"

#include <algorithm>
#include <utility>

namespace rz::routing {

namespace {

io::Traffic trafficOf(Handle handle)
{
    const bool bulk = raw(handle) >= raw(wire::FirstBulk) || handle == wire::ForwardLog;
    return bulk ? io::Traffic::Bulk : io::Traffic::Interactive;
}

wire::FrameHeader headerOf(const Message& message)
{
    return {
        .magic = message.magic == wire::Magic::Bin ? wire::Magic::Bin : wire::Magic::Mgc,
        .dstId = message.dstId,
        .srcId = message.srcId,
        .authId = message.authId,
        .handle = message.handle,
        .replyTo = message.replyTo,
        .length = static_cast<std::uint32_t>(message.data.size()),
    };
}

Payload payloadOf(wire::Frame&& frame)
{
    Payload payload(std::move(frame.payload));
    if (frame.header.ofSecret())
        payload.setHoldsSecret();
    return payload;
}

}  // namespace

void Router::Impl::route(Message message, io::Traffic traffic)
{
    if (!std::exchange(message.originSet, true))
        message.srcId = message.authId = options.id;
    if (message.data.size() > options.maxMessageSize) {
        tooLarge(message);
        return;
    }
    if (message.dstId == options.id) {
        deliverLater(std::move(message));
        return;
    }
    if (!send(message, std::max(traffic, trafficOf(message.handle))))
        refuse(message, str("no route to ", raw(message.dstId), ", my ID is ", raw(options.id)));
}

// False when there is no way.
bool Router::Impl::send(const Message& message, io::Traffic traffic)
{
    RouteTable::StreamPointer held;
    if (!onBrokerThread())
        held = routes.lookupShared(message.dstId);
    Stream* const out = held != nullptr ? held.get() : onBrokerThread() ? routes.lookup(message.dstId) : nullptr;
    if (out == nullptr)
        return false;
    out->transmit(headerOf(message), message.data, traffic);
    return true;
}

// Whoever waits is told: the sender for its answer, or else the receiver, which would never hear of it (protocol 3.2).
void Router::Impl::tooLarge(const Message& message)
{
    const std::string reason = tooLargeText(options.maxMessageSize);
    if (message.wantsReply()) {
        refuse(message, reason);
        return;
    }
    if (message.isDead())
        return;
    Message dead = Message::dead(reason);
    dead.dstId = message.dstId;
    dead.handle = message.handle;
    route(std::move(dead), io::Traffic::Interactive);
}

void Router::Impl::beginBatch()
{
    ++m_batches;
}

void Router::Impl::received(Stream& from, wire::Frame frame)
{
    const wire::FrameHeader& header = frame.header;
    const bool known = m_known.from == &from && m_known.generation == routes.generation() &&
                       m_known.src == header.srcId && m_known.auth == header.authId && m_known.dst == header.dstId;
    if (!known && !decide(from, header))
        return;
    if (m_known.out != nullptr) {
        forward(from, *m_known.out, std::move(frame));
        return;
    }
    Message message;
    message.dstId = header.dstId;
    message.srcId = header.srcId;
    message.authId = from.authStamp().value_or(header.authId);
    message.handle = header.handle;
    message.replyTo = header.replyTo;
    message.magic = header.magic;
    message.originSet = true;
    message.data = payloadOf(std::move(frame));
    deliver(std::move(message), &from);
}

// Where a frame goes, remembered in m_known; false when it goes nowhere, its sender told as far as the protocol says.
bool Router::Impl::decide(Stream& from, const wire::FrameHeader& header)
{
    if (!verify(from, header))
        return false;
    Known known{.from = &from,
                .generation = routes.generation(),
                .auth = header.authId,
                .src = header.srcId,
                .dst = header.dstId,
                .out = nullptr};
    if (header.dstId != options.id) {
        const RouteTable::Route* const route = routes.find(header.dstId);
        Stream* const up = &from == routes.parent() ? nullptr : routes.parent();
        known.out = route != nullptr ? route->stream.get() : up;
        // Never back to where it came from: nobody there can make more of it.
        if (known.out == nullptr || known.out == &from) {
            refuse(header, str("no route to ", raw(header.dstId), ", my ID is ", raw(options.id)));
            return false;
        }
        noteEgress(from, header.dstId);
        // Whoever was asked something wants to know, too, that the asker is gone.
        noteEgress(*known.out, header.srcId);
        if (options.unidirectional && !privileged(from) && !privileged(*known.out)) {
            refuse(header, str("routing mode prevents forward of message from context ", raw(from.remoteId()),
                               " to context ", raw(known.out->remoteId()), " via context ", raw(options.id)));
            return false;
        }
    }
    m_known = known;
    return true;
}

// The parent hears of everything that ends, and the parents' end is that of everything below.
void Router::Impl::noteEgress(Stream& stream, ContextId id)
{
    if (&stream != routes.parent() && id != options.id &&
        std::ranges::find(options.parentIds, id) == options.parentIds.end())
        egress.note(stream, id);
}

// Ids that somebody below asks the master for, and those it is given.
void Router::Impl::noteIds(const Stream& from, const Stream& to, const wire::Frame& frame)
{
    const wire::FrameHeader& header = frame.header;
    if (header.handle == wire::AllocateId && header.dstId == MasterId && &from != routes.parent())
        idBlocks.noteRequest(header);
    else if (idBlocks.awaitsAnswers() && header.srcId == MasterId && &from == routes.parent())
        idBlocks.noteAnswer(header, to.remoteId(), frame.payload);
}

// Only a stream that leads to a context may bring messages of it or under its authority (protocol 3.2, step 2).
bool Router::Impl::verify(const Stream& from, const wire::FrameHeader& header) const
{
    if (&from != routes.lookup(header.authId)) {
        RZ_LOG_ERROR(log, "bad auth_id: got ", raw(header.authId), " via ", from.name(), " (context ",
                     raw(from.remoteId()), ")");
        return false;
    }
    if (header.srcId != header.authId && &from != routes.lookup(header.srcId)) {
        RZ_LOG_ERROR(log, "bad src_id: got ", raw(header.srcId), " via ", from.name(), " (context ",
                     raw(from.remoteId()), ")");
        return false;
    }
    return true;
}

bool Router::Impl::privileged(const Stream& stream) const
{
    const auto& parents = options.parentIds;
    const auto isParent = [&parents](ContextId id) { return std::ranges::find(parents, id) != parents.end(); };
    return isParent(stream.remoteId()) ||
           (stream.authStamp() && (*stream.authStamp() == options.id || isParent(*stream.authStamp())));
}

void Router::Impl::forward(Stream& from, Stream& to, wire::Frame frame)
{
    noteIds(from, to, frame);
    const io::Traffic traffic = trafficOf(frame.header.handle);
    if (from.authStamp() && *from.authStamp() != frame.header.authId) {
        wire::FrameHeader stamped = frame.header;
        stamped.authId = *from.authStamp();
        const std::size_t size = frame.whole.size();
        to.transmit(stamped, payloadOf(std::move(frame)), traffic);
        flow.forwarded(from, to, size);
        return;
    }
    if (m_run.to == &to && m_run.from == &from && m_run.traffic == traffic && m_run.bytes.adjoins(frame.whole)) {
        m_run.bytes = m_run.bytes.joined(frame.whole);
        ++m_run.count;
        return;
    }
    flushRun();
    m_run = {.from = &from, .to = &to, .bytes = std::move(frame.whole), .count = 1, .traffic = traffic};
}

void Router::Impl::flushRun()
{
    Stream* const to = std::exchange(m_run.to, nullptr);
    if (to == nullptr)
        return;
    cork(*to);
    const Bytes bytes = std::exchange(m_run.bytes, {});
    to->forward(bytes, m_run.count, m_run.traffic);
    flow.forwarded(*m_run.from, *to, bytes.size());
}

void Router::Impl::aboutToSend(Stream& to)
{
    if (m_batches == 0)
        return;
    // What was forwarded before leaves before.
    if (m_run.to == &to)
        flushRun();
    cork(to);
}

void Router::Impl::cork(Stream& stream)
{
    if (m_batches != 0 && stream.cork())
        m_corked.push_back(&stream);
}

void Router::Impl::endBatch(Stream& from)
{
    closeBatch();
    flow.handled(from);
}

void Router::Impl::closeBatch()
{
    flushRun();
    if (--m_batches != 0)
        return;
    for (Stream* const stream : m_corked)
        stream->uncork();
    m_corked.clear();
}

void Router::Impl::drained(Stream& stream)
{
    flow.drained(stream);
    wakeWaiters(stream);
}

// Those who wait for room on `stream`, or for its end.
void Router::Impl::wakeWaiters(const Stream& stream)
{
    {
        const std::lock_guard lock(m_roomMutex);
    }
    m_roomMade.notify_all();
    const auto ready =
        std::ranges::stable_partition(m_roomTasks, [&stream](const auto& entry) { return entry.first != &stream; });
    std::vector<std::pair<const Stream*, io::Task>> tasks(std::move_iterator(ready.begin()),
                                                          std::move_iterator(ready.end()));
    m_roomTasks.erase(ready.begin(), ready.end());
    for (auto& [waitedFor, task] : tasks)
        task();
}

void Router::Impl::runWhenUncongested(ContextId id, io::Task task)
{
    const Stream* const stream = routes.lookup(id);
    if (stream != nullptr && stream->congested())
        m_roomTasks.emplace_back(stream, std::move(task));
    else
        task();
}

bool Router::Impl::congested(ContextId id) const
{
    const auto stream = routes.lookupShared(id);
    return stream != nullptr && stream->congested();
}

Result<> Router::Impl::waitUncongested(ContextId id, const std::stop_token& stop) const
{
    RZ_ASSERT(!onBrokerThread());
    const Lifetime::Hold held = lifetime->hold();
    if (!held)
        return fail(ErrorKind::Channel, std::string(BrokerHasExited));
    RouteTable::StreamPointer stream;
    const auto mayGoOn = [&] {
        stream = routes.lookupShared(id);
        return stream == nullptr || !stream->congested();
    };
    const auto there = [&]() -> Result<> {
        if (stream == nullptr && id != options.id)
            return fail(ErrorKind::Channel, str("no route to ", raw(id), ", my ID is ", raw(options.id)));
        return {};
    };
    if (mayGoOn())
        return there();
    std::unique_lock lock(m_roomMutex);
    if (!m_roomMade.wait(lock, stop, mayGoOn))
        return fail(ErrorKind::Cancelled, "sending was cancelled while the way was congested");
    return there();
}

}  // namespace rz::routing
