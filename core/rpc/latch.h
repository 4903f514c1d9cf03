#pragma once

#include "core/base/exceptions.h"
#include "core/rpc/blocking.h"
#include "core/rpc/selectable.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace rz::rpc {

namespace detail {

Error latchClosed();

}  // namespace detail

// A queue between threads that can be closed (reference: Latch; protocol 5.5). Whoever waits is served in the order of
// waiting, what was put first goes to whoever waited first, and an item that was given to a waiter is his whatever happens
// afterwards. Any thread.
template <class T>
class Latch final : public Selectable {
public:
    // `broker`, which must outlive it: waiting on the thread that drives it drives it. Without one every thread sleeps.
    explicit Latch(io::Broker* broker = nullptr) : m_broker(broker) {}
    ~Latch() override
    {
        leaveSelect();
        close();
    }

    // Fails with Latch when it is closed.
    Result<> put(T value)
    {
        std::function<void()> tell;
        {
            const std::lock_guard lock(m_mutex);
            if (m_closed)
                return std::unexpected(detail::latchClosed());
            if (!m_waiters.empty()) {
                Waiter& oldest = *m_waiters.front();
                m_waiters.pop_front();
                oldest.item.emplace(std::move(value));
                oldest.wake();
                return {};
            }
            m_items.push_back(std::move(value));
            tell = m_notify;
        }
        if (tell)
            tell();
        return {};
    }

    // The next item. Timeout when `timeout` passes (NoWait: do not wait), Latch when it is closed, also while waiting, and
    // whether or not items are left. Waiting in a callback of the broker is asserted against.
    Result<T> get(std::optional<Duration> timeout = {})
    {
        return getUntil(timeout ? std::optional(Clock::now() + *timeout) : std::nullopt, drivenHere());
    }

    // All who wait fail with Latch, and so does everything from now on. Items that nobody took are dropped.
    void close()
    {
        std::deque<T> dropped;
        std::function<void()> tell;
        {
            const std::lock_guard lock(m_mutex);
            if (std::exchange(m_closed, true))
                return;
            dropped.swap(m_items);
            for (Waiter* const waiter : std::exchange(m_waiters, {}))
                waiter->wake();
            tell = m_notify;
        }
        if (tell)
            tell();
    }

    // Throws LatchError when it is closed.
    std::size_t size() const override
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            throwError(detail::latchClosed());
        return m_items.size();
    }
    bool empty() const { return size() == 0; }
    // How many threads wait for something to come.
    std::size_t waiting() const
    {
        const std::lock_guard lock(m_mutex);
        return m_waiters.size();
    }
    bool closed() const
    {
        const std::lock_guard lock(m_mutex);
        return m_closed;
    }

private:
    friend class Select;

    struct Waiter {
        io::Broker* drives;
        OneShotEvent woken{};
        std::optional<T> item{};

        // Under the latch's lock, which the waiter takes before it leaves.
        void wake()
        {
            woken.set();
            if (drives != nullptr)
                drives->deferLater([] {});
        }
    };

    Result<T> getUntil(std::optional<TimePoint> deadline, io::Broker* driven)
    {
        std::unique_lock lock(m_mutex);
        if (m_closed)
            return std::unexpected(detail::latchClosed());
        if (!m_items.empty()) {
            T item = std::move(m_items.front());
            m_items.pop_front();
            return item;
        }
        if (deadline && *deadline <= Clock::now())
            return std::unexpected(waitedInVain(deadline));
        Waiter self{.drives = driven};
        m_waiters.push_back(&self);
        lock.unlock();
        if (driven != nullptr)
            self.woken.wait(*driven, deadline);
        else
            self.woken.sleep(deadline);
        lock.lock();
        if (self.item)
            return std::move(*self.item);
        if (m_closed)
            return std::unexpected(detail::latchClosed());
        std::erase(m_waiters, &self);
        return std::unexpected(waitedInVain(deadline));
    }

    bool claimNotify(std::function<void()> notify) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_notify)
            return false;
        m_notify = std::move(notify);
        return true;
    }
    void replaceNotify(std::function<void()> notify) override
    {
        const std::lock_guard lock(m_mutex);
        m_notify = std::move(notify);
    }
    std::optional<std::size_t> held() const override
    {
        const std::lock_guard lock(m_mutex);
        return m_closed ? std::nullopt : std::optional(m_items.size());
    }
    Result<Event> takeEvent() override
    {
        if (closed()) {
            if (m_closeTold.exchange(true))
                return std::unexpected(waitedInVain(Clock::now()));
            return Event{.source = this, .data = Event::Closed()};
        }
        RZ_TRY(T item, getUntil(Clock::now(), nullptr));
        return Event{.source = this, .data = std::move(item)};
    }
    io::Broker* drivenHere() const override
    {
        return m_broker != nullptr && m_broker->onBrokerThread() ? m_broker : nullptr;
    }

    io::Broker* const m_broker;
    mutable std::mutex m_mutex;
    std::deque<T> m_items;          // empty while somebody waits
    std::deque<Waiter*> m_waiters;  // the oldest first
    std::function<void()> m_notify;
    bool m_closed = false;
    std::atomic<bool> m_closeTold = false;  // a Select has been told of it
};

}  // namespace rz::rpc
