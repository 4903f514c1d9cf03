#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <memory>

namespace rz::wire {

// Memory that nobody has touched yet: it costs address space only until bytes arrive. From 4 MiB on it is mapped on its
// own with huge pages, which saves most of the page faults of a large message, and goes back to the system at the end.
Result<std::shared_ptr<std::byte[]>> allocateBuffer(std::size_t size);

}  // namespace rz::wire
