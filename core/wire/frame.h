#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/wire/buffer.h"
#include "core/wire/handles.h"
#include "core/wire/kept_buffers.h"
#include "core/wire/limits.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace rz::wire {

// The encoding tag in the first two bytes (protocol 1.1).
enum class Magic : std::uint16_t {
    Mgc = 0x4d49,  // untagged: what every version of Mitogen accepts
    Pkl = 0x4d4a,  // pickle (Mitogen 0.3.39 and later)
    Bin = 0x4d4b,  // raw bytes (likewise)
};

// The 26 byte frame header, all fields big-endian (protocol 1.1).
struct FrameHeader {
    static constexpr std::size_t Size = 26;
    static constexpr std::size_t AuthOffset = 10;

    Magic magic = Magic::Mgc;
    ContextId dstId{};
    ContextId srcId{};
    ContextId authId{};
    Handle handle{};
    Handle replyTo{};
    std::uint32_t length = 0;  // of the payload

    bool operator==(const FrameHeader&) const = default;

    // The payload may hold secrets: nothing of it may stay in memory.
    bool ofSecret() const { return isSecret(handle) || isSecret(replyTo); }

private:
    static bool isSecret(Handle handle) { return raw(handle) - raw(FirstSecret) < raw(FirstBulk) - raw(FirstSecret); }
};

void encodeHeader(const FrameHeader& header, std::span<std::byte, FrameHeader::Size> out);
std::array<std::byte, FrameHeader::Size> encodeHeader(const FrameHeader& header);

// Refuses an unknown magic.
Result<FrameHeader> decodeHeader(std::span<const std::byte, FrameHeader::Size> bytes);

// One frame as it came in. `whole` is header and payload, so it can be forwarded as it is;
// `payload` is a slice of it.
struct Frame {
    FrameHeader header;
    Bytes whole;
    Bytes payload;
};

// Cuts a byte stream into frames. A pull machine: it owns no descriptor and knows no loop.
//
//   auto room = decoder.prepare();      // read(2) into it
//   decoder.commit(n);                  // n bytes arrived
//   while (auto frame = next()) …       // until it yields nothing
//
// Small frames are slices of one shared read buffer; a frame larger than the buffer is read straight into memory of
// its own, so no payload is copied. What a header claims is paid for only as its bytes arrive. After an error the
// stream cannot be resynchronised, and every later next() repeats it.
// A frame of secrets gets memory of its own, which is wiped when nobody holds it, and leaves none of it here.
class FrameDecoder {
public:
    explicit FrameDecoder(std::size_t maxMessageSize = DefaultMaxMessageSize);
    ~FrameDecoder();
    FrameDecoder(const FrameDecoder&) = delete;
    FrameDecoder& operator=(const FrameDecoder&) = delete;

    // Where the next bytes belong; never empty. Valid until the next call of any member.
    std::span<std::byte> prepare();
    // The first `count` bytes of the last prepare() are filled.
    void commit(std::size_t count);
    // prepare() and commit() for bytes that are elsewhere already.
    void feed(std::span<const std::byte> data);

    // The next complete frame, nothing if more bytes are needed, or what is wrong with the stream:
    // a bad magic, or a payload over the limit.
    Result<std::optional<Frame>> next();

    // Bytes held that do not yet make a frame.
    std::size_t pending() const;

    // Memory of frames that left is kept. Whoever drives the decoder drops it when that was long ago.
    bool keepsSpare() const { return !m_keptChunks.empty() || !m_keptLarge.empty(); }
    void dropSpare();

private:
    bool largeIncomplete() const { return m_largeFilled < m_largeSize; }
    std::optional<Frame> takeLarge();
    Result<> beginLarge(const FrameHeader& header);
    std::unexpected<Error> failFor(Error error);
    bool restMayBeSecret() const;
    void wipeRest();
    void makeRoom(std::size_t need);

    std::size_t m_maxMessageSize;

    // What was read: m_begin is the first byte not yet in a frame, m_end the end. Frames are slices, so the chunk is
    // written again only after the last of them is gone.
    Buffer m_chunk;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::size_t m_frameSize = 0;  // of the incomplete frame at m_begin, once its header passed; else 0

    // The frame being read that is too large for the chunk; m_largeSize is 0 when there is none.
    Buffer m_large;
    std::size_t m_largeSize = 0;
    std::size_t m_largeFilled = 0;

    // Chunks that were full while somebody held a frame of them, or more was fed than taken.
    KeptBuffers m_keptChunks;
    // What large frames had.
    KeptBuffers m_keptLarge;

    std::optional<Error> m_failure;
};

}  // namespace rz::wire
