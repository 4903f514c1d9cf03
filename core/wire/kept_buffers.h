#pragma once

#include "core/wire/buffer.h"

#include <cstddef>
#include <vector>

namespace rz::wire {

// Memory of frames that left, to be used again once nobody holds them: page faults are most of what receiving a large
// frame costs, and a good part of what a stream of smaller ones does.
class KeptBuffers {
public:
    // Those kept last stay: as many as have room for a receiver's whole window, or one that is larger than that.
    void keep(Buffer buffer);
    // One that nobody holds any more, with room for so many bytes and not of which most would lie idle. Else one without
    // memory.
    Buffer take(std::size_t size);

    bool empty() const { return m_buffers.empty(); }
    void clear();

private:
    std::vector<Buffer> m_buffers;
    std::size_t m_bytes = 0;  // of all
};

}  // namespace rz::wire
