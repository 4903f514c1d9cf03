#include "core/io/basic_stream.h"

#include <atomic>
#include <cerrno>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "core/base/assertion.h"
#include "core/io/counter.h"
#include "core/io/descriptors.h"
#include "core/io/transmit_side.h"

namespace rz::io {

namespace {

// More than a socket or pipe holds.
constexpr std::size_t LastBytes = 16 * 1024 * 1024;

}  // namespace

// What the loop knows of a stream. Kept alive by the stream, by its registrations' callbacks and by tasks on their way:
// the stream may be destroyed inside any callback. All but the sending side and fail() is for the broker thread.
struct BasicStream::State : std::enable_shared_from_this<State> {
    State(Broker& theBroker, StreamHandler& theHandler) : broker(theBroker), handler(&theHandler) {}

    Result<> open(UniqueFd receiveSide, UniqueFd transmitSide);
    int transmitDescriptor() const { return shared ? receiveFd.get() : transmitFd.get(); }
    void updateInterest();
    void onReceiveReady(Readiness ready);
    void onTransmitReady();
    void receive();
    ssize_t readOnce(std::span<std::byte> room);

    void transmit(std::span<const Bytes> pieces, Traffic traffic);  // any thread
    void flushLater();
    void settle(const Result<TransmitSide::Progress>& progress);
    void closeTransmit();

    void loseTaker(Error error);  // any thread
    void fail(Error error);       // any thread
    void takeLastWords();
    void end();
    void release();

    Broker& broker;
    StreamHandler* handler;  // null once the stream has ended or is destroyed

    UniqueFd receiveFd;
    UniqueFd transmitFd;  // empty when shared
    bool shared = false;  // receiveFd serves both directions
    FdWatch receiveWatch;
    FdWatch transmitWatch;  // empty when shared
    bool started = false;   // to receive, which may be stopped for now
    bool receiving = false;
    bool wantsWritable = false;
    Counter bytesIn;
    Counter reads;

    TransmitSide sending;
    std::atomic<bool> failed = false;
    std::atomic<bool> mayHaveLastWords = false;
    std::optional<Error> reason;  // set once, by whoever set `failed`
};

Result<> BasicStream::State::open(UniqueFd receiveSide, UniqueFd transmitSide)
{
    receiveFd = std::move(receiveSide);
    if (receiveFd.get() == transmitSide.get())
        transmitSide.release();  // one owner is enough
    transmitFd = std::move(transmitSide);
    shared = !transmitFd;
    RZ_CHECK(setNonBlocking(receiveFd.get()));
    RZ_CHECK(setNonBlocking(transmitDescriptor()));
    receiveWatch = broker.watch(receiveFd.get(), Readiness::None,
                                [self = shared_from_this()](Readiness ready) { self->onReceiveReady(ready); });
    if (!receiveWatch)
        return failErrno("cannot watch a descriptor", errno);
    if (!shared) {
        transmitWatch = broker.watch(transmitFd.get(), Readiness::None,
                                     [self = shared_from_this()](Readiness) { self->onTransmitReady(); });
        if (!transmitWatch)
            return failErrno("cannot watch a descriptor", errno);
    }
    sending.open(transmitDescriptor());
    return {};
}

void BasicStream::State::updateInterest()
{
    const Readiness in = receiving ? Readiness::Readable : Readiness::None;
    const Readiness out = wantsWritable ? Readiness::Writable : Readiness::None;
    if (receiveWatch)
        receiveWatch.setInterest(shared ? in | out : in);
    if (transmitWatch)
        transmitWatch.setInterest(out);
}

void BasicStream::State::onReceiveReady(Readiness ready)
{
    // A hang-up is found by whichever direction is in use. A stream that has not begun leaves it alone, and what came before.
    if (shared && (has(ready, Readiness::Writable) || has(ready, Readiness::Hangup)))
        onTransmitReady();
    if (receiving && (has(ready, Readiness::Readable) || has(ready, Readiness::Hangup)))
        receive();
    else if (started && has(ready, Readiness::Hangup))
        loseTaker(closedByPeer());
}

void BasicStream::State::onTransmitReady()
{
    if (!wantsWritable)
        return;
    const auto progress = sending.flush();
    settle(progress);
    if (progress && progress->drained && handler != nullptr)
        handler->onDrained();
}

void BasicStream::State::receive()
{
    std::size_t total = 0;
    for (int call = 0; call < CallsPerTurn && total < BytesPerTurn; ++call) {
        if (!receiving || failed)
            return;
        const std::span<std::byte> room = handler->prepareReceive();
        const ssize_t count = readOnce(room);
        if (count < 0 && errno == EAGAIN)
            return;
        if (count <= 0)
            return fail(count == 0 ? closedByPeer() : transferError("read", errno));
        const auto size = static_cast<std::size_t>(count);
        total += size;
        if (Result<> handled = handler->onReceive(size); !handled)
            return fail(std::move(handled).error());
        // A short read has emptied the descriptor; asking again would only be told so.
        if (size < room.size())
            return;
    }
}

// As read(2), but no signal ends it, and what came is counted.
ssize_t BasicStream::State::readOnce(std::span<std::byte> room)
{
    RZ_ASSERT(!room.empty());
    ssize_t count = 0;
    do
        count = ::read(receiveFd.get(), room.data(), room.size());
    while (count < 0 && errno == EINTR);
    if (count > 0) {
        reads.add(1);
        bytesIn.add(static_cast<std::size_t>(count));
    }
    return count;
}

void BasicStream::State::transmit(std::span<const Bytes> pieces, Traffic traffic)
{
    Result<bool> mustFlush = sending.transmit(pieces, traffic);
    if (!mustFlush)
        loseTaker(std::move(mustFlush).error());
    else if (*mustFlush)
        broker.defer([self = shared_from_this()] { self->flushLater(); });
}

void BasicStream::State::flushLater()
{
    wantsWritable = true;
    updateInterest();
}

// Does what a flush asks of the loop.
void BasicStream::State::settle(const Result<TransmitSide::Progress>& progress)
{
    if (!progress) {
        loseTaker(progress.error());
        return;
    }
    wantsWritable = progress->pending;
    if (progress->finished)
        closeTransmit();
    updateInterest();
}

void BasicStream::State::closeTransmit()
{
    sending.close();
    ::shutdown(transmitDescriptor(), SHUT_WR);  // without effect on anything but a socket
    transmitWatch = {};
    transmitFd.reset();
}

// The peer takes nothing any more. What it wrote before that is still there, and may say why.
void BasicStream::State::loseTaker(Error error)
{
    mayHaveLastWords = true;
    fail(std::move(error));
}

// The stream is over; the loop will say so. Only the first reason counts.
void BasicStream::State::fail(Error error)
{
    if (failed.exchange(true))
        return;
    reason = std::move(error);
    sending.close();
    broker.deferLater([self = shared_from_this()] { self->end(); });
}

// Also those of a peer that was left waiting: they are few.
void BasicStream::State::takeLastWords()
{
    for (std::size_t total = 0; started && total < LastBytes;) {
        const ssize_t count = readOnce(handler->prepareReceive());
        if (count <= 0)
            return;
        total += static_cast<std::size_t>(count);
        if (!handler->onReceive(static_cast<std::size_t>(count)))
            return;
    }
}

void BasicStream::State::end()
{
    if (mayHaveLastWords)
        takeLastWords();
    StreamHandler* const last = handler;
    if (last == nullptr)
        return;
    release();
    last->onDisconnect(*reason);
}

void BasicStream::State::release()
{
    handler = nullptr;
    started = false;
    receiving = false;
    wantsWritable = false;
    sending.close();
    receiveWatch = {};
    transmitWatch = {};
    receiveFd.reset();
    transmitFd.reset();
}

Result<std::unique_ptr<BasicStream>> BasicStream::create(Broker& broker, UniqueFd receiveSide, UniqueFd transmitSide,
                                                         StreamHandler& handler)
{
    std::unique_ptr<BasicStream> stream(new BasicStream());
    stream->m_state = std::make_shared<State>(broker, handler);
    RZ_CHECK(stream->m_state->open(std::move(receiveSide), std::move(transmitSide)));
    return stream;
}

BasicStream::BasicStream() = default;

BasicStream::~BasicStream()
{
    m_state->release();
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
    return m_state->sending.pendingBytes();
}

bool BasicStream::congested() const
{
    return m_state->sending.congested();
}

StreamCounters BasicStream::counters() const
{
    return {.bytesIn = m_state->bytesIn.get(),
            .bytesOut = m_state->sending.bytes(),
            .reads = m_state->reads.get(),
            .writes = m_state->sending.calls()};
}

void BasicStream::startReceive()
{
    m_state->started = m_state->receiving = m_state->handler != nullptr;
    m_state->updateInterest();
}

void BasicStream::stopReceive()
{
    m_state->receiving = false;
    m_state->updateInterest();
}

void BasicStream::cork()
{
    m_state->sending.cork();
}

void BasicStream::uncork()
{
    const auto progress = m_state->sending.uncork();
    m_state->settle(progress);
    if (progress && progress->drained) {
        m_state->broker.deferLater([state = m_state] {
            if (state->handler != nullptr)
                state->handler->onDrained();
        });
    }
}

void BasicStream::disconnect(Error reason)
{
    m_state->started = false;
    m_state->fail(std::move(reason));
}

void BasicStream::finishTransmit()
{
    if (m_state->sending.finish())
        m_state->closeTransmit();
}

}  // namespace rz::io
