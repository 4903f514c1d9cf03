#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <memory>

namespace rz::wire {

// Memory of which frames are slices: they share it.
struct Buffer {
    std::shared_ptr<std::byte[]> memory;
    std::size_t capacity = 0;

    std::byte* data() const { return memory.get(); }
    explicit operator bool() const { return memory != nullptr; }
    // No frame holds a slice any more, on whichever thread: it may be written again.
    bool isUnshared() const;
};

// Memory that nobody has touched yet: it costs address space only until bytes arrive. From 4 MiB on it is mapped on its
// own with huge pages, which saves most of the page faults of a large message, and goes back to the system at the end.
Result<Buffer> allocateBuffer(std::size_t size);

}  // namespace rz::wire
