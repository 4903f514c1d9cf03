#pragma once

#include "core/io/broker.h"

#include <atomic>
#include <memory>
#include <utility>

namespace rz::routing {

// Whether a router is still there: for what may outlive it and is used on other threads than the router's, such as a Sender, a
// Receiver or a call under way. Any thread.
class Lifetime : public std::enable_shared_from_this<Lifetime> {
public:
    // While there is one that is true, on another thread than the router's, the router does not end. Nothing may be waited for
    // meanwhile but what its end brings about.
    class Hold {
    public:
        Hold() = default;  // of a router that has ended
        Hold(Hold&& other) noexcept
            : m_counted(std::move(other.m_counted)), m_there(std::exchange(other.m_there, false))
        {
        }
        Hold& operator=(Hold&&) = delete;
        ~Hold()
        {
            if (m_counted != nullptr)
                m_counted->release();
        }
        explicit operator bool() const { return m_there; }

    private:
        friend class Lifetime;
        explicit Hold(std::shared_ptr<Lifetime> counted) : m_counted(std::move(counted)), m_there(true) {}

        std::shared_ptr<Lifetime> m_counted;  // null on the router's thread, which alone ends it
        bool m_there = false;
    };

    explicit Lifetime(const io::Broker& broker) : m_broker(broker) {}

    Hold hold()
    {
        m_holders.fetch_add(1);
        if (m_ended) {
            release();
            return {};
        }
        if (!m_broker.onBrokerThread())
            return Hold(shared_from_this());
        release();
        return Hold(nullptr);
    }

    // --- for the router ---
    // From now on nobody can hold it.
    void end() { m_ended = true; }
    // After end(): until those who do have let go.
    void awaitHolders() const
    {
        while (const int holders = m_holders)
            m_holders.wait(holders);
    }

private:
    void release()
    {
        if (m_holders.fetch_sub(1) == 1 && m_ended)
            m_holders.notify_all();
    }

    const io::Broker& m_broker;  // there as long as the router
    std::atomic<int> m_holders = 0;
    std::atomic<bool> m_ended = false;
};

}  // namespace rz::routing
