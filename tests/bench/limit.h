#pragma once

#include "core/base/unique_fd.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace rz::bench {

// What a job costs when nothing is done but the system calls it cannot do without. Each gives one figure.

// Milliseconds from starting a program, by itself the static `limit-child`, to its first byte on a socket.
double spawnToFirstByte(const std::string& program = {});
// Milliseconds to start `count` of them and hear from all.
double spawnMany(int count);
// Microseconds of one ping-pong between two processes over a socketpair; `core` < 0 does not pin.
double pingPong(int rounds, int core);
// MiB/s of `size` bytes from one process to another over socketpairs, by way of `hops` - 1 processes that only read and
// write.
double socketTransfer(std::size_t size, int hops = 1);
// Microseconds of ping-pongs as above, one after another, while such a transfer goes on beside them.
struct Pings {
    double median = 0;
    double p99 = 0;
    double slowest = 0;
};
Pings pingsBesideTransfer(std::size_t size, int hops);
// Messages per second of a process that reads from one socketpair and writes to another.
double relay(std::size_t messages, std::size_t messageSize);

// For processes that do one thing and end: abort, or leave with status 1, when it cannot be done.
std::pair<UniqueFd, UniqueFd> socketPair();
void writeAll(int fd, const char* data, std::size_t size);

double secondsNow();
// This thread, and threads and children that it starts from now on, run on one core; -1: where they might at first.
void pinTo(int core);

}  // namespace rz::bench
