#include "core/wire/kept_buffers.h"

#include "core/wire/limits.h"

#include <algorithm>
#include <utility>

namespace rz::wire {

namespace {

// What a window of 1 MiB takes where each frame uses half of its buffer.
constexpr std::size_t MostBytes = 16 * ReadChunk;

}  // namespace

void KeptBuffers::keep(Buffer buffer)
{
    if (!m_buffers.empty() && m_bytes + buffer.capacity > MostBytes)
        return;
    m_bytes += buffer.capacity;
    m_buffers.push_back(std::move(buffer));
}

Buffer KeptBuffers::take(std::size_t size)
{
    std::erase_if(m_buffers, [&](const Buffer& buffer) {
        const bool serves = buffer.capacity >= size && buffer.capacity / 2 <= size;
        if (!serves)
            m_bytes -= buffer.capacity;
        return !serves;
    });
    const auto found = std::ranges::find_if(m_buffers, &Buffer::isUnshared);
    if (found == m_buffers.end())
        return {};
    Buffer buffer = std::move(*found);
    m_buffers.erase(found);
    m_bytes -= buffer.capacity;
    return buffer;
}

void KeptBuffers::clear()
{
    m_buffers = {};
    m_bytes = 0;
}

}  // namespace rz::wire
