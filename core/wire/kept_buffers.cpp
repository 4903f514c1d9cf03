#include "core/wire/kept_buffers.h"

#include "core/wire/limits.h"

#include <algorithm>
#include <utility>

namespace rz::wire {

namespace {

// A frame on its way through a window of 1 MiB takes half of its buffer at worst.
constexpr std::size_t MostBytes = 16 * ReadChunk;

}  // namespace

void KeptBuffers::keep(Buffer buffer)
{
    m_bytes += buffer.capacity;
    m_buffers.push_back(std::move(buffer));
    while (m_bytes > MostBytes && m_buffers.size() > 1) {
        m_bytes -= m_buffers.front().capacity;
        m_buffers.erase(m_buffers.begin());
    }
}

Buffer KeptBuffers::take(std::size_t size)
{
    const auto serves = [size](const Buffer& buffer) {
        return buffer.capacity >= size && buffer.capacity / 2 <= size && buffer.isOurs();
    };
    const auto found = std::ranges::find_if(m_buffers, serves);
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
