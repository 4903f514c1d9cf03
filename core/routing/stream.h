#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/signal.h"
#include "core/base/time.h"
#include "core/io/basic_stream.h"
#include "core/wire/frame.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

namespace rz::routing {

class FrameBuffer;
class Router;
class Stream;

struct StreamOptions {
    ContextId remoteId{};
    std::string name;                    // "ssh.web1": announced upward (protocol 3.8)
    std::optional<ContextId> authStamp;  // every message from here acts under this authority (protocol 7.2)
    bool native = false;                 // the peer's hello said it speaks Rhizome's own handles
    std::size_t maxMessageSize = wire::DefaultMaxMessageSize;  // bytes; the router's own if that is less
    std::optional<ContextId> carrier;  // the context that its bytes go through as messages, when it is a tunnel's
    // Asked when it has ended, by whoever made its connection and may know more than that. Broker thread.
    std::function<Error(Error reason)> explainLoss;
};

struct LinkCounters {
    std::uint64_t messagesIn = 0;
    std::uint64_t messagesOut = 0;
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::size_t pendingBytes = 0;
    std::optional<Duration> rtt;  // last answered ping
};

// What a stream tells its router, on the broker thread.
class StreamOwner {
public:
    virtual ~StreamOwner() = default;
    // Around the frames of one read, so that everything they cause to be sent leaves in one write for each stream.
    virtual void beginBatch() = 0;
    virtual void received(Stream& from, wire::Frame frame) = 0;
    virtual void endBatch(Stream& from) = 0;
    // Something is about to be sent on `to`.
    virtual void aboutToSend(Stream& to) = 0;
    virtual void drained(Stream& stream) = 0;
    // Last.
    virtual void streamLost(Stream& stream, const Error& reason) = 0;
};

// A frame stream to one adjacent context: cuts incoming bytes into frames and gives them to the router, which must outlive it
// and owns it once it is registered (reference: Stream with MitogenProtocol). Broker thread unless noted. What it is called
// and where it leads never changes, so any thread that shares in owning it may ask.
class Stream final : public io::StreamHandler {
public:
    static Result<std::unique_ptr<Stream>> create(Router& router, io::Broker& broker, UniqueFd receiveSide,
                                                  UniqueFd transmitSide, StreamOptions options);  // fails with System
    ~Stream() override;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    ContextId remoteId() const { return m_options.remoteId; }
    const std::string& name() const { return m_options.name; }
    bool native() const { return m_options.native; }
    const std::optional<ContextId>& authStamp() const { return m_options.authStamp; }
    const std::optional<ContextId>& carrier() const { return m_options.carrier; }

    // Begins to read, from the loop. `early` are bytes of the frame stream that arrived together with the bootstrap's
    // last line.
    void start(std::span<const std::byte> early = {});

    // Any thread that shares in owning it: Router::route does.
    void transmit(const wire::FrameHeader& header, const Payload& payload, io::Traffic traffic);
    // One or more whole frames as they came in.
    void forward(const Bytes& wholeFrames, std::size_t count, io::Traffic traffic);
    LinkCounters counters() const;
    std::size_t pendingBytes() const { return m_io->pendingBytes(); }
    bool congested() const { return m_io->congested(); }  // more of them than io::BasicStream::HighWater

    void disconnect(Error reason);  // soon
    // The router has let go of it: it tells it nothing any more, and closes soon.
    void orphan();
    void setRtt(Duration rtt) { m_rtt.store(rtt.count(), std::memory_order_relaxed); }

    // The router owns it now.
    void adopted() { m_adopted = true; }

    // Reading stops while at least one reason to pause is there (FlowControl).
    void pause();
    void resume();

    // Between them sends only gather; the router pairs them within a batch. False when it is corked already.
    bool cork();
    void uncork();

    // Fires last, after the router has dropped every route over it.
    Signal<const Error&> disconnected;

private:
    Stream(Router& router, io::Broker& broker, StreamOptions options);
    std::span<std::byte> prepareReceive() override;
    Result<> onReceive(std::size_t count) override;
    void onDisconnect(const Error& reason) override;
    void onDrained() override;
    Result<> takeFrames();
    void dropSpareSoon();

    StreamOwner* m_owner;  // null once orphaned
    FrameBuffer& m_frames;
    io::Broker& m_broker;
    StreamOptions m_options;
    wire::FrameDecoder m_decoder;
    std::unique_ptr<io::BasicStream> m_io;
    std::shared_ptr<Stream*> m_self;  // for tasks that may outlive it
    io::Timer m_spareTimer;
    int m_paused = 0;
    bool m_adopted = false;
    bool m_started = false;
    bool m_corked = false;
    std::atomic<std::uint64_t> m_messagesIn{0};
    std::atomic<std::uint64_t> m_messagesOut{0};
    std::atomic<std::int64_t> m_rtt{-1};
};

}  // namespace rz::routing
