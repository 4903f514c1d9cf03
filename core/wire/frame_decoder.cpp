#include "core/base/assertion.h"
#include "core/base/secret.h"
#include "core/base/str.h"
#include "core/wire/buffer.h"
#include "core/wire/frame.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace rz::wire {

namespace {

// With less room than this at its end, a chunk is done: short reads cost more than to begin again.
constexpr std::size_t LeastRead = ReadChunk / 8;
// Frames from this size on are read one by one, each with the header of the next: what is read of a frame beyond the end
// of its chunk would have to be moved into the next.
constexpr std::size_t LargeFrame = ReadChunk / 4;

Frame slice(const FrameHeader& header, const std::shared_ptr<std::byte[]>& memory, std::size_t begin)
{
    const std::size_t size = FrameHeader::Size + header.length;
    Frame frame{.header = header, .whole = Bytes(memory, memory.get() + begin, size), .payload = {}};
    if (header.length != 0)
        frame.payload = frame.whole.slice(FrameHeader::Size);
    return frame;
}

Frame cut(const FrameHeader& header, const Buffer& buffer, std::size_t begin)
{
    if (!header.ofSecret()) [[likely]]
        return slice(header, buffer.memory, begin);
    const std::size_t size = FrameHeader::Size + header.length;
    const auto own = secretMemory(size);
    std::memcpy(own.get(), buffer.data() + begin, size);
    ::explicit_bzero(buffer.data() + begin, size);
    return slice(header, own, 0);
}

std::span<const std::byte, FrameHeader::Size> headerAt(const std::byte* at)
{
    return std::span<const std::byte, FrameHeader::Size>(at, FrameHeader::Size);
}

}  // namespace

FrameDecoder::FrameDecoder(std::size_t maxMessageSize) : m_maxMessageSize(maxMessageSize) {}

// What nobody took may be of secrets, too.
FrameDecoder::~FrameDecoder()
{
    wipeRest();
    if (m_largeSize != 0 && decodeHeader(headerAt(m_large.data()))->ofSecret())
        ::explicit_bzero(m_large.data(), m_largeFilled);
}

std::span<std::byte> FrameDecoder::prepare()
{
    if (largeIncomplete())
        return {m_large.data() + m_largeFilled, m_largeSize - m_largeFilled};
    if (m_begin == m_end && m_begin != 0 && m_chunk.isUnshared())
        m_begin = m_end = 0;
    const std::size_t held = m_end - m_begin;
    const bool incomplete = held < m_frameSize;
    const bool large = incomplete && m_frameSize >= LargeFrame;
    const std::size_t missing = incomplete ? m_frameSize - held : 1;
    const std::size_t room = m_chunk.capacity - m_end;
    if (room < missing || (room < LeastRead && m_begin != 0 && !large))
        makeRoom(missing);
    const std::size_t most = large ? missing + FrameHeader::Size : ReadChunk;
    return {m_chunk.data() + m_end, std::min(most, m_chunk.capacity - m_end)};
}

void FrameDecoder::commit(std::size_t count)
{
    std::size_t& filled = largeIncomplete() ? m_largeFilled : m_end;
    RZ_ASSERT(count <= (largeIncomplete() ? m_largeSize : m_chunk.capacity) - filled);
    filled += count;
}

void FrameDecoder::feed(std::span<const std::byte> data)
{
    while (!data.empty()) {
        const std::span<std::byte> room = prepare();
        const std::size_t count = std::min(room.size(), data.size());
        std::memcpy(room.data(), data.data(), count);
        commit(count);
        data = data.subspan(count);
    }
}

Result<std::optional<Frame>> FrameDecoder::next()
{
    if (m_failure)
        return std::unexpected(*m_failure);
    if (m_largeSize != 0)
        return takeLarge();

    const std::size_t available = m_end - m_begin;
    if (available < FrameHeader::Size)
        return std::nullopt;
    auto header = decodeHeader(headerAt(m_chunk.data() + m_begin));
    if (!header)
        return failFor(std::move(header).error());
    if (header->length > m_maxMessageSize)
        return failFor(Error(ErrorKind::Decode, str("a message of ", header->length,
                                                    " bytes is larger than the limit of ", m_maxMessageSize, " bytes"))
                           .withDetails({.cause = "The other side allows larger messages than this one.",
                                         .fix = "Send less at once, or raise max_message_size."}));

    const std::size_t size = FrameHeader::Size + header->length;
    if (available >= size) {
        const std::size_t begin = std::exchange(m_begin, m_begin + size);
        m_frameSize = 0;
        return cut(*header, m_chunk, begin);
    }
    if (size > ReadChunk) {
        RZ_CHECK(beginLarge(*header));
        return std::nullopt;
    }
    m_frameSize = size;
    return std::nullopt;
}

void FrameDecoder::dropSpare()
{
    m_keptChunks.clear();
    m_keptLarge.clear();
}

std::size_t FrameDecoder::pending() const
{
    return m_largeFilled + (m_end - m_begin);
}

std::optional<Frame> FrameDecoder::takeLarge()
{
    if (largeIncomplete())
        return std::nullopt;
    const auto header = decodeHeader(headerAt(m_large.data()));
    RZ_ASSERT(header);  // it was good when the buffer was made
    Frame frame = cut(*header, m_large, 0);
    m_keptLarge.keep(std::exchange(m_large, {}));
    m_largeSize = m_largeFilled = 0;
    return frame;
}

// Moves what is there of the frame into memory of its own.
Result<> FrameDecoder::beginLarge(const FrameHeader& header)
{
    const std::size_t frameSize = FrameHeader::Size + header.length;
    m_large = m_keptLarge.take(frameSize);
    if (!m_large) {
        auto buffer = allocateBuffer(frameSize);
        if (!buffer)
            return failFor(std::move(buffer).error());
        m_large = std::move(*buffer);
    }
    m_largeSize = frameSize;
    m_largeFilled = m_end - m_begin;
    std::memcpy(m_large.data(), m_chunk.data() + m_begin, m_largeFilled);
    if (header.ofSecret())
        ::explicit_bzero(m_chunk.data() + m_begin, m_largeFilled);
    m_begin = m_end;
    m_frameSize = 0;
    return {};
}

std::unexpected<Error> FrameDecoder::failFor(Error error)
{
    m_failure = std::move(error);
    wipeRest();
    m_begin = m_end;
    m_frameSize = 0;
    return std::unexpected(*m_failure);
}

// What is in the chunk and in no frame yet may be of secrets.
bool FrameDecoder::restMayBeSecret() const
{
    const bool known = m_frameSize != 0 && m_end - m_begin <= m_frameSize;
    return !known || decodeHeader(headerAt(m_chunk.data() + m_begin))->ofSecret();
}

void FrameDecoder::wipeRest()
{
    if (m_begin != m_end)
        ::explicit_bzero(m_chunk.data() + m_begin, m_end - m_begin);
}

void FrameDecoder::makeRoom(std::size_t need)
{
    const std::size_t held = m_end - m_begin;
    const bool wipe = held != 0 && restMayBeSecret();
    const std::size_t least = held + need;
    if (m_chunk && m_chunk.capacity >= least && m_chunk.isUnshared()) {
        std::memmove(m_chunk.data(), m_chunk.data() + m_begin, held);
        if (wipe)
            ::explicit_bzero(m_chunk.data() + std::max(held, m_begin), std::min(held, m_begin));
    } else {
        // More than one chunk is only needed when bytes are fed faster than frames are taken.
        const std::size_t capacity = least <= ReadChunk ? ReadChunk : std::max(least, 2 * held);
        Buffer chunk = m_keptChunks.take(capacity);
        if (!chunk)
            chunk = {std::make_shared_for_overwrite<std::byte[]>(capacity), capacity};
        if (held != 0)
            std::memcpy(chunk.data(), m_chunk.data() + m_begin, held);
        if (wipe)
            ::explicit_bzero(m_chunk.data() + m_begin, held);
        if (m_chunk)
            m_keptChunks.keep(std::move(m_chunk));
        m_chunk = std::move(chunk);
    }
    m_begin = 0;
    m_end = held;
}

}  // namespace rz::wire
