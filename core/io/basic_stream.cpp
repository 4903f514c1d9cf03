#include "core/io/basic_stream.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "core/base/assertion.h"
#include "core/io/descriptors.h"
#include "core/io/transmit_queue.h"

namespace rz::io {

namespace {

constexpr std::size_t MaxPieces = 256;
// What one stream may move before others get their turn.
constexpr std::size_t BytesPerTurn = 1024 * 1024;
constexpr int CallsPerTurn = 16;

Error closedByPeer()
{
    return Error(ErrorKind::Eof, "the other end closed the connection");
}

Error transferError(std::string_view what, int error)
{
    // EIO is what a pseudo-terminal's master reads once the last slave is closed.
    if (error == EIO || error == ECONNRESET || error == EPIPE)
        return closedByPeer();
    return Error::fromErrno(what, error);
}

// A counter with one writer at a time.
class Counter {
public:
    void add(std::uint64_t amount)
    {
        m_value.store(m_value.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
    std::uint64_t get() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> m_value = 0;
};

}  // namespace

// Kept alive by the stream, by its registrations' callbacks and by tasks on their way: the stream may be destroyed
// inside any callback.
//
// Sending side, under the mutex. Unless the stream is corked, a queue with something in it has a flush under way:
// either the loop watches for writability or a task that makes it watch is deferred (`flushing`).
struct BasicStream::State : std::enable_shared_from_this<State> {
    State(Broker& theBroker, StreamHandler& theHandler) : broker(theBroker), handler(&theHandler) {}

    // --- any thread ---
    void transmit(std::span<const Bytes> pieces, Traffic traffic);

    // --- under the mutex; flush() and closeTransmit() on the broker thread only ---
    bool writeDirectly(std::span<const Bytes> pieces, Traffic traffic);
    void enqueue(std::span<const Bytes> pieces, Traffic traffic, std::size_t written);
    void flush();
    bool updateCongestion();
    void closeTransmit();
    void failLocked(Error error);

    // --- broker thread ---
    Result<> watchDescriptors();
    int transmitDescriptor() const { return shared ? receiveFd.get() : transmitFd.get(); }
    void updateInterest();
    void onReceiveReady(Readiness ready);
    void onTransmitReady();
    void receive();
    bool receiveOnce(std::size_t& total, bool& more);
    void requestFlush();
    void end();
    void destroy();

    Broker& broker;
    StreamHandler* handler;  // null once the stream is destroyed or has ended

    UniqueFd receiveFd;
    UniqueFd transmitFd;  // empty when shared
    bool shared = false;  // receiveFd serves both directions
    bool transmitIsSocket = false;

    mutable std::mutex mutex;
    TransmitQueue queue;
    int corked = 0;
    bool flushing = false;
    bool finishing = false;
    bool transmitClosed = false;
    std::optional<Error> reason;  // set once, when the stream is to end
    std::atomic<bool> closed = false;
    std::atomic<std::size_t> pending = 0;
    std::atomic<bool> congested = false;

    Counter bytesIn;
    Counter bytesOut;
    Counter reads;
    Counter writes;

    bool receiving = false;
    bool wantWritable = false;
    FdWatch receiveWatch;
    FdWatch transmitWatch;  // only with a descriptor of its own
};

void BasicStream::State::transmit(std::span<const Bytes> pieces, Traffic traffic)
{
    bool mustFlush = false;
    {
        const std::lock_guard lock(mutex);
        if (closed.load(std::memory_order_relaxed) || finishing)
            return;
        if (corked > 0 || !queue.empty())
            enqueue(pieces, traffic, 0);
        else if (!writeDirectly(pieces, traffic))
            mustFlush = !std::exchange(flushing, true);
    }
    if (mustFlush)
        broker.defer([self = shared_from_this()] { self->requestFlush(); });
}

// False when something is left for the loop.
bool BasicStream::State::writeDirectly(std::span<const Bytes> pieces, Traffic traffic)
{
    std::array<iovec, MaxPieces> vectors;
    std::size_t count = 0;
    std::size_t size = 0;
    for (const Bytes& piece : pieces) {
        if (count < vectors.size())
            vectors[count++] = {.iov_base = const_cast<std::byte*>(piece.data()), .iov_len = piece.size()};  // NOLINT
        size += piece.size();
    }
    if (size == 0)
        return true;
    const ssize_t written = writePieces(transmitDescriptor(), transmitIsSocket, std::span(vectors).first(count));
    writes.add(1);
    if (written < 0 && errno != EAGAIN) {
        failLocked(transferError("write", errno));
        return true;
    }
    const std::size_t sent = written > 0 ? static_cast<std::size_t>(written) : 0;
    bytesOut.add(sent);
    if (sent == size)
        return true;
    enqueue(pieces, traffic, sent);
    return false;
}

void BasicStream::State::enqueue(std::span<const Bytes> pieces, Traffic traffic, std::size_t written)
{
    queue.push(pieces, traffic, written);
    pending.store(queue.size(), std::memory_order_relaxed);
    if (queue.size() > HighWater)
        congested.store(true, std::memory_order_relaxed);
}

// Writes until the descriptor is full, the queue is empty or others should have their turn.
void BasicStream::State::flush()
{
    std::array<iovec, MaxPieces> vectors;
    std::size_t total = 0;
    for (int call = 0; call < CallsPerTurn && total < BytesPerTurn && !queue.empty(); ++call) {
        const std::size_t count = queue.gather(vectors);
        const ssize_t written = writePieces(transmitDescriptor(), transmitIsSocket, std::span(vectors).first(count));
        writes.add(1);
        if (written < 0) {
            if (errno != EAGAIN)
                failLocked(transferError("write", errno));
            break;
        }
        bytesOut.add(static_cast<std::size_t>(written));
        total += static_cast<std::size_t>(written);
        queue.consume(static_cast<std::size_t>(written));
    }
    pending.store(queue.size(), std::memory_order_relaxed);
    if (queue.empty() && finishing)
        closeTransmit();
}

// True when the stream has just stopped being congested.
bool BasicStream::State::updateCongestion()
{
    if (!congested.load(std::memory_order_relaxed) || queue.size() >= LowWater || closed)
        return false;
    congested.store(false, std::memory_order_relaxed);
    return true;
}

void BasicStream::State::closeTransmit()
{
    if (closed || std::exchange(transmitClosed, true))
        return;
    if (transmitIsSocket)
        ::shutdown(transmitDescriptor(), SHUT_WR);
    transmitWatch = {};
    transmitFd.reset();
}

// The stream is over; the loop will say so. Later calls keep the first reason.
void BasicStream::State::failLocked(Error error)
{
    if (closed.exchange(true))
        return;
    reason = std::move(error);
    queue.clear();
    pending.store(0, std::memory_order_relaxed);
    broker.deferLater([self = shared_from_this()] { self->end(); });
}

Result<> BasicStream::State::watchDescriptors()
{
    receiveWatch = broker.watch(receiveFd.get(), Readiness::None,
                                [self = shared_from_this()](Readiness ready) { self->onReceiveReady(ready); });
    if (!receiveWatch)
        return failErrno("cannot watch a descriptor", errno);
    if (shared)
        return {};
    transmitWatch = broker.watch(transmitFd.get(), Readiness::None,
                                 [self = shared_from_this()](Readiness) { self->onTransmitReady(); });
    if (!transmitWatch)
        return failErrno("cannot watch a descriptor", errno);
    return {};
}

void BasicStream::State::updateInterest()
{
    const Readiness in = receiving ? Readiness::Readable : Readiness::None;
    const Readiness out = wantWritable ? Readiness::Writable : Readiness::None;
    if (transmitWatch)
        transmitWatch.setInterest(out);
    if (receiveWatch)
        receiveWatch.setInterest(shared ? in | out : in);
}

void BasicStream::State::requestFlush()
{
    wantWritable = true;
    updateInterest();
}

void BasicStream::State::onReceiveReady(Readiness ready)
{
    // A hang-up is found by whichever direction is in use; a stream at rest leaves it, and the data before it, alone.
    if (wantWritable && shared && (has(ready, Readiness::Writable) || has(ready, Readiness::Hangup)))
        onTransmitReady();
    if (receiving && (has(ready, Readiness::Readable) || has(ready, Readiness::Hangup)))
        receive();
}

void BasicStream::State::onTransmitReady()
{
    bool drained = false;
    {
        const std::lock_guard lock(mutex);
        if (closed || !wantWritable)
            return;
        flush();
        drained = updateCongestion();
        if (queue.empty()) {
            flushing = false;
            wantWritable = false;
        }
    }
    updateInterest();
    if (drained && handler != nullptr)
        handler->onDrained();
}

void BasicStream::State::receive()
{
    std::size_t total = 0;
    bool more = true;
    for (int call = 0; call < CallsPerTurn && total < BytesPerTurn && more; ++call) {
        if (closed || !receiving || !receiveOnce(total, more))
            return;
    }
}

// False when the stream has ended.
bool BasicStream::State::receiveOnce(std::size_t& total, bool& more)
{
    const std::span<std::byte> room = handler->prepareReceive();
    RZ_ASSERT(!room.empty());
    ssize_t count = 0;
    do
        count = ::read(receiveFd.get(), room.data(), room.size());
    while (count < 0 && errno == EINTR);
    if (count < 0 && errno == EAGAIN) {
        more = false;
        return true;
    }
    if (count <= 0) {
        const std::lock_guard lock(mutex);
        failLocked(count == 0 ? closedByPeer() : transferError("read", errno));
        return false;
    }
    const auto size = static_cast<std::size_t>(count);
    reads.add(1);
    bytesIn.add(size);
    total += size;
    // A short read has emptied the descriptor; asking again would only be told so.
    more = size == room.size();
    if (Result<> handled = handler->onReceive(size); !handled) {
        const std::lock_guard lock(mutex);
        failLocked(std::move(handled).error());
        return false;
    }
    return handler != nullptr;
}

void BasicStream::State::end()
{
    StreamHandler* const last = std::exchange(handler, nullptr);
    if (last == nullptr)
        return;
    destroy();
    last->onDisconnect(*reason);
}

void BasicStream::State::destroy()
{
    handler = nullptr;
    receiving = false;
    wantWritable = false;
    receiveWatch = {};
    transmitWatch = {};
    const std::lock_guard lock(mutex);
    closed = true;
    queue.clear();
    pending.store(0, std::memory_order_relaxed);
    receiveFd.reset();
    transmitFd.reset();
}

Result<std::unique_ptr<BasicStream>> BasicStream::create(Broker& broker, UniqueFd receiveSide, UniqueFd transmitSide,
                                                         StreamHandler& handler)
{
    if (receiveSide.get() == transmitSide.get())
        transmitSide.release();  // one owner is enough
    std::unique_ptr<BasicStream> stream(new BasicStream());
    stream->m_state = std::make_shared<State>(broker, handler);
    State& state = *stream->m_state;
    state.receiveFd = std::move(receiveSide);
    state.transmitFd = std::move(transmitSide);
    state.shared = !state.transmitFd;
    state.transmitIsSocket = isSocket(state.transmitDescriptor());
    RZ_CHECK(setNonBlocking(state.receiveFd.get()));
    RZ_CHECK(setNonBlocking(state.transmitDescriptor()));
    RZ_CHECK(state.watchDescriptors());
    return stream;
}

BasicStream::BasicStream() = default;

BasicStream::~BasicStream()
{
    m_state->destroy();
}

void BasicStream::transmit(std::span<const Bytes> pieces, Traffic traffic)
{
    m_state->transmit(pieces, traffic);
}

void BasicStream::transmit(const Bytes& piece, Traffic traffic)
{
    m_state->transmit({&piece, 1}, traffic);
}

std::size_t BasicStream::pendingBytes() const
{
    return m_state->pending.load(std::memory_order_relaxed);
}

bool BasicStream::congested() const
{
    return m_state->congested.load(std::memory_order_relaxed);
}

StreamCounters BasicStream::counters() const
{
    return {.bytesIn = m_state->bytesIn.get(),
            .bytesOut = m_state->bytesOut.get(),
            .reads = m_state->reads.get(),
            .writes = m_state->writes.get()};
}

void BasicStream::startReceive()
{
    m_state->receiving = m_state->handler != nullptr;
    m_state->updateInterest();
}

void BasicStream::stopReceive()
{
    m_state->receiving = false;
    m_state->updateInterest();
}

void BasicStream::cork()
{
    const std::lock_guard lock(m_state->mutex);
    ++m_state->corked;
}

void BasicStream::uncork()
{
    const auto state = m_state;
    bool mustFlush = false;
    bool drained = false;
    {
        const std::lock_guard lock(state->mutex);
        RZ_ASSERT(state->corked > 0);
        if (--state->corked > 0 || state->queue.empty() || state->flushing || state->closed)
            return;
        state->flush();
        drained = state->updateCongestion();
        mustFlush = state->flushing = !state->queue.empty();
    }
    if (mustFlush)
        state->requestFlush();
    if (drained)
        state->broker.deferLater([state] {
            if (state->handler != nullptr)
                state->handler->onDrained();
        });
}

void BasicStream::disconnect(Error reason)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->failLocked(std::move(reason));
}

void BasicStream::finishTransmit()
{
    const std::lock_guard lock(m_state->mutex);
    m_state->finishing = true;
    if (m_state->queue.empty())
        m_state->closeTransmit();
}

}  // namespace rz::io
