#include "core/routing/stream.h"

#include "core/routing/frame_buffer.h"
#include "core/routing/router.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace rz::routing {

namespace {

// How long memory of frames that left waits to be used again.
constexpr Duration SpareLife = std::chrono::seconds(1);

}  // namespace

Stream::Stream(Router& router, io::Broker& broker, StreamOptions options)
    : m_owner(&router.streamOwner()),
      m_frames(router.frameBuffer()),
      m_broker(broker),
      m_options(std::move(options)),
      m_decoder(std::min(m_options.maxMessageSize, router.maxMessageSize())),
      m_self(std::make_shared<Stream*>(this))
{
}

Result<std::unique_ptr<Stream>> Stream::create(Router& router, io::Broker& broker, UniqueFd receiveSide,
                                               UniqueFd transmitSide, StreamOptions options)
{
    std::unique_ptr<Stream> stream(new Stream(router, broker, std::move(options)));
    RZ_TRY(stream->m_io, io::BasicStream::create(broker, std::move(receiveSide), std::move(transmitSide), *stream));
    return stream;
}

Stream::~Stream()
{
    *m_self = nullptr;
}

void Stream::start(std::span<const std::byte> early)
{
    m_decoder.feed(early);
    m_broker.deferLater([self = m_self] {
        Stream* const stream = *self;
        if (stream == nullptr || stream->m_owner == nullptr)
            return;
        stream->m_started = true;
        if (auto handled = stream->takeFrames(); !handled) {
            stream->disconnect(std::move(handled).error());
            return;
        }
        stream->m_io->startReceive();
        if (stream->m_paused != 0)
            stream->m_io->stopReceive();
    });
}

void Stream::transmit(const wire::FrameHeader& header, const Payload& payload, io::Traffic traffic)
{
    m_messagesOut.fetch_add(1, std::memory_order_relaxed);
    if (m_broker.onBrokerThread() && m_adopted)
        m_owner->aboutToSend(*this);
    const Bytes front = m_frames.put(header, payload);
    if (front.size() == wire::FrameHeader::Size + header.length) {
        m_io->transmit(front, traffic);
        return;
    }
    std::vector<Bytes> pieces{front};
    pieces.reserve(1 + payload.pieceCount());
    payload.forEach([&pieces](const Bytes& piece) { pieces.push_back(piece); });
    m_io->transmit(pieces, traffic);
}

void Stream::forward(const Bytes& wholeFrames, std::size_t count, io::Traffic traffic)
{
    m_messagesOut.fetch_add(count, std::memory_order_relaxed);
    m_io->transmit(wholeFrames, traffic);
}

LinkCounters Stream::counters() const
{
    const io::StreamCounters bytes = m_io->counters();
    const std::int64_t rtt = m_rtt.load(std::memory_order_relaxed);
    return {
        .messagesIn = m_messagesIn.load(std::memory_order_relaxed),
        .messagesOut = m_messagesOut.load(std::memory_order_relaxed),
        .bytesIn = bytes.bytesIn,
        .bytesOut = bytes.bytesOut,
        .pendingBytes = m_io->pendingBytes(),
        .rtt = rtt < 0 ? std::nullopt : std::optional(Duration(rtt)),
    };
}

void Stream::disconnect(Error reason)
{
    m_io->disconnect(std::move(reason));
}

void Stream::orphan()
{
    m_owner = nullptr;
    m_adopted = false;
    m_io->disconnect(Error(ErrorKind::Cancelled, "the router has let go of it"));
}

void Stream::pause()
{
    if (m_paused++ == 0)
        m_io->stopReceive();
}

void Stream::resume()
{
    if (--m_paused == 0 && m_started)
        m_io->startReceive();
}

bool Stream::cork()
{
    if (std::exchange(m_corked, true))
        return false;
    m_io->cork();
    return true;
}

void Stream::uncork()
{
    m_corked = false;
    m_io->uncork();
}

std::span<std::byte> Stream::prepareReceive()
{
    return m_decoder.prepare();
}

Result<> Stream::onReceive(std::size_t count)
{
    m_decoder.commit(count);
    return takeFrames();
}

Result<> Stream::takeFrames()
{
    m_owner->beginBatch();
    Result<> result;
    for (;;) {
        auto frame = m_decoder.next();
        if (!frame) {
            result = std::unexpected(std::move(frame).error());
            break;
        }
        if (!*frame)
            break;
        // Only this thread counts them.
        m_messagesIn.store(m_messagesIn.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        m_owner->received(*this, std::move(**frame));
    }
    m_owner->endBatch(*this);
    if (m_decoder.keepsSpare() && !m_spareTimer.active())
        dropSpareSoon();
    return result;
}

// Also while frames go on coming: once a second some of them then pay for memory of their own.
void Stream::dropSpareSoon()
{
    m_spareTimer = m_broker.after(SpareLife, [this] { m_decoder.dropSpare(); });
}

void Stream::onDisconnect(const Error& reason)
{
    if (m_owner != nullptr)
        m_owner->streamLost(*this, m_options.explainLoss ? m_options.explainLoss(reason) : reason);
}

void Stream::onDrained()
{
    if (m_owner != nullptr)
        m_owner->drained(*this);
}

}  // namespace rz::routing
