#pragma once

#include "core/io/broker.h"

#include <cstdint>

namespace rz::agent {

// Gives memory back when the agent has had nothing to do for a while: pages of the program that only its start or its last
// calls needed, which come back from the page cache when they are needed again, and what the heap holds for nothing. Once
// more some time later, when idle workers have ended; after that an idle agent is left alone.
class IdleMemory {
public:
    explicit IdleMemory(io::Broker& broker) : m_broker(broker) {}
    IdleMemory(const IdleMemory&) = delete;
    IdleMemory& operator=(const IdleMemory&) = delete;

    // To be called after each turn of the loop.
    void turned()
    {
        ++m_turns;
        if (!m_watching)
            wake();
    }

private:
    void wake();
    void watch();
    void giveBackOnceMore();

    io::Broker& m_broker;
    io::Timer m_timer;
    std::uint64_t m_turns = 0;
    std::uint64_t m_turnsBefore = 0;  // when the timer was set
    bool m_watching = false;          // for a second without a turn
    bool m_ownTurn = false;           // the turn about to end is that of our timer
};

}  // namespace rz::agent
