#pragma once

#include "core/base/bytes.h"
#include "core/wire/buffer.h"
#include "core/wire/frame.h"

#include <cstddef>
#include <mutex>

namespace rz::routing {

// Where frames made here are put together: headers and small payloads are written one behind the other into a shared chunk,
// so that sending allocates nothing and a burst is one slice for the kernel. Any thread.
class FrameBuffer {
public:
    // Payloads up to this size are copied behind their header; larger ones go as pieces of their own.
    static constexpr std::size_t MaxCopied = 4096;

    // The header, followed by the payload if that is small and no secret, so that it may be copied.
    Bytes put(const wire::FrameHeader& header, const Payload& payload);

private:
    static constexpr std::size_t ChunkSize = 32 * 1024;

    std::byte* reserve(std::size_t size);

    std::mutex m_mutex;
    wire::Buffer m_chunk;
    std::size_t m_used = ChunkSize;
};

}  // namespace rz::routing
