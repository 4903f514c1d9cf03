#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/signal.h"
#include "core/base/time.h"
#include "core/io/basic_stream.h"
#include "core/wire/frame.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

namespace rz::routing {

class Router;

struct StreamOptions {
    ContextId remoteId{};
    std::string name;                   // "ssh.web1": announced upward (protocol 3.8)
    std::optional<ContextId> authStamp; // every message from here acts under this authority (protocol 7.2)
    bool native = false;                // the peer's hello said it speaks Rhizome's own handles
    std::size_t maxMessageSize = wire::DefaultMaxMessageSize;
};

struct LinkCounters {
    std::uint64_t messagesIn = 0;
    std::uint64_t messagesOut = 0;
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::size_t pendingBytes = 0;
    std::optional<Duration> rtt;        // last answered ping
};

// A frame stream to one adjacent context: cuts incoming bytes into frames and gives them to the router
// (reference: Stream with MitogenProtocol). Owned by the router once registered; broker thread unless noted.
class Stream final : public io::StreamHandler {
public:
    static Result<std::unique_ptr<Stream>> create(Router& router, io::Broker& broker, UniqueFd receiveSide,
                                                  UniqueFd transmitSide, StreamOptions options);
    ~Stream() override;

    ContextId remoteId() const { return m_options.remoteId; }
    const std::string& name() const { return m_options.name; }
    bool native() const { return m_options.native; }
    const std::optional<ContextId>& authStamp() const { return m_options.authStamp; }

    // Begins to read. `early` are bytes of the frame stream that arrived together with the bootstrap's last line.
    void start(std::span<const std::byte> early = {});

    // Any thread.
    void transmit(const wire::FrameHeader& header, const Payload& payload, io::Traffic traffic);
    void forward(const Bytes& wholeFrame, io::Traffic traffic);
    LinkCounters counters() const;
    bool congested() const;

    void disconnect(Error reason);

    // Ids that messages from this stream were sent to; told when one of them is gone (protocol 3.5).
    std::unordered_set<ContextId>& egressIds() { return m_egressIds; }

    Signal<const Error&> disconnected;

private:
    friend class Router;
    Stream(Router& router, StreamOptions options);
    std::span<std::byte> prepareReceive() override;
    Result<> onReceive(std::size_t count) override;
    void onDisconnect(const Error& reason) override;
    void onDrained() override;

    Router& m_router;
    StreamOptions m_options;
    wire::FrameDecoder m_decoder;
    std::unique_ptr<io::BasicStream> m_io;
    std::unordered_set<ContextId> m_egressIds;
    std::atomic<std::uint64_t> m_messagesIn{0};
    std::atomic<std::uint64_t> m_messagesOut{0};
    std::optional<Duration> m_rtt;
};

}  // namespace rz::routing
