#pragma once

#include "core/base/time.h"
#include "core/io/broker.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace rz::connect {

// A time limit whose clock can stand still. Broker thread.
class Countdown {
public:
    // `onOver` runs from the loop when `limit` has passed with the clock running.
    Countdown(io::Broker& broker, Duration limit, std::function<void()> onOver)
        : m_broker(broker), m_remaining(limit), m_onOver(std::move(onOver))
    {
    }

    void run()
    {
        m_endsAt = Clock::now() + m_remaining;
        m_timer = m_broker.after(m_remaining, [this] { m_onOver(); });
    }
    void stop()
    {
        if (!m_timer.active())
            return;
        m_remaining = std::max(m_endsAt - Clock::now(), Duration::zero());
        m_timer.cancel();
    }

private:
    io::Broker& m_broker;
    Duration m_remaining;
    TimePoint m_endsAt;
    std::function<void()> m_onOver;
    io::Timer m_timer;
};

}  // namespace rz::connect
