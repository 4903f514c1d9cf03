#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace rz {

// Keeps one listener connected; disconnects when it dies, on the signal's thread. May outlive the signal.
class Subscription {
public:
    Subscription() = default;
    explicit Subscription(std::shared_ptr<void> slot) : m_slot(std::move(slot)) {}
    void reset() { m_slot.reset(); }  // disconnects it now

private:
    std::shared_ptr<void> m_slot;
};

// A typed signal (the reference's signals): listeners run synchronously, in order of registration, on the thread that
// fires. Listeners may subscribe, unsubscribe and destroy the signal while it fires. Not thread-safe.
template <class... Args>
class Signal {
public:
    using Listener = std::function<void(Args...)>;

    // `listener` is called as long as the subscription is kept.
    [[nodiscard]] Subscription connect(Listener listener)
    {
        auto slot = std::make_shared<Listener>(std::move(listener));
        m_slots.push_back(slot);
        return Subscription(std::move(slot));
    }

    // Calls those who are connected as it begins, but not whom another has disconnected by then.
    void fire(Args... args)
    {
        std::erase_if(m_slots, [](const auto& slot) { return slot.expired(); });
        const auto listening = m_slots;
        for (const auto& weak : listening) {
            if (const auto slot = weak.lock())
                (*slot)(args...);
        }
    }

    bool empty() const { return m_slots.empty(); }

private:
    std::vector<std::weak_ptr<Listener>> m_slots;
};

}  // namespace rz
