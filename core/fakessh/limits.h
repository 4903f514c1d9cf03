#pragma once

#include <cstddef>

namespace rz::fakessh {

// Bytes of one direction of a session that may be under way: what fills a link of 1 Gbit/s with 16 ms of delay, as OpenSSH's.
inline constexpr std::size_t SessionWindow = 2 * 1024 * 1024;

// Of a stand-in's arguments and environment together: what the kernel lets a program start with.
inline constexpr std::size_t MaxStandInRequest = 4 * 1024 * 1024;
// Stand-ins at a time.
inline constexpr std::size_t MaxStandIns = 1024;

}  // namespace rz::fakessh
