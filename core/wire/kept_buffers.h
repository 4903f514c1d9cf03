#pragma once

#include "core/wire/buffer.h"

#include <cstddef>
#include <vector>

namespace rz::wire {

// Memory of frames that left, to be used again once nobody holds them: page faults are most of what receiving a large
// frame costs, and a good part of what a stream of smaller ones does.
class KeptBuffers {
public:
    // Keeps it, also while frames of it are held, unless those kept already are as many as a window needs. One alone may have
    // any size.
    void keep(Buffer buffer);
    // Gives one that nobody holds any more, with room for so many bytes, or one without memory when there is none. Drops those
    // that are too small for them, or of which most would lie idle.
    Buffer take(std::size_t size);

    bool empty() const { return m_buffers.empty(); }
    void clear();

private:
    std::vector<Buffer> m_buffers;  // the longest kept first: its frames are likely to be gone first
    std::size_t m_bytes = 0;        // of all
};

}  // namespace rz::wire
