#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/io/broker.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>

namespace rz::io {

// Interactive pieces leave before bulk ones, though not without end, and always at piece boundaries (a piece is one frame).
enum class Traffic : std::uint8_t { Interactive, Bulk };

// Of a stream since it began; reads and writes are system calls.
struct StreamCounters {
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::uint64_t reads = 0;
    std::uint64_t writes = 0;
};

// What a stream reports, always on the broker thread. All but prepareReceive() may destroy the stream.
class StreamHandler {
public:
    virtual ~StreamHandler() = default;
    // Where incoming bytes go; called before each read. Must not be empty.
    virtual std::span<std::byte> prepareReceive() = 0;
    // `count` bytes arrived in what prepareReceive() returned. An error ends the stream with that reason.
    virtual Result<> onReceive(std::size_t count) = 0;
    // The stream ended; called exactly once, last. `reason` is Eof for an orderly end.
    virtual void onDisconnect(const Error& reason) = 0;
    // The queue fell below the low-water mark after having been above the high one.
    virtual void onDrained() {}
};

// A non-blocking byte stream over one descriptor for each direction, which may be the same; it owns them. Sizes are in bytes.
// Writes go straight to the descriptor when nothing is queued, from whichever thread calls; otherwise
// they gather and leave in one writev when the descriptor is writable. A write failure becomes a disconnect.
class BasicStream {
public:
    static constexpr std::size_t HighWater = 4 * 1024 * 1024;
    static constexpr std::size_t LowWater = 1 * 1024 * 1024;

    // `handler` must outlive the stream. An empty `transmitSide` (or the same number) means that `receiveSide` serves both
    // directions. Makes them non-blocking; reads nothing before startReceive(). Broker thread. Fails with System.
    static Result<std::unique_ptr<BasicStream>> create(Broker& broker, UniqueFd receiveSide, UniqueFd transmitSide,
                                                       StreamHandler& handler);
    ~BasicStream();  // broker thread; closes without onDisconnect

    // --- any thread ---
    // Queues or writes one frame: `pieces` stay together. Ignored after a disconnect.
    void transmit(std::span<const Bytes> pieces, Traffic traffic = Traffic::Interactive);
    void transmit(const Bytes& piece, Traffic traffic = Traffic::Interactive);
    std::size_t pendingBytes() const;
    // Above the high-water mark: whoever feeds this stream should stop until onDrained().
    bool congested() const;
    StreamCounters counters() const;

    // --- broker thread ---
    void startReceive();
    // For now. A peer that hangs up meanwhile ends the stream all the same: what is still there of it is received then.
    void stopReceive();
    // Between cork and uncork transmit() only queues; uncork writes all in one go. Nests. The
    // router corks while it handles the frames of one read.
    void cork();
    void uncork();
    // Ends the stream with `reason`, drops what is queued and receives no more; onDisconnect runs from the loop, not inside.
    void disconnect(Error reason);
    // Closes the sending direction once everything queued is written.
    void finishTransmit();

private:
    BasicStream();
    struct State;
    std::shared_ptr<State> m_state;
};

}  // namespace rz::io
