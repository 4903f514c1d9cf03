#include "core/routing/frame_buffer.h"

#include <cstring>
#include <memory>
#include <span>

namespace rz::routing {

Bytes FrameBuffer::put(const wire::FrameHeader& header, const Payload& payload)
{
    const std::size_t copied = header.length <= MaxCopied && !payload.holdsSecret() ? header.length : 0;
    const std::size_t size = wire::FrameHeader::Size + copied;
    const std::lock_guard lock(m_mutex);
    std::byte* const begin = reserve(size);
    wire::encodeHeader(header, std::span<std::byte, wire::FrameHeader::Size>(begin, wire::FrameHeader::Size));
    if (copied != 0) {
        std::byte* at = begin + wire::FrameHeader::Size;
        payload.forEach([&at](const Bytes& piece) {
            std::memcpy(at, piece.data(), piece.size());
            at += piece.size();
        });
    }
    return {m_chunk.memory, begin, size};
}

std::byte* FrameBuffer::reserve(std::size_t size)
{
    if (ChunkSize - m_used < size) {
        if (!m_chunk.isUnshared())
            m_chunk = {std::make_shared_for_overwrite<std::byte[]>(ChunkSize), ChunkSize};
        m_used = 0;
    }
    std::byte* const begin = m_chunk.data() + m_used;
    m_used += size;
    return begin;
}

}  // namespace rz::routing
