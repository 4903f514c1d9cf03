#pragma once

#include "core/io/broker.h"

#include <cstdint>

namespace rz::agent {

// Gives memory back when the agent has had nothing to do for a while: pages of the program that only its start or its last
// calls needed, which come back from the page cache when they are needed again, and what the heap holds for nothing. An idle
// agent is not woken for it more than once.
class IdleMemory {
public:
    explicit IdleMemory(io::Broker& broker) : m_broker(broker) {}
    IdleMemory(const IdleMemory&) = delete;
    IdleMemory& operator=(const IdleMemory&) = delete;

    // To be called after each turn of the loop.
    void turned()
    {
        ++m_turns;
        if (!m_timer.active())
            watch();
    }

private:
    void watch();
    void check();

    io::Broker& m_broker;
    io::Timer m_timer;
    std::uint64_t m_turns = 0;
    std::uint64_t m_turnsBefore = 0;  // when the timer was set
    bool m_gaveBack = false;          // in the turn that is about to end
};

}  // namespace rz::agent
