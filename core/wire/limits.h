#pragma once

#include <cstddef>
#include <cstdint>

namespace rz::wire {

// Largest payload of one message unless configured otherwise (protocol 1.3); inherited by children.
inline constexpr std::size_t DefaultMaxMessageSize = 128 * 1024 * 1024;
// The length in a frame has 32 bits (protocol 1.1).
inline constexpr std::size_t LargestMaxMessageSize = 0xffff'ffff;

// Bounds of one pickle; a decoder refuses before it allocates.
struct PickleLimits {
    std::size_t maxDepth = 128;            // nesting of containers
    std::size_t maxItems = 4'000'000;      // values built, memo fetches included
    std::size_t maxBytes = 512u << 20;     // text and bytes built, so that memo references cannot multiply
    std::size_t maxMemoSlots = 1'000'000;  // PUT slots; far ones are in a map: a huge index costs nothing
    std::size_t maxIntegerBytes = 4096;    // LONG4
};

// protocol 2.4
inline constexpr std::size_t MaxCallErrorText = 9999;  // characters
inline constexpr std::size_t MaxContextName = 99;      // characters

// One read from a stream (protocol 1.2). A payload of 128 KiB, in which streams are often sent, has room with what
// surrounds it: a larger one needs memory of its own.
inline constexpr std::size_t ReadChunk = 132 * 1024;

}  // namespace rz::wire
