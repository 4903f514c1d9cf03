#pragma once

#include "core/base/error.h"
#include "core/io/broker.h"
#include "core/routing/message.h"

#include <any>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace rz::rpc {

class Select;
class Selectable;

// What one member of a Select had (reference: Event).
struct Event {
    Selectable* source = nullptr;  // the Receiver or Latch itself, also when it is in a nested Select
    std::any data;                 // a routing::Message of a Receiver, a T of a Latch<T>, Closed

    // What comes, once, of a Latch or a Select that was closed; of a Receiver it is a dead message.
    struct Closed {};

    // The message of a Receiver, which may be a dead one; null when it came from a Latch or a Select.
    const routing::Message* message() const { return std::any_cast<routing::Message>(&data); }
    // What a Latch<T> held; null when it is something else.
    template <class T>
    T* as()
    {
        return std::any_cast<T>(&data);
    }
    bool closed() const { return std::any_cast<Closed>(&data) != nullptr; }
};

// Something a Select can wait for: a Receiver, a Latch, another Select. It stays where it is, and when it dies it leaves
// the Select it is in.
class Selectable {
public:
    virtual ~Selectable() = default;
    Selectable(const Selectable&) = delete;
    Selectable& operator=(const Selectable&) = delete;

    // How many things can be taken at this moment. Any thread.
    virtual std::size_t size() const = 0;
    // `notify` runs whenever something came, on the thread that brought it, for a Receiver the broker thread, and when this
    // is closed (reference: notify). It may be running, for the last time, when this is destroyed on another thread, so it
    // owns what it touches. A member of a Select has that one's.
    void setNotify(std::function<void()> notify) { replaceNotify(std::move(notify)); }

protected:
    Selectable() = default;
    // The first thing that the destructor of a derived class does: nobody is notified any more.
    void leaveSelect();

private:
    friend class Select;
    struct Owner;  // the select it is in

    // False, and nothing happens, when there is one already.
    virtual bool claimNotify(std::function<void()> notify) = 0;
    virtual void replaceNotify(std::function<void()> notify) = 0;
    // size(), or nothing when it is closed.
    virtual std::optional<std::size_t> held() const = 0;
    // Takes one thing without waiting; Timeout when there is none. That it was closed is the last thing.
    virtual Result<Event> takeEvent() = 0;
    // The loop that a wait for it on this thread has to drive; null when the thread may sleep.
    virtual io::Broker* drivenHere() const = 0;
    // Of a Select: is `other` this one, or below it?
    virtual bool leadsTo([[maybe_unused]] const Selectable& other) const { return false; }
    // May it leave a oneshot Select, having given something or, when it was looked at, nothing?
    virtual bool spent(bool gave) const { return gave; }

    std::atomic<std::weak_ptr<Owner>> m_owner;
};

}  // namespace rz::rpc
