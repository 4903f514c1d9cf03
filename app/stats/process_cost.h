#pragma once

#include <cstdint>
#include <optional>

namespace rz::app {

// What this process costs the machine, as Linux tells it.
struct ProcessCost {
    std::uint64_t memory = 0;  // resident bytes
    int threads = 0;
    int descriptors = 0;
};
std::optional<ProcessCost> readProcessCost();

}  // namespace rz::app
